/**
 * From pairs to dates, pixel by pixel: weighted least squares over the pairs that are there, each connected part of the
 * network on its own; then the parts are joined so that the velocities between neighbouring dates have the least norm.
 * That is the solution which SBAS finds with a singular value decomposition (Berardino et al. 2002), without one: all that
 * the pairs leave open is one offset for each part but the first.
 */
import { factorCholesky, solveCholesky } from './cholesky.js';
import type { PairNetwork } from './pair-network.js';

export interface InversionOptions {
  /** Least sum of absolute residuals, by reweighting, instead of squares: a few wrong pairs then do little. */
  readonly isRobust?: boolean;
}

/** Residuals below this weigh as if they were this large; far below any phase noise. */
const L1_FLOOR = 1e-3;
const MAX_REWEIGHTINGS = 60;
/** In units of the observations, which are millimetres; ends the reweighting. */
const SETTLED = 1e-3;
/** Factors of networks that many pixels share: all pairs of equal weight, some missing. */
const MAX_FACTORS = 64;

export class SeriesInversion {
  /** Of the last pixel: (dates) part to which a date belongs, 0 for that of the earliest date; -1 without any pair. */
  readonly part: Int32Array;
  /** Of the last pixel: (pairs) observation minus series; NaN for missing pairs. */
  readonly residuals: Float64Array;
  partCount = 0;
  pairsUsed = 0;

  readonly #normal: Float64Array;
  readonly #right: Float64Array;
  /** (dates) place among the unknowns; -1 for first dates of parts, which are zero. */
  readonly #unknown: Int32Array;
  readonly #reweighted: Float64Array;
  readonly #factors = new Map<string, Float64Array>();
  #unknowns = 0;

  constructor(
    private readonly network: PairNetwork,
    private readonly options: InversionOptions = {},
  ) {
    const [dates, pairs] = [network.dates.length, network.from.length];
    this.part = new Int32Array(dates);
    this.residuals = new Float64Array(pairs);
    this.#normal = new Float64Array(dates * dates);
    this.#right = new Float64Array(dates);
    this.#unknown = new Int32Array(dates);
    this.#reweighted = new Float64Array(pairs);
  }

  /**
   * Series of each part, zero at the part's first date; NaN at dates without a pair. `joinParts` makes one of them.
   * @param observed (pairs) NaN = missing
   * @param weights (pairs), all alike unless given; a pair of weight 0 is missing
   * @param series (dates) out
   * @returns whether there was anything to invert
   */
  invert(observed: Float64Array, weights: Float64Array | undefined, series: Float64Array): boolean {
    const used = (pair: number) => !Number.isNaN(observed[pair]) && (weights === undefined || weights[pair] > 0);
    this.#findParts(used);
    series.fill(Number.NaN);
    this.residuals.fill(Number.NaN);
    if (this.partCount === 0) return false;
    if (!this.#solve(observed, weights, used, weights === undefined, series)) return false;
    this.#setResiduals(observed, used, series);
    if (!this.options.isRobust || this.pairsUsed === this.#unknowns) return true;
    for (let round = 0; round < MAX_REWEIGHTINGS; round++) {
      for (let pair = 0; pair < observed.length; pair++) {
        const floored = Math.max(Math.abs(this.residuals[pair]), L1_FLOOR);
        this.#reweighted[pair] = used(pair) ? (weights === undefined ? 1 : weights[pair]) / floored : 0;
      }
      const before = series.slice();
      if (!this.#solve(observed, this.#reweighted, used, false, series)) return false;
      this.#setResiduals(observed, used, series);
      if (series.every((value, i) => !(Math.abs(value - before[i]) > SETTLED))) break;
    }
    return true;
  }

  /** Puts the parts of the last pixel at the offsets of least velocities, and the first date at zero. */
  joinParts(series: Float64Array): void {
    const { days } = this.network;
    const size = this.partCount - 1;
    if (size > 0) {
      const normal = new Float64Array(size * size);
      const offsets = new Float64Array(size);
      let before = -1;
      for (let date = 0; date < series.length; date++) {
        if (this.part[date] < 0) continue;
        if (before >= 0 && this.part[date] !== this.part[before]) {
          const weight = 1 / (days[date] - days[before]) ** 2;
          const step = series[date] - series[before];
          const [later, earlier] = [this.part[date] - 1, this.part[before] - 1];
          if (later >= 0) {
            normal[later * size + later] += weight;
            offsets[later] -= weight * step;
          }
          if (earlier >= 0) {
            normal[earlier * size + earlier] += weight;
            offsets[earlier] += weight * step;
          }
          if (later >= 0 && earlier >= 0) {
            normal[later * size + earlier] -= weight;
            normal[earlier * size + later] -= weight;
          }
        }
        before = date;
      }
      factorCholesky(normal, size);
      solveCholesky(normal, size, offsets);
      for (let date = 0; date < series.length; date++) {
        if (this.part[date] > 0) series[date] += offsets[this.part[date] - 1];
      }
    }
    const first = series[this.part.indexOf(0)];
    for (let date = 0; date < series.length; date++) series[date] -= first;
  }

  #findParts(used: (pair: number) => boolean): void {
    const { from, to } = this.network;
    const { part } = this;
    // The lower date is the root, so that every root is the first date of its part.
    part.fill(-1);
    this.pairsUsed = 0;
    const find = (date: number): number => {
      let at = date;
      while (part[at] !== at) at = part[at] = part[part[at]];
      return at;
    };
    for (let pair = 0; pair < from.length; pair++) {
      if (!used(pair)) continue;
      this.pairsUsed++;
      if (part[from[pair]] < 0) part[from[pair]] = from[pair];
      if (part[to[pair]] < 0) part[to[pair]] = to[pair];
      const [a, b] = [find(from[pair]), find(to[pair])];
      if (a < b) part[b] = a;
      else part[a] = b;
    }
    this.partCount = 0;
    this.#unknowns = 0;
    for (let date = 0; date < part.length; date++) {
      if (part[date] < 0) this.#unknown[date] = -1;
      else if (part[date] === date) {
        this.#unknown[date] = -1;
        part[date] = this.partCount++;
      } else {
        // Parents are earlier dates, which hold the number of their part by now.
        this.#unknown[date] = this.#unknowns++;
        part[date] = part[part[date]];
      }
    }
  }

  #solve(
    observed: Float64Array,
    weights: Float64Array | undefined,
    used: (pair: number) => boolean,
    isShared: boolean,
    series: Float64Array,
  ): boolean {
    const { from, to } = this.network;
    const size = this.#unknowns;
    const right = this.#right;
    right.fill(0, 0, size);
    for (let pair = 0; pair < from.length; pair++) {
      if (!used(pair)) continue;
      const value = observed[pair] * (weights === undefined ? 1 : weights[pair]);
      const [a, b] = [this.#unknown[from[pair]], this.#unknown[to[pair]]];
      if (a >= 0) right[a] -= value;
      if (b >= 0) right[b] += value;
    }
    const factor = this.#factor(weights, used, isShared);
    if (!factor) return false;
    solveCholesky(factor, size, right);
    for (let date = 0; date < series.length; date++) {
      if (this.part[date] >= 0) series[date] = this.#unknown[date] < 0 ? 0 : right[this.#unknown[date]];
    }
    return true;
  }

  #factor(weights: Float64Array | undefined, used: (pair: number) => boolean, isShared: boolean) {
    const { from, to } = this.network;
    const size = this.#unknowns;
    const key = isShared ? String.fromCharCode(...from.map((_, pair) => (used(pair) ? 49 : 48))) : '';
    const known = isShared ? this.#factors.get(key) : undefined;
    if (known) return known;
    const normal = isShared ? new Float64Array(size * size) : this.#normal.fill(0, 0, size * size);
    for (let pair = 0; pair < from.length; pair++) {
      if (!used(pair)) continue;
      const weight = weights === undefined ? 1 : weights[pair];
      const [a, b] = [this.#unknown[from[pair]], this.#unknown[to[pair]]];
      if (a >= 0) normal[a * size + a] += weight;
      if (b >= 0) normal[b * size + b] += weight;
      if (a >= 0 && b >= 0) normal[Math.max(a, b) * size + Math.min(a, b)] -= weight;
    }
    if (!factorCholesky(normal, size)) return undefined;
    if (isShared) {
      if (this.#factors.size >= MAX_FACTORS) this.#factors.clear();
      this.#factors.set(key, normal);
    }
    return normal;
  }

  #setResiduals(observed: Float64Array, used: (pair: number) => boolean, series: Float64Array): void {
    const { from, to } = this.network;
    for (let pair = 0; pair < from.length; pair++) {
      if (used(pair)) this.residuals[pair] = observed[pair] - (series[to[pair]] - series[from[pair]]);
    }
  }
}
