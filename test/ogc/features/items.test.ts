import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Link } from '../../../src/http/links.js';
import { testApp, testConfig } from '../../support/test-app.js';
import { ITEMS, PLACES, POINT_COUNT, pid, volcanoApp, volcanoCatalog } from './volcano.js';

interface Answer {
  features: { id: unknown; geometry: unknown; properties: Record<string, unknown> }[];
  links: Link[];
  numberMatched?: number;
  numberReturned: number;
  timeStamp: string;
}

const app = volcanoApp();
const get = async (query = ''): Promise<Answer> => (await request(app).get(`${ITEMS}${query}`).expect(200)).body;
const ids = ({ features }: Answer): unknown[] => features.map(({ id }) => id);
const link = ({ links }: Answer, rel: string) => links.find((candidate) => candidate.rel === rel);
const local = (href: string) => href.replace(/^https?:\/\/[^/]+/, '');

describe('Features 1, core: a page of features', () => {
  test('fc-response: is GeoJSON with ids on top, everything typed (R3)', async () => {
    const answer = await request(app).get(`${ITEMS}?limit=2`).expect(200);
    expect(answer.headers['content-type']).toBe('application/geo+json');
    expect(answer.body).toMatchObject({ type: 'FeatureCollection', numberReturned: 2, numberMatched: POINT_COUNT });
    expect(answer.body.features[1]).toMatchObject({
      type: 'Feature',
      id: pid(1),
      geometry: { type: 'Point', coordinates: [13.101, 38.6] },
      properties: { pid: pid(1), mean_velocity: -12.4, first_date: '2020-01-05', date_count: 3 },
    });
  });

  test('series do not ride along unasked', async () => {
    const { features, ...document } = await get('?limit=1');
    expect(document).not.toHaveProperty('dates');
    expect(Object.keys(features[0].properties).filter((name) => /\d{8}|displacement|^dates$/.test(name))).toEqual([]);
  });

  test('fc-links and fc-rel-type: self, one alternate for every other format, next and collection, all typed', async () => {
    const { links } = await get('?limit=2&mean_velocity=-12.4');
    expect(links.map(({ rel, type }) => [rel, type])).toEqual([
      ['self', 'application/geo+json'],
      ['alternate', 'application/geo+json-seq'],
      ['alternate', 'text/csv'],
      ['alternate', 'application/flatgeobuf'],
      ['alternate', 'application/vnd.apache.parquet'],
      ['alternate', 'text/html'],
      ['collection', 'application/json'],
    ]);
  });

  test('fc-timeStamp: says when it was made', async () => {
    const before = Date.now();
    const { timeStamp } = await get('?limit=1');
    expect(timeStamp).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(Date.parse(timeStamp)).toBeGreaterThanOrEqual(before);
  });

  test('fc-limit-definition: 100 features without limit, and as many as asked for with it (R5)', async () => {
    expect((await get()).features).toHaveLength(100);
    expect((await get('?limit=7')).features).toHaveLength(7);
  });

  test('fc-limit-response-1: more than the maximum is the maximum, not an error', async () => {
    const small = volcanoApp({ config: { limits: { ...testConfig.limits, maxItems: 30, defaultItems: 10 } } });
    const { body } = await request(small).get(`${ITEMS}?limit=1000000000`).expect(200);
    expect(body.features).toHaveLength(30);
  });

  test.each(['0', '-1', 'unlimited', '1.5', '', 'NaN'])('query-param-invalid: limit=%s is a 400', async (limit) => {
    const { body } = await request(app).get(`${ITEMS}?limit=${limit}`).expect(400);
    expect(body).toMatchObject({ code: 'InvalidParameterValue', status: 400 });
  });

  test('query-param-unknown: a parameter that is no property either is a 400 that lists what is known', async () => {
    const { body } = await request(app).get(`${ITEMS}?veloccity=1`).expect(400);
    expect(body.code).toBe('UnknownParameter');
    expect(body.detail).toContain('mean_velocity');
  });

  test('query-param-unknown: ignored where the configuration asks for pygeoapi’s behaviour (P5)', async () => {
    const lenient = volcanoApp({ config: { unknownParameters: 'ignore' } });
    const { body } = await request(lenient).get(`${ITEMS}?veloccity=1&limit=3`).expect(200);
    expect(body.features).toHaveLength(3);
  });

  test('fc-numberMatched: the number of features that match, whatever the page shows (R6)', async () => {
    expect(await get('?limit=1&mean_velocity=0')).toMatchObject({ numberMatched: 1, numberReturned: 1 });
    expect(await get('?bbox=0,0,1,1')).toMatchObject({ numberMatched: 0, numberReturned: 0, features: [] });
  });

  test('resulttype=hits has the number and no features', async () => {
    const answer = await get('?resulttype=hits&filter=mean_velocity%20%3E%200');
    expect(answer).toMatchObject({ numberMatched: 124, numberReturned: 0, features: [] });
    expect(link(answer, 'next')).toBeUndefined();
  });

  test('an unknown collection is a 404', async () => {
    const { body } = await request(app).get('/collections/dUmmYColLection/items').expect(404);
    expect(body.code).toBe('NotFound');
  });
});

describe('Features 1, core: paging', () => {
  test('the next links lead through everything once, in a stable order, and end without an empty page (R4)', async () => {
    const seen: unknown[] = [];
    let pages = 0;
    for (let path: string | undefined = `${ITEMS}?limit=70`; path !== undefined; pages++) {
      const { body } = await request(app).get(path).expect(200);
      expect(body.features.length).toBeGreaterThan(0);
      expect(body.numberMatched).toBe(POINT_COUNT);
      seen.push(...ids(body));
      const next = link(body, 'next');
      if (next) expect(next.type).toBe('application/geo+json');
      path = next && local(next.href);
    }
    expect(pages).toBe(4);
    expect(seen).toEqual(Array.from({ length: POINT_COUNT }, (_, i) => pid(i)));
  });

  test('a page that ends exactly at the end has no next link', async () => {
    expect(link(await get(`?limit=${POINT_COUNT}`), 'next')).toBeUndefined();
    expect(link(await get(`?limit=${POINT_COUNT - 1}`), 'next')).toBeDefined();
  });

  test('a next link keeps every other parameter and drops the offset', async () => {
    const query = 'bbox=13,38,14,39&filter=mean_velocity%20%3E%200&properties=pid&sortby=-mean_velocity&crs=EPSG:3035';
    const next = new URL(link(await get(`?${query}&limit=5&offset=3`), 'next')!.href);
    expect(next.searchParams.get('offset')).toBeNull();
    expect(next.searchParams.get('cursor')).toBeTruthy();
    for (const [name, value] of new URLSearchParams(query)) expect(next.searchParams.get(name)).toBe(value);
  });

  test('the next link of an offset goes on behind it', async () => {
    const first = await get('?limit=5&offset=10');
    expect(ids(first)).toEqual([10, 11, 12, 13, 14].map(pid));
    const { body } = await request(app).get(local(link(first, 'next')!.href));
    expect(ids(body)).toEqual([15, 16, 17, 18, 19].map(pid));
  });

  test('an offset past the cap is a 400 that names the cap and what to do instead', async () => {
    const { body } = await request(app).get(`${ITEMS}?offset=100001`).expect(400);
    expect(body.detail).toMatch(/at most 100000, got 100001.*next/);
  });

  test('an offset together with a cursor is a 400', async () => {
    const next = local(link(await get('?limit=5'), 'next')!.href);
    await request(app).get(`${next}&offset=3`).expect(400);
  });

  test.each(['abc', 'UYO2VlsiMSIsImt4aFRiSFQ', "' OR 1=1"])('a cursor made by hand (%s) is a 400', async (cursor) => {
    await request(app)
      .get(`${ITEMS}?cursor=${encodeURIComponent(cursor)}`)
      .expect(400);
  });

  test('a cursor of another question is a 400', async () => {
    const next = new URL(link(await get('?limit=5'), 'next')!.href);
    await request(app)
      .get(`${ITEMS}?cursor=${next.searchParams.get('cursor')}&bbox=13,38,14,39`)
      .expect(400);
  });
});

describe('Features 1, core: bbox', () => {
  test('fc-bbox-response: only what intersects the box, edges included', async () => {
    expect(ids(await get('?bbox=13.1,38.6,13.102,38.6'))).toEqual([0, 1, 2].map(pid));
  });

  test('six numbers: heights are left aside', async () => {
    expect(ids(await get('?bbox=13.1,38.6,-500,13.102,38.6,9000'))).toEqual([0, 1, 2].map(pid));
  });

  test.each(['177,65,-177,70', '-180,-90,180,90', '-180,85,180,90', '-180,-90,180,-85', '170,-50,-170,50'])(
    'the boxes of the conformance suite are answered: %s',
    async (bbox) => {
      await get(`?bbox=${bbox}`);
    },
  );

  test('a western edge east of the eastern one crosses the antimeridian', async () => {
    expect((await get('?bbox=13.12,38,-170,39&limit=1')).numberMatched).toBe(50);
  });

  test.each([
    ['swapped latitudes', '13,39,14,38'],
    ['three numbers', '13,38,14'],
    ['five numbers', '13,38,0,14,39'],
    ['seven numbers', '1,2,3,4,5,6,7'],
    ['a missing number', '13,,14,39'],
    ['nothing', ''],
    ['text', '13,38,14,north'],
    ['infinity', '13,38,14,Infinity'],
    ['an overflow', '13,38,14,1e999'],
    ['not a number', 'NaN,38,14,39'],
    ['a statement', "13,38,14,39'--"],
  ])('query-param-invalid: %s is a 400', async (_, bbox) => {
    const { body } = await request(app)
      .get(`${ITEMS}?bbox=${encodeURIComponent(bbox)}`)
      .expect(400);
    expect(body.detail).toContain('bbox');
  });
});

describe('Features 1, core: datetime (R9)', () => {
  test.each([
    ['an instant within the series', '2020-01-17T06:00:00Z', 250],
    ['a day', '2020-01-05', 250],
    ['a closed interval', '2020-02-01/2021-12-31', 25],
    ['an interval with a duration, as the conformance suite sends it', '2021-01-11/P2D', 25],
    ['an open start', '../2020-01-05T23:59:59Z', 250],
    ['an open end', '2021-01-01/..', 25],
    ['an empty start', '/2020-01-05', 250],
    ['an empty end', '2021-01-01/', 25],
    ['the extreme years of QGIS', '0000-01-01T00:00:00Z/9999-12-31T23:59:59Z', 250],
    ['before everything', '../2019-12-31', 0],
  ])('%s: %s', async (_, datetime, count) => {
    expect((await get(`?limit=1&datetime=${datetime}`)).numberMatched).toBe(count);
  });

  test('fc-time-response C: features without time match every time', async () => {
    const { body } = await request(app).get(`${PLACES}?datetime=1950-01-01`).expect(200);
    expect(body.numberMatched).toBe(3);
  });

  test.each(['yesterday', '2020-13-01', '2021-01-01/2020-01-01', '2020-01-01/2020-01-02/2020-01-03', '', '..'])(
    'query-param-invalid: datetime=%s is a 400',
    async (datetime) => {
      await request(app).get(`${ITEMS}?datetime=${datetime}`).expect(400);
    },
  );
});

describe('other selections', () => {
  test('q finds identifiers by their beginnings', async () => {
    expect(ids(await get('?q=1WBfX0000'))).toEqual(Array.from({ length: 10 }, (_, i) => pid(i)));
    expect(ids(await get(`?q=${pid(3)},${pid(200)}`))).toEqual([pid(3), pid(200)]);
  });

  test('skipGeometry leaves geometries out', async () => {
    const { features } = await get('?limit=1&skipGeometry=true');
    expect(features[0].geometry).toBeNull();
    await request(app).get(`${ITEMS}?skipGeometry=maybe`).expect(400);
  });
});

describe('what HTTP does with it', () => {
  test('a client that holds the page gets 304, of another page not', async () => {
    const { headers } = await request(app).get(`${ITEMS}?limit=5`);
    expect(headers['last-modified']).toBe('Sat, 01 Mar 2025 10:00:00 GMT');
    await request(app).get(`${ITEMS}?limit=5`).set('If-None-Match', headers.etag).expect(304);
    await request(app).get(`${ITEMS}?limit=6`).set('If-None-Match', headers.etag).expect(200);
  });

  test.each([
    ['If-None-Match', '*'],
    ['If-Modified-Since', 'Fri, 01 Jan 2100 00:00:00 GMT'],
  ])('%s: %s is a 304 for a page, and a 400 for a filter that cannot be', async (name, value) => {
    await request(app).get(ITEMS).set(name, value).expect(304);
    await request(app).get(`${ITEMS}?filter=nope=1`).set(name, value).expect(400);
  });

  test('HEAD has the headers of GET and no body', async () => {
    const { headers, text } = await request(app).head(`${ITEMS}?limit=5`).expect(200);
    expect(headers).toMatchObject({ 'content-type': 'application/geo+json', 'ogc-numberreturned': '5' });
    expect(text ?? '').toBe('');
  });

  test('OPTIONS says what is allowed: reading and asking by POST (R13)', async () => {
    const { headers } = await request(app).options(ITEMS).expect(204);
    expect(headers.allow).toBe('GET, POST, HEAD, OPTIONS');
  });

  test('Accept of GDAL, of everything and of a browser get GeoJSON, GeoJSON and a page', async () => {
    const typeFor = async (accept: string) =>
      (await request(app).get(`${ITEMS}?limit=1`).set('Accept', accept)).headers['content-type'];
    expect(await typeFor('application/geo+json, application/json')).toBe('application/geo+json');
    expect(await typeFor('*/*')).toBe('application/geo+json');
    expect(await typeFor('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('text/html; charset=utf-8');
    await request(app).get(ITEMS).set('Accept', 'image/png').expect(406);
  });

  test('a failing catalog is a problem document, not half an answer', async () => {
    const catalog = { ...volcanoCatalog(), items: async () => Promise.reject(new Error('secret of the database')) };
    const { body } = await request(testApp({ catalog })).get(ITEMS).expect(500);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
