/** A product of level 2 as decomposition sees it: whose look it is, and how its series come to the grid. */
import { yearsSinceFirst } from '../../products/epochs.js';
import type { TimeGrid } from '../time-grid.js';
import { type InterpolationOptions, type SparseWeights, TimeInterpolator } from '../time-interpolation.js';
import type { Look } from './look.js';

export interface LookProduct {
  readonly look: Look;
  readonly interpolator: TimeInterpolator;
  /** (acquisitions), years of 365 days since the first. */
  readonly timesYears: Float64Array;
  /** Variance of the velocity on the grid, when one acquisition has a variance of 1 mm2; 1/yr2, NaN when it has none. */
  readonly slopeVariance: number;
}

/** @param dates of the product's acquisitions, `YYYYMMDD`, ascending */
export function lookProduct(
  look: Look,
  dates: readonly string[],
  grid: TimeGrid,
  options: InterpolationOptions,
): LookProduct {
  const interpolator = new TimeInterpolator(dates, grid, options);
  return {
    look,
    interpolator,
    timesYears: yearsSinceFirst(dates),
    slopeVariance: slopeVariance(interpolator, grid, dates.length),
  };
}

function slopeVariance({ covered, weights }: TimeInterpolator, grid: TimeGrid, acquisitions: number): number {
  const coefficients = slopeCoefficients(covered.map((g) => (grid.days[g] - grid.days[0]) / 365));
  if (!coefficients) return Number.NaN;
  return squaredLength(ofAcquisitions(coefficients, covered, weights, acquisitions));
}

/**
 * Factors c such that sum c_i d_i is the velocity of the linear + annual model: what is left of the time axis beside a
 * constant and a year's swing, over its squared length. Undefined for times too few to tell them apart.
 */
function slopeCoefficients(timesYears: readonly number[]): Float64Array | undefined {
  const basis = [() => 1, (t: number) => Math.cos(2 * Math.PI * t), (t: number) => Math.sin(2 * Math.PI * t)];
  if (timesYears.length <= basis.length + 1) return undefined;
  const columns: Float64Array[] = [];
  for (const of of [...basis, (t: number) => t]) {
    const column = Float64Array.from(timesYears, of);
    const before = squaredLength(column);
    // Twice: the second pass takes away what rounding left.
    for (let pass = 0; pass < 2; pass++) for (const earlier of columns) subtractProjection(column, earlier);
    if (!(squaredLength(column) > 1e-12 * before)) return undefined;
    columns.push(column);
  }
  const rest = columns[basis.length];
  const length = squaredLength(rest);
  return rest.map((value) => value / length);
}

function subtractProjection(column: Float64Array, onto: Float64Array): void {
  let product = 0;
  for (let i = 0; i < column.length; i++) product += column[i] * onto[i];
  const factor = product / squaredLength(onto);
  for (let i = 0; i < column.length; i++) column[i] -= factor * onto[i];
}

/** Factors on grid dates as factors on acquisitions. */
function ofAcquisitions(
  coefficients: Float64Array,
  covered: readonly number[],
  { first, index, weight }: SparseWeights,
  acquisitions: number,
): Float64Array {
  const out = new Float64Array(acquisitions);
  covered.forEach((g, i) => {
    for (let k = first[g]; k < first[g + 1]; k++) out[index[k]] += coefficients[i] * weight[k];
  });
  return out;
}

function squaredLength(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
