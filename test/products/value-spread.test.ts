import { describe, expect, test } from 'vitest';
import { ValueSpread } from '../../src/products/value-spread.js';

const summaryOf = (values: readonly number[], percentiles: readonly number[], mostKept?: number) => {
  const spread = new ValueSpread(mostKept);
  for (const value of values) spread.add(value);
  return spread.summary(percentiles);
};

describe('the spread of values', () => {
  test('has the mean, spread and percentiles of a line', () => {
    const values = Array.from({ length: 5001 }, (_, i) => ((i * 7919) % 5001) / 10);
    const { count, mean, std, min, max, percentiles } = summaryOf(values, [10, 50]);
    expect([count, min, max]).toEqual([5001, 0, 500]);
    expect(mean).toBeCloseTo(250, 9);
    // Of n equal steps: (n * n - 1) / 12.
    expect(std).toBeCloseTo(Math.sqrt((5001 ** 2 - 1) / 12) / 10, 9);
    expect(percentiles).toEqual([50, 250]);
  });

  test('passes over missing values, and is not a number without any', () => {
    expect(summaryOf([Number.NaN, 3, Number.NaN], [50])).toEqual({
      count: 1,
      mean: 3,
      std: 0,
      min: 3,
      max: 3,
      percentiles: [3],
    });
    expect(summaryOf([], [50])).toMatchObject({ count: 0, mean: Number.NaN, percentiles: [Number.NaN] });
  });

  test('keeps an even part of more values than it has room for, and counts them all', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => i);
    const { count, mean, max, percentiles } = summaryOf(values, [25, 50, 75], 1000);
    expect([count, mean, max]).toEqual([100_000, 49_999.5, 99_999]);
    percentiles.forEach((value, i) => {
      expect(Math.abs(value - 25_000 * (i + 1))).toBeLessThan(300);
    });
    expect(summaryOf(values, [50], 1000)).toEqual(summaryOf(values, [50], 1000));
  });
});
