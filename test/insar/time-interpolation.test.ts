import { describe, expect, test } from 'vitest';
import { regularTimeGrid } from '../../src/insar/time-grid.js';
import { type InterpolationRule, TimeInterpolator } from '../../src/insar/time-interpolation.js';
import { epochDate, epochDay } from '../../src/products/epochs.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

const RULES: readonly InterpolationRule[] = ['exponential', 'linear'];
const FIRST = epochDay('20200103')!;
const datesAt = (...days: readonly number[]) => days.map((day) => epochDate(FIRST + day));
const gridTo = (lastDay: number, stepDays = 6) =>
  regularTimeGrid(epochDate(FIRST), epochDate(FIRST + lastDay), stepDays);

function onGrid(
  rule: InterpolationRule,
  days: readonly number[],
  values: readonly number[],
  grid = gridTo(60),
  maxGapDays = 90,
): number[] {
  const out = new Float64Array(grid.dates.length);
  new TimeInterpolator(datesAt(...days), grid, { rule, maxGapDays }).apply(Float64Array.from(values), 0, out);
  return [...out];
}

/** The rules as their definitions say them, without any preparation. */
function slowly(
  rule: InterpolationRule,
  days: readonly number[],
  values: readonly number[],
  day: number,
  maxGap: number,
) {
  const known = days.map((d, i) => ({ d, value: values[i] })).filter(({ value }) => !Number.isNaN(value));
  const before = known.filter(({ d }) => d <= day).at(-1);
  const after = known.find(({ d }) => d >= day);
  if (!before || !after || after.d - before.d > maxGap) return Number.NaN;
  if (rule === 'linear') {
    return before.d === after.d
      ? before.value
      : before.value + ((after.value - before.value) * (day - before.d)) / (after.d - before.d);
  }
  const weighted = known.map(({ d, value }) => ({ value, weight: Math.exp(-Math.abs(d - day)) }));
  const sum = weighted.reduce((total, { weight }) => total + weight, 0);
  return weighted.reduce((total, { weight, value }) => total + weight * value, 0) / sum;
}

describe('a series on regular dates', () => {
  test('lies on straight lines between its acquisitions', () => {
    expect(onGrid('linear', [0, 18, 24], [0, 9, 3], gridTo(24))).toEqual([0, 3, 6, 9, 3]);
  });

  test('is the mean of two equally near acquisitions, by either rule', () => {
    for (const rule of RULES) expect(onGrid(rule, [0, 12], [2, 5], gridTo(12))[1]).toBeCloseTo(3.5, 14);
  });

  test('follows the nearest acquisition in wider gaps, by the exponential rule', () => {
    const [, first, second] = onGrid('exponential', [0, 18], [2, 5], gridTo(18));
    const share = Math.exp(-6) / (1 + Math.exp(-6));
    expect(first).toBeCloseTo(2 + 3 * share, 12);
    expect(second).toBeCloseTo(5 - 3 * share, 12);
    // Three dates missing: left, middle, right. These are the fractions found in the published tile.
    const wide = onGrid('exponential', [0, 24], [0, 1], gridTo(24));
    expect(wide.map((value) => Math.round(value * 100) / 100)).toEqual([0, 0, 0.5, 1, 1]);
  });

  test('keeps a constant, whatever the dates', () => {
    for (const rule of RULES) {
      for (const value of onGrid(rule, [0, 5, 11, 12, 40, 60], [7, 7, 7, 7, 7, 7])) expect(value).toBeCloseTo(7, 13);
    }
  });

  test('has no value before its first and after its last acquisition', () => {
    for (const rule of RULES) {
      const values = onGrid(rule, [7, 20, 41], [1, 2, 3], gridTo(60));
      expect(values.map(Number.isNaN)).toEqual([0, 6, 12, 18, 24, 30, 36, 42, 48, 54, 60].map((d) => d < 7 || d > 41));
    }
  });

  test('has no value inside a gap that is longer than allowed, and has its acquisitions on both sides', () => {
    for (const rule of RULES) {
      expect(onGrid(rule, [0, 30, 60], [1, 2, 3], gridTo(60), 30).map(Number.isNaN)).not.toContain(true);
      const gaps = onGrid(rule, [0, 31, 60], [1, 2, 3], gridTo(60), 30).map(Number.isNaN);
      expect(gaps).toEqual([0, 6, 12, 18, 24, 30, 36, 42, 48, 54, 60].map((d) => d > 0 && d < 31));
    }
  });

  test('with a missing value is what it would be without that acquisition, and gaps are judged anew', () => {
    for (const rule of RULES) {
      const missing = onGrid(rule, [0, 6, 12, 24, 36], [1, 4, Number.NaN, 2, 8], gridTo(36), 20);
      expect(missing).toEqual(onGrid(rule, [0, 6, 24, 36], [1, 4, 2, 8], gridTo(36), 20));
      expect(onGrid(rule, [0, 6, 12, 24, 36], [1, 4, Number.NaN, 2, 8], gridTo(36), 12).map(Number.isNaN)).toEqual([
        false,
        false,
        true,
        true,
        false,
        false,
        false,
      ]);
    }
  });

  test('agrees with the definitions on irregular dates with missing values', () => {
    const random = new SeededRandom(5);
    for (const rule of RULES) {
      for (let trial = 0; trial < 30; trial++) {
        const days = Array.from({ length: 120 }, (_, day) => day).filter(() => random.uniform() < 0.12);
        const values = days.map(() => (random.uniform() < 0.1 ? Number.NaN : 10 * random.gaussian()));
        const grid = gridTo(120, 1 + (trial % 7));
        const maxGap = 5 + 3 * (trial % 9);
        if (days.length === 0) continue;
        const interpolator = new TimeInterpolator(datesAt(...days), grid, { rule, maxGapDays: maxGap });
        const out = new Float64Array(grid.dates.length);
        const count = interpolator.apply(Float64Array.of(999, ...values), 1, out);
        const expected = [...grid.days].map((day) => slowly(rule, days, values, day - FIRST, maxGap));
        expect([...out].map(Number.isNaN)).toEqual(expected.map(Number.isNaN));
        expect(count).toBe(expected.filter((value) => !Number.isNaN(value)).length);
        // Acquisitions beyond the reach of the weights are left out.
        out.forEach((value, i) => {
          if (!Number.isNaN(value)) expect(value).toBeCloseTo(expected[i], 4);
        });
      }
    }
  });

  test('of a product that lies outside the grid has no value at all', () => {
    for (const rule of RULES) {
      const interpolator = new TimeInterpolator(datesAt(100, 112), gridTo(60), { rule, maxGapDays: 90 });
      expect(interpolator.covered).toEqual([]);
      expect(interpolator.isComplete).toBe(false);
      expect(interpolator.apply(Float64Array.of(1, 2), 0, new Float64Array(11))).toBe(0);
    }
  });
});
