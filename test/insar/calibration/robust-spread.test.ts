import { expect, test } from 'vitest';
import { medianErrorMmPerYear, medianOfSorted } from '../../../src/insar/calibration/robust-spread.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

test('the median of an odd number of values is the middle one, of an even number the mean of two', () => {
  expect(medianOfSorted(Float64Array.of(1, 2, 9))).toBe(2);
  expect(medianOfSorted(Float64Array.of(1, 2, 4, 9))).toBe(3);
  expect(medianOfSorted(new Float64Array())).toBeNaN();
});

test('the error of a median is that of normal values, however far a few outliers are', () => {
  const random = new SeededRandom(1);
  const values = Float64Array.from({ length: 401 }, (_, i) => (i % 20 === 0 ? 1000 : 2 * random.gaussian())).sort();
  const error = medianErrorMmPerYear(values, medianOfSorted(values));
  expect(error).toBeGreaterThan(0.9 * Math.sqrt(Math.PI / 2) * (2 / Math.sqrt(401)));
  expect(error).toBeLessThan(1.25 * Math.sqrt(Math.PI / 2) * (2 / Math.sqrt(401)));
});

test('a few values that agree do not count for certain', () => {
  // Sqrt(4 / 5) of the prior spread of 1, times sqrt(pi / 2) for a median, over sqrt 2.
  const expected = Math.sqrt(4 / 5) * Math.sqrt(Math.PI / 2 / 2);
  expect(medianErrorMmPerYear(Float64Array.of(3, 3), 3)).toBeCloseTo(expected, 12);
});
