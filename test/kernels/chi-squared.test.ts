/** Quantiles against printed tables. */
import { expect, test } from 'vitest';
import { chiSquaredQuantile, complementaryErrorFunction } from '../../src/kernels/chi-squared.js';

test('quantiles of one degree of freedom are those of the tables', () => {
  expect(chiSquaredQuantile(0.05)).toBeCloseTo(3.841458820694124, 9);
  expect(chiSquaredQuantile(0.01)).toBeCloseTo(6.634896601021213, 9);
  expect(chiSquaredQuantile(0.001)).toBeCloseTo(10.827566170662733, 9);
  expect(chiSquaredQuantile(0.5)).toBeCloseTo(0.454936423119572, 9);
  expect(() => chiSquaredQuantile(0)).toThrow('alpha: expected more than 0 and less than 1, got 0');
});

test('the complementary error function is that of the tables, on both sides of where its formula changes', () => {
  expect(complementaryErrorFunction(0)).toBe(1);
  expect(complementaryErrorFunction(1)).toBeCloseTo(0.15729920705028513, 13);
  expect(complementaryErrorFunction(2) / 0.004677734981047266).toBeCloseTo(1, 11);
  expect(complementaryErrorFunction(5) / 1.5374597944280349e-12).toBeCloseTo(1, 11);
});
