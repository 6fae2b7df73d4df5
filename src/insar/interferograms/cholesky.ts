/** Dense symmetric positive definite systems, factored in place: those of a pixel are too small to gain from sparsity. */

/** A pivot that keeps less than this part of its diagonal element is rounding. */
const SINGULAR = 1e-12;

/**
 * A = L L', L over the lower triangle of A. Only that triangle is read.
 * @param matrix (at least size * size) row-major
 * @returns whether A is positive definite
 */
export function factorCholesky(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    const least = SINGULAR * matrix[row + i];
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = matrix[row + j];
      for (let k = 0; k < j; k++) sum -= matrix[row + k] * matrix[other + k];
      if (j < i) matrix[row + j] = sum / matrix[other + j];
      else if (sum > least) matrix[row + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L L' x = b; x over b. */
export function solveCholesky(factor: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= factor[i * size + k] * b[k];
    b[i] = sum / factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < size; k++) sum -= factor[k * size + i] * b[k];
    b[i] = sum / factor[i * size + i];
  }
}
