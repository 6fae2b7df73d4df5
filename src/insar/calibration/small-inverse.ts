/** Inverse of a small symmetric positive definite matrix, by Cholesky. */

/** A pivot that keeps less than this part of its diagonal element is rounding. */
const SINGULAR = 1e-12;

/** (size, size) row-major in and out; undefined when the matrix is not positive definite. */
export function invertSymmetric(matrix: Float64Array, size: number): Float64Array | undefined {
  const l = matrix.slice();
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= l[i * size + k] * l[j * size + k];
      if (j < i) l[i * size + j] = sum / l[j * size + j];
      else if (sum > SINGULAR * matrix[i * size + i]) l[i * size + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const x = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= l[i * size + k] * x[k];
      x[i] = sum / l[i * size + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = x[i];
      for (let k = i + 1; k < size; k++) sum -= l[k * size + i] * x[k];
      x[i] = sum / l[i * size + i];
    }
    for (let i = 0; i < size; i++) inverse[i * size + column] = x[i];
  }
  return inverse;
}
