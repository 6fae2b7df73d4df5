/** Areas share out the memory, neighbours together. */
import { describe, expect, test } from 'vitest';
import { ALL_DATES, type AreaNeed, areaGroups } from '../../../src/insar/area-statistics/area-groups.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const at = (place: number, eastingM: number, northingM: number, count: number, dateCount = 100): AreaNeed => ({
  place,
  box: {
    minEastingM: eastingM,
    minNorthingM: northingM,
    maxEastingM: eastingM + 1000,
    maxNorthingM: northingM + 1000,
  },
  count,
  dateCount,
});
const limits = { attributeCount: 1, valueBytes: 2, memoryBytes: 1_000_000 } as const;

describe('groups of areas', () => {
  test('hold every area with points once, within the memory', () => {
    const random = new SeededRandom(2);
    const needs = Array.from({ length: 300 }, (_, i) =>
      at(i, random.between(4e6, 5e6), random.between(2e6, 3e6), Math.round(random.between(0, 1000))),
    );
    const groups = areaGroups(needs, limits);
    const places = groups.flatMap((group) => group.places).sort((a, b) => a - b);
    expect(places).toEqual(needs.filter(({ count }) => count > 0).map(({ place }) => place));
    for (const group of groups) {
      const bytes = group.places.reduce((sum, place) => sum + needs[place].count * (8 + 2 * 100), 0);
      expect(bytes).toBeLessThanOrEqual(limits.memoryBytes);
      expect(group.windows).toEqual([ALL_DATES]);
    }
    expect(areaGroups([...needs].reverse(), limits)).toEqual(groups);
  });

  test('put neighbours together', () => {
    const needs = [0, 1, 2, 3].flatMap((k) => [
      at(2 * k, 4e6 + k * 1000, 2e6, 1000),
      at(2 * k + 1, 6e6 + k * 1000, 4e6, 1000),
    ]);
    const groups = areaGroups(needs, limits).map(({ places }) => [...places].sort());
    expect(groups).toContainEqual([0, 2, 4, 6]);
    expect(groups).toContainEqual([1, 3, 5, 7]);
  });

  test('of one area that does not fit have windows of its dates, one date at least', () => {
    const [small, large] = areaGroups([at(0, 4e6, 2e6, 10), at(1, 4e6, 2e6, 10_000)], limits).sort(
      (a, b) => a.places[0] - b.places[0],
    );
    expect(small).toEqual({ places: [0], windows: [ALL_DATES] });
    // 1,000,000 bytes less 80,000 of the attribute hold 46 dates of 20,000 bytes.
    expect(large.windows).toEqual([
      { from: 0, to: 46 },
      { from: 46, to: 92 },
      { from: 92, to: 100 },
    ]);
    const huge = areaGroups([at(0, 4e6, 2e6, 1_000_000)], limits);
    expect(huge[0].windows).toHaveLength(100);
    expect(areaGroups([at(0, 4e6, 2e6, 1_000_000, 0)], limits)).toEqual([{ places: [0], windows: [ALL_DATES] }]);
  });

  test('do not grow without end when areas hold next to nothing', () => {
    const needs = Array.from({ length: 5000 }, (_, i) => at(i, 4e6 + i, 2e6, 1, 1));
    expect(Math.max(...areaGroups(needs, limits).map(({ places }) => places.length))).toBeLessThan(1000);
  });
});
