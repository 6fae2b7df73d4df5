import { expect, test } from 'vitest';
import { invertSymmetric } from '../../../src/insar/calibration/small-inverse.js';

test('a matrix times its inverse is one', () => {
  const matrix = Float64Array.of(4, 1, 0.5, 1, 3, -1, 0.5, -1, 2);
  const inverse = invertSymmetric(matrix, 3)!;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += matrix[i * 3 + k] * inverse[k * 3 + j];
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
});

test('a matrix without inverse has none', () => {
  expect(invertSymmetric(Float64Array.of(1, 2, 2, 4), 2)).toBeUndefined();
  expect(invertSymmetric(Float64Array.of(-1), 1)).toBeUndefined();
  expect(invertSymmetric(Float64Array.of(Number.NaN), 1)).toBeUndefined();
});
