import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeBlock, writeBlockFile } from '../../../src/insar/decomposition/block-file.js';
import type { Component } from '../../../src/insar/decomposition/block-rows.js';
import { cellCentre } from '../../../src/insar/decomposition/cell-grid.js';
import { orthoBatches } from '../../../src/insar/decomposition/ortho-batches.js';
import { type StoredBlock, tileRuns } from '../../../src/insar/decomposition/tile-rows.js';
import { orthoHeader, orthoPid } from '../../../src/products/ortho-product.js';
import type { PointBatch } from '../../../src/products/point-batch.js';
import { BLOCK_DATES, simulatedRows } from './simulated-block.js';
import { BLOCK, GRID_100M, type Motion } from './simulated-points.js';

const header = orthoHeader(BLOCK_DATES, true);
const motion: Motion = (t) => ({ east: 4 * t, north: 0, up: -9 * t });
const fast: Motion = (t) => ({ east: 4 * t, north: 0, up: -9000 * t });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-ortho-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Blocks beside and above each other, given out of order. */
async function stored(cells: readonly number[], motions: readonly Motion[] = [motion, motion, motion]) {
  const places = [{ row: BLOCK.row + 1, column: BLOCK.column }, { row: BLOCK.row, column: BLOCK.column + 2 }, BLOCK];
  const blocks: StoredBlock[] = [];
  for (const [i, place] of places.entries()) {
    const fileName = `block-${i}.bin`;
    const { rows } = simulatedRows(GRID_100M, place, cells, motions[i]);
    await writeBlockFile(join(folder, fileName), encodeBlock(rows, BLOCK_DATES.length));
    blocks.push({ ...place, fileName });
  }
  return blocks;
}

async function read(blocks: readonly StoredBlock[], component: Component = 'up') {
  const { batches, fingerprint } = orthoBatches(tileRuns(GRID_100M, blocks, folder), component, header, 1);
  const all: PointBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return { batches: all, fingerprint: fingerprint() };
}

describe('the rows of a tile', () => {
  test('come by northing and then easting, through blocks side by side', async () => {
    const blocks = await stored([0, 49, 50, 2499]);
    const { batches } = await read(blocks);
    const [easting, northing] = [0, 1].map((k) => batches.flatMap(({ attributes }) => [...attributes[k]]));
    const places = northing.map((n, i) => [n, easting[i]] as const);
    expect(places).toEqual([...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    expect(places).toHaveLength(12);
    const expected = blocks.flatMap((block) => [0, 49, 50, 2499].map((index) => cellCentre(GRID_100M, block, index)));
    expect(new Set(places.map(String))).toEqual(new Set(expected.map((c) => `${c.northingM},${c.eastingM}`)));
    expect(batches.flatMap(({ pid }) => pid)).toEqual(places.map(([n, e]) => orthoPid(1, e, n)));
  });

  test('fill batches that loaders take, numbered through', async () => {
    const blocks = await stored(Array.from({ length: 2500 }, (_, i) => i));
    const { batches } = await read(blocks);
    expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(7500);
    expect(batches[0].count).toBeGreaterThanOrEqual(4096);
    expect(batches[0].count).toBeLessThanOrEqual(8192);
    expect(batches.map(({ firstRow }) => firstRow)).toEqual([0, batches[0].count]);
    for (const { count, attributes, seriesTenths } of batches) {
      expect(attributes.every((column) => column.length === count)).toBe(true);
      expect(seriesTenths).toHaveLength(count * BLOCK_DATES.length);
    }
  });

  test('keep the component apart: velocities of up in one, of east in the other', async () => {
    const blocks = await stored([0]);
    const velocity = header.attributes.indexOf('velocityMmPerYear');
    expect([...(await read(blocks, 'up')).batches[0].attributes[velocity]]).toEqual([-9, -9, -9]);
    expect([...(await read(blocks, 'east')).batches[0].attributes[velocity]]).toEqual([4, 4, 4]);
  });

  test('are in millimetres where one of them does not fit tenths', async () => {
    const blocks = await stored([0], [motion, fast, motion]);
    const [batch] = (await read(blocks)).batches;
    expect(batch.seriesTenths).toBeUndefined();
    const ends = [1, 2, 3].map((row) => batch.seriesMm![row * BLOCK_DATES.length - 1]);
    expect(ends[0]).toBeCloseTo(-9, 0);
    expect(ends[1]).toBeCloseTo((-9000 * 360) / 365, -1);
    expect(ends[2]).toBeCloseTo(-9, 0);
  });

  test('have a fingerprint that tells other content apart', async () => {
    const blocks = await stored([0, 1]);
    const first = (await read(blocks)).fingerprint;
    expect((await read(blocks)).fingerprint).toEqual(first);
    expect((await read(blocks, 'east')).fingerprint.sha256).not.toBe(first.sha256);
    expect((await read(blocks.slice(1))).fingerprint.sha256).not.toBe(first.sha256);
  });
});
