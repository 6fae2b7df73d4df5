/**
 * Small symmetric positive definite systems, factored in place. Dates are joined with their neighbours, so that rows begin
 * with zeros; these stay zeros and are passed over.
 */

/** A pivot that keeps less than this part of its diagonal element is rounding. */
const SINGULAR = 1e-12;

/**
 * A = L L', L over the lower triangle of A. Only that triangle is read.
 * @param matrix (at least size * size) row-major
 * @returns whether A is positive definite
 */
export function factorCholesky(matrix: Float64Array, size: number): boolean {
  const starts = rowStarts(matrix, size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    const least = SINGULAR * matrix[row + i];
    for (let j = starts[i]; j <= i; j++) {
      const other = j * size;
      let sum = matrix[row + j];
      for (let k = Math.max(starts[i], starts[j]); k < j; k++) sum -= matrix[row + k] * matrix[other + k];
      if (j < i) matrix[row + j] = sum / matrix[other + j];
      else if (sum > least) matrix[row + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L L' x = b; x over b. */
export function solveCholesky(factor: Float64Array, size: number, b: Float64Array): void {
  const starts = rowStarts(factor, size);
  for (let i = 0; i < size; i++) {
    let sum = b[i];
    for (let k = starts[i]; k < i; k++) sum -= factor[i * size + k] * b[k];
    b[i] = sum / factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    b[i] /= factor[i * size + i];
    for (let k = starts[i]; k < i; k++) b[k] -= factor[i * size + k] * b[i];
  }
}

/** (size) first column of each row of the lower triangle that is not zero. */
function rowStarts(matrix: Float64Array, size: number): Int32Array {
  const starts = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    let column = 0;
    while (column < i && matrix[i * size + column] === 0) column++;
    starts[i] = column;
  }
  return starts;
}
