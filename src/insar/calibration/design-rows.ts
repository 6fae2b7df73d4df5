/** Rows of the design matrix: observations, and what is known of a surface before anything is observed. */

import { turn } from '../turns.js';
import type { AdjustmentPlan } from './adjustment-plan.js';
import type { CalibrationObservations } from './observations.js';
import { newTerms, type Terms } from './surface-basis.js';
import type { Spot } from './surface-form.js';

/** Squares with ties, and the weight of a spline's curvature in each. */
interface Curvature {
  readonly places: readonly Spot[];
  readonly weight: number;
}

const OBSERVATIONS_BETWEEN_TURNS = 20_000;
/** A weak prior that keeps slopes finite where bursts only hold one another: mm/yr per 50 km. */
const SLOPE_PRIOR_MM_PER_YEAR = 20;
/** Constants of bursts on a spline can be traded against it, and a cluster without a usable point has none; this decides. */
const CONSTANT_PRIOR_MM_PER_YEAR = 20;
/** Squares in which the curvature of a spline is held: small beside any cut-off. */
const CURVATURE_SQUARE_M = 5000;
/** More than the whole of EPSG:3035 has from west to east. */
const SQUARES_ACROSS = 1 << 16;
/** What holds a spline's knots where there are no ties, as a part of what holds them elsewhere. */
const LOOSE = 1e-3;

export class DesignRows {
  readonly #terms: Terms = newTerms();
  readonly #curvatures: readonly Curvature[];

  constructor(
    private readonly observations: CalibrationObservations,
    private readonly plan: AdjustmentPlan,
  ) {
    this.#curvatures = this.#curvaturesOfSplines();
  }

  /** Ties first, then overlaps, numbered through; `terms` is overwritten by the next. Lets others have a turn now and then. */
  async eachObservation(
    signal: AbortSignal | undefined,
    row: (terms: Terms, value: number, sigma: number, index: number) => void,
  ): Promise<void> {
    const { ties, overlaps } = this.observations;
    const { basis } = this.plan;
    for (let index = 0; index < ties.length + overlaps.length; index++) {
      if (index % OBSERVATIONS_BETWEEN_TURNS === 0) await turn(signal);
      if (index < ties.length) {
        const { unit, eastingM, northingM, differenceMmPerYear, sigmaMmPerYear } = ties[index];
        row(basis.surfaceTerms(unit, eastingM, northingM, this.#terms), differenceMmPerYear, sigmaMmPerYear, index);
      } else {
        const overlap = overlaps[index - ties.length];
        row(basis.differenceTerms(overlap, this.#terms), overlap.medianMmPerYear, overlap.sigmaMmPerYear, index);
      }
    }
  }

  /** Combinations that are zero but for a standard deviation of weight^-1/2. */
  eachPrior(row: (terms: Terms, weight: number) => void): void {
    const { basis, forms, isHeld } = this.plan;
    const single = (unknown: number, sigma: number) => {
      this.#terms.count = 1;
      this.#terms.unknown[0] = unknown;
      this.#terms.factor[0] = 1;
      row(this.#terms, sigma ** -2);
    };
    for (const unknown of basis.slopeUnknowns()) single(unknown, SLOPE_PRIOR_MM_PER_YEAR);
    this.observations.units.forEach(({ product }, unit) => {
      const isLoose = forms[product].spline !== undefined || !isHeld[unit];
      if (isLoose) single(basis.constantUnknown(unit), CONSTANT_PRIOR_MM_PER_YEAR);
    });
    this.#curvatures.forEach(({ weight, places }, spline) => {
      for (const { eastingM, northingM } of places) {
        for (const terms of basis.curvatureTerms(spline, eastingM, northingM, this.#terms)) row(terms, weight);
      }
      for (const terms of basis.knotDifferenceTerms(spline, this.#terms)) row(terms, LOOSE * weight);
    });
  }

  /** First column of each row of the normal matrix that is not zero. */
  async skyline(signal: AbortSignal | undefined): Promise<Int32Array> {
    const { basis } = this.plan;
    const first = Int32Array.from({ length: basis.unknownCount }, (_, row) => row);
    const meet = ({ count, unknown }: Terms) => {
      let least = unknown[0];
      for (let i = 1; i < count; i++) least = Math.min(least, unknown[i]);
      for (let i = 0; i < count; i++) first[unknown[i]] = Math.min(first[unknown[i]], least);
    };
    await this.eachObservation(signal, meet);
    this.eachPrior(meet);
    return first;
  }

  /**
   * Where the curvature of each spline is held, and by how much. A surface that minimises the weighted squares of its residuals
   * plus c times its squared curvature, over the same ground, follows the part 1 / (1 + (c / w) k^4) of a wave of wave
   * number k, w being the weight of the ties per area: half of the cut-off's length when c = w / k^4.
   */
  #curvaturesOfSplines(): Curvature[] {
    const { ties, units } = this.observations;
    const { splines, forms, usesTie } = this.plan;
    const found = splines.map(() => ({ squares: new Map<number, Spot>(), total: 0 }));
    ties.forEach(({ unit, eastingM, northingM, sigmaMmPerYear }, i) => {
      const { spline } = forms[units[unit].product];
      if (!usesTie[i] || spline === undefined) return;
      found[spline].total += sigmaMmPerYear ** -2;
      const column = Math.floor(eastingM / CURVATURE_SQUARE_M);
      const row = Math.floor(northingM / CURVATURE_SQUARE_M);
      const key = row * SQUARES_ACROSS + column;
      if (found[spline].squares.has(key)) return;
      found[spline].squares.set(key, {
        eastingM: (column + 0.5) * CURVATURE_SQUARE_M,
        northingM: (row + 0.5) * CURVATURE_SQUARE_M,
      });
    });
    // Curvature is counted per spacing, which is half of the cut-off: k times spacing is pi.
    return found.map(({ squares, total }) => ({
      places: [...squares.values()],
      weight: total / squares.size / Math.PI ** 4,
    }));
  }
}
