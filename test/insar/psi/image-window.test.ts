import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWindow, withMargin } from '../../../src/insar/psi/image-window.js';
import { storeFolder } from '../../../src/insar/psi/step-files.js';
import { openTileStore } from '../../../src/insar/stack/tile-store.js';
import { compileKernels, KernelMemory } from '../../../src/kernels/index.js';
import { type SmallWork, smallWork } from './small-work.js';

let small: SmallWork;
beforeAll(async () => {
  small = await smallWork({ rows: 70, columns: 90, dates: 3 }, (image, _, first) => {
    const row = 40 - first;
    if (row >= 0) image.fill(Number.NaN, 2 * (row * 90 + 58), 2 * (row * 90 + 66));
  });
});
afterAll(() => small.remove());

const SIZE = { heightPixels: 70, widthPixels: 90 };

describe('a window on all dates', () => {
  test('holds the pixels of the images, whole tiles and parts of them, and NaN where nothing is', async () => {
    const memory = new KernelMemory(await compileKernels(), 64 * 2 ** 20);
    const setting = await small.work('window', 32);
    const store = await openTileStore(storeFolder(setting.folder));
    const before = memory.mark();
    for (const rectangle of [
      { firstRow: 0, rows: 70, firstColumn: 0, columns: 90 },
      { firstRow: 30, rows: 7, firstColumn: 60, columns: 9 },
      { firstRow: 33, rows: 25, firstColumn: 1, columns: 64 },
    ]) {
      const window = await readWindow(store, rectangle, memory);
      expect(window.images.length).toBe(3);
      for (const [date, image] of window.images.entries()) {
        expect(image.length % 8).toBe(0);
        const whole = await small.stack.readTile(date, { first: rectangle.firstRow, count: rectangle.rows });
        for (let row = 0; row < rectangle.rows; row++) {
          const from = 2 * (row * 90 + rectangle.firstColumn);
          const got = image.subarray(2 * row * rectangle.columns, 2 * (row + 1) * rectangle.columns);
          expect(Array.from(got)).toEqual(Array.from(whole.subarray(from, from + got.length)));
        }
        expect(image.subarray(2 * rectangle.rows * rectangle.columns).every(Number.isNaN)).toBe(true);
      }
      memory.release(before);
    }
    await store.close();
  });

  test('has a margin that ends where the image does', () => {
    const inner = { firstRow: 32, rows: 32, firstColumn: 0, columns: 64 };
    expect(withMargin(inner, 8, 15, SIZE)).toEqual({ firstRow: 24, rows: 46, firstColumn: 0, columns: 79 });
    const last = { firstRow: 64, rows: 6, firstColumn: 64, columns: 26 };
    expect(withMargin(last, 8, 15, SIZE)).toEqual({ firstRow: 56, rows: 14, firstColumn: 49, columns: 41 });
  });
});
