/** The rank test of short stacks, against published critical values and its own definition. */
import { describe, expect, test } from 'vitest';
import {
  bwsCriticalValue,
  bwsDistribution,
  bwsStatistic,
  connectedTo,
  selectHomogeneousByRank,
} from '../../src/kernels/rank-test.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { fillNormal } from '../support/simulated-samples.js';

describe('statistic', () => {
  test('of three values against two is what the formula gives by hand', () => {
    // Ranks of x 1, 2, 4 and of y 3, 5; n = 3, m = 2:
    // x: i 5/3 = 5/3, 10/3, 5; deviations^2 4/9, 16/9, 1; divisors (3/16, 4/16, 3/16) 10/3 = 5/8, 5/6, 5/8
    // y: i 5/2 = 5/2, 5; deviations^2 1/4, 0; divisors (2/9, 2/9) 15/2 = 5/3
    const byX = (4 / 9 / (5 / 8) + 16 / 9 / (5 / 6) + 1 / (5 / 8)) / 3;
    const byY = 1 / 4 / (5 / 3) / 2;
    expect(bwsStatistic([1, 2, 4], [3, 5])).toBeCloseTo((byX + byY) / 2, 12);
    expect(bwsStatistic([3, 5], [1, 2, 4])).toBeCloseTo((byX + byY) / 2, 12);
  });

  test('knows only the order: any growing function of all values leaves it alone', () => {
    const [x, y] = [
      [0.1, 0.7, 2, 9],
      [0.3, 0.8, 1.1, 1.2],
    ];
    expect(bwsStatistic(x.map(Math.exp), y.map(Math.exp))).toBe(bwsStatistic(x, y));
  });

  test('equal values share their ranks', () => {
    // Ranks 2, 2, 4 and 2, 5.5, 5.5 against expected ranks 2, 4, 6; divisors (3/16, 4/16, 3/16) 6.
    const byX = 4 / (6 / 4) / 3 + 4 / (18 / 16) / 3;
    const byY = 2.25 / (6 / 4) / 3 + 0.25 / (18 / 16) / 3;
    expect(bwsStatistic([1, 1, 2], [1, 3, 3])).toBeCloseTo((byX + byY) / 2, 12);
    expect(bwsStatistic([], [])).toBeNaN();
  });
});

test('critical values are those of the publication, and of Anderson and Darling', () => {
  expect(bwsCriticalValue(0.1)).toBeCloseTo(1.933, 3);
  expect(bwsCriticalValue(0.05)).toBeCloseTo(2.493, 2);
  expect(bwsCriticalValue(0.01)).toBeCloseTo(3.88, 2);
  expect(bwsDistribution(2.493)).toBeCloseTo(0.95, 3);
  expect(() => bwsCriticalValue(0.9)).toThrow('alpha: expected 1e-6 to 0.5, got 0.9');
});

test('twelve dates of equal speckle are rejected as often as alpha says', () => {
  const random = new SeededRandom(4);
  const parts = new Float64Array(48);
  const limit = bwsCriticalValue(0.05);
  let rejected = 0;
  for (let k = 0; k < 4000; k++) {
    fillNormal(random, parts);
    const amplitudes = Float64Array.from({ length: 24 }, (_, i) => Math.hypot(parts[2 * i], parts[2 * i + 1]));
    if (bwsStatistic(amplitudes.slice(0, 12).sort(), amplitudes.slice(12).sort()) > limit) rejected++;
  }
  expect(rejected / 4000).toBeGreaterThan(0.04);
  expect(rejected / 4000).toBeLessThan(0.06);
});

test('a field is told from its brighter neighbour; missing dates and what lies apart are left out', () => {
  const [rows, columns, epochs] = [9, 12, 15];
  const random = new SeededRandom(2);
  const parts = new Float64Array(2 * epochs);
  const amplitudes = new Float32Array(rows * columns * epochs);
  for (let p = 0; p < rows * columns; p++) {
    fillNormal(random, parts);
    // Columns 5 and 6 are ten times brighter and part the two sides.
    const gain = [5, 6].includes(p % columns) ? 10 : 1;
    const own = Float32Array.from(
      { length: epochs },
      (_, i) => gain * Math.hypot(parts[2 * i], parts[2 * i + 1]),
    ).sort();
    amplitudes.set(own, p * epochs);
  }
  amplitudes[(4 * columns + 1) * epochs + 3] = Number.NaN;
  const half = { rows: 4, columns: 11 };
  const centres = { row: 4, first: 2, stride: 4, count: 2 };
  const lists = selectHomogeneousByRank(amplitudes, epochs, rows, columns, centres, half, 0.001);
  const found = (k: number) => [...lists.samples.slice(k * lists.capacity, k * lists.capacity + lists.counts[k])];
  expect(found(0).every((pixel) => pixel % columns < 5)).toBe(true);
  expect(found(0).length).toBeGreaterThan(0.9 * 5 * rows);
  expect(found(0)).not.toContain(4 * columns + 1);
  expect(found(1).every((pixel) => [5, 6].includes(pixel % columns))).toBe(true);
  const gone = selectHomogeneousByRank(
    amplitudes,
    epochs,
    rows,
    columns,
    { ...centres, first: 1, count: 1 },
    half,
    0.001,
  );
  expect(gone.counts[0]).toBe(0);
});

test('cells hang together over corners, but not across the ends of rows', () => {
  // 1 0 0 1
  // 0 1 0 1
  // 1 0 0 0
  const cells = Uint8Array.of(1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0);
  expect(connectedTo(0, cells, 4)).toEqual([0, 5, 8]);
  expect(connectedTo(3, cells, 4)).toEqual([3, 7]);
  expect(connectedTo(1, cells, 4)).toEqual([]);
});
