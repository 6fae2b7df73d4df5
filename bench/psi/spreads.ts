/** What is said of many errors at once: middle, spread, and both again in a way that a few gross ones do not change. */
import { medianOfSorted } from '../../src/insar/calibration/robust-spread.js';

/** Standard deviation of normal values over their median absolute deviation. */
const MAD_TO_SIGMA = 1.4826;

export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** About zero. */
  readonly rms: number;
  /** About the mean. */
  readonly std: number;
  /** About the median, as if the values were normal. */
  readonly robustStd: number;
}

/** NaN are left out; of no values everything but the count is NaN. */
export function spreadOf(values: Iterable<number>): Spread {
  const kept = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  const count = kept.length;
  let [sum, squares] = [0, 0];
  for (const value of kept) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  const median = medianOfSorted(kept.sort());
  return {
    count,
    mean,
    median,
    rms: Math.sqrt(squares / count),
    std: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    robustStd: MAD_TO_SIGMA * medianOfSorted(kept.map((value) => Math.abs(value - median)).sort()),
  };
}

/** NaN are left out. */
export const medianOf = (values: Iterable<number>): number =>
  medianOfSorted(
    Float64Array.from(values)
      .filter((value) => !Number.isNaN(value))
      .sort(),
  );

/**
 * Coefficients of columns fitted to values, least squares; values that are NaN are left out. NaN where there are too few, or
 * columns that say the same.
 */
export function leastSquares(columns: readonly ArrayLike<number>[], values: ArrayLike<number>): Float64Array {
  const size = columns.length;
  const normal = Array.from({ length: size }, () => new Float64Array(size + 1));
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    for (let j = 0; j < size; j++) {
      for (let k = 0; k <= j; k++) normal[j][k] += columns[j][i] * columns[k][i];
      normal[j][size] += columns[j][i] * values[i];
    }
  }
  for (let j = 0; j < size; j++) for (let k = j + 1; k < size; k++) normal[j][k] = normal[k][j];
  const diagonal = normal.map((row, j) => row[j]);
  for (let j = 0; j < size; j++) {
    // Normal equations of whole columns, no two of them alike, are positive definite: no exchange of rows is needed.
    if (!(normal[j][j] > 1e-10 * diagonal[j])) return new Float64Array(size).fill(Number.NaN);
    for (let row = 0; row < size; row++) {
      if (row === j) continue;
      const factor = normal[row][j] / normal[j][j];
      for (let k = j; k <= size; k++) normal[row][k] -= factor * normal[j][k];
    }
  }
  return Float64Array.from(normal, (row, j) => row[size] / row[j]);
}
