import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Link } from '../../../src/http/links.js';
import { lakes, memoryCatalog, ustica } from '../../support/memory-catalog.js';
import { testApp } from '../../support/test-app.js';

const app = testApp({ config: { url: 'https://example.org' } });
const get = (path: string) => request(app).get(path);
const path = '/collections/l2b-descending-2020-2024';
const REL = 'http://www.opengis.net/def/rel/ogc/1.0';

describe('a collection', () => {
  test('says what, where, when, in which systems and how many', async () => {
    const { body } = await get(path);
    expect(body).toMatchObject({
      id: 'l2b-descending-2020-2024',
      title: 'L2b Calibrated, descending, 2020-2024',
      itemType: 'feature',
      itemCount: 4,
      extent: {
        spatial: { bbox: [[13.15, 38.69, 13.2, 38.72]], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84' },
        temporal: { interval: [['2020-01-05T00:00:00Z', '2020-01-29T23:59:59Z']] },
      },
      egms: { level: 'L2b', geometry: 'descending', release: '2020-2024', epochs: 3 },
      updated: '2025-03-01T10:00:00.500Z',
    });
  });

  test('lists CRS84 first and its storage system among the others', async () => {
    const { body } = await get(path);
    expect(body.crs[0]).toBe('http://www.opengis.net/def/crs/OGC/1.3/CRS84');
    expect(body.crs).toContain(body.storageCrs);
  });

  test('links to everything below it, each link typed', async () => {
    const { body } = await get(path);
    const links = body.links as Link[];
    const here = `https://example.org${path}`;
    const schemaType = 'application/schema+json';
    expect(links.map(({ rel, type, href }) => [rel, type, href])).toEqual(
      expect.arrayContaining([
        ['self', 'application/json', here],
        ['alternate', 'text/html', `${here}?f=html`],
        ['describedby', schemaType, `${here}/schema`],
        [`${REL}/schema`, schemaType, `${here}/schema`],
        [`${REL}/queryables`, schemaType, `${here}/queryables`],
        [`${REL}/sortables`, schemaType, `${here}/sortables`],
        ['license', 'text/html', 'https://example.org/license'],
      ]),
    );
    expect(links.every(({ type }) => type)).toBe(true);
  });

  test('has one items link per format; GDAL appends an id to the GeoJSON one, so it has no query string', async () => {
    const { body } = await get(path);
    const items = (body.links as Link[]).filter(({ rel }) => rel === 'items');
    expect(items.map(({ type, href }) => [type, href.replace(`https://example.org${path}`, '')])).toEqual([
      ['application/geo+json', '/items'],
      ['application/geo+json-seq', '/items?f=geojsonseq'],
      ['text/csv', '/items?f=csv'],
      ['application/flatgeobuf', '/items?f=fgb'],
      ['application/vnd.apache.parquet', '/items?f=parquet'],
      ['text/html', '/items?f=html'],
    ]);
  });

  test('keeps the links its definition brings along', async () => {
    const { body } = await get('/collections/lakes');
    expect(body.links).toContainEqual(lakes.links[0]);
  });

  test('without time or place says nothing of them', async () => {
    const catalog = memoryCatalog([[{ ...lakes, bbox: undefined, itemCount: 0 }, []]]);
    const { body } = await request(testApp({ catalog })).get('/collections/lakes');
    expect(body.extent).toEqual({});
    expect(body.itemCount).toBe(0);
  });

  test('that does not exist is a 404, as are odd ids', async () => {
    for (const id of ['dUmmYColLection', '..', 'a%2Fb', "x'%20OR%20'1'='1", '%F0%9F%8C%8B']) {
      const { status, body } = await get(`/collections/${id}`);
      expect({ id, status, code: body.code }).toEqual({ id, status: 404, code: 'NotFound' });
    }
  });

  test('may have a slash, dots or other scripts in its id', async () => {
    const id = 'a/b.c Straße';
    const catalog = memoryCatalog([[{ ...lakes, id }, []]]);
    const { body } = await request(testApp({ catalog })).get(`/collections/${encodeURIComponent(id)}`);
    expect(body.id).toBe(id);
    expect((body.links as Link[])[0].href).toMatch(/\/collections\/a%2Fb\.c%20Stra%C3%9Fe$/);
  });

  test('is a page with attributes, units and downloads', async () => {
    const { text } = await get(`${path}?f=html`);
    for (const words of ['mean_velocity', 'mm/yr', '4 measurement points', 'FlatGeobuf', 'aria-label="Breadcrumb"']) {
      expect(text).toContain(words);
    }
  });

  test('that nobody changed is a 304', async () => {
    const { headers } = await get(path);
    expect(headers['last-modified']).toBe('Sat, 01 Mar 2025 10:00:00 GMT');
    const { status } = await get(path).set('If-None-Match', headers.etag);
    expect(status).toBe(304);
  });
});

describe('the list of collections', () => {
  const ids = async (query: string): Promise<string[]> =>
    (await get(`/collections?${query}`)).body.collections.map(({ id }: { id: string }) => id);

  test('holds the same documents as stand alone', async () => {
    const { body } = await get('/collections');
    for (const collection of body.collections) {
      expect((await get(`/collections/${collection.id}`)).body).toEqual(collection);
    }
  });

  test('has self and alternate', async () => {
    const { body } = await get('/collections');
    expect(body.links.map(({ rel, type }: Link) => [rel, type])).toEqual([
      ['self', 'application/json'],
      ['alternate', 'text/html'],
    ]);
  });

  test('is narrowed by a box and a time', async () => {
    expect(await ids('bbox=13,38,14,39')).toEqual(['l2b-descending-2020-2024', 'lakes']);
    expect(await ids('bbox=20,38,21,39')).toEqual(['lakes']);
    expect(await ids('bbox=177,65,-177,70')).toEqual([]);
    expect(await ids('datetime=2021-01-01/..')).toEqual(['lakes']);
    expect(await ids('datetime=2020-01-10/P2D')).toEqual(['l2b-descending-2020-2024', 'lakes']);
  });

  test('comes in pages that lead to each other and keep the other parameters', async () => {
    const first = (await get('/collections?limit=1&datetime=../..')).body;
    expect(first).toMatchObject({ numberMatched: 2, numberReturned: 1 });
    const next = first.links.find(({ rel }: Link) => rel === 'next').href;
    expect(new URL(next).searchParams.get('datetime')).toBe('../..');
    const second = (await get(next.replace('https://example.org', ''))).body;
    expect(second.collections.map(({ id }: { id: string }) => id)).toEqual(['lakes']);
    expect(second.links.map(({ rel }: Link) => rel)).toEqual(['self', 'alternate', 'prev']);
  });

  test('is not cut for clients that ask for everything', async () => {
    expect(await ids('limit=10000')).toHaveLength(2);
    expect(await ids('limit=1000000')).toHaveLength(2);
  });

  test('has another tag when a collection goes, though nothing newer came', async () => {
    const tagOf = async (catalog: ReturnType<typeof memoryCatalog>) => {
      const { headers } = await request(testApp({ catalog, config: { url: 'https://a.example' } })).get('/collections');
      expect(headers['last-modified']).toBeUndefined();
      return headers.etag;
    };
    expect(await tagOf(memoryCatalog())).not.toBe(await tagOf(memoryCatalog([[ustica, []]])));
  });

  test('is a page of cards', async () => {
    const { text } = await get('/collections?f=html&limit=1');
    expect(text).toContain('Browse');
    expect(text).toContain('Next page');
  });
});
