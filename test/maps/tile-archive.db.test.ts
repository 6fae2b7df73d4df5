/** An archive holds the tiles of the server: no other bytes, no other tiles, and every point at every zoom. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../src/catalog/collection.js';
import { occupiedTiles } from '../../src/catalog/tiles/occupied-tiles.js';
import { SqlTileCatalog } from '../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../src/db/database.js';
import { tileId } from '../../src/formats/pmtiles-tile-id.js';
import { type TileAddress, tileLimits } from '../../src/geodesy/tile-matrix-set.js';
import { overviewZoom, webMercatorQuad } from '../../src/geodesy/tile-matrix-sets.js';
import { ARCHIVE_USUAL_MAX_ZOOM, type TileArchiveOptions, writeTileArchive } from '../../src/maps/tile-archive.js';
import { TileServer } from '../../src/ogc/tiles/tile-server.js';
import { testDatabase } from '../support/database.js';
import { MemoryTarget, type StoredTile, storedTiles } from '../support/pmtiles-archive.js';
import { syntheticCatalog } from '../support/synthetic-catalog.js';
import { readVectorTile } from '../support/vector-tile.js';

const MAX_ZOOM = 15;
const never = new AbortController().signal;
const SMALL = { pointCount: 150, widthM: 1_000, heightM: 800 };
let database: Database;
let collection: Collection;
let pointCount: number;
let server: TileServer;
let tiles: readonly StoredTile[];

beforeAll(async () => {
  database = await testDatabase();
  const { catalog, points } = await syntheticCatalog(
    database,
    { pointCount: 900, widthM: 3_000, heightM: 2_500 },
    // Some way off, so that there is nothing in between.
    { ...SMALL, burstCycle: 241, seed: 2, centreEastingM: 4_440_000, centreNorthingM: 2_030_000 },
  );
  pointCount = points.length;
  collection = (await catalog.collections())[0];
  server = new TileServer(new SqlTileCatalog(database));
  tiles = await storedTiles((await archived()).bytes);
});
afterAll(async () => {
  await server.close();
  await database.close();
});

async function archived(options: Partial<TileArchiveOptions> = {}, of = collection): Promise<MemoryTarget> {
  const target = new MemoryTarget();
  const source = {
    catalog: new SqlTileCatalog(database),
    occupied: (zoom: number) => occupiedTiles(database, of, webMercatorQuad, zoom),
  };
  await writeTileArchive(target, source, of, {
    minZoom: 0,
    maxZoom: MAX_ZOOM,
    metadata: {},
    signal: never,
    ...options,
  });
  return target;
}

/** Tiles of a zoom in which points lie, by the definition alone. */
function tilesWithPoints(zoom: number, places: readonly (readonly [number, number])[]): Set<number> {
  const at = new Float64Array(2);
  return new Set(
    places.map(([longitude, latitude]) => {
      webMercatorQuad.place(longitude, latitude, 0, 0, at, 0);
      return tileId({ zoom, column: Math.floor(at[0] * 2 ** zoom), row: Math.floor(at[1] * 2 ** zoom) });
    }),
  );
}

describe('the archive of a collection', () => {
  test('has the bytes of the server in every tile', async () => {
    expect(tiles.length).toBeGreaterThan(40);
    for (const { zoom, column, row, bytes } of tiles) {
      const served = await server.tile(
        { collections: [collection], set: webMercatorQuad, tile: { zoom, column, row } },
        never,
      );
      expect(Buffer.compare(bytes, served), `${zoom}/${column}/${row}`).toBe(0);
    }
  });

  test('has a tile where points lie and nowhere else', async () => {
    const { rows } = await database.query<{ longitude: number; latitude: number }>(
      'select longitude_deg as longitude, latitude_deg as latitude from egms.point_1',
    );
    const places = rows.map(({ longitude, latitude }) => [longitude, latitude] as const);
    for (let zoom = 0; zoom <= MAX_ZOOM; zoom++) {
      const stored = tiles.filter((tile) => tile.zoom === zoom).map(({ id }) => id);
      expect(stored).toEqual([...tilesWithPoints(zoom, places)].sort((a, b) => a - b));
    }
  });

  test('has nothing where the server has nothing', async () => {
    const [minX, minY, maxX, maxY] = collection.bbox!;
    const stored = new Set(tiles.map(({ id }) => id));
    for (const zoom of [9, 12, 13]) {
      const limits = tileLimits(webMercatorQuad, zoom, { minX, minY, maxX, maxY })!;
      for (let row = limits.minRow; row <= limits.maxRow; row++) {
        for (let column = limits.minColumn; column <= limits.maxColumn; column++) {
          const tile: TileAddress = { zoom, row, column };
          const served = await server.tile({ collections: [collection], set: webMercatorQuad, tile }, never);
          expect([zoom, row, column, served.length > 0]).toEqual([zoom, row, column, stored.has(tileId(tile))]);
        }
      }
    }
  });

  test('counts every point at every zoom', () => {
    const counts = new Array<number>(MAX_ZOOM + 1).fill(0);
    for (const { zoom, bytes } of tiles) {
      const [layer] = readVectorTile(gunzipSync(bytes));
      expect(layer.name).toBe(collection.id);
      for (const { properties } of layer.features) counts[zoom] += Number(properties.count ?? 1);
    }
    expect(counts).toEqual(counts.map(() => pointCount));
  });

  test('has all attributes at its usual last zoom', () => {
    const namesAt = (zoom: number) => {
      const { bytes } = tiles.find((tile) => tile.zoom === zoom)!;
      return Object.keys(readVectorTile(gunzipSync(bytes))[0].features[0].properties);
    };
    expect(namesAt(ARCHIVE_USUAL_MAX_ZOOM)).toContain('acceleration');
    expect(namesAt(ARCHIVE_USUAL_MAX_ZOOM - 1)).not.toContain('acceleration');
  });

  test('is the same when it begins below the overviews, or with their last zoom', async () => {
    for (const minZoom of [overviewZoom(webMercatorQuad), overviewZoom(webMercatorQuad) + 2]) {
      const part = await storedTiles((await archived({ minZoom, maxZoom: 14 })).bytes);
      const whole = tiles.filter(({ zoom }) => zoom >= minZoom && zoom <= 14);
      expect(part.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
      expect(part.filter(({ bytes }, i) => Buffer.compare(bytes, whole[i].bytes) !== 0)).toEqual([]);
    }
  });

  test('tells how far it is', async () => {
    const shares: number[] = [];
    await archived({ minZoom: 9, maxZoom: 13, onTile: ({ share }) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
    expect(shares.at(-1)).toBeGreaterThan(0.9);
  });
});

describe('no archive is made', () => {
  test('of a collection without points', async () => {
    const { bbox: _, ...empty } = collection;
    await expect(archived({}, empty)).rejects.toThrow(/expected points, got an empty collection/);
  });

  test('of a collection that has changed', async () => {
    await expect(archived({}, { ...collection, version: '0' })).rejects.toMatchObject({ code: 'CollectionChanged' });
    await expect(archived({ minZoom: 14 }, { ...collection, version: '0' })).rejects.toMatchObject({
      code: 'CollectionChanged',
    });
  });

  test('after a stop', async () => {
    const stopping = new AbortController();
    let seen = 0;
    const options = {
      signal: stopping.signal,
      onTile: () => {
        if (++seen === 20) stopping.abort(new Error('enough'));
      },
    };
    await expect(archived(options)).rejects.toThrow('enough');
    expect(seen).toBeLessThan(60);
  });

  test('where the target fails', async () => {
    const source = {
      catalog: new SqlTileCatalog(database),
      occupied: (zoom: number) => occupiedTiles(database, collection, webMercatorQuad, zoom),
    };
    const full = { write: () => Promise.reject(new Error('no space left')) };
    const options = { minZoom: 0, maxZoom: 12, metadata: {}, signal: never };
    await expect(writeTileArchive(full, source, collection, options)).rejects.toThrow('no space left');
  });
});
