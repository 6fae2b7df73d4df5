import { open, readFile, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillTileStore } from '../../../src/insar/stack/fill-tile-store.js';
import { openStack, type SlcStack } from '../../../src/insar/stack/open-stack.js';
import { openTileStore } from '../../../src/insar/stack/tile-store.js';
import { estimateStore } from '../../../src/insar/stack/tile-store-size.js';
import { HEIGHT, imageOf, sampleOf, WIDTH, writeRaster, writeSmallStack } from './small-stack.js';

let folder: string;
let stack: SlcStack;
let store: string;

beforeEach(async () => {
  folder = await writeSmallStack();
  store = join(dirname(folder), 'store');
  stack = await openStack(folder);
});
afterEach(async () => {
  await stack.close();
  await rm(dirname(folder), { recursive: true });
});

/** Tiles of 16 pixels: 4 rows of 3, the last ones partly outside. */
const options = { tilePixels: 16 };

describe('a tiled store', () => {
  test('holds all dates of a piece of ground side by side, real parts before imaginary ones', async () => {
    const tiles = await fillTileStore(stack, store, options);
    expect([tiles.tilesDown, tiles.tilesAcross, tiles.validPixels]).toEqual([4, 3, [2000, 2000, 2000]]);
    for (let tileRow = 0; tileRow < 4; tileRow++) {
      for (let tileColumn = 0; tileColumn < 3; tileColumn++) {
        const values = await tiles.readTile(tileRow, tileColumn);
        expect(values.length).toBe(3 * 2 * 256);
        for (let at = 0; at < values.length; at++) {
          const [date, part] = [Math.floor(at / 512), Math.floor(at / 256) % 2];
          const [row, column] = [16 * tileRow + (Math.floor(at / 16) % 16), 16 * tileColumn + (at % 16)];
          const expected = row < HEIGHT && column < WIDTH ? sampleOf(date, row, column)[part] : Number.NaN;
          if (!Object.is(values[at], expected)) expect([at, values[at]]).toEqual([at, expected]);
        }
      }
    }
    await tiles.close();
  });

  test('that was left in the middle goes on, with the bytes of one that was not', async () => {
    const whole = join(dirname(folder), 'whole');
    await (await fillTileStore(stack, whole, options)).close();
    const stopping = new AbortController();
    const shares: number[] = [];
    const stop = (share: number) => {
      shares.push(share);
      if (share > 0.6) stopping.abort(new Error('stopped'));
    };
    await expect(
      fillTileStore(stack, store, { ...options, signal: stopping.signal, onProgress: stop }),
    ).rejects.toThrow('stopped');
    await expect(openTileStore(store)).rejects.toThrow(/expected 4 bands of tiles, got 2: not whole/);
    const progress = await open(join(store, 'progress.ndjson'), 'a');
    await progress.appendFile('{"band":2,"check');
    await progress.close();
    shares.length = 0;
    const tiles = await fillTileStore(stack, store, { ...options, onProgress: (share) => shares.push(share) });
    expect(shares[0]).toBeCloseTo(7 / 12, 6);
    expect(tiles.validPixels).toEqual([2000, 2000, 2000]);
    await tiles.close();
    for (const file of ['tiles.bin', 'progress.ndjson']) {
      expect((await readFile(join(store, file))).equals(await readFile(join(whole, file)))).toBe(true);
    }
  });

  test('that was damaged says which tile of which date', async () => {
    const tiles = await fillTileStore(stack, store, options);
    const file = await open(join(store, 'tiles.bin'), 'r+');
    // A byte in the second tile's third date.
    await file.write(Uint8Array.of(99), 0, 1, (1 * 3 + 2) * 2048 + 5);
    await file.close();
    await expect(tiles.readTile(0, 1)).rejects.toThrow(/tile 0, 1 of 20200115 is damaged/);
    await expect(tiles.readTile(0, 0)).resolves.toBeDefined();
    await expect(tiles.readTile(4, 0)).rejects.toThrow(/expected one of 4 x 3 tiles/);
    await tiles.close();
  });

  test('is not mixed with that of another stack, or of changed files', async () => {
    await (await fillTileStore(stack, store, options)).close();
    await utimes(join(folder, '20200109.tif'), new Date(0), new Date(0));
    await expect(fillTileStore(stack, store, options)).rejects.toThrow(/holds the tiles of another stack/);
  });

  test('knows images without any value, and needs two with some', async () => {
    await stack.close();
    await writeRaster(join(folder, '20200109.tif'), imageOf(1).fill(Number.NaN));
    stack = await openStack(folder);
    const tiles = await fillTileStore(stack, store, options);
    expect([tiles.validPixels, tiles.usableDates]).toEqual([
      [2000, 0, 2000],
      [0, 2],
    ]);
    await tiles.close();
    await stack.close();
    await writeRaster(join(folder, '20200103.tif'), new Float32Array(2 * WIDTH * HEIGHT));
    stack = await openStack(folder);
    const second = join(dirname(folder), 'second');
    await expect(fillTileStore(stack, second, options)).rejects.toThrow(
      /expected at least 2 images with values, got 1/,
    );
  });

  test('says how large it will be, and is not begun where there is no room', async () => {
    const estimate = estimateStore(stack, options);
    expect(estimate.diskBytes).toBe(12 * 3 * 2048);
    const tight = { ...options, freeDiskBytes: 200 * 2 ** 20 };
    await expect(fillTileStore(stack, store, tight)).rejects.toThrow(
      /need 0 MB of disk and 268 MB beside them, 210 MB are free/,
    );
    const beside = { ...options, freeDiskBytes: 500 * 2 ** 20, besideDiskBytes: 300 * 2 ** 20 };
    await expect(fillTileStore(stack, store, beside)).rejects.toThrow(
      /need 0 MB of disk and 583 MB beside them, 524 MB are free/,
    );
    const little = { ...options, memoryBytes: 1000 };
    await expect(fillTileStore(stack, store, little)).rejects.toThrow(
      /of memory, 0 MB are allowed; take smaller tiles/,
    );
    const burst = {
      widthPixels: 20_622,
      heightPixels: 4917,
      blockRows: 128,
      description: { acquisitions: new Array(300).fill(stack.description.acquisitions[0]) },
    };
    // A whole burst of five years: more than its images by what tiles stand out of it.
    expect(estimateStore(burst).diskBytes / (20_622 * 4917 * 300 * 8)).toBeCloseTo(1.021, 3);
    expect(estimateStore(burst).memoryBytes).toBeLessThan(70e6);
  });
});
