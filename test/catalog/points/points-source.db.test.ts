import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../../src/catalog/collection.js';
import { parseCql2Text } from '../../../src/catalog/cql2/index.js';
import { encodeCursor, questionOf } from '../../../src/catalog/cursor.js';
import type { ItemsPage, ItemsQuery } from '../../../src/catalog/items.js';
import { pointItems, StaleRecord } from '../../../src/catalog/points/points-source.js';
import { readPointsRecord } from '../../../src/catalog/points/record.js';
import type { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { productFileName } from '../../../src/products/file-name.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { testDatabase } from '../../support/database.js';
import {
  pointsOf,
  publishSynthetic,
  syntheticCatalog,
  TEST_BURST,
  type TestPoint,
} from '../../support/synthetic-catalog.js';

const UTM_33 = 'http://www.opengis.net/def/crs/EPSG/0/32633';
const QUERY: ItemsQuery = { limit: 1000, withGeometry: true, crs: CRS84_URI, series: 'none', count: 'capped' };

let database: Database;
let catalog: SqlCatalog;
let collection: Collection;
let points: TestPoint[];

beforeAll(async () => {
  database = await testDatabase();
  // Two overlapping bursts of neighbouring tracks, over the corner of four cells.
  ({ catalog, points } = await syntheticCatalog(
    database,
    {},
    { track: 117, burstCycle: 227, centreEastingM: 4_401_500, pointCount: 400, seed: 2 },
  ));
  collection = (await catalog.collection('l2b-ascending-2020-2024'))!;
});

afterAll(() => database.close());

const ask = (query: Partial<ItemsQuery>): Promise<ItemsPage> => catalog.items(collection, { ...QUERY, ...query });
const ids = (page: ItemsPage) => page.rows.map((row) => row.id);
const sorted = (list: readonly string[]) => [...list].sort();
const expected = (matches: (point: TestPoint) => boolean) => sorted(points.filter(matches).map((p) => p.pid));
const cell = (page: ItemsPage, row: number, name: string) =>
  page.rows[row].cells[page.columns.findIndex((c) => c.property.name === name)];
const filter = (text: string) => parseCql2Text(text, { filterCrs: CRS84_URI });

async function walk(
  query: Partial<ItemsQuery>,
): Promise<{ ids: string[]; pages: number; matched: (number | undefined)[] }> {
  const seen: string[] = [];
  const matched: (number | undefined)[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await ask({ ...query, ...(cursor ? { cursor } : {}) });
    seen.push(...ids(page));
    matched.push(page.numberMatched);
    pages++;
    expect(page.rows.length).toBeGreaterThan(0);
    cursor = page.next;
  } while (cursor);
  return { ids: seen, pages, matched };
}

describe('a page of measurement points', () => {
  test('holds every point once when nothing is asked', async () => {
    const page = await ask({});
    expect(sorted(ids(page))).toEqual(expected(() => true));
    expect(page.numberMatched).toBe(points.length);
    expect(page.next).toBeUndefined();
  });

  test('carries the values of the file, digit for digit', async () => {
    const page = await ask({});
    const byPid = new Map(points.map((point) => [point.pid, point]));
    page.rows.forEach((row, i) => {
      const point = byPid.get(row.id)!;
      expect(Number(cell(page, i, 'mean_velocity'))).toBe(point.value('velocityMmPerYear') + 0);
      expect(Number(cell(page, i, 'height_ortho'))).toBe(point.value('heightM'));
      expect(Number(cell(page, i, 'line'))).toBe(point.value('line'));
      expect(row.geometry).toEqual({ x: String(point.value('longitudeDeg')), y: String(point.value('latitudeDeg')) });
    });
  });

  test('names the file and the epochs each point came with', async () => {
    const page = await ask({ limit: 1 });
    expect(cell(page, 0, 'product')).toMatch(/^EGMS_L2b_(044_0240|117_0227)_IW2_VV_2020_2024_1$/);
    expect(cell(page, 0, 'first_date')).toBe('2020-01-03');
    expect(cell(page, 0, 'last_date')).toBe('2020-03-27');
    expect(cell(page, 0, 'date_count')).toBe('15');
  });

  test('gives coordinates in the CRS asked for, x first', async () => {
    const laea = await ask({ crs: EPSG_3035_URI, limit: 5 });
    const utm = await ask({ crs: UTM_33, limit: 5 });
    const byPid = new Map(points.map((point) => [point.pid, point]));
    const toUtm = transformPoint(CRS84_URI, UTM_33);
    laea.rows.forEach((row, i) => {
      const point = byPid.get(row.id)!;
      expect(row.geometry).toEqual({ x: String(point.value('eastingM')), y: String(point.value('northingM')) });
      const [x, y] = toUtm(point.value('longitudeDeg'), point.value('latitudeDeg'));
      const at = utm.rows[i].geometry as { x: string; y: string };
      expect(Number(at.x)).toBeCloseTo(x, 3);
      expect(Number(at.y)).toBeCloseTo(y, 3);
    });
  });

  test('leaves out geometry and attributes that were not asked for', async () => {
    const page = await ask({ withGeometry: false, properties: ['rmse', 'mean_velocity'], limit: 1 });
    expect(page.columns.map((c) => c.property.name)).toEqual(['rmse_ts', 'mean_velocity']);
    expect(page.rows[0].geometry).toBeNull();
  });

  test('carries the series of each point, or the part inside the time asked for', async () => {
    const whole = await ask({ series: 'series' });
    const byPid = new Map(points.map((point) => [point.pid, point]));
    for (const row of whole.rows) {
      expect(row.series?.displacementMm).toEqual([...byPid.get(row.id)!.series].map(mmOfTenths));
    }
    const part = await ask({ series: 'series', datetime: ['2020-01-10', '2020-01-31T00:00:00Z'], limit: 1 });
    expect(part.rows[0].series?.dates).toEqual(['20200115', '20200121', '20200127']);
    expect(part.rows[0].series?.displacementMm).toHaveLength(3);
  });
});

describe('a box', () => {
  test.each([
    ['CRS84', CRS84_URI],
    ['EPSG:3035', EPSG_3035_URI],
    ['UTM zone 33', UTM_33],
    ['web Mercator', 'http://www.opengis.net/def/crs/EPSG/0/3857'],
  ])('in %s selects exactly the points whose coordinates there lie in it', async (_, crs) => {
    const to = transformPoint(CRS84_URI, crs);
    const at = (p: TestPoint) =>
      crs === EPSG_3035_URI
        ? [p.value('eastingM'), p.value('northingM')]
        : to(p.value('longitudeDeg'), p.value('latitudeDeg'));
    const all = points.map(at);
    for (const share of [0, 0.2, 0.45]) {
      // Corners taken from points, so that points lie on the edges.
      const xs = all.map(([x]) => x).sort((a, b) => a - b);
      const ys = all.map(([, y]) => y).sort((a, b) => a - b);
      const pick = (list: number[], part: number) => list[Math.floor((list.length - 1) * part)];
      const box = {
        minX: pick(xs, share),
        maxX: pick(xs, 1 - share),
        minY: pick(ys, share),
        maxY: pick(ys, 1 - share),
        crs,
      };
      const inside = expected((p) => {
        const [x, y] = at(p);
        const slack = crs === UTM_33 ? 1e-6 : 0;
        return x >= box.minX - slack && x <= box.maxX + slack && y >= box.minY - slack && y <= box.maxY + slack;
      });
      const widened =
        crs === UTM_33
          ? { ...box, minX: box.minX - 1e-6, minY: box.minY - 1e-6, maxX: box.maxX + 1e-6, maxY: box.maxY + 1e-6 }
          : box;
      const page = await ask({ bbox: widened });
      expect(sorted(ids(page))).toEqual(inside);
      expect(page.numberMatched).toBe(inside.length);
    }
  });

  test('over the antimeridian keeps what lies east of its west side', async () => {
    const west = points[0].value('longitudeDeg');
    const page = await ask({ bbox: { minX: west, minY: -90, maxX: -170, maxY: 90, crs: CRS84_URI } });
    expect(sorted(ids(page))).toEqual(expected((p) => p.value('longitudeDeg') >= west));
  });

  test('far away holds nothing', async () => {
    const page = await ask({ bbox: { minX: -60, minY: -30, maxX: -50, maxY: -20, crs: CRS84_URI } });
    expect(page.rows).toEqual([]);
    expect(page.numberMatched).toBe(0);
  });
});

describe('paging', () => {
  test('by cursor visits every point once, whatever the page size', async () => {
    for (const limit of [7, 100, 999]) {
      const { ids: seen, pages, matched } = await walk({ limit });
      expect(sorted(seen)).toEqual(expected(() => true));
      expect(pages).toBe(Math.ceil(points.length / limit));
      expect(new Set(matched)).toEqual(new Set([points.length]));
    }
  });

  test('ends without an empty page when the last page is full', async () => {
    const { pages } = await walk({ limit: points.length / 4 });
    expect(pages).toBe(4);
  });

  test('inside a box and a filter keeps both', async () => {
    const bbox = { minX: 4_398_000, minY: 1_999_000, maxX: 4_402_000, maxY: 2_001_000, crs: EPSG_3035_URI };
    const { ids: seen } = await walk({ limit: 13, bbox, filter: filter('temporal_coherence >= 0.7') });
    const wanted = expected(
      (p) =>
        p.value('temporalCoherence') >= 0.7 &&
        p.value('eastingM') >= bbox.minX &&
        p.value('eastingM') <= bbox.maxX &&
        p.value('northingM') >= bbox.minY &&
        p.value('northingM') <= bbox.maxY,
    );
    expect(wanted.length).toBeGreaterThan(20);
    expect(sorted(seen)).toEqual(wanted);
  });

  test.each([true, false])('sorted (descending: %s) gives the order of the values', async (descending) => {
    const { ids: seen } = await walk({ limit: 37, sortBy: [{ property: 'mean_velocity', descending }] });
    expect(sorted(seen)).toEqual(expected(() => true));
    const velocity = new Map(points.map((p) => [p.pid, p.value('velocityMmPerYear')]));
    const values = seen.map((id) => velocity.get(id)!);
    expect(values).toEqual([...values].sort((a, b) => (descending ? b - a : a - b)));
  });

  test('by offset gives the same order as by cursor', async () => {
    const { ids: seen } = await walk({ limit: 100 });
    expect(ids(await ask({ limit: 50, offset: 130 }))).toEqual(seen.slice(130, 180));
  });

  test('refuses a cursor of another question', async () => {
    const { next } = await ask({ limit: 5 });
    await expect(ask({ limit: 5, cursor: next!, filter: filter('mean_velocity > 0') })).rejects.toMatchObject({
      status: 400,
    });
    await expect(ask({ limit: 5, cursor: `${next}x` })).rejects.toMatchObject({ status: 400 });
  });

  test.each([
    ['no place', ['x', 'abc']],
    ['nulls', [null, null]],
    ['a text where a number sorted', ['abc', '1943', '17']],
  ])('refuses a cursor that holds %s', async (_, after) => {
    const sortBy = after.length === 3 ? [{ property: 'mean_velocity', descending: false }] : undefined;
    const query = { ...QUERY, ...(sortBy && { sortBy }) };
    const cursor = encodeCursor({ version: collection.version, question: questionOf(query), after });
    await expect(ask({ ...query, cursor })).rejects.toMatchObject({ status: 400 });
  });
});

describe('conditions', () => {
  test.each<[string, (p: TestPoint) => boolean]>([
    ['temporal_coherence > 0.8', (p) => p.value('temporalCoherence') > 0.8],
    ['temporal_coherence = 0.8', (p) => p.value('temporalCoherence') === 0.8],
    [
      'mean_velocity BETWEEN -1.5 AND 0.2',
      (p) => p.value('velocityMmPerYear') >= -1.5 && p.value('velocityMmPerYear') <= 0.2,
    ],
    ['rmse < 2.5 OR height > 60', (p) => p.value('rmseMm') < 2.5 || p.value('heightM') > 60],
    ["product = 'EGMS_L2b_117_0227_IW2_VV_2020_2024_1'", (p) => p.value('line') >= 0 && point117.has(p.pid)],
    ['mp_type = 0 AND NOT line > 100', (p) => p.value('mpTypeM2') === 0 && !(p.value('line') > 100)],
  ])('%s selects what a plain loop selects', async (text, matches) => {
    for (const p of points.slice(600)) point117.add(p.pid);
    const page = await ask({ filter: filter(text) });
    expect(sorted(ids(page))).toEqual(expected(matches));
    expect(page.numberMatched).toBe(page.rows.length);
  });
  const point117 = new Set<string>();

  test('a polygon keeps the points inside it and drives the index', async () => {
    const [x, y] = [points[10].value('longitudeDeg'), points[10].value('latitudeDeg')];
    const d = 0.01;
    const triangle = `POLYGON((${x - d} ${y - d}, ${x + d} ${y - d}, ${x} ${y + d}, ${x - d} ${y - d}))`;
    const page = await ask({ filter: filter(`S_INTERSECTS(geometry, ${triangle})`) });
    const inside = (p: TestPoint) => {
      const [u, v] = [p.value('longitudeDeg') - x, p.value('latitudeDeg') - y];
      return v >= -d && v <= d - 2 * Math.abs(u);
    };
    expect(expected(inside).length).toBeGreaterThan(0);
    expect(sorted(ids(page))).toEqual(expected(inside));
  });

  test('identifiers match whole or by their beginning', async () => {
    const { pid } = points[3];
    expect(ids(await ask({ ids: [pid] }))).toEqual([pid]);
    const beginning = pid.slice(0, 8);
    expect(sorted(ids(await ask({ ids: [beginning] })))).toEqual(expected((p) => p.pid.startsWith(beginning)));
    expect(ids(await ask({ ids: ["' or 1=1 --", '%'] }))).toEqual([]);
  });

  test('a time outside all series matches nothing, one inside matches all', async () => {
    expect((await ask({ datetime: ['2021-01-01', null] })).numberMatched).toBe(0);
    expect((await ask({ datetime: [null, '2020-01-03'] })).numberMatched).toBe(points.length);
    expect((await ask({ datetime: ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'] })).numberMatched).toBe(
      points.length,
    );
  });

  test('a count alone carries no rows', async () => {
    const page = await ask({ count: 'only', filter: filter('mean_velocity < 0') });
    expect(page.rows).toEqual([]);
    expect(page.numberMatched).toBe(expected((p) => p.value('velocityMmPerYear') < 0).length);
  });

  test('a count past the cap is left out', async () => {
    const { SqlCatalog } = await import('../../../src/catalog/sql-catalog.js');
    const capped = new SqlCatalog(database, [], { countCap: 10 });
    const page = await capped.items(collection, { ...QUERY, limit: 5, filter: filter('line >= 0') });
    expect(page.numberMatched).toBeUndefined();
  });

  test('an unknown property is told by name', async () => {
    await expect(ask({ properties: ['nonsense'] })).rejects.toThrow(/nonsense/);
    await expect(ask({ sortBy: [{ property: 'nonsense', descending: false }] })).rejects.toThrow(/nonsense/);
  });
});

describe('one point', () => {
  test('is found by its pid, with its series on request', async () => {
    const point = points[42];
    const page = await catalog.item(collection, point.pid, { crs: CRS84_URI, series: 'series', withGeometry: true });
    expect(ids(page)).toEqual([point.pid]);
    expect(page.rows[0].series?.displacementMm).toEqual([...point.series].map(mmOfTenths));
  });

  test.each(['nobody0000', "x' or '1'='1", 'ü', '../etc', ''])('named %j does not exist', async (pid) => {
    const page = await catalog.item(collection, pid, { crs: CRS84_URI, series: 'none', withGeometry: true });
    expect(page.rows).toEqual([]);
  });
});

describe('the collection', () => {
  test('knows its extent, count, epochs and units', () => {
    const longitudes = points.map((p) => p.value('longitudeDeg'));
    const latitudes = points.map((p) => p.value('latitudeDeg'));
    expect(collection.bbox).toEqual([
      Math.min(...longitudes),
      Math.min(...latitudes),
      Math.max(...longitudes),
      Math.max(...latitudes),
    ]);
    expect(collection.itemCount).toBe(points.length);
    expect(collection.interval).toEqual(['2020-01-03', '2020-03-27']);
    expect(collection.dates).toHaveLength(15);
    expect(collection.properties.find((p) => p.name === 'mean_velocity')?.unit).toBe('mm/a');
  });

  test('that nobody has published does not exist', async () => {
    expect(await catalog.collection('l2b-descending-1999-2003')).toBeUndefined();
    expect((await catalog.collections()).map((c) => c.id)).toEqual(['l2b-ascending-2020-2024']);
  });
});

describe('a publication while somebody reads', () => {
  test('is seen whole: rows are never read with the record of another version', async () => {
    const before = (await readPointsRecord(database, collection.id))!;
    const late = syntheticBurst({ ...TEST_BURST, track: 15, pointCount: 30, seed: 9 });
    await publishSynthetic(database, late);
    await expect(pointItems(database, before, QUERY, { countCap: 10 })).rejects.toThrow(StaleRecord);
    // The catalog still holds the old record, notices, and reads it again.
    const page = await ask({ limit: 2000 });
    expect(page.rows).toHaveLength(points.length + 30);
    expect(page.version).not.toBe(collection.version);
    const product = cell(page, ids(page).indexOf(pointsOf(late)[0].pid), 'product');
    expect(product).toBe(productFileName(late.name));
  });
});
