import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Link } from '../../../src/http/links.js';
import { ITEMS, PLACES, pid, places, volcanoApp } from './volcano.js';

const app = volcanoApp();
const get = (path: string) => request(app).get(path);

describe('Features 1, core: one feature', () => {
  test('f-success: is a GeoJSON feature with its id on top', async () => {
    const { body, headers } = await get(`${ITEMS}/${pid(7)}`).expect(200);
    expect(headers['content-type']).toBe('application/geo+json');
    expect(body).toMatchObject({
      type: 'Feature',
      id: pid(7),
      geometry: { type: 'Point', coordinates: [13.107, 38.6] },
      properties: { pid: pid(7), mean_velocity: -11.8 },
    });
  });

  test('f-links: self, alternates and collection, all typed, and the series', async () => {
    const { body } = await get(`${ITEMS}/${pid(7)}`);
    const here = `https://example.org${ITEMS}/${pid(7)}`;
    expect((body.links as Link[]).map(({ rel, type, href }) => [rel, type, href])).toEqual([
      ['self', 'application/geo+json', here],
      ['alternate', 'text/csv', `${here}?f=csv`],
      ['alternate', 'text/html', `${here}?f=html`],
      ['collection', 'application/json', `https://example.org${ITEMS.replace('/items', '')}`],
      ['related', 'application/json', `${here}/timeseries`],
    ]);
  });

  test('its series comes when asked for', async () => {
    const properties = async (query: string) =>
      (await get(`${ITEMS}/${pid(9)}?properties=pid${query}`)).body.properties;
    expect(await properties('')).toEqual({ pid: pid(9) });
    const dates = ['2020-01-05', '2020-01-29', '2021-01-11'];
    expect(await properties('&profile=series')).toEqual({ pid: pid(9), dates, displacement: [-0.5, null, -7.1] });
    expect(await properties('&profile=compact')).toEqual({
      pid: pid(9),
      dates,
      displacement_tenths_mm: [-5, null, -71],
    });
    expect(await properties('&profile=wide')).toMatchObject({ '20200105': -0.5, '20200117': null, '20210111': -7.1 });
  });

  test('coordinates follow crs, and skipGeometry leaves them out', async () => {
    const { body, headers } = await get(`${ITEMS}/${pid(0)}?crs=EPSG:4326`);
    expect(body.geometry.coordinates).toEqual([38.6, 13.1]);
    expect(headers['content-crs']).toBe('<http://www.opengis.net/def/crs/EPSG/0/4326>');
    expect((await get(`${ITEMS}/${pid(0)}?skipGeometry=true`)).body.geometry).toBeNull();
    await get(`${ITEMS}/${pid(0)}?crs=EPSG:1`).expect(400);
  });

  test('is a CSV of one line, too', async () => {
    const { text } = await get(`${ITEMS}/${pid(1)}?f=csv&properties=pid,mean_velocity`).expect(200);
    expect(text).toBe(`pid,mean_velocity,longitude,latitude\r\n${pid(1)},-12.4,13.101,38.6\r\n`);
  });

  test.each(['none', '1WBfX0000', '%00', '..', 'a%2Fb', '%F0%9F%8C%8B', "'%3B--", '%25', 'x'.repeat(4000)])(
    'an identifier that no feature has is a 404 or a 400, never a failure: %s',
    async (id) => {
      const { status } = await get(`${ITEMS}/${id}`);
      expect([400, 404]).toContain(status);
    },
  );

  test.each(['a/b?c=d', 'ü 100%', "' OR '1'='1"])('an odd identifier works: %s', async (id) => {
    const { body } = await get(`${PLACES}/${encodeURIComponent(id)}`).expect(200);
    expect(body.id).toBe(id);
    const self = (body.links as Link[]).find(({ rel }) => rel === 'self')!;
    await get(self.href.replace('https://example.org', '')).expect(200);
    await get(`${PLACES}/${encodeURIComponent(id)}?f=html`).expect(200);
    await get(`${PLACES}/${encodeURIComponent(id)}?f=csv`).expect(200);
  });

  test('a table’s feature has no series and no link to one', async () => {
    const { body } = await get(`${PLACES}/${encodeURIComponent('a/b?c=d')}`);
    expect((body.links as Link[]).map(({ rel }) => rel)).not.toContain('related');
    expect(Object.keys(body.properties)).toEqual(places.properties.map(({ name }) => name));
    expect(body.properties).toMatchObject({ rank: 1, area: 2.5, inhabited: true, tags: ['x'] });
  });

  test('unknown parameters are a 400, property filters included: there is nothing to select', async () => {
    await get(`${ITEMS}/${pid(0)}?mean_velocity=1`).expect(400);
  });

  test('a client that holds it gets 304', async () => {
    const { headers } = await get(`${ITEMS}/${pid(0)}`);
    await get(`${ITEMS}/${pid(0)}`)
      .set('If-None-Match', headers.etag)
      .expect(304);
    await get(`${ITEMS}/${pid(0)}`)
      .set('If-Modified-Since', headers['last-modified'])
      .expect(304);
  });

  test.each([
    ['If-None-Match', '*'],
    ['If-Modified-Since', 'Fri, 01 Jan 2100 00:00:00 GMT'],
  ])('%s: %s is a 304 for a feature, and a 404 for none', async (name, value) => {
    await get(`${ITEMS}/${pid(0)}`)
      .set(name, value)
      .expect(304);
    await get(`${ITEMS}/nope`).set(name, value).expect(404);
  });
});
