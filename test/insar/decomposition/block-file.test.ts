import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  encodeBlock,
  FACTS,
  isBlockFile,
  OpenBlock,
  seriesMm,
  writeBlockFile,
} from '../../../src/insar/decomposition/block-file.js';
import { BLOCK_DATES, simulatedRows } from './simulated-block.js';
import { BLOCK, GRID_100M, type Motion } from './simulated-points.js';

const CELLS = [0, 5, 49, 50, 1234, 2499];
const slow: Motion = (t) => ({ east: 4 * t, north: 0, up: -9 * t });
const fast: Motion = (t) => ({ east: 4 * t, north: 0, up: -9000 * t });
const rowsOf = (motion: Motion) => simulatedRows(GRID_100M, BLOCK, CELLS, motion, { heightM: 12.34 }).rows;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-block-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a block on disk', () => {
  for (const [name, motion, type] of [
    ['tenths', slow, Int16Array],
    ['millimetres, where tenths do not hold them,', fast, Float64Array],
  ] as const) {
    test(`gives back its rows in any pieces, with series in ${name}`, async () => {
      const rows = rowsOf(motion);
      const path = join(folder, 'block.bin');
      await writeBlockFile(path, encodeBlock(rows, BLOCK_DATES.length));
      const block = await OpenBlock.open(path);
      try {
        expect([...block.cellIndices]).toEqual(CELLS);
        expect(block.looks.map(({ track }) => track)).toEqual([117, 22]);
        rows.forEach((row, i) => {
          expect(block.looksOf(i)).toEqual(row.looks);
          for (const fact of FACTS) if (fact !== 'lookBits') expect(block.fact(i, fact)).toBe(row[fact]);
        });
        for (const [from, to] of [
          [0, 6],
          [2, 3],
          [4, 6],
        ]) {
          for (const component of ['up', 'east'] as const) {
            const { attributes, series } = await block.records(component, from, to);
            expect(series).toBeInstanceOf(type);
            for (let row = from; row < to; row++) {
              expect(attributes.map((column) => column[row - from])).toEqual(rows[row][component].attributes);
              const own = seriesMm(series).subarray(
                (row - from) * BLOCK_DATES.length,
                (row - from + 1) * BLOCK_DATES.length,
              );
              expect([...own]).toEqual([...seriesMm(rows[row][component].series)]);
            }
          }
        }
      } finally {
        await block.close();
      }
    });
  }

  test('may be empty', async () => {
    const path = join(folder, 'empty.bin');
    await writeBlockFile(path, encodeBlock([], 10));
    const block = await OpenBlock.open(path);
    expect(block.cellIndices).toHaveLength(0);
    await block.close();
  });

  test('is known by its checksum, and is whole or absent', async () => {
    const path = join(folder, 'block.bin');
    const bytes = encodeBlock(rowsOf(slow), BLOCK_DATES.length);
    const checksum = await writeBlockFile(path, bytes);
    expect(checksum).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await readdir(folder)).toEqual(['block.bin']);
    expect(await isBlockFile(path, checksum)).toBe(true);
    const damaged = await readFile(path);
    damaged[damaged.length - 1] ^= 1;
    await writeFile(path, damaged);
    expect(await isBlockFile(path, checksum)).toBe(false);
    await rm(path);
    expect(await isBlockFile(path, checksum)).toBe(false);
  });

  test('is refused when it is cut off, or something else', async () => {
    const path = join(folder, 'block.bin');
    const bytes = encodeBlock(rowsOf(slow), BLOCK_DATES.length);
    await writeFile(path, bytes.subarray(0, bytes.length - 1));
    await expect(OpenBlock.open(path)).rejects.toThrow(`expected ${bytes.length} bytes, got ${bytes.length - 1}`);
    await writeFile(path, Buffer.alloc(100));
    await expect(OpenBlock.open(path)).rejects.toThrow(/expected a block of version 1/);
  });

  test('is the same bytes for the same rows', () => {
    expect(encodeBlock(rowsOf(slow), BLOCK_DATES.length)).toEqual(encodeBlock(rowsOf(slow), BLOCK_DATES.length));
  });
});
