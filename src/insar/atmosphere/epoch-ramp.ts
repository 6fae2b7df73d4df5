/**
 * What is smooth over a whole scene at one date: a plane, from orbits and wide weather, and a delay that grows with height.
 * Robust, since what moves is not of it: Huber's weights. Source: EGMS ATBD, d = tau + C_h h + C_x x + C_y y + C_0.
 */
import { invertSymmetric } from '../calibration/small-inverse.js';

/** In the unit of the values, for each metre. */
export interface EpochRamp {
  readonly constant: number;
  readonly perMEast: number;
  readonly perMNorth: number;
  readonly perMHeight: number;
}

/** Places, relative to their mean, so that the constant is the mean. */
export interface RampPlaces {
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly heightM: Float64Array;
}

const ROUNDS = 6;
const HUBER = 1.345;
const MEDIAN_TO_SIGMA = 1.4826;
/** Heights that differ less say nothing of a delay that grows with them. */
const LEAST_HEIGHT_SPREAD_M = 15;
const FEWEST_FOR_A_PLANE = 12;

/** A plane needs points, a stratified delay needs heights: without them these terms are zero. */
export class RampFit {
  readonly #columns: readonly Float64Array[];

  constructor(places: RampPlaces) {
    const { eastM, northM, heightM } = places;
    const n = eastM.length;
    const spread = Math.sqrt(heightM.reduce((sum, h) => sum + h * h, 0) / Math.max(1, n));
    const ones = new Float64Array(n).fill(1);
    if (n < FEWEST_FOR_A_PLANE) this.#columns = [ones];
    else this.#columns = [ones, eastM, northM, ...(spread >= LEAST_HEIGHT_SPREAD_M ? [heightM] : [])];
  }

  /**
   * @param values (n); NaN = missing
   * @param weights (n) inverse variances in any unit
   */
  fit(values: Float64Array, weights: Float64Array): EpochRamp {
    const n = values.length;
    const columns = this.#columns;
    const size = columns.length;
    const factors = new Float64Array(n).fill(1);
    let solution = new Float64Array(size);
    const scales = columns.map((column) => Math.sqrt(column.reduce((sum, v) => sum + v * v, 0) / n) || 1);
    for (let round = 0; round < ROUNDS; round++) {
      const normal = new Float64Array(size * size);
      const right = new Float64Array(size);
      for (let p = 0; p < n; p++) {
        if (Number.isNaN(values[p])) continue;
        const w = weights[p] * factors[p];
        for (let a = 0; a < size; a++) {
          const scaled = (w * columns[a][p]) / scales[a];
          right[a] += scaled * values[p];
          for (let b = 0; b <= a; b++) normal[a * size + b] += (scaled * columns[b][p]) / scales[b];
        }
      }
      for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) normal[b * size + a] = normal[a * size + b];
      const inverse = invertSymmetric(normal, size);
      if (!inverse) break;
      solution = solution.map((_, a) => {
        let sum = 0;
        for (let b = 0; b < size; b++) sum += inverse[a * size + b] * right[b];
        return sum / scales[a];
      });
      const residuals = this.#residuals(values, solution);
      const sizes = residuals
        .filter((r) => !Number.isNaN(r))
        .map(Math.abs)
        .sort();
      const sigma = MEDIAN_TO_SIGMA * (sizes[sizes.length >> 1] ?? 0);
      if (!(sigma > 0)) break;
      for (let p = 0; p < n; p++) {
        const r = Math.abs(residuals[p]) / (HUBER * sigma);
        factors[p] = r > 1 ? 1 / r : 1;
      }
    }
    const [constant = 0, perMEast = 0, perMNorth = 0, perMHeight = 0] = solution;
    return { constant, perMEast, perMNorth, perMHeight };
  }

  #residuals(values: Float64Array, solution: Float64Array): Float64Array {
    return values.map((value, p) => {
      let fitted = 0;
      for (let a = 0; a < solution.length; a++) fitted += solution[a] * this.#columns[a][p];
      return value - fitted;
    });
  }
}

export const rampAt = (ramp: EpochRamp, eastM: number, northM: number, heightM: number): number =>
  ramp.constant + ramp.perMEast * eastM + ramp.perMNorth * northM + ramp.perMHeight * heightM;
