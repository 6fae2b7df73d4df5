/** Steps in residuals: found where they were made, and seldom where there are none. */
import { describe, expect, test } from 'vitest';
import { StepTest } from '../../../src/insar/atmosphere/step-test.js';
import { factorDesign, MOST_COLUMNS, type SeriesDesign } from '../../../src/kernels/index.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const DATES = 60;
/** A constant, a line and a wave. */
const DESIGN = factorDesign(DATES, [() => 1, (i) => i, (i) => Math.cos(i / 5), (i) => Math.sin(i / 5)]);
const TEST = new StepTest(DESIGN);

/** What is left of a series after the model, date by date against the orthonormal columns. */
function residualOf(series: Float64Array, { q, columns }: SeriesDesign = DESIGN): Float64Array {
  const rest = series.slice();
  for (let c = 0; c < columns; c++) {
    const projection = series.reduce((sum, value, i) => sum + value * q[i * MOST_COLUMNS + c], 0);
    for (let i = 0; i < series.length; i++) rest[i] -= projection * q[i * MOST_COLUMNS + c];
  }
  return rest;
}

const random = new SeededRandom(8);
const noise = () => Float64Array.from({ length: DATES }, () => random.gaussian());

describe('the test for steps', () => {
  test.each([9, 24, 30, 51])('finds a step at date %i, where it is', (date) => {
    for (const size of [8, -8]) {
      const found = TEST.find(residualOf(noise().map((value, i) => value + (i >= date ? size : 0))));
      expect(found.date).toBe(date);
      expect(found.significance).toBeGreaterThan(6);
    }
  });

  test('finds no end of significance, and no infinity, in a step without noise', () => {
    const { date, significance } = TEST.find(residualOf(new Float64Array(DATES).fill(1, 20)));
    expect(date).toBe(20);
    expect(significance).toBeGreaterThan(1000);
    expect(significance).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  test('is seldom above 4.2 for noise, and of one standard deviation at any date', () => {
    let above = 0;
    for (let k = 0; k < 1000; k++) above += TEST.find(residualOf(noise())).significance > 4.2 ? 1 : 0;
    expect(above).toBeLessThan(10);
  });

  test('says nothing of what the model takes up', () => {
    const model = Float64Array.from({ length: DATES }, (_, i) => 40 + 3 * i + 20 * Math.cos(i / 5));
    const both = model.map((value, i) => value + Math.sin(7 * i * i));
    expect(TEST.find(residualOf(both)).significance).toBeCloseTo(
      TEST.find(residualOf(both.map((value, i) => value - model[i]))).significance,
      6,
    );
  });

  test('bears gaps: a step between them is found', () => {
    const series = residualOf(noise().map((value, i) => 0.3 * value + (i >= 30 ? 6 : 0)));
    const found = TEST.find(series.map((value, i) => (i % 4 === 1 ? Number.NaN : value)));
    expect(Math.abs(found.date - 30)).toBeLessThanOrEqual(1);
    expect(found.significance).toBeGreaterThan(5);
  });

  test('finds nothing in nothing', () => {
    expect(TEST.find(new Float64Array(DATES))).toEqual({ significance: 0, date: 0 });
    expect(TEST.find(new Float64Array(DATES).fill(Number.NaN))).toEqual({ significance: 0, date: 0 });
    const few = new Float64Array(DATES).fill(Number.NaN).fill(1, 0, 5);
    expect(TEST.find(few).significance).toBe(0);
  });
});
