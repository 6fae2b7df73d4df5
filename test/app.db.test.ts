/** The whole server over a real database: what a client meets, from the landing page to the last page of a collection. */
import type { Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SqlCatalog } from '../src/catalog/sql-catalog.js';
import { openTableSource } from '../src/catalog/table/table-source.js';
import type { Database } from '../src/db/database.js';
import { databaseUnavailable } from '../src/errors.js';
import { geographicToLaea } from '../src/geodesy/laea.js';
import { syntheticBurst } from '../src/products/synthetic-burst.js';
import { testDatabase } from './support/database.js';
import { publishSynthetic, syntheticCatalog, TEST_BURST, type TestPoint } from './support/synthetic-catalog.js';
import { testApp } from './support/test-app.js';

const ITEMS = '/collections/l2b-ascending-2020-2024/items';
const EPSG_3035 = 'http://www.opengis.net/def/crs/EPSG/0/3035';

let database: Database;
let app: Express;
let points: TestPoint[];

beforeAll(async () => {
  database = await testDatabase();
  ({ points } = await syntheticCatalog(database));
  await database.query('create schema test_app');
  await database.query(`create table test_app.wells (id int primary key, name text, depth_m float8, geom geometry(point, 4326));
    insert into test_app.wells values
      (1, 'north', 12.5, st_setsrid(st_makepoint(11.1, 41.5), 4326)), (2, 'south', 80, st_setsrid(st_makepoint(11.2, 41.4), 4326))`);
  const wells = await openTableSource(
    database,
    {
      id: 'wells',
      where: 'test',
      title: 'Wells',
      description: 'Two wells',
      keywords: [],
      links: [],
      hidden: false,
      schemas: ['test_app'],
      table: 'wells',
      idField: 'id',
      crs: [],
      count: true,
    },
    { countCap: 100 },
  );
  app = testApp({ catalog: new SqlCatalog(database, [wells], { countCap: 10_000 }) });
});
afterAll(() => database.close());

interface Page {
  readonly features: { id: string }[];
  readonly links: { rel: string; href: string }[];
  readonly numberMatched: number;
  readonly numberReturned: number;
}

const get = (url: string) => request(app).get(url);
const pids = (body: { features: { id: string }[] }) => body.features.map(({ id }) => id).sort();
const wanted = (matches: (point: TestPoint) => boolean) =>
  points
    .filter(matches)
    .map((p) => p.pid)
    .sort();

describe('a catalog of points and tables', () => {
  test('is listed with extents and counts', async () => {
    const { body } = await get('/collections?f=json').expect(200);
    expect(body.collections.map((c: { id: string; itemCount: number }) => [c.id, c.itemCount])).toEqual([
      ['l2b-ascending-2020-2024', points.length],
      ['wells', 2],
    ]);
  });

  test('is walked to its end by next links, every point once', async () => {
    const seen: string[] = [];
    for (let url: string | undefined = `${ITEMS}?limit=170`; url; ) {
      const { body }: { body: Page } = await get(url).expect(200);
      seen.push(...pids(body));
      expect(body.numberMatched).toBe(points.length);
      expect(body.numberReturned).toBe(body.features.length);
      const next = body.links.find((link) => link.rel === 'next');
      url = next && new URL(next.href).pathname + new URL(next.href).search;
    }
    expect(seen.sort()).toEqual(wanted(() => true));
  });

  test('answers a filter the same as text, as JSON and as a property', async () => {
    const matching = wanted((p) => p.value('mpTypeM2') === 0 && p.value('temporalCoherence') > 0.8);
    const text = encodeURIComponent('mp_type = 0 AND temporal_coherence > 0.8');
    const json = {
      op: 'and',
      args: [
        { op: '=', args: [{ property: 'mp_type' }, 0] },
        { op: '>', args: [{ property: 'temporal_coherence' }, 0.8] },
      ],
    };
    expect(pids((await get(`${ITEMS}?limit=1000&filter=${text}`)).body)).toEqual(matching);
    expect(pids((await request(app).post(`${ITEMS}?limit=1000`).send(json)).body)).toEqual(matching);
    const rest = encodeURIComponent('temporal_coherence > 0.8');
    expect(pids((await get(`${ITEMS}?limit=1000&mp_type=0&filter=${rest}`)).body)).toEqual(matching);
  });

  test('gives northing before easting in EPSG:3035, in boxes and in coordinates', async () => {
    const at = geographicToLaea(points[0].value('longitudeDeg'), points[0].value('latitudeDeg'));
    const box = [at.northingM - 5, at.eastingM - 5, at.northingM + 5, at.eastingM + 5].join(',');
    const answer = await get(`${ITEMS}?bbox=${box}&bbox-crs=${EPSG_3035}&crs=${EPSG_3035}`).expect(200);
    expect(answer.headers['content-crs']).toBe(`<${EPSG_3035}>`);
    const feature = answer.body.features.find((f: { id: string }) => f.id === points[0].pid);
    expect(feature.geometry.coordinates).toEqual([points[0].value('northingM'), points[0].value('eastingM')]);
  });

  test('carries series as columns and as arrays', async () => {
    const [point] = points;
    const tenths = [...point.series].map((t) => (t === -32767 ? 0 : t / 10));
    const wide = (await get(`${ITEMS}/${point.pid}?profile=wide`).expect(200)).body.properties;
    expect(wide['20200103']).toBeCloseTo(tenths[0], 9);
    const { body } = await get(`${ITEMS}/${point.pid}?profile=series`).expect(200);
    expect(JSON.stringify(body)).toContain('"displacement"');
  });

  test('streams everything as CSV', async () => {
    const { text } = await get(`${ITEMS}?stream=true&f=csv`).expect(200);
    expect(text.trimEnd().split('\r\n')).toHaveLength(points.length + 1);
  });

  test('serves tables by the same means', async () => {
    const { body } = await get('/collections/wells/items?filter=depth_m%20%3E%2050').expect(200);
    expect(body.features).toMatchObject([
      { id: 2, geometry: { coordinates: [11.2, 41.4] }, properties: { name: 'south' } },
    ]);
  });

  test('answers 304 until something is published', async () => {
    // One public address: links are absolute, so the tag of an answer belongs to it.
    const ask = (etag: string) => get(`${ITEMS}?limit=1`).set('Host', 'egms.example').set('If-None-Match', etag);
    const { headers } = await ask('"none"').expect(200);
    await ask(headers.etag).expect(304);
    await publishSynthetic(database, syntheticBurst({ ...TEST_BURST, track: 117, pointCount: 10 }));
    const after = await ask(headers.etag).expect(200);
    expect(after.body.numberMatched).toBe(points.length + 10);
  });
});

describe('what is wrong is told, never a 500', () => {
  test.each([
    'bbox=13,38,14',
    'bbox=13,39,14,38',
    'bbox=13,38,1e999,39',
    'bbox=a,b,c,d',
    'limit=0',
    'limit=-1',
    'limit=1.5',
    'nonsense=1',
    'filter=mean_velocity%20%3C%20%27fast%27',
    'filter=nonsense%20%3D%201',
    `filter=${'('.repeat(1000)}1%20%3D%201${')'.repeat(1000)}`,
    "filter=pid%20%3D%20'x'%3B%20drop%20table%20egms.point",
    'crs=http://www.opengis.net/def/crs/EPSG/0/1',
    'datetime=yesterday',
    'sortby=nonsense',
    'cursor=nonsense',
    'offset=1000000000',
  ])('%s', async (query) => {
    const { status, body } = await get(`${ITEMS}?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 400, code: expect.any(String), detail: expect.stringMatching(/./) });
    expect(JSON.stringify(body)).not.toMatch(/ at .*\.js/);
  });

  test('a limit above the largest is clamped', async () => {
    expect((await get(`${ITEMS}?limit=1000000000`).expect(200)).body.features.length).toBeLessThanOrEqual(10_000);
  });

  test.each(['..', '%2e%2e%2fetc', 'ü', "x'%20or%20'1'%3D'1", 'a%2Fb', 'a.b'])('a collection called %s', async (id) => {
    expect((await get(`/collections/${id}/items`)).status).toBe(404);
  });

  test.each(["x'%20or%20'1'%3D'1", '%F0%9F%98%80', '..%2f..', '%00'])('a feature called %s', async (id) => {
    expect([400, 404]).toContain((await get(`${ITEMS}/${id}`)).status);
  });

  test('a database that is gone is a 503 that says when to come back', async () => {
    const gone: Database = Object.create(database, {
      query: { value: () => Promise.reject(databaseUnavailable(new Error('gone'))) },
    });
    const lost = testApp({ catalog: new SqlCatalog(gone, [], { countCap: 1 }) });
    const answer = await request(lost).get(ITEMS).expect(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});
