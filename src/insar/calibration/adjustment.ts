/**
 * One robust adjustment of all bursts: the surfaces that make InSAR agree with GNSS and bursts with one another.
 *
 * Observations are ties (InSAR minus GNSS in a cell = surface) and overlaps (difference of two units = difference of their
 * surfaces), weighted robustly:
 *   first by Huber, w = min(1, k sigma / |r|): convex, so that the solution does not depend on where it starts;
 *   then, ties alone, by Tukey's biweight, w = (1 - (r / 3 k s sigma)^2)^2 and 0 beyond, with s the robust spread of the
 *   burst's own residuals. Huber bounds what a cell can do, but the hundred cells on the rim of a bowl pull together;
 *   the biweight lets them go. Ties whose residual exceeds `localMotionMmPerYear` are left out in any case.
 * A burst of which more than half would be left out keeps its Huber weights, and is named.
 *
 * Source: EGMS ATBD, calibration; Huber 1964, doi:10.1214/aoms/1177703732; Beaton & Tukey 1974, doi:10.2307/1267936.
 * Same input, same bits: everything is summed in the order of the observations.
 */

import { turn } from '../turns.js';
import { type AdjustmentPlan, planAdjustment } from './adjustment-plan.js';
import { DesignRows } from './design-rows.js';
import type { CalibrationObservations } from './observations.js';
import { medianOfSorted } from './robust-spread.js';
import { SkylineMatrix } from './skyline-cholesky.js';
import type { CalibrationSurface } from './surface.js';
import type { SurfaceBasis, Terms } from './surface-basis.js';
import type { SurfaceKind } from './surface-form.js';

export interface AdjustmentOptions {
  readonly surface: SurfaceKind;
  /** Of `lowpass`: nothing shorter is followed. */
  readonly cutoffKm: number;
  /** Whether overlaps take part. */
  readonly overlapTies: boolean;
  /** In units of an observation's sigma. */
  readonly huberThreshold: number;
  readonly localMotionMmPerYear: number;
}

export interface Adjustment {
  readonly surface: CalibrationSurface;
  /** Per tie: robust weight from 0 (left out) to 1, and residual, mm/yr. */
  readonly tieWeight: Float64Array;
  readonly tieResidual: Float64Array;
  /** Per overlap; residuals in mm/yr of the compared direction. */
  readonly overlapWeight: Float64Array;
  readonly overlapResidual: Float64Array;
  readonly products: readonly ProductAdjustment[];
  /** Standard deviation of an observation of sigma 1: 1 when the sigmas tell the truth. */
  readonly unitSigma: number;
  readonly iterations: number;
}

export interface ProductAdjustment {
  /** Whether GNSS or, where its model does not reach, a mean velocity of zero holds the burst. */
  readonly reference: 'gnss' | 'zero-mean';
  readonly order: 0 | 1 | 2;
  readonly hasSpline: boolean;
  /** 1 sigma of the constants of its clusters and of its coefficients, as `CalibrationSurface` has them. */
  readonly constantSigmas: readonly number[];
  readonly coefficientSigmas: readonly number[];
  readonly warnings: readonly string[];
}

const MAX_ITERATIONS = 60;
const CONVERGED_MM_PER_YEAR = 1e-6;
/** Where the biweight ends, in units of the Huber threshold: 4.5 sigma, 95 % efficient on normal noise. */
const BIWEIGHT_END = 3;
/** Spread of a burst's residuals that is taken for granted: an exact fit is no reason to reject what is nearly exact. */
const LEAST_SPREAD = 0.1;
const MAD_TO_SIGMA = 1.4826;

export async function adjust(
  observations: CalibrationObservations,
  options: AdjustmentOptions,
  signal?: AbortSignal,
): Promise<Adjustment> {
  const plan = await planAdjustment(observations, options, signal);
  const rows = new DesignRows(observations, plan);
  const matrix = new SkylineMatrix(await rows.skyline(signal));
  return new Solver(observations, options, plan, rows, matrix, signal).run();
}

class Solver {
  readonly #right: Float64Array;
  #solution: Float64Array;
  #iterations = 0;
  readonly #tieWeight: Float64Array;
  readonly #tieResidual: Float64Array;
  readonly #overlapWeight: Float64Array;
  readonly #overlapResidual: Float64Array;
  readonly #basis: SurfaceBasis;
  readonly #warnings = new Map<number, string>();
  /** Per product, once the Huber solution is there: from then on ties are weighted by the biweight. */
  #spreads: readonly (number | undefined)[] | undefined;

  constructor(
    private readonly observations: CalibrationObservations,
    private readonly options: AdjustmentOptions,
    private readonly plan: AdjustmentPlan,
    private readonly rows: DesignRows,
    private readonly matrix: SkylineMatrix,
    private readonly signal: AbortSignal | undefined,
  ) {
    const { ties, overlaps } = observations;
    this.#basis = plan.basis;
    this.#tieWeight = Float64Array.from(ties, (_, i) => (plan.usesTie[i] ? 1 : 0));
    this.#tieResidual = new Float64Array(ties.length);
    this.#overlapWeight = new Float64Array(overlaps.length).fill(options.overlapTies ? 1 : 0);
    this.#overlapResidual = new Float64Array(overlaps.length);
    this.#solution = new Float64Array(this.#basis.unknownCount);
    this.#right = new Float64Array(this.#basis.unknownCount);
  }

  async run(): Promise<Adjustment> {
    await this.#iterate();
    await turn(this.signal);
    this.#spreads = this.#spreadsOfProducts();
    await this.#weigh();
    await this.#iterate();
    const unitSigma = this.#unitSigma();
    const products: ProductAdjustment[] = [];
    for (const product of this.observations.products.keys()) {
      await turn(this.signal);
      products.push(this.#productOf(product, unitSigma));
    }
    return {
      surface: this.#basis.surfaceOf(this.#solution),
      tieWeight: this.#tieWeight,
      tieResidual: this.#tieResidual,
      overlapWeight: this.#overlapWeight,
      overlapResidual: this.#overlapResidual,
      products,
      unitSigma,
      iterations: this.#iterations,
    };
  }

  /** Solves and weighs until nothing changes. */
  async #iterate(): Promise<void> {
    for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      await this.#assemble();
      for (const _ of this.matrix.factorSteps()) await turn(this.signal);
      const solution = this.matrix.solve(this.#right);
      const change = solution.reduce((most, value, i) => Math.max(most, Math.abs(value - this.#solution[i])), 0);
      this.#solution = solution;
      this.#iterations++;
      await this.#weigh();
      if (change < CONVERGED_MM_PER_YEAR) return;
    }
  }

  async #assemble(): Promise<void> {
    this.matrix.clear();
    this.#right.fill(0);
    const { length: ties } = this.observations.ties;
    await this.rows.eachObservation(this.signal, (terms, value, sigma, index) => {
      const weight = index < ties ? this.#tieWeight[index] : this.#overlapWeight[index - ties];
      if (weight > 0) this.#addRow(terms, value, weight / sigma ** 2);
    });
    this.rows.eachPrior((terms, weight) => this.#addRow(terms, 0, weight));
  }

  async #weigh(): Promise<void> {
    const tieCount = this.observations.ties.length;
    await this.rows.eachObservation(this.signal, (terms, value, sigma, index) => {
      let residual = value;
      for (let i = 0; i < terms.count; i++) residual -= terms.factor[i] * this.#solution[terms.unknown[i]];
      if (index < tieCount) {
        this.#tieResidual[index] = residual;
        this.#tieWeight[index] = this.plan.usesTie[index] ? this.#tieWeightOf(index, residual, sigma) : 0;
      } else {
        this.#overlapResidual[index - tieCount] = residual;
        this.#overlapWeight[index - tieCount] = this.options.overlapTies ? this.#huber(residual, sigma) : 0;
      }
    });
  }

  #huber(residual: number, sigma: number): number {
    return Math.min(1, (this.options.huberThreshold * sigma) / Math.abs(residual));
  }

  #tieWeightOf(tie: number, residual: number, sigma: number): number {
    const { units, ties } = this.observations;
    const spread = this.#spreads?.[units[ties[tie].unit].product];
    if (spread === undefined) return this.#huber(residual, sigma);
    if (Math.abs(residual) > this.options.localMotionMmPerYear) return 0;
    const end = BIWEIGHT_END * this.options.huberThreshold * spread * sigma;
    return Math.max(0, 1 - (residual / end) ** 2) ** 2;
  }

  /** Robust standard deviation of the normalised residuals of each burst; undefined where most of it moves by itself. */
  #spreadsOfProducts(): (number | undefined)[] {
    const { ties, units, products } = this.observations;
    const { localMotionMmPerYear } = this.options;
    const normalised: number[][] = products.map(() => []);
    const local = new Uint32Array(products.length);
    ties.forEach(({ unit, sigmaMmPerYear }, i) => {
      if (!this.plan.usesTie[i]) return;
      const { product } = units[unit];
      normalised[product].push(Math.abs(this.#tieResidual[i]) / sigmaMmPerYear);
      if (Math.abs(this.#tieResidual[i]) > localMotionMmPerYear) local[product]++;
    });
    return normalised.map((values, product) => {
      if (local[product] * 2 > values.length) {
        const detail = `${local[product]} of ${values.length} ties differ from the surface by more than ${localMotionMmPerYear} mm/yr: none was left out`;
        this.#warnings.set(product, detail);
        return undefined;
      }
      return values.length === 0
        ? undefined
        : Math.max(LEAST_SPREAD, MAD_TO_SIGMA * medianOfSorted(Float64Array.from(values).sort()));
    });
  }

  #addRow(terms: Terms, value: number, weight: number): void {
    const { count, unknown, factor } = terms;
    for (let i = 0; i < count; i++) {
      const scaled = weight * factor[i];
      this.#right[unknown[i]] += scaled * value;
      for (let j = 0; j <= i; j++) this.matrix.add(unknown[i], unknown[j], scaled * factor[j]);
    }
  }

  #unitSigma(): number {
    let [squares, weights, rows] = [0, 0, 0];
    const add = (residual: number, sigma: number, weight: number) => {
      if (weight === 0) return;
      squares += weight * (residual / sigma) ** 2;
      weights += weight;
      rows++;
    };
    this.observations.ties.forEach(({ sigmaMmPerYear }, i) => {
      add(this.#tieResidual[i], sigmaMmPerYear, this.#tieWeight[i]);
    });
    this.observations.overlaps.forEach(({ sigmaMmPerYear }, i) => {
      add(this.#overlapResidual[i], sigmaMmPerYear, this.#overlapWeight[i]);
    });
    const freedom = rows - this.#basis.unknownCount;
    return freedom > 0 ? Math.sqrt((squares / weights) * (rows / freedom)) : 1;
  }

  #productOf(product: number, unitSigma: number): ProductAdjustment {
    const unknowns = this.#basis.productUnknowns(product);
    const cofactors = this.matrix.inverseBlock(unknowns);
    // Sigmas of the observations are not taken for smaller than they said.
    const sigmas = unknowns.map((_, i) => Math.max(1, unitSigma) * Math.sqrt(cofactors[i * (unknowns.length + 1)]));
    const { order, spline, fallback } = this.plan.forms[product];
    const constants = this.observations.units.filter((unit) => unit.product === product).length;
    const warning = this.#warnings.get(product);
    return {
      reference: this.plan.hasGnss[product] ? 'gnss' : 'zero-mean',
      order,
      hasSpline: spline !== undefined,
      constantSigmas: sigmas.slice(0, constants),
      coefficientSigmas: sigmas.slice(constants),
      warnings: [...(fallback ? [fallback] : []), ...(warning ? [warning] : [])],
    };
  }
}
