import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Link } from '../../../src/http/links.js';
import { ITEMS, PLACES, POINT_COUNT, pid, volcanoApp } from './volcano.js';

const app = volcanoApp();
const get = (path: string) => request(app).get(path);
const local = (href: string) => href.replace('https://example.org', '');

async function count(filter: string, more = ''): Promise<number> {
  const { body } = await get(`${ITEMS}?limit=1&filter=${encodeURIComponent(filter)}${more}`).expect(200);
  return body.numberMatched;
}

describe('Features 3, filter: CQL2 text', () => {
  test.each([
    ['mean_velocity < -10', 25],
    ['mean_velocity >= 12.4', 1],
    ['"mean_velocity" = -0.0', 1],
    ['mean_velocity BETWEEN -1 AND 1', 21],
    ["pid LIKE '1WBfX0001%'", 10],
    ["CASEI(pid) LIKE CASEI('1wbfx0001%')", 10],
    [`pid IN ('${pid(3)}', '${pid(5)}', 'none')`, 2],
    ['height_ortho IS NULL', 1],
    ['NOT (mean_velocity < 0)', 125],
    ['mean_velocity < -12 AND temporal_coherence > 0.52', 2],
    ["last_date > DATE('2020-06-01')", 25],
    ['S_INTERSECTS(geometry, BBOX(13.1, 38.6, 13.102, 38.6))', 3],
    ["first_date = DATE('2020-01-05')", POINT_COUNT],
  ])('%s matches %i', async (filter, expected) => {
    expect(await count(filter)).toBe(expected);
  });

  test('features-filter/response: null is neither true nor false', async () => {
    expect(await count('seasonality > 0')).toBe(POINT_COUNT - 1);
    expect(await count('NOT (seasonality > 0)')).toBe(0);
  });

  test('as QGIS writes it: quoted names, unary minus, brackets, its own filter-crs (R8)', async () => {
    expect(await count('("mean_velocity" < ( - (12.4)))', '&filter-lang=cql2-text')).toBe(1);
    const crs = '&filter-crs=http://www.opengis.net/def/crs/EPSG/0/4326';
    expect(await count('S_INTERSECTS("geometry",BBOX(38.6,13.1,38.6,13.102))', crs)).toBe(3);
  });

  test('an alias of the other header generation is the same attribute', async () => {
    expect(await count('height = 10')).toBe(POINT_COUNT - 1);
    expect(await count('height_ortho = 10')).toBe(POINT_COUNT - 1);
  });

  test('mixing-expressions: filter, bbox, datetime, q and property filters must all hold', async () => {
    const others = ['bbox=13,38,13.104,39', 'datetime=2021-01-01/..', 'q=1WBfX000', 'rmse_ts=0'];
    expect(await count('mean_velocity < -5', `&${others.join('&')}`)).toBe(1);
    expect(await count('mean_velocity < -10', `&${others.join('&')}`)).toBe(0);
    expect(await count('mean_velocity < -5', `&${others.join('&')}&line=1`)).toBe(0);
    for (const other of others.slice(0, 3)) {
      const fewer = others.filter((kept) => kept !== other);
      expect(await count('mean_velocity < 12', `&${fewer.join('&')}`)).toBeGreaterThan(1);
    }
  });

  test.each([
    ['an unknown property', 'no_such = 1', /no_such/],
    ['a type mismatch', "mean_velocity = 'fast'", /mean_velocity|fast/],
    ['a syntax error', 'mean_velocity <', /./],
    ['nothing', '', /./],
    ['a statement', "pid = 'x'; drop table egms.point", /./],
    ['a depth of 1,000', `${'('.repeat(1000)}mean_velocity < 1${')'.repeat(1000)}`, /levels|nesting/],
    ['an unknown function', 'pg_sleep(10) = 1', /pg_sleep/],
    ['a date that is none', "first_date > DATE('2020-02-31')", /2020-02-31/],
  ])('features-filter/response E: %s is a 400 that says so', async (_, filter, message) => {
    const { body } = await get(`${ITEMS}?filter=${encodeURIComponent(filter)}`).expect(400);
    expect(body.code).toBe('InvalidParameterValue');
    expect(body.detail).toMatch(message);
  });
});

describe('Features 3, filter: CQL2 JSON', () => {
  const slow = { op: '<', args: [{ property: 'mean_velocity' }, -10] };

  test.each(['cql2-json', 'cql-json'])('filter-lang=%s', async (language) => {
    expect(await count(JSON.stringify(slow), `&filter-lang=${language}`)).toBe(25);
  });

  test('filter-lang=cql-text is the text encoding, under pygeoapi’s name for it', async () => {
    expect(await count('mean_velocity < -10', '&filter-lang=cql-text')).toBe(25);
  });

  test('filter-lang-param: an unknown language, and text that is no JSON, are 400s', async () => {
    await get(`${ITEMS}?filter=true&filter-lang=sql`).expect(400);
    const { body } = await get(`${ITEMS}?filter=mean_velocity&filter-lang=cql2-json`).expect(400);
    expect(body.detail).toMatch(/JSON/);
  });

  test('POST of a filter answers as GET with the same one (P4)', async () => {
    const { body } = await request(app).post(`${ITEMS}?limit=10`).send(slow).expect(200);
    expect(body).toMatchObject({ type: 'FeatureCollection', numberMatched: 25, numberReturned: 10 });
  });

  test('POST takes pygeoapi’s media type, and refuses others', async () => {
    const post = (type: string) => request(app).post(ITEMS).set('Content-Type', type).send(JSON.stringify(slow));
    await post('application/query-cql-json').expect(200);
    await post('application/xml').expect(415);
  });

  test('the next links of a POST are followed by GET and hold the filter as text', async () => {
    const seen: string[] = [];
    const answer = await request(app).post(`${ITEMS}?limit=10&sortby=-mean_velocity`).send(slow).expect(200);
    for (let page = answer.body; page; ) {
      seen.push(...page.features.map(({ id }: { id: string }) => id));
      const next = page.links.find(({ rel }: Link) => rel === 'next');
      if (next) expect(new URL(next.href).searchParams.get('filter')).toBe('"mean_velocity" < -10');
      page = next && (await get(local(next.href)).expect(200)).body;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => pid(24 - i)));
  });

  test('the self link of a POST asks the same by GET', async () => {
    const { body } = await request(app).post(`${ITEMS}?limit=3`).send(slow).expect(200);
    const self = body.links.find(({ rel }: Link) => rel === 'self');
    const again = await get(local(self.href)).expect(200);
    expect(again.body.features).toEqual(body.features);
  });

  test('a filter too long for an address is sent again by POST to the next link', async () => {
    const long = { op: 'in', args: [{ property: 'pid' }, Array.from({ length: 900 }, (_, i) => pid(i))] };
    const { body } = await request(app).post(`${ITEMS}?limit=200`).send(long).expect(200);
    const next = body.links.find(({ rel }: Link) => rel === 'next');
    expect(next.method).toBe('POST');
    const rest = await request(app).post(local(next.href)).send(long).expect(200);
    expect(rest.body.features.map(({ id }: { id: string }) => id)).toEqual(
      Array.from({ length: 50 }, (_, i) => pid(200 + i)),
    );
  });

  test.each([
    ['a list', [1]],
    ['no operator', { args: [] }],
    ['an unknown operator', { op: 'drop table', args: [] }],
    ['an unknown property', { op: '=', args: [{ property: 'no_such' }, 1] }],
    ['a depth of 1,000', JSON.parse(`${'{"op":"not","args":['.repeat(1000)}true${']}'.repeat(1000)}`)],
  ])('POST of %s is a 400', async (_, body) => {
    await request(app).post(ITEMS).send(body).expect(400);
  });

  test('a POST is never cached', async () => {
    const { headers } = await request(app).post(ITEMS).send(slow);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers.etag).toBeUndefined();
  });
});

describe('Features 3, queryables-query-parameters', () => {
  const matched = async (query: string) => (await get(`${PLACES}?${query}`).expect(200)).body.numberMatched;

  test.each([
    ['text', 'name=Piazza, "Grande"', 1],
    ['an integer', 'rank=2', 1],
    ['an integer with a sign', 'rank=+2', 1],
    ['a number', 'area=2.5', 1],
    ['a number with an exponent', 'area=25e-1', 1],
    ['true', 'inhabited=true', 1],
    ['a date', 'founded=1850-03-01', 1],
    ['an instant', 'seen=2024-05-01T06:00:00Z', 1],
    ['two that exclude each other', 'rank=1&area=3.5', 0],
  ])('%s: %s matches %i', async (_, query, expected) => {
    expect(await matched(query)).toBe(expected);
  });

  test.each([
    ['rank', '1.5'],
    ['rank', 'first'],
    ['area', '2,5'],
    ['area', ''],
    ['area', 'Infinity'],
    ['inhabited', 'yes'],
    ['founded', '1850'],
    ['seen', 'noon'],
  ])('%s=%s is not of the property’s type: a 400 that names it', async (name, value) => {
    const { body } = await get(`${PLACES}?${name}=${value}`).expect(400);
    expect(body.detail).toContain(name);
  });

  test('a value is data: quotes and operators match themselves and nothing else', async () => {
    expect(await matched(`name=${encodeURIComponent("' OR '1'='1")}`)).toBe(0);
    expect(await matched(`name=${encodeURIComponent('%')}`)).toBe(0);
  });

  test('JSON values cannot be compared: naming one is a 400', async () => {
    await get(`${PLACES}?tags=x`).expect(400);
  });
});
