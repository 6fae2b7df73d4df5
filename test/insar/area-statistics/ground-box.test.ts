/** Boxes to read: all that is wanted, nothing twice, little in vain. */
import { describe, expect, test } from 'vitest';
import { type GroundBox, readingBoxes } from '../../../src/insar/area-statistics/ground-box.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const box = (e: number, n: number, width: number, height = width): GroundBox => ({
  minEastingM: e,
  minNorthingM: n,
  maxEastingM: e + width,
  maxNorthingM: n + height,
});
const holds = (b: GroundBox, e: number, n: number) =>
  e >= b.minEastingM && e < b.maxEastingM && n >= b.minNorthingM && n < b.maxNorthingM;
const extentKm2 = (boxes: readonly GroundBox[]) =>
  boxes.reduce((sum, b) => sum + ((b.maxEastingM - b.minEastingM) * (b.maxNorthingM - b.minNorthingM)) / 1e6, 0);

describe('boxes to read', () => {
  test('hold each place of the boxes wanted exactly once, and no place twice', () => {
    const random = new SeededRandom(4);
    for (const [n, size] of [
      [1, 5000],
      [7, 20_000],
      [200, 3000],
      [1000, 300],
    ] as const) {
      const wanted = Array.from({ length: n }, () =>
        box(random.between(4e6, 4.2e6), random.between(2e6, 2.1e6), random.between(1, size), random.between(1, size)),
      );
      const reading = readingBoxes(wanted);
      for (let i = 0; i < 3000; i++) {
        const of = wanted[i % n];
        const inside = i % 2 === 0;
        const e = inside ? random.between(of.minEastingM, of.maxEastingM) : random.between(4e6, 4.2e6);
        const northing = inside ? random.between(of.minNorthingM, of.maxNorthingM) : random.between(2e6, 2.1e6);
        const times = reading.filter((b) => holds(b, e, northing)).length;
        expect(times).toBeLessThanOrEqual(1);
        if (wanted.some((b) => holds(b, e, northing))) expect(times).toBe(1);
      }
    }
  });

  test('are few where areas lie side by side and small where they are scattered over a continent', () => {
    const grid = Array.from({ length: 400 }, (_, i) =>
      box(4e6 + (i % 20) * 1000, 2e6 + Math.floor(i / 20) * 1000, 1000),
    );
    expect(readingBoxes(grid)).toHaveLength(1);
    const random = new SeededRandom(8);
    const scattered = Array.from({ length: 500 }, () => box(random.between(1e6, 7e6), random.between(1e6, 5e6), 200));
    const reading = readingBoxes(scattered);
    expect(extentKm2(reading)).toBeLessThan(3 * extentKm2(scattered));
    expect(reading.length).toBeLessThan(700);
  });

  test('leave out boxes without extent, and are the same every time', () => {
    expect(readingBoxes([])).toEqual([]);
    expect(readingBoxes([box(0, 0, 0), box(5, 5, -1)])).toEqual([]);
    const wanted = [box(0, 0, 10), box(9e5, 9e5, 10), box(5, 5, 10)];
    expect(readingBoxes(wanted)).toEqual(readingBoxes(wanted));
    expect(readingBoxes(wanted)).toHaveLength(2);
  });
});
