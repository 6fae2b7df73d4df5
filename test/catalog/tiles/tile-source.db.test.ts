/** Tiles' stores against the tables they are made from: whatever a tile holds must be what SQL finds on its ground. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../../src/catalog/collection.js';
import { parseCql2Text } from '../../../src/catalog/cql2/index.js';
import { withdrawProduct } from '../../../src/catalog/ingest/publish-product.js';
import { prepareResults, withdrawResults } from '../../../src/catalog/ingest/publish-results.js';
import { buildMissingTiles } from '../../../src/catalog/tiles/missing-tiles.js';
import { SqlTileCatalog, type TileData } from '../../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../../src/db/database.js';
import { decodeOverviewCells } from '../../../src/formats/overview-cells.js';
import {
  ACCELERATION,
  COHERENCE,
  decodePointChunk,
  HEIGHT,
  MISSING,
  missingOf,
  pidText,
  RMSE,
  SEASONALITY,
  TILE_ATTRIBUTES,
} from '../../../src/formats/point-chunk.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { type TileAddress, type TileMatrixSet, tileLimits } from '../../../src/geodesy/tile-matrix-set.js';
import { overviewZoom, tileMatrixSets, webMercatorQuad } from '../../../src/geodesy/tile-matrix-sets.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { usualDialect } from '../../../src/products/csv-writer.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { testDatabase } from '../../support/database.js';
import { syntheticCatalog, TEST_BURST } from '../../support/synthetic-catalog.js';

let database: Database;
let catalog: Awaited<ReturnType<typeof syntheticCatalog>>;
let collection: Collection;
let tiles: SqlTileCatalog;

beforeAll(async () => {
  database = await testDatabase();
  catalog = await syntheticCatalog(
    database,
    { pointCount: 3_000 },
    { pointCount: 700, burstCycle: 241, seed: 2, dates: ['20180103', '20180109', '20180115'] },
  );
  collection = (await catalog.catalog.collections())[0];
  tiles = new SqlTileCatalog(database);
  byPid = new Map(catalog.points.map((point) => [point.pid, point]));
});
afterAll(() => database.close());

/** Tile of each zoom that the points fall into, by the definition alone: the box of the tile, in its own system. */
function pointsByTile(set: TileMatrixSet, zoom: number): Map<string, { tile: TileAddress; pids: Set<string> }> {
  const project = transformPoint(CRS84_URI, set.crsUri);
  const span = set.rootTileSpan / 2 ** zoom;
  const found = new Map<string, { tile: TileAddress; pids: Set<string> }>();
  for (const { pid, value } of catalog.points) {
    const [x, y] =
      set.crsUri === EPSG_3035_URI
        ? [value('eastingM'), value('northingM')]
        : project(value('longitudeDeg'), value('latitudeDeg'));
    const tile = { zoom, row: Math.floor((set.originY - y) / span), column: Math.floor((x - set.originX) / span) };
    const key = `${tile.row}/${tile.column}`;
    const entry = found.get(key) ?? { tile, pids: new Set<string>() };
    entry.pids.add(pid);
    found.set(key, entry);
  }
  return found;
}

let byPid: ReadonlyMap<string, (typeof catalog.points)[number]>;
const velocityOf = (pid: string) => byPid.get(pid)!.value('velocityMmPerYear');
const cellsOfTile = ({ parts }: TileData) => parts.map(decodeOverviewCells);

/** Points of chunks that lie in a tile. */
function pidsIn({ parts }: TileData, set: TileMatrixSet, { zoom, row, column }: TileAddress): string[] {
  const at = new Float64Array(2);
  return parts.map(decodePointChunk).flatMap((chunk) =>
    Array.from({ length: chunk.count }, (_, i) => i).flatMap((i) => {
      const { longitude, latitude, easting, northing } = chunk;
      set.place(longitude[i] / 1e7, latitude[i] / 1e7, easting[i] / 100, northing[i] / 100, at, 0);
      const isInside = Math.floor(at[0] * 2 ** zoom) === column && Math.floor(at[1] * 2 ** zoom) === row;
      return isInside ? [pidText(chunk.pid, chunk.pidWidth, i)] : [];
    }),
  );
}

describe.each(tileMatrixSets)('in $id', (set) => {
  test('the cells of every overview tile hold as many points as lie in it, and the fastest of them', async () => {
    for (let zoom = 0; zoom <= overviewZoom(set); zoom++) {
      for (const { tile, pids } of pointsByTile(set, zoom).values()) {
        const cells = cellsOfTile(await tiles.tileData(collection, { set, tile }));
        const points = cells.flatMap((part) => [...part.points]).reduce((sum, n) => sum + n, 0);
        expect([zoom, tile.row, tile.column, points]).toEqual([zoom, tile.row, tile.column, pids.size]);
        // The second product is too short for velocities: its points count and have none.
        const velocities = [...pids].map(velocityOf).filter(Number.isFinite);
        if (velocities.length === 0) continue;
        const fastest = Math.max(...velocities.map(Math.abs));
        const shown = cells.flatMap((part) =>
          [...part.velocity].filter((v) => v !== MISSING).map((v) => Math.abs(v) / 100),
        );
        expect(Math.max(...shown)).toBeCloseTo(fastest, 2);
        const extremes = (name: 'min' | 'max') =>
          cells.flatMap((part) => [...part[name]].filter((_, i) => part.valued[i] > 0));
        expect(Math.min(...extremes('min')) / 100).toBeCloseTo(Math.min(...velocities), 2);
        expect(Math.max(...extremes('max')) / 100).toBeCloseTo(Math.max(...velocities), 2);
      }
    }
  });

  test('a cell says of its points what they say themselves', async () => {
    const zoom = overviewZoom(set);
    const bySmallCell = pointsByTile({ ...set, maxZoom: zoom + 6 }, zoom + 6);
    for (const { tile } of pointsByTile(set, zoom).values()) {
      for (const part of cellsOfTile(await tiles.tileData(collection, { set, tile }))) {
        for (let i = 0; i < part.count; i++) {
          const pid = pidText(part.pid, part.pidWidth, i);
          const velocity = velocityOf(pid);
          if (Number.isNaN(velocity)) expect(part.velocity[i]).toBe(MISSING);
          else expect(part.velocity[i] / 100).toBeCloseTo(velocity, 2);
          const row = tile.row * 64 + Math.floor(part.cell[i] / 64);
          const inCell = bySmallCell.get(`${row}/${tile.column * 64 + (part.cell[i] % 64)}`)!;
          expect(inCell.pids.has(pid)).toBe(true);
          expect(part.points[i]).toBeLessThanOrEqual(inCell.pids.size);
          const point = byPid.get(pid)!;
          for (const [column, number] of [
            [part.coherence, COHERENCE],
            [part.height, HEIGHT],
            [part.acceleration, ACCELERATION],
            [part.seasonality, SEASONALITY],
            [part.rmse, RMSE],
          ] as const) {
            const { attribute, decimals } = TILE_ATTRIBUTES[number];
            const value = point.value(attribute);
            if (Number.isNaN(value)) expect(column[i]).toBe(missingOf(column));
            else expect(column[i] / 10 ** decimals).toBeCloseTo(value, decimals - 1);
          }
          expect([part.easting[i] / 100, part.northing[i] / 100]).toEqual([
            point.value('eastingM'),
            point.value('northingM'),
          ]);
          // 1/4096 of the tile: its cell is the one it is listed under.
          expect([part.y[i] >> 6, part.x[i] >> 6]).toEqual([Math.floor(part.cell[i] / 64), part.cell[i] % 64]);
        }
      }
    }
  });

  test('chunks hold exactly the points of every tile with points', async () => {
    for (const zoom of [overviewZoom(set) + 1, overviewZoom(set) + 4]) {
      for (const { tile, pids } of pointsByTile(set, zoom).values()) {
        const data = await tiles.tileData(collection, { set, tile });
        expect(data.kind).toBe('points');
        expect(pidsIn(data, set, tile).sort()).toEqual([...pids].sort());
      }
    }
  });
});

test('chunks hold the attributes of the points in steps finer than the files', async () => {
  const tile = [...pointsByTile(webMercatorQuad, overviewZoom(webMercatorQuad) + 1).values()][0].tile;
  const { parts } = await tiles.tileData(collection, { set: webMercatorQuad, tile, withAllAttributes: true });
  const head = await tiles.tileData(collection, { set: webMercatorQuad, tile });
  expect(decodePointChunk(head.parts[0]).attributes.map((column) => column !== undefined)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  const chunk = decodePointChunk(parts[0]);
  for (let i = 0; i < chunk.count; i++) {
    const point = catalog.points.find(({ pid }) => pid === pidText(chunk.pid, chunk.pidWidth, i))!;
    expect(chunk.longitude[i] / 1e7).toBe(point.value('longitudeDeg'));
    expect(chunk.easting[i] / 100).toBe(point.value('eastingM'));
    TILE_ATTRIBUTES.forEach(({ attribute, decimals }, number) => {
      expect(chunk.attributes[number]![i] / 10 ** decimals).toBeCloseTo(point.value(attribute), decimals - 1);
    });
  }
});

test('a time leaves out the products that were not measured then', async () => {
  const { tile } = [...pointsByTile(webMercatorQuad, 8).values()][0];
  const question = { set: webMercatorQuad, tile, datetime: ['2018-01-01', '2018-12-31'] as const };
  const points = cellsOfTile(await tiles.tileData(collection, question)).flatMap((part) => [...part.points]);
  const second = catalog.products[1];
  expect(points.reduce((sum, n) => sum + n, 0)).toBe([...second.batches()].reduce((sum, { count }) => sum + count, 0));
});

test('a filter is answered with the points that pass it, at every zoom', async () => {
  const filter = parseCql2Text('mean_velocity < 0', { filterCrs: CRS84_URI });
  for (const zoom of [6, 13]) {
    for (const { tile, pids } of pointsByTile(webMercatorQuad, zoom).values()) {
      const data = await tiles.tileData(collection, { set: webMercatorQuad, tile, filter });
      const wanted = [...pids].filter((pid) => velocityOf(pid) < 0);
      expect(data.kind).toBe('points');
      expect(pidsIn(data, webMercatorQuad, tile).sort()).toEqual(wanted.sort());
    }
  }
});

test('a tile beside the points is empty', async () => {
  for (const zoom of [9, 14]) {
    const { minRow: row, minColumn: column } = tileLimits(webMercatorQuad, zoom, {
      minX: 25,
      minY: 60,
      maxX: 25,
      maxY: 60,
    })!;
    expect((await tiles.tileData(collection, { set: webMercatorQuad, tile: { zoom, row, column } })).parts).toEqual([]);
  }
});

test('a collection that has changed is not answered for', async () => {
  const { tile } = [...pointsByTile(webMercatorQuad, 8).values()][0];
  const stale = { ...collection, version: '0' };
  await expect(tiles.tileData(stale, { set: webMercatorQuad, tile })).rejects.toMatchObject({
    code: 'CollectionChanged',
  });
});

describe('a collection without tiles', () => {
  const rowsOf = async () => {
    const chunks = await database.query(
      'select cell, product_no, chunk_no, point_count, md5(data) from egms.tile_chunk order by 1, 2, 3',
    );
    const cells = await database.query(
      'select set_no, zoom, tile_row, tile_column, product_no, part_no, md5(data) from egms.tile_overview order by 1, 2, 3, 4, 5, 6',
    );
    return [chunks.rows, cells.rows];
  };
  const forget = async () => {
    await database.query('delete from egms.tile_chunk');
    await database.query('delete from egms.tile_overview');
    await database.query('update egms.product set tile_format = null');
  };

  test('gets them as publishing would have made them', async () => {
    const before = await rowsOf();
    await forget();
    const names: string[] = [];
    expect(await buildMissingTiles(database, { onProduct: (name) => names.push(name) })).toBe(2);
    expect(await rowsOf()).toEqual(before);
    expect(names).toHaveLength(2);
    expect(await buildMissingTiles(database)).toBe(0);
  });

  test('says so when it is first asked, and has them a moment later', async () => {
    await forget();
    const { tile, pids } = [...pointsByTile(webMercatorQuad, 8).values()][0];
    await expect(tiles.tileData(collection, { set: webMercatorQuad, tile })).rejects.toMatchObject({
      code: 'TilesNotReady',
      status: 503,
    });
    await tiles.idle();
    const cells = cellsOfTile(await tiles.tileData(collection, { set: webMercatorQuad, tile }));
    expect(cells.flatMap((part) => [...part.points]).reduce((sum, n) => sum + n, 0)).toBe(pids.size);
  });

  test('and one that loses a product loses its tiles', async () => {
    const { rows } = await database.query<{ collection_no: number; product_no: number }>(
      'select collection_no, product_no from egms.product order by product_no desc limit 1',
    );
    await withdrawProduct(database, rows[0].collection_no, rows[0].product_no, 'test');
    for (const table of ['egms.tile_chunk', 'egms.tile_overview']) {
      const left = await database.query(`select distinct product_no from ${table}`);
      expect(left.rows.map((row) => row.product_no)).toEqual([1]);
    }
  });
});

test('a computed collection has its tiles from the moment it is published, and loses them with its job', async () => {
  const burst = syntheticBurst({ ...TEST_BURST, pointCount: 200, seed: 9 });
  const jobId = '00000000-0000-4000-8000-000000000001';
  const prepared = await prepareResults(
    database,
    [
      {
        id: 'computed',
        level: 'L2b',
        geometry: 'ascending',
        release: { firstYear: 2018, lastYear: 2022 },
        generation: 'from-2020-2024',
        products: [
          {
            name: burst.name,
            geometry: 'ascending',
            header: burst.header,
            batches: (async function* () {
              yield* burst.batches();
            })(),
            ending: () => ({
              source: { name: 'computed', bytes: 1, sha256: '0'.repeat(64), csvBytes: 1, csvCrc32: 1 },
              dialect: usualDialect('L2b', burst.header),
              warnings: [],
            }),
            where: 'computed',
          },
        ],
      },
    ],
    { jobId, softwareVersion: 'test' },
  );
  const [published] = await database.transaction((client) => prepared.publish(client));
  const computed = (await catalog.catalog.collection('computed'))!;
  const [west, south, east, north] = computed.bbox!;
  const box = { minX: west, minY: south, maxX: east, maxY: north };
  const { minRow, maxRow, minColumn, maxColumn } = tileLimits(webMercatorQuad, 7, box)!;
  let count = 0;
  for (let row = minRow; row <= maxRow; row++) {
    for (let column = minColumn; column <= maxColumn; column++) {
      const data = await tiles.tileData(computed, { set: webMercatorQuad, tile: { zoom: 7, row, column } });
      for (const part of cellsOfTile(data)) count += part.points.reduce((a, b) => a + b, 0);
    }
  }
  expect(count).toBe(published.pointCount);
  await database.transaction((client) => withdrawResults(client, jobId, 'test'));
  const { rows } = await database.query(
    `select 1 from egms.tile_chunk join egms.collection using (collection_no) where id = 'computed'
     union all select 1 from egms.tile_overview join egms.collection using (collection_no) where id = 'computed'`,
  );
  expect(rows).toEqual([]);
});
