import { describe, expect, test } from 'vitest';
import { cellName, cellOf, cellOrigin, cellsOf } from '../../src/geodesy/cell.js';

describe('100 km cells', () => {
  test('a point of the EGMS tile E45N17 lies in cell 1745', () => {
    expect(cellOf(4_512_345.67, 1_798_765.43)).toBe(1745);
    expect(cellName(1745)).toBe('E45N17');
    expect(cellOrigin(1745)).toEqual({ eastingM: 4_500_000, northingM: 1_700_000 });
  });

  test('names keep two digits on both sides', () => {
    expect(cellName(cellOf(912_000, 401_000))).toBe('E09N04');
  });

  test('the south and west edges belong to the cell, the others to its neighbours', () => {
    expect(cellOf(4_500_000, 1_700_000)).toBe(1745);
    expect(cellOf(4_600_000, 1_700_000)).toBe(1746);
    expect(cellOf(4_599_999.99, 1_800_000)).toBe(1845);
  });

  test.each([
    [-0.01, 0],
    [0, 10_000_000],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])('%d, %d is outside the grid', (eastingM, northingM) => {
    expect(() => cellOf(eastingM, northingM)).toThrow(RangeError);
  });

  test.each([-1, 10_000, 17.5])('%d is no cell', (cell) => {
    expect(() => cellOrigin(cell)).toThrow(RangeError);
    expect(() => cellName(cell)).toThrow(RangeError);
  });

  test('a box touches the cells it overlaps, in order', () => {
    expect(cellsOf({ minX: 4_550_000, minY: 1_750_000, maxX: 4_650_000, maxY: 1_850_000 })).toEqual([
      1745, 1746, 1845, 1846,
    ]);
    expect(cellsOf({ minX: 4_550_000, minY: 1_750_000, maxX: 4_550_000, maxY: 1_750_000 })).toEqual([1745]);
  });

  test('a box is cut off at the edge of the grid', () => {
    expect(cellsOf({ minX: -5e6, minY: -5e6, maxX: 50_000, maxY: 150_000 })).toEqual([0, 100]);
    expect(cellsOf({ minX: -5e6, minY: 0, maxX: -1, maxY: 1 })).toEqual([]);
    const infinity = Number.POSITIVE_INFINITY;
    expect(cellsOf({ minX: infinity, minY: infinity, maxX: -infinity, maxY: -infinity })).toEqual([]);
  });
});
