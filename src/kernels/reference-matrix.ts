/**
 * Plain float64 linear algebra that the kernels are compared with: slow, obvious, and of other methods than theirs.
 * Complex matrices are (n, n) interleaved, real ones (n, n).
 */

/** Eigenvalues ascending, and the unit eigenvector of each in a row of `vectors` (n, n) complex. By Jacobi's rotations. */
export function hermitianEigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const v = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) v[2 * (i * n + i)] = 1;
  const total = Math.sqrt(a.reduce((sum, x) => sum + x * x, 0));
  for (let sweep = 0; sweep < 60 && offDiagonal(a, n) > 1e-15 * total; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[2 * (i * n + i)] - a[2 * (j * n + j)]);
  const vectors = new Float64Array(2 * n * n);
  for (const [row, k] of order.entries()) vectors.set(v.subarray(2 * k * n, 2 * (k + 1) * n), 2 * row * n);
  return { values: Float64Array.from(order, (k) => a[2 * (k * n + k)]), vectors };
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) sum += a[2 * (i * n + j)] ** 2 + a[2 * (i * n + j) + 1] ** 2;
  }
  return Math.sqrt(sum);
}

/** Makes a_pq zero: first real by a turn of phase, then zero by a plane rotation. Rows of v are the eigenvectors. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const at = 2 * (p * n + q);
  const size = Math.hypot(a[at], a[at + 1]);
  if (size === 0) return;
  const [er, ei] = [a[at] / size, a[at + 1] / size];
  const theta = (a[2 * (q * n + q)] - a[2 * (p * n + p)]) / (2 * size);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  // Columns: a_p' = c a_p - s conj(e) a_q, a_q' = s e a_p + c a_q, e the phase of a_pq.
  const mix = (x: Float64Array, i: number, j: number, sign: number) => {
    const [pr, pi, qr, qi] = [x[i], x[i + 1], x[j], x[j + 1]];
    x[i] = c * pr - s * (er * qr + sign * ei * qi);
    x[i + 1] = c * pi - s * (er * qi - sign * ei * qr);
    x[j] = s * (er * pr - sign * ei * pi) + c * qr;
    x[j + 1] = s * (er * pi + sign * ei * pr) + c * qi;
  };
  for (let k = 0; k < n; k++) mix(a, 2 * (k * n + p), 2 * (k * n + q), 1);
  for (let k = 0; k < n; k++) mix(a, 2 * (p * n + k), 2 * (q * n + k), -1);
  for (let k = 0; k < n; k++) mix(v, 2 * (p * n + k), 2 * (q * n + k), 1);
}

/** Gauss and Jordan with the largest pivot of the column; undefined where the matrix is singular. */
export function inverseOf(matrix: Float64Array, n: number): Float64Array | undefined {
  const a = matrix.slice();
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[best * n + k])) best = i;
    const pivot = a[best * n + k];
    if (pivot === 0 || !Number.isFinite(pivot)) return undefined;
    for (const m of [a, out]) {
      for (let j = 0; j < n; j++) {
        const kept = m[k * n + j];
        m[k * n + j] = m[best * n + j] / pivot;
        if (best !== k) m[best * n + j] = kept;
      }
    }
    for (let i = 0; i < n; i++) {
      const factor = a[i * n + k];
      if (i === k || factor === 0) continue;
      for (const m of [a, out]) for (let j = 0; j < n; j++) m[i * n + j] -= factor * m[k * n + j];
    }
  }
  return out;
}
