import { describe, expect, test } from 'vitest';
import { trendOf } from '../../../src/insar/active-areas/trend.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

/** Five years, every six days. */
const YEARS = Float64Array.from({ length: 300 }, (_, i) => (i * 6) / 365);

function series(motion: (t: number) => number, noiseMm: number, seed = 1): Float64Array {
  const random = new SeededRandom(seed);
  return YEARS.map((t) => motion(t) + noiseMm * random.gaussian());
}

const classes = (motion: (t: number) => number, noiseMm: number) =>
  Array.from({ length: 20 }, (_, seed) => trendOf(YEARS, series(motion, noiseMm, seed + 1)).trend);

describe('the class of a trend', () => {
  test.each([
    ['stable', () => 0],
    ['linear', (t: number) => -8 * t],
    ['linear', (t: number) => -8 * t + 3 * Math.cos(2 * Math.PI * t)],
    ['accelerating', (t: number) => -3 * t - 1.5 * t * t],
    ['accelerating', (t: number) => 2 * t + 1.5 * t * t + 2 * Math.sin(2 * Math.PI * t)],
    ['decelerating', (t: number) => -18 * t + 1.5 * t * t],
    ['step', (t: number) => (t < 2.5 ? 0 : -15)],
    ['step', (t: number) => -4 * t + (t < 3.2 ? 0 : 20)],
    ['seasonal', (t: number) => 8 * Math.sin(2 * Math.PI * t)],
    ['seasonal', (t: number) => -1 * t + 8 * Math.cos(2 * Math.PI * t)],
  ] as const)('is %s, whatever the noise', (trend, motion) => {
    for (const noiseMm of [0.1, 1, 2]) expect(new Set(classes(motion, noiseMm))).toEqual(new Set([trend]));
  });

  test('of white noise is stable in all but a few of hundreds', () => {
    const random = new SeededRandom(9);
    const found = Array.from(
      { length: 400 },
      () =>
        trendOf(
          YEARS,
          YEARS.map(() => 3 * random.gaussian()),
        ).trend,
    );
    expect(found.filter((trend) => trend !== 'stable').length).toBeLessThan(3);
  });

  test('comes with the numbers the series was made of', () => {
    const made = series(
      (t) => 4 - 6 * t + 1.2 * t * t + 3 * Math.cos(2 * Math.PI * t) - 4 * Math.sin(2 * Math.PI * t),
      0.01,
    );
    const { accelerationMmPerYear2, seasonalityMm, rmseMm } = trendOf(YEARS, made);
    expect(accelerationMmPerYear2).toBeCloseTo(2.4, 2);
    expect(seasonalityMm).toBeCloseTo(5, 2);
    expect(rmseMm).toBeCloseTo(0.01, 3);
    expect(
      trendOf(
        YEARS,
        series((t) => 2 - 6 * t, 0),
      ).velocityMmPerYear,
    ).toBeCloseTo(-6, 10);
  });

  test('finds the place and the height of a step, epochs missing before it or not', () => {
    const made = series((t) => -4 * t + (t < 3.2 ? 0 : 20), 1);
    const first = YEARS.findIndex((t) => t >= 3.2);
    const { step } = trendOf(YEARS, made);
    expect(step?.epoch).toBe(first);
    expect(step?.heightMm).toBeCloseTo(20, 0);
    made.fill(Number.NaN, 10, 40);
    expect(trendOf(YEARS, made).step?.epoch).toBe(first);
  });

  test('is unknown with fewer than twelve epochs, and has no wave in less than a year', () => {
    const made = series((t) => -8 * t, 0.1);
    const few = made.map((value, i) => (i < 11 ? value : Number.NaN));
    expect(trendOf(YEARS, few)).toMatchObject({ trend: 'unknown', velocityMmPerYear: Number.NaN });
    const months = trendOf(YEARS.slice(0, 40), made.slice(0, 40));
    expect(months).toMatchObject({ trend: 'linear', seasonalityMm: Number.NaN });
  });

  test('of an exact series is found all the same', () => {
    expect(
      trendOf(
        YEARS,
        YEARS.map(() => 3),
      ).trend,
    ).toBe('stable');
    expect(
      trendOf(
        YEARS,
        YEARS.map((t) => 3 * t),
      ).trend,
    ).toBe('linear');
  });

  test('wants a value for every time', () => {
    expect(() => trendOf(YEARS, new Float64Array(3))).toThrow('expected 300 values, got 3');
  });
});
