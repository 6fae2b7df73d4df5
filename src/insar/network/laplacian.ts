/**
 * The weighted Laplacian of a network, the matrix of the normal equations when arcs are differences of points:
 * (L x)_i = sum over arcs (i, j) of w_ij (x_i - x_j). Kept by rows, in each row the columns before the diagonal first, so
 * that a Gauss-Seidel sweep can use one half.
 */

export interface Laplacian {
  readonly size: number;
  /** (size + 1) row i is at start[i] to start[i + 1]; its columns below i end before middle[i]. */
  readonly start: Int32Array;
  readonly middle: Int32Array;
  readonly column: Int32Array;
  /** Of each element the weight w_ij > 0, minus the element of the matrix. */
  readonly weight: Float64Array;
  /** (size) sum of the weights of the row. */
  readonly diagonal: Float64Array;
}

/**
 * @param from,to (nArcs) the points joined, as rows of the matrix
 * @param weight (nArcs) arcs of weight 0 are left out
 */
export function laplacianOf(size: number, from: Int32Array, to: Int32Array, weight: Float64Array): Laplacian {
  const below = new Int32Array(size);
  const start = new Int32Array(size + 1);
  for (let arc = 0; arc < from.length; arc++) {
    const [a, b] = [from[arc], to[arc]];
    if (weight[arc] === 0 || a === b) continue;
    start[a + 1]++;
    start[b + 1]++;
    below[a > b ? a : b]++;
  }
  for (let row = 0; row < size; row++) start[row + 1] += start[row];
  const middle = below.map((count, row) => start[row] + count);
  const lower = start.slice(0, size);
  const upper = middle.slice();
  const column = new Int32Array(start[size]);
  const weights = new Float64Array(start[size]);
  const diagonal = new Float64Array(size);
  for (let arc = 0; arc < from.length; arc++) {
    const w = weight[arc];
    const [a, b] = from[arc] < to[arc] ? [from[arc], to[arc]] : [to[arc], from[arc]];
    if (w === 0 || a === b) continue;
    column[upper[a]] = b;
    weights[upper[a]++] = w;
    column[lower[b]] = a;
    weights[lower[b]++] = w;
    diagonal[a] += w;
    diagonal[b] += w;
  }
  return { size, start, middle, column, weight: weights, diagonal };
}

/** out = L x. */
export function multiply(
  { size, start, column, weight, diagonal }: Laplacian,
  x: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0; row < size; row++) {
    let sum = diagonal[row] * x[row];
    for (let k = start[row], end = start[row + 1]; k < end; k++) sum -= weight[k] * x[column[k]];
    out[row] = sum;
  }
}
