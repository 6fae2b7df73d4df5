/** What maps are drawn from against the tables it is made of. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../../src/catalog/collection.js';
import { parseCql2Text } from '../../../src/catalog/cql2/index.js';
import { nearestEpoch } from '../../../src/catalog/maps/displacements.js';
import { type MapQuestion, SqlMapCatalog } from '../../../src/catalog/maps/map-source.js';
import type { Database } from '../../../src/db/database.js';
import type { MapData, SeriesKeys } from '../../../src/formats/map-data.js';
import { decodeOverviewCells } from '../../../src/formats/overview-cells.js';
import { decodeChunkFront, decodePointChunk } from '../../../src/formats/point-chunk.js';
import { CRS84_URI, crsByUri } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { symbolsOf } from '../../../src/workers/map-symbols.js';
import { factsOf, seriesKeys } from '../../../src/workers/symbol-facts.js';
import { testDatabase } from '../../support/database.js';
import { syntheticCatalog, TEST_BURST, type TestPoint } from '../../support/synthetic-catalog.js';

const never = new AbortController().signal;
let database: Database;
let collection: Collection;
let maps: SqlMapCatalog;
let points: TestPoint[];

beforeAll(async () => {
  database = await testDatabase();
  const burst = await syntheticCatalog(
    database,
    { pointCount: 5_000 },
    { pointCount: 300, burstCycle: 241, seed: 2, dates: ['20180103', '20180109', '20180115'] },
  );
  points = burst.points;
  collection = (await burst.catalog.collections())[0];
  maps = new SqlMapCatalog(database);
});
afterAll(() => database.close());

const [HALF_X, HALF_Y] = [6_000, 5_000];

/** All of the burst. */
function question(crsName: string, unitsPerPixel: number, changes: Partial<MapQuestion> = {}): MapQuestion {
  const crs = crsByUri(crsName)!;
  const { centreEastingM, centreNorthingM } = TEST_BURST;
  const [x, y] = transformPoint('EPSG:3035', crsName)(centreEastingM, centreNorthingM);
  const unit = crs.unit === 'deg' ? 1 / 80_000 : 1.4;
  const box = { minX: x - HALF_X * unit, minY: y - HALF_Y * unit, maxX: x + HALF_X * unit, maxY: y + HALF_Y * unit };
  return { crs, box, unitsPerPixel, maxPoints: 1e6, maxCells: 1e6, ...changes };
}

const cellCount = (data: MapData) =>
  data.kind === 'cells' ? data.parts.reduce((sum, { bytes }) => sum + decodeOverviewCells(bytes).count, 0) : Number.NaN;
const pointCount = (data: MapData) =>
  data.parts.reduce((sum, { bytes }) => {
    if (data.kind === 'points') return sum + decodePointChunk(bytes).count;
    return sum + decodeOverviewCells(bytes).points.reduce((a, b) => a + b, 0);
  }, 0);
const zoomOf = (data: MapData) => (data.kind === 'cells' ? data.zoom : 'points');

test.each([
  ['EPSG:3857', 1],
  ['EPSG:4326', 1 / 111_319.49],
  ['EPSG:3035', 1],
  ['EPSG:25832', 1],
])('in %s cells of every scale and points hold all points', async (crsName, unit) => {
  for (const metresPerPixel of [5_000, 1_200, 400, 160, 20]) {
    const data = await maps.mapData(collection, question(crsName, metresPerPixel * unit), never);
    expect([metresPerPixel, pointCount(data)]).toEqual([metresPerPixel, points.length]);
    expect(data.kind).toBe(metresPerPixel > 155 ? 'cells' : 'points');
  }
});

test('cells are two pixels or less, and stand in for points that are too many, the coarser the more there are', async () => {
  const at = async (metresPerPixel: number, changes: Partial<MapQuestion> = {}) =>
    maps.mapData(collection, question('EPSG:3857', metresPerPixel, changes), never);
  expect(zoomOf(await at(1_223))).toBe(8);
  expect(zoomOf(await at(20))).toBe('points');
  expect(zoomOf(await at(20, { maxPoints: points.length }))).toBe('points');
  const finest = await at(20, { maxPoints: points.length - 1 });
  expect(zoomOf(finest)).toBe(12);
  const coarser = await at(20, { maxPoints: 1, maxCells: cellCount(finest) - 1 });
  expect(zoomOf(coarser)).toBe(11);
  expect(cellCount(coarser)).toBeLessThan(cellCount(finest));
  expect(zoomOf(await at(20, { maxPoints: 1, maxCells: 1 }))).toBeLessThan(8);
  for (const data of [finest, coarser]) expect(pointCount(data)).toBe(points.length);
});

test('of a part no more is read, and the choice stays that of the whole', async () => {
  const whole = question('EPSG:3035', 20);
  const { minX, minY } = whole.box;
  const within = { minX, minY, maxX: minX + HALF_X, maxY: minY + HALF_Y };
  const part = await maps.mapData(collection, { ...whole, within }, never);
  expect(part.kind).toBe('points');
  expect(pointCount(part)).toBeLessThan(points.length);
  const inPart = points.filter(({ value }) => value('eastingM') <= within.maxX && value('northingM') <= within.maxY);
  expect(symbolsOf(part, 'EPSG:3035', within, {}).x).toHaveLength(inPart.length);
  const few = { ...whole, within, maxPoints: points.length - 1 };
  expect((await maps.mapData(collection, few, never)).kind).toBe('cells');
});

test('the front of a chunk says of its points what the whole says', async () => {
  for (const frontAttributes of [1, 2, 3]) {
    const asked = question('EPSG:3857', 20);
    const whole = await maps.mapData(collection, asked, never);
    const front = await maps.mapData(collection, { ...asked, extent: { frontAttributes } }, never);
    expect(front).toMatchObject({ kind: 'points', isFront: true });
    expect(front.parts).toHaveLength(whole.parts.length);
    front.parts.forEach(({ bytes }, part) => {
      const [some, all] = [decodeChunkFront(bytes), decodePointChunk(whole.parts[part].bytes)];
      expect(bytes.length).toBeLessThan(whole.parts[part].bytes.length);
      expect(some.longitude).toEqual(all.longitude);
      expect(some.latitude).toEqual(all.latitude);
      for (let number = 0; number < frontAttributes; number++) {
        expect(some.attributes[number]).toEqual(all.attributes[number]);
      }
    });
  }
});

test('points that pass a filter come at every scale, and too many are refused', async () => {
  const filter = parseCql2Text('mean_velocity < 0', { filterCrs: CRS84_URI });
  const passing = points.filter(({ value }) => value('velocityMmPerYear') < 0).length;
  for (const metresPerPixel of [2_000, 10]) {
    const data = await maps.mapData(collection, question('EPSG:25832', metresPerPixel, { filter }), never);
    expect([data.kind, pointCount(data)]).toEqual(['points', passing]);
  }
  const few = question('EPSG:25832', 10, { filter, maxPoints: passing - 1 });
  await expect(maps.mapData(collection, few, never)).rejects.toMatchObject({ status: 400 });
});

describe('displacements', () => {
  /** Of all points, from cells or chunks, with what they are called. */
  async function keysOf(metresPerPixel: number): Promise<{ keys: SeriesKeys; pids: string[] }> {
    const asked = question('EPSG:3035', metresPerPixel);
    const symbols = symbolsOf(await maps.mapData(collection, asked, never), 'EPSG:3035', asked.box, {});
    return { keys: seriesKeys(symbols), pids: Array.from(symbols.x, (_, i) => factsOf(symbols, i).pid) };
  }
  const bySeries = new Map<string, Int16Array>();
  beforeAll(() => {
    for (const { pid, series } of points) bySeries.set(pid, series);
  });
  const moved = (pid: string) => {
    const series = bySeries.get(pid)!;
    return mmOfTenths(series[series.length - 1]) - mmOfTenths(series[0]);
  };

  test.each([
    ['cells', 300],
    ['points', 10],
  ])('of %s are found by their keys, over several pages', async (_, metres) => {
    const { keys, pids } = await keysOf(metres);
    expect(pids.length).toBeGreaterThan(metres > 100 ? 50 : 5_000);
    const values = await maps.displacement(collection, keys, {}, never);
    for (const [i, pid] of pids.entries()) expect(values[i]).toBeCloseTo(moved(pid), 4);
  });

  test('are found by the pid where the key misses, and are NaN where there is none', async () => {
    const { keys, pids } = await keysOf(10);
    const id = keys.id.map((key) => key + 511n);
    const values = await maps.displacement(collection, { ...keys, id }, {}, never);
    for (const i of [0, 1, 4_321]) expect(values[i]).toBeCloseTo(moved(pids[i]), 4);
    const lost = { ...keys, id, pid: keys.pid.slice().fill(0x7a) };
    expect((await maps.displacement(collection, lost, {}, never)).every(Number.isNaN)).toBe(true);
  });

  test('stop between pages', async () => {
    const { keys } = await keysOf(10);
    const controller = new AbortController();
    const asked = maps.displacement(collection, keys, {}, controller.signal);
    controller.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });

  test('of a collection that has changed are not given', async () => {
    const { keys } = await keysOf(300);
    await database.query('update egms.collection set version = version + 1 where id = $1', [collection.id]);
    await expect(maps.displacement(collection, keys, {}, never)).rejects.toMatchObject({ code: 'CollectionChanged' });
    await database.query('update egms.collection set version = version - 1 where id = $1', [collection.id]);
  });
});

test('the nearest epoch is taken, the earlier of two', () => {
  const dates = ['20200103', '20200109', '20200121'];
  const at = (wanted: string | undefined) => nearestEpoch(dates, wanted, 9);
  expect(
    ['1990-01-01', '2020-01-06', '2020-01-07', '2020-01-15', '2020-01-16', '2050-01-01', undefined].map(at),
  ).toEqual([0, 0, 1, 1, 2, 2, 9]);
});

test('a collection without tiles says so, and has them a moment later', async () => {
  await database.query('update egms.product set tile_format = 1');
  await expect(maps.mapData(collection, question('EPSG:3857', 300), never)).rejects.toMatchObject({
    code: 'TilesNotReady',
  });
  await maps.idle();
  expect(pointCount(await maps.mapData(collection, question('EPSG:3857', 300), never))).toBe(points.length);
});
