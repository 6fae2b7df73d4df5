import { describe, expect, test } from 'vitest';
import { halvesOf, keyRanges, rangesAfter } from '../../../src/catalog/points/spatial-ranges.js';
import { cellOf, cellOrigin } from '../../../src/geodesy/cell.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { hilbertIndex } from '../../../src/geodesy/hilbert.js';
import { laeaToGeographic } from '../../../src/geodesy/laea.js';
import { pointKey, quantise } from '../../../src/geodesy/point-key.js';

const CELLS = [1943, 1944, 2043, 2044];
const whole = CELLS.map((cell) => ({ cell, from: '0', to: (2n ** 62n).toString() }));

/** Key of a point of EPSG:3035. */
function keyAt(eastingM: number, northingM: number): { cell: number; id: bigint } {
  const cell = cellOf(eastingM, northingM);
  const { x, y } = quantise(eastingM, northingM, cell);
  return { cell, id: pointKey(hilbertIndex(x, y), 1, 0) };
}

const holds = (ranges: ReturnType<typeof keyRanges>, { cell, id }: { cell: number; id: bigint }) =>
  ranges.some((range) => range.cell === cell && id >= BigInt(range.from) && id < BigInt(range.to));

/** A grid of points over the four cells, 3.7 km apart. */
const grid = Array.from({ length: 54 * 54 }, (_, i) => ({
  eastingM: 4_300_000 + (i % 54) * 3_700,
  northingM: 1_900_000 + Math.floor(i / 54) * 3_700,
}));

describe('key ranges', () => {
  test('are whole cells without a box', () => {
    expect(keyRanges(CELLS, [])).toEqual(whole);
  });

  test('hold every point of a box of EPSG:3035, and leave out cells beyond it', () => {
    const box = { minX: 4_385_000, minY: 1_950_000, maxX: 4_399_000, maxY: 2_011_000, crs: EPSG_3035_URI };
    const ranges = keyRanges(CELLS, [box]);
    expect(new Set(ranges.map((range) => range.cell))).toEqual(new Set([1943, 2043]));
    for (const { eastingM: x, northingM: y } of grid) {
      const isInside = x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;
      if (isInside) expect(holds(ranges, keyAt(x, y)), `${x} ${y}`).toBe(true);
    }
  });

  test('hold every point of a box of longitudes and latitudes', () => {
    const box = { minX: 10.2, minY: 41.2, maxX: 11.4, maxY: 41.9, crs: CRS84_URI };
    const ranges = keyRanges(CELLS, [box]);
    let inside = 0;
    for (const { eastingM, northingM } of grid) {
      const { longitudeDeg, latitudeDeg } = laeaToGeographic(eastingM, northingM);
      if (longitudeDeg < box.minX || longitudeDeg > box.maxX || latitudeDeg < box.minY || latitudeDeg > box.maxY)
        continue;
      inside++;
      expect(holds(ranges, keyAt(eastingM, northingM))).toBe(true);
    }
    expect(inside).toBeGreaterThan(100);
  });

  test('are few, ascending, apart from each other, and tight', () => {
    const { eastingM, northingM } = cellOrigin(1944);
    const box = {
      minX: eastingM + 20_000,
      minY: northingM + 30_000,
      maxX: eastingM + 30_000,
      maxY: northingM + 40_000,
    };
    const ranges = keyRanges(CELLS, [{ ...box, crs: EPSG_3035_URI }]);
    expect(ranges.length).toBeLessThanOrEqual(48);
    for (let i = 1; i < ranges.length; i++) {
      expect(BigInt(ranges[i].from)).toBeGreaterThanOrEqual(BigInt(ranges[i - 1].to));
    }
    const squares = ranges.reduce((sum, range) => sum + Number(BigInt(range.to) - BigInt(range.from)) / 2 ** 24, 0);
    expect(squares / 16 / (10_000 * 10_000)).toBeLessThan(1.2);
  });

  test('of two boxes hold what lies in both', () => {
    const left = { minX: 4_310_000, minY: 1_910_000, maxX: 4_330_000, maxY: 1_930_000, crs: EPSG_3035_URI };
    expect(keyRanges(CELLS, [left, { ...left, minX: 4_340_000, maxX: 4_360_000 }])).toEqual([]);
    const both = keyRanges(CELLS, [left, { ...left, minX: 4_320_000, maxX: 4_360_000 }]);
    expect(holds(both, keyAt(4_325_000, 1_920_000))).toBe(true);
    expect(holds(both, keyAt(4_312_000, 1_920_000))).toBe(false);
  });

  test('beyond a key begin right after it', () => {
    const rest = rangesAfter(whole, 1944, 41n);
    expect(rest).toEqual([{ ...whole[1], from: '42' }, whole[2], whole[3]]);
    expect(rangesAfter(whole, 1944, 2n ** 62n)).toEqual(whole.slice(2));
  });
});

describe('halves of ranges', () => {
  const lengthOf = (ranges: readonly { from: string; to: string }[]) =>
    ranges.reduce((sum, { from, to }) => sum + BigInt(to) - BigInt(from), 0n);

  test.each([
    ['one range', [{ cell: 1, from: '10', to: '31' }]],
    [
      'many of different lengths',
      keyRanges(CELLS, [{ minX: 10.2, minY: 41.2, maxX: 11.4, maxY: 41.9, crs: CRS84_URI }]),
    ],
    ['whole cells, cut between two', whole],
    [
      'a long one last',
      [
        { cell: 1, from: '0', to: '1' },
        { cell: 2, from: '5', to: '105' },
      ],
    ],
  ])('are as long as each other, and together what was there: %s', (_, ranges) => {
    const [first, second] = halvesOf(ranges);
    expect(lengthOf(first) + lengthOf(second)).toBe(lengthOf(ranges));
    expect(lengthOf(second) - lengthOf(first) <= 1n).toBe(true);
    const [last, next] = [first[first.length - 1], second[0]];
    const isCut = last.cell === next.cell && last.to === next.from;
    expect([...first.slice(0, -1), ...(isCut ? [{ ...last, to: next.to }] : [last, next]), ...second.slice(1)]).toEqual(
      ranges,
    );
  });

  test('are one part where nothing can be divided', () => {
    expect(halvesOf([])).toEqual([[]]);
    expect(halvesOf([{ cell: 1, from: '7', to: '8' }])).toEqual([[{ cell: 1, from: '7', to: '8' }]]);
  });
});
