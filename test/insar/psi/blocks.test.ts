/** Blocks cover an image once, along whole tiles. */
import { describe, expect, test } from 'vitest';
import { blocksOf } from '../../../src/insar/psi/blocks.js';
import type { StoreHeader } from '../../../src/insar/stack/tile-store-files.js';

const headerOf = (widthPixels: number, heightPixels: number, tilePixels: number, dates: number) =>
  ({
    widthPixels,
    heightPixels,
    tilePixels,
    dates: Array.from({ length: dates }, (_, i) => String(20200101 + i)),
  }) as unknown as StoreHeader;

describe.each([
  [1000, 700, 128, 60],
  [128, 128, 128, 60],
  [129, 257, 128, 30],
  [5, 3, 64, 8],
  [1030, 300, 128, 250],
  [2000, 500, 256, 400],
])('an image of %i x %i pixels in tiles of %i, %i dates', (width, height, tile, dates) => {
  const blocks = blocksOf(headerOf(width, height, tile, dates));

  test('is covered once, row by row', () => {
    const covered = new Int32Array(width * height).fill(-1);
    let twice = 0;
    for (const { index, firstRow, rows, firstColumn, columns } of blocks) {
      for (let row = firstRow; row < firstRow + rows; row++) {
        for (let column = firstColumn; column < firstColumn + columns; column++) {
          twice += covered[row * width + column] < 0 ? 0 : 1;
          covered[row * width + column] = index;
        }
      }
    }
    expect(twice).toBe(0);
    expect(covered.every((index) => index >= 0)).toBe(true);
    expect(blocks.map(({ index }) => index)).toEqual([...blocks.keys()]);
  });

  test('has blocks of whole tiles', () => {
    for (const { firstRow, firstColumn, rows, columns } of blocks) {
      expect([firstRow % tile, firstColumn % tile]).toEqual([0, 0]);
      expect(rows === tile || firstRow + rows === height).toBe(true);
      expect(columns % tile === 0 || firstColumn + columns === width).toBe(true);
    }
  });

  test('has blocks that leave a thread below 100 MB, one tile at least', () => {
    for (const { rows, columns } of blocks) {
      // Half of it for what lies around.
      if (columns > tile) expect(2 * 8 * dates * rows * columns).toBeLessThanOrEqual(96 * 2 ** 20);
    }
  });
});
