/** Reading whole columns and series of a part of a collection, beside what was published. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PointBlock, selectPoints } from '../../../src/catalog/points/point-selection.js';
import type { Database } from '../../../src/db/database.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { testDatabase } from '../../support/database.js';
import { syntheticCatalog, type TestPoint } from '../../support/synthetic-catalog.js';

const attributes = ['eastingM', 'northingM', 'velocityMmPerYear', 'heightM', 'line'] as const;
const COLLECTION = 'l2b-ascending-2020-2024';
let database: Database;
let points: TestPoint[];

beforeAll(async () => {
  database = await testDatabase();
  ({ points } = await syntheticCatalog(database));
});
afterAll(() => database.close());

async function pidsOf(blocks: AsyncIterable<PointBlock>): Promise<string[]> {
  const pids: string[] = [];
  for await (const block of blocks) pids.push(...block.pid);
  return pids;
}

describe('a selection of points', () => {
  test('holds every point once, with its attributes and series', async () => {
    const selection = await selectPoints(database, { collection: COLLECTION });
    expect(await selection.count()).toBe(points.length);
    const seen = new Map<string, { values: number[]; series: number[] }>();
    for await (const block of selection.blocks({ attributes, withSeries: true })) {
      const { length: epochs } = block.product.dates;
      block.pid.forEach((pid, row) => {
        const series = [...block.displacementMm.subarray(row * epochs, (row + 1) * epochs)];
        seen.set(pid, { values: block.attributes.map((column) => column[row]), series });
      });
    }
    expect([...seen.keys()].sort()).toEqual(points.map(({ pid }) => pid).sort());
    for (const point of points) {
      expect(seen.get(point.pid)!.values).toEqual(attributes.map(point.value));
      expect(seen.get(point.pid)!.series).toEqual(Array.from(point.series, mmOfTenths));
    }
  });

  test('is cut by box, filter and time, and boxes side by side share no point', async () => {
    const eastings = points.map(({ value }) => value('eastingM')).sort((a, b) => a - b);
    const middle = eastings[Math.floor(eastings.length / 2)];
    const whole = { minEastingM: 0, minNorthingM: 0, maxEastingM: 9e6, maxNorthingM: 9e6 };
    const selection = await selectPoints(database, { collection: COLLECTION });
    const ask = { attributes: [], withSeries: false } as const;
    const west = await pidsOf(selection.blocks({ ...ask, box: { ...whole, maxEastingM: middle } }));
    const east = await pidsOf(selection.blocks({ ...ask, box: { ...whole, minEastingM: middle } }));
    expect([...west, ...east].sort()).toEqual(points.map(({ pid }) => pid).sort());
    expect(west.sort()).toEqual(
      points
        .filter(({ value }) => value('eastingM') < middle)
        .map(({ pid }) => pid)
        .sort(),
    );
    const filtered = await selectPoints(database, { collection: COLLECTION, filter: `pid = '${points[7].pid}'` });
    expect(await pidsOf(filtered.blocks(ask))).toEqual([points[7].pid]);
    const past = await selectPoints(database, { collection: COLLECTION, datetime: '1999-01-01/1999-12-31' });
    expect(await pidsOf(past.blocks(ask))).toEqual([]);
  });

  test('gives the same order every time', async () => {
    const selection = await selectPoints(database, { collection: COLLECTION });
    const ask = { attributes: [], withSeries: false } as const;
    expect(await pidsOf(selection.blocks(ask))).toEqual(await pidsOf(selection.blocks(ask)));
  });

  test('refuses what is not there and what does not fit', async () => {
    await expect(selectPoints(database, { collection: 'l9-none' })).rejects.toThrow(/not found: l9-none/);
    await expect(selectPoints(database, { collection: COLLECTION, bbox: [1, 2, 3] })).rejects.toThrow(/four or six/);
    await expect(selectPoints(database, { collection: COLLECTION, bbox: [1, 5, 3, 4] })).rejects.toThrow(/south/);
    await expect(selectPoints(database, { collection: COLLECTION, filter: 'height >' })).rejects.toThrow(/filter/);
    await expect(selectPoints(database, { collection: COLLECTION, datetime: 'soon' })).rejects.toThrow(/datetime/);
  });

  test('ends when the collection changes under it', async () => {
    const selection = await selectPoints(database, { collection: COLLECTION });
    await database.query(`update egms.collection set version = version + 1 where id = $1`, [COLLECTION]);
    await expect(pidsOf(selection.blocks({ attributes: [], withSeries: false }))).rejects.toThrow(/changed/);
    await expect(selection.count()).rejects.toThrow(/changed/);
  });
});
