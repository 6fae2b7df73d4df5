import { describe, expect, test } from 'vitest';
import { qualityClass } from '../../../src/insar/active-areas/quality.js';
import { SeriesTally } from '../../../src/insar/active-areas/series-tally.js';
import { epochDate } from '../../../src/products/epochs.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const DATES = Array.from({ length: 50 }, (_, i) => epochDate(18_000 + 6 * i));

function noisy(count: number, motion: (i: number) => number, noiseMm: number, seed = 1): Float64Array[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () =>
    Float64Array.from(DATES, (_, i) => motion(i) + noiseMm * random.gaussian()),
  );
}

function correlation(a: Float64Array, b: Float64Array): number {
  const centred = (values: Float64Array) =>
    values.map((value) => value - values.reduce((s, v) => s + v, 0) / values.length);
  const product = (p: Float64Array, q: Float64Array) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  const [p, q] = [centred(a), centred(b)];
  return product(p, q) / Math.sqrt(product(p, p) * product(q, q));
}

describe('the sums of an area', () => {
  test('give the mean correlation of all pairs of series', () => {
    const all = noisy(7, (i) => 0.3 * i, 3);
    const tally = new SeriesTally();
    for (const series of all) tally.add(1, DATES, series);
    const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => correlation(a, b)));
    expect(tally.summary().spatialIndex).toBeCloseTo(pairs.reduce((s, v) => s + v, 0) / pairs.length, 10);
  });

  test('tell motion from noise: both indices are about the share of the motion in the variance', () => {
    const index = (motion: (i: number) => number, noiseMm: number) => {
      const tally = new SeriesTally();
      for (const series of noisy(200, motion, noiseMm)) tally.add(1, DATES, series);
      return tally.summary();
    };
    // A line over 50 epochs of slope 1 has variance (50^2 - 1) / 12 = 208.
    const half = index((i) => i, Math.sqrt(208));
    expect(half.spatialIndex).toBeCloseTo(0.5, 1);
    expect(Math.abs(half.temporalIndex - 0.5)).toBeLessThan(0.06);
    const noise = index(() => 0, 3);
    expect(Math.abs(noise.spatialIndex)).toBeLessThan(0.02);
    expect(Math.abs(noise.temporalIndex)).toBeLessThan(0.05);
  });

  test('average what is there, date by date, over products of different dates', () => {
    const tally = new SeriesTally();
    tally.add(2, ['20200102', '20200108', '20200114'], Float64Array.of(10, Number.NaN, 30));
    tally.add(1, ['20200102', '20200105', '20200108'], Float64Array.of(20, 5, Number.NaN));
    const { dates, meanMm } = tally.summary();
    expect(dates).toEqual(['20200102', '20200105', '20200108', '20200114']);
    expect([...meanMm]).toEqual([15, 5, Number.NaN, 30]);
  });

  test('of one point have no likeness, of constant series no index', () => {
    const tally = new SeriesTally();
    tally.add(1, DATES, new Float64Array(50));
    expect(tally.summary()).toMatchObject({ temporalIndex: Number.NaN, spatialIndex: Number.NaN });
  });
});

describe('the class of quality', () => {
  test.each([
    [0.9, 0.8, 10, 1],
    [0.9, 0.8, 9, 2],
    [0.69, 0.8, 100, 2],
    [0.9, 0.49, 100, 3],
    [0.24, 0.9, 100, 4],
    [Number.NaN, 0.9, 100, 4],
  ])('of indices %d and %d and %i points is %i', (temporalIndex, spatialIndex, count, quality) => {
    expect(qualityClass({ temporalIndex, spatialIndex }, count, 5)).toBe(quality);
  });
});
