/** Statistics of a column: numbers worked out by NumPy's definitions, and a slow, obvious version beside the fast ones. */
import { describe, expect, test } from 'vitest';
import { ColumnSummary } from '../../../src/insar/area-statistics/column-statistics.js';
import { MISSING_TENTHS } from '../../../src/products/point-batch.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const PERCENTILES = [5, 25, 50, 75, 95];
const doubles = (values: number[], percentiles = PERCENTILES) =>
  new ColumnSummary(percentiles).of(Float64Array.from(values), 0, values.length, 1);
const tenths = (values: number[], percentiles = PERCENTILES) =>
  new ColumnSummary(percentiles).of(Int16Array.from(values), 0, values.length, 1);

/** Percentiles by what the definition says: a line between the two nearest of the sorted values. */
function slow(values: number[], percentiles: number[]) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const n = sorted.length;
  const at = (p: number) => {
    const place = ((n - 1) * p) / 100;
    const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return low + (place - Math.floor(place)) * (high - low);
  };
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const std = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  return { count: n, mean, std, median: at(50), min: sorted[0], max: sorted[n - 1], percentiles: percentiles.map(at) };
}

describe('statistics of a column', () => {
  test('of one to four are those of NumPy', () => {
    // np.mean, np.median, np.std, np.min, np.max, np.percentile(x, [5, 25, 50, 75, 95])
    const expected = { count: 4, mean: 2.5, median: 2.5, min: 1, max: 4 };
    for (const found of [doubles([4, 1, 3, 2]), tenths([40, 10, 30, 20])]) {
      expect(found).toMatchObject(expected);
      expect(found.std).toBeCloseTo(1.118033988749895, 14);
      expect(found.percentiles).toEqual([1.15, 1.75, 2.5, 3.25, 3.85].map((value) => expect.closeTo(value, 14)));
    }
  });

  test('of skewed values with repetitions are those of NumPy', () => {
    // np.array([-7.3, 0, 0, 0, 0.1, 0.1, 2.5, 40])
    const found = doubles([0, -7.3, 0.1, 40, 0, 2.5, 0.1, 0], [0, 10, 33.3, 90, 100]);
    expect(found.mean).toBeCloseTo(4.425, 12);
    expect(found.median).toBeCloseTo(0.05, 12);
    expect(found.std).toBeCloseTo(13.706362573637106, 12);
    expect(found.percentiles).toEqual([-7.3, -2.19, 0, 13.75, 40].map((value) => expect.closeTo(value, 12)));
  });

  test('of a single value are the value, without spread', () => {
    expect(doubles([-1.5], [5, 95])).toEqual({
      count: 1,
      mean: -1.5,
      median: -1.5,
      std: 0,
      min: -1.5,
      max: -1.5,
      percentiles: [-1.5, -1.5],
    });
  });

  test('leave out what is missing, and are nothing when all is', () => {
    expect(doubles([NaN, 2, NaN, 4])).toEqual(doubles([2, 4]));
    expect(tenths([MISSING_TENTHS, 20, 40])).toEqual(tenths([20, 40]));
    for (const nothing of [doubles([NaN, NaN]), tenths([MISSING_TENTHS]), doubles([])]) {
      expect(nothing.count).toBe(0);
      const rest = [nothing.mean, nothing.median, nothing.std, nothing.min, nothing.max, ...nothing.percentiles];
      expect(rest.every(Number.isNaN)).toBe(true);
    }
  });

  test('of many are those of the slow version, whether values are sorted or counted', () => {
    const random = new SeededRandom(11);
    const summary = new ColumnSummary([0.5, 12.25, 50, 99.9]);
    for (const spread of [3, 300, 30_000]) {
      for (const n of [2, 3, 10, 101, 5000]) {
        const column = Int16Array.from({ length: n }, () =>
          random.uniform() < 0.1 ? MISSING_TENTHS : Math.round(spread * random.gaussian()),
        );
        const mm = Array.from(column, (value) => (value === MISSING_TENTHS ? NaN : value / 10));
        const expected = slow(mm, [0.5, 12.25, 50, 99.9]);
        const fromTenths = summary.of(column, 0, n, 1);
        const fromDoubles = summary.of(Float64Array.from(mm), 0, n, 1);
        for (const found of [fromTenths, fromDoubles]) {
          expect(found).toMatchObject({
            count: expected.count,
            median: expected.median,
            min: expected.min,
            max: expected.max,
          });
          expect(found.percentiles).toEqual(expected.percentiles);
          expect(found.mean).toBeCloseTo(expected.mean, 9);
          expect(found.std).toBeCloseTo(expected.std, 9);
        }
      }
    }
  });

  test('are taken from a column of a matrix stored by rows', () => {
    const matrix = Float64Array.of(1, 10, 100, 2, 20, 200, 3, 30, 300);
    const summary = new ColumnSummary([]);
    expect([0, 1, 2].map((column) => summary.of(matrix, column, 3, 3).median)).toEqual([2, 20, 200]);
    expect([0, 1, 2].map((column) => summary.of(Int16Array.from(matrix), column, 3, 3).max)).toEqual([0.3, 3, 30]);
  });

  test('reach the ends of what tenths can hold', () => {
    const found = tenths([-32_766, 32_766, 0], [50]);
    expect(found).toMatchObject({ min: -3276.6, max: 3276.6, mean: 0, median: 0 });
    const dense = tenths(
      Array.from({ length: 9000 }, (_, i) => (i % 2 === 0 ? -32_766 : 32_766)),
      [25, 75],
    );
    expect(dense).toMatchObject({ median: 0, std: 3276.6, percentiles: [-3276.6, 3276.6] });
  });
});
