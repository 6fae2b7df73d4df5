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
  readonly #columns: Columns;

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
    const known = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
    const ones = this.#columns.slice(0, 1);
    const columns = known < FEWEST_FOR_A_PLANE ? ones : this.#columns;
    // Points on one line have no plane.
    const solution = robustSolution(columns, values, weights) ?? robustSolution(ones, values, weights);
    const [constant = 0, perMEast = 0, perMNorth = 0, perMHeight = 0] = solution ?? [];
    return { constant, perMEast, perMNorth, perMHeight };
  }
}

type Columns = readonly Float64Array[];

/** Least squares with weights that residuals lower again and again; undefined where the columns depend on each other. */
function robustSolution(columns: Columns, values: Float64Array, weights: Float64Array): Float64Array | undefined {
  const factors = new Float64Array(values.length).fill(1);
  let solution: Float64Array | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const better = weightedSolution(
      columns,
      values,
      weights.map((weight, p) => weight * factors[p]),
    );
    if (!better) break;
    solution = better;
    const sizes = residuals(columns, values, solution).map(Math.abs);
    const sorted = sizes.filter((size) => !Number.isNaN(size)).sort();
    const limit = HUBER * MEDIAN_TO_SIGMA * sorted[sorted.length >> 1];
    if (!(limit > 0)) break;
    for (let p = 0; p < sizes.length; p++) factors[p] = sizes[p] > limit ? limit / sizes[p] : 1;
  }
  return solution;
}

function weightedSolution(columns: Columns, values: Float64Array, weights: Float64Array): Float64Array | undefined {
  const size = columns.length;
  // Metres and ones are not alike in size.
  const scales = columns.map((column) => Math.sqrt(column.reduce((sum, v) => sum + v * v, 0) / column.length) || 1);
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let p = 0; p < values.length; p++) {
    if (Number.isNaN(values[p])) continue;
    for (let a = 0; a < size; a++) {
      const scaled = (weights[p] * columns[a][p]) / scales[a];
      right[a] += scaled * values[p];
      for (let b = 0; b < size; b++) normal[a * size + b] += (scaled * columns[b][p]) / scales[b];
    }
  }
  const inverse = invertSymmetric(normal, size);
  return inverse && right.map((_, a) => dot(inverse.subarray(a * size, (a + 1) * size), right) / scales[a]);
}

const residuals = (columns: Columns, values: Float64Array, solution: Float64Array): Float64Array =>
  values.map((value, p) => columns.reduce((rest, column, a) => rest - solution[a] * column[p], value));

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k], 0);

/** Standard deviations of slopes over dates, robust: what a slope of air is like. */
export interface RampSpread {
  readonly perMEast: number;
  readonly perMNorth: number;
}

export function rampSpread(ramps: readonly EpochRamp[]): RampSpread {
  const spread = (values: readonly number[]) =>
    MEDIAN_TO_SIGMA * (Float64Array.from(values, Math.abs).sort()[values.length >> 1] ?? 0);
  return {
    perMEast: spread(ramps.map(({ perMEast }) => perMEast)),
    perMNorth: spread(ramps.map(({ perMNorth }) => perMNorth)),
  };
}

/** Standard deviations from which on a slope is not one of air. */
const NO_AIR = 3;

export interface AirSlopes {
  /** A plane with as much of its slopes as is air. */
  readonly plane: EpochRamp;
  /** Standard deviation of the air that stays in the slopes. */
  readonly left: RampSpread;
}

/**
 * How much of the slopes of a plane is air: of two things that add up the share of variance is the best estimate of the one
 * from the sum; none of what is larger than air makes.
 * @param spread standard deviations of slopes that air makes
 * @param motion the same of motion, or of errors of given heights
 */
export function airOfPlane(plane: EpochRamp, spread: RampSpread, motion: number): AirSlopes {
  const along = (slope: number, air: number) => {
    const share = Math.abs(slope) > NO_AIR * air ? 0 : air ** 2 / (air ** 2 + motion ** 2 || 1);
    return { slope: share * slope, left: air * Math.sqrt(1 - share) };
  };
  const [east, north] = [along(plane.perMEast, spread.perMEast), along(plane.perMNorth, spread.perMNorth)];
  return {
    plane: { ...plane, perMEast: east.slope, perMNorth: north.slope },
    left: { perMEast: east.left, perMNorth: north.left },
  };
}

export const rampAt = (ramp: EpochRamp, eastM: number, northM: number, heightM: number): number =>
  ramp.constant + ramp.perMEast * eastM + ramp.perMNorth * northM + ramp.perMHeight * heightM;
