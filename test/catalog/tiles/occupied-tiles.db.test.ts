import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Collection } from '../../../src/catalog/collection.js';
import { occupiedTiles } from '../../../src/catalog/tiles/occupied-tiles.js';
import type { Database } from '../../../src/db/database.js';
import { overviewZoom, tileMatrixSets } from '../../../src/geodesy/tile-matrix-sets.js';
import { testDatabase } from '../../support/database.js';
import { syntheticCatalog, type TestPoint } from '../../support/synthetic-catalog.js';

let database: Database;
let collection: Collection;
let points: TestPoint[];

beforeAll(async () => {
  database = await testDatabase();
  const made = await syntheticCatalog(database, {}, { burstCycle: 241, seed: 2, centreEastingM: 4_410_000 });
  points = made.points;
  collection = (await made.catalog.collections())[0];
});
afterAll(() => database.close());

test.each(tileMatrixSets)('tiles of $id that hold points are told, each once', async (set) => {
  const at = new Float64Array(2);
  for (const zoom of [0, 6, overviewZoom(set)]) {
    const wanted = points.map(({ value }) => {
      set.place(value('longitudeDeg'), value('latitudeDeg'), value('eastingM'), value('northingM'), at, 0);
      return `${Math.floor(at[1] * 2 ** zoom)}/${Math.floor(at[0] * 2 ** zoom)}`;
    });
    const told = await occupiedTiles(database, collection, set, zoom);
    expect(told.every((tile) => tile.zoom === zoom)).toBe(true);
    expect(told.map(({ row, column }) => `${row}/${column}`).sort()).toEqual([...new Set(wanted)].sort());
  }
});

test('a zoom without overviews is refused, and so is a collection that has changed', async () => {
  const [set] = tileMatrixSets;
  await expect(occupiedTiles(database, collection, set, 13)).rejects.toThrow(/expected a zoom from 0 to 12, got 13/);
  await expect(occupiedTiles(database, { ...collection, version: '0' }, set, 5)).rejects.toMatchObject({
    code: 'CollectionChanged',
  });
  await expect(occupiedTiles(database, { ...collection, id: 'gone' }, set, 5)).rejects.toMatchObject({
    code: 'CollectionChanged',
  });
});
