/** Design matrices of series, factored once for all points. */

/** Columns that the kernel takes. */
export const MOST_COLUMNS = 8;

/** A column that keeps less than this part of its length beside the earlier ones adds nothing but rounding. */
const DEPENDENT = 1e-10;

/** A = Q R. */
export interface SeriesDesign {
  readonly epochs: number;
  readonly columns: number;
  /** (epochs, MOST_COLUMNS), orthonormal columns; zero beyond `columns`. */
  readonly q: Float64Array;
  /** R^-1, upper triangular, (MOST_COLUMNS, MOST_COLUMNS). */
  readonly rInverse: Float64Array;
}

/**
 * Cubic polynomial and annual sine as EGMS fits them, columns in the order in which its models grow:
 * 1, t, cos 2 pi t, sin 2 pi t, t^2, t^3. The models of 4, 5 and 6 leading columns give velocity, acceleration, and
 * seasonality with rmse.
 * @param timesYears (epochs) years of 365 days since the first epoch
 */
export const egmsDesign = (timesYears: Float64Array): SeriesDesign =>
  factorDesign(timesYears.length, [
    () => 1,
    (i) => timesYears[i],
    (i) => Math.cos(2 * Math.PI * timesYears[i]),
    (i) => Math.sin(2 * Math.PI * timesYears[i]),
    (i) => timesYears[i] ** 2,
    (i) => timesYears[i] ** 3,
  ]);

/**
 * Gram-Schmidt, every column twice: the second pass removes what rounding left of the first. Columns end where one
 * depends on those before it, or where no epoch would be left over: models of more are NaN.
 * @param columns value at each epoch
 */
export function factorDesign(epochs: number, columns: readonly ((epoch: number) => number)[]): SeriesDesign {
  if (columns.length > MOST_COLUMNS) {
    throw new RangeError(`columns: expected at most ${MOST_COLUMNS}, got ${columns.length}`);
  }
  const q: Float64Array[] = [];
  const r = new Float64Array(MOST_COLUMNS ** 2);
  for (const [k, valueAt] of columns.entries()) {
    if (k + 1 >= epochs) break;
    const column = Float64Array.from({ length: epochs }, (_, i) => valueAt(i));
    const length = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass++) {
      for (const [j, earlier] of q.entries()) {
        const projection = dot(earlier, column);
        r[j * MOST_COLUMNS + k] += projection;
        for (let i = 0; i < epochs; i++) column[i] -= projection * earlier[i];
      }
    }
    const rest = Math.sqrt(dot(column, column));
    if (!(rest > DEPENDENT * length)) break;
    r[k * MOST_COLUMNS + k] = rest;
    q.push(column.map((value) => value / rest));
  }
  const interleaved = new Float64Array(epochs * MOST_COLUMNS);
  for (const [k, column] of q.entries()) {
    for (let i = 0; i < epochs; i++) interleaved[i * MOST_COLUMNS + k] = column[i];
  }
  return { epochs, columns: q.length, q: interleaved, rInverse: invertUpperTriangle(r, q.length) };
}

function invertUpperTriangle(r: Float64Array, rank: number): Float64Array {
  const inverse = new Float64Array(MOST_COLUMNS ** 2);
  for (let column = 0; column < rank; column++) {
    inverse[column * MOST_COLUMNS + column] = 1 / r[column * MOST_COLUMNS + column];
    for (let row = column - 1; row >= 0; row--) {
      let sum = 0;
      for (let j = row + 1; j <= column; j++) sum += r[row * MOST_COLUMNS + j] * inverse[j * MOST_COLUMNS + column];
      inverse[row * MOST_COLUMNS + column] = -sum / r[row * MOST_COLUMNS + row];
    }
  }
  return inverse;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
