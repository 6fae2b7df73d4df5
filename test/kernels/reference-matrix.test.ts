/** What the kernels are judged by is judged by closed forms and by its own equations. */
import { expect, test } from 'vitest';
import { hermitianEigen, inverseOf } from '../../src/kernels/reference-matrix.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

test('eigenvalues of [[2, j], [-j, 2]] are 1 and 3', () => {
  const { values, vectors } = hermitianEigen(Float64Array.of(2, 0, 0, 1, 0, -1, 2, 0), 2);
  expect(values[0]).toBeCloseTo(1, 14);
  expect(values[1]).toBeCloseTo(3, 14);
  // (1, -j) / sqrt 2 belongs to 3: A x = (2 + 1, -j - 2 j).
  const ratio = Math.atan2(vectors[7], vectors[6]) - Math.atan2(vectors[5], vectors[4]);
  expect(Math.abs(Math.sin(ratio))).toBeCloseTo(1, 12);
  expect(Math.sin(ratio)).toBeLessThan(0);
});

test('eigenvectors of a random Hermitian matrix solve A x = lambda x and have length 1', () => {
  const n = 12;
  const random = new SeededRandom(5);
  const a = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [re, im] = [random.gaussian(), i === j ? 0 : random.gaussian()];
      a.set([re, im], 2 * (i * n + j));
      a.set([re, -im], 2 * (j * n + i));
    }
  }
  const { values, vectors } = hermitianEigen(a, n);
  for (let k = 0; k < n; k++) {
    const x = vectors.subarray(2 * k * n, 2 * (k + 1) * n);
    expect(Math.hypot(...x)).toBeCloseTo(1, 12);
    for (let i = 0; i < n; i++) {
      let [re, im] = [-values[k] * x[2 * i], -values[k] * x[2 * i + 1]];
      for (let j = 0; j < n; j++) {
        const [c, d] = [a[2 * (i * n + j)], a[2 * (i * n + j) + 1]];
        re += c * x[2 * j] - d * x[2 * j + 1];
        im += c * x[2 * j + 1] + d * x[2 * j];
      }
      expect(Math.hypot(re, im)).toBeLessThan(1e-12);
    }
  }
});

test('an inverse that needs its rows exchanged is found, a singular matrix has none', () => {
  expect(inverseOf(Float64Array.of(0, 2, 4, 0), 2)).toEqual(Float64Array.of(0, 0.25, 0.5, 0));
  expect(inverseOf(Float64Array.of(1, 1, 1, 1), 2)).toBeUndefined();
});
