import { describe, expect, test } from 'vitest';
import { percentileOf } from '../../src/products/percentile.js';
import { MISSING_TENTHS, NEGATIVE_ZERO_TENTHS } from '../../src/products/point-batch.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { SeriesSpread } from '../../src/products/series-spread.js';

/** The slow and obvious way. */
function obvious(values: readonly number[], percentiles: readonly number[]) {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const sorted = values.toSorted((a, b) => a - b);
  return {
    count: n,
    mean,
    std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n),
    min: sorted[0],
    max: sorted[n - 1],
    percentiles: percentiles.map((p) => {
      const place = ((n - 1) * p) / 100;
      const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
      return below + (place - Math.floor(place)) * (above - below);
    }),
  };
}

const bytesOf = (tenths: readonly number[]): Uint8Array => new Uint8Array(Int16Array.from(tenths).buffer);
const add = (spread: SeriesSpread, tenths: readonly number[], from = 0, to = tenths.length) =>
  spread.addTenths(
    bytesOf(tenths),
    0,
    from,
    to,
    Int32Array.from(tenths, (_, i) => i),
  );

describe('the spread of series', () => {
  test('is that of a slow and obvious version, date by date', () => {
    const random = new SeededRandom(7);
    const series = Array.from({ length: 501 }, () =>
      Array.from({ length: 3 }, (_, date) => Math.round((random.uniform() - 0.5) * 10 ** (date + 1))),
    );
    const spread = new SeriesSpread(3);
    for (const tenths of series) add(spread, tenths);
    for (let date = 0; date < 3; date++) {
      const wanted = obvious(
        series.map((tenths) => tenths[date] / 10),
        [10, 50, 99],
      );
      const { percentiles, ...simple } = spread.summary(date, [10, 50, 99]);
      for (const [name, value] of Object.entries(simple)) {
        expect(value, name).toBeCloseTo(wanted[name as keyof typeof simple], 9);
      }
      percentiles.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted.percentiles[i], 9);
      });
    }
  });

  test('leaves out what was not observed, and counts the negative zero as zero', () => {
    const spread = new SeriesSpread(2);
    add(spread, [MISSING_TENTHS, 10]);
    add(spread, [NEGATIVE_ZERO_TENTHS, 30]);
    expect(spread.summary(0, [50])).toEqual({ count: 1, mean: 0, std: 0, min: 0, max: 0, percentiles: [0] });
    expect(spread.summary(1, [50])).toEqual({ count: 2, mean: 2, std: 1, min: 1, max: 3, percentiles: [2] });
  });

  test('takes a part of each series', () => {
    const spread = new SeriesSpread(3);
    add(spread, [1, 2, 3], 1, 2);
    expect([0, 1, 2].map((date) => spread.summary(date, []).count)).toEqual([0, 1, 0]);
  });

  test('is not a number where there is none', () => {
    const { count, mean, std, percentiles } = new SeriesSpread(1).summary(0, [50]);
    expect([count, mean, std, percentiles]).toEqual([0, Number.NaN, Number.NaN, [Number.NaN]]);
  });

  test('mixes finer values in: mean, spread and extremes as they are, percentiles to a tenth', () => {
    const spread = new SeriesSpread(1);
    add(spread, [10]);
    add(spread, [20]);
    for (const mm of [1.234, -5.551, Number.NaN]) spread.addMm(0, mm);
    const wanted = obvious([1, 2, 1.234, -5.551], []);
    const { percentiles, ...simple } = spread.summary(0, [0, 50, 100]);
    for (const [name, value] of Object.entries(simple)) {
      expect(value, name).toBeCloseTo(wanted[name as keyof typeof simple], 12);
    }
    expect(percentiles).toEqual([-5.6, 1.1, 2]);
  });

  test('holds extremes of int16 and values that drift', () => {
    const spread = new SeriesSpread(1);
    for (let tenths = -32_766; tenths <= 32_766; tenths += 6) add(spread, [tenths]);
    const { count, min, max, mean, percentiles } = spread.summary(0, [50]);
    expect([count, min, max, percentiles[0]]).toEqual([10_923, -3276.6, 3276.6, 0]);
    expect(mean).toBeCloseTo(0, 9);
  });
});

test('a percentile lies between ranks as far as its place does', () => {
  const at = (rank: number) => [0, 10, 20, 40][rank];
  expect([0, 25, 50, 90, 100].map((p) => percentileOf(4, p, at))).toEqual([0, 7.5, 15, 34, 40]);
  expect(percentileOf(0, 50, at)).toBeNaN();
});
