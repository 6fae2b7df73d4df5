import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ITEMS, PLACES, pid, volcano, volcanoApp } from './volcano.js';

const app = volcanoApp();
const get = (path: string) => request(app).get(path);

describe('the displacement series of a point', () => {
  test('is two lists of one length, with its unit', async () => {
    const { body, headers } = await get(`${ITEMS}/${pid(9)}/timeseries`).expect(200);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toMatchObject({
      pid: pid(9),
      collection: volcano.id,
      unit: 'mm',
      dates: ['2020-01-05', '2020-01-29', '2021-01-11'],
      displacement: [-0.5, null, -7.1],
    });
    expect(body.links.map(({ rel }: { rel: string }) => rel)).toEqual(['self', 'alternate', 'collection', 'related']);
  });

  test('is a table of dates and millimetres as CSV, missing ones empty', async () => {
    const { text, headers } = await get(`${ITEMS}/${pid(9)}/timeseries?f=csv`).expect(200);
    expect(text).toBe('date,displacement_mm\r\n2020-01-05,-0.5\r\n2020-01-29,\r\n2021-01-11,-7.1\r\n');
    expect(headers['content-disposition']).toBe(`attachment; filename="${volcano.id}-${pid(9)}-series.csv"`);
  });

  test('datetime takes a part of it', async () => {
    const { body } = await get(`${ITEMS}/${pid(9)}/timeseries?datetime=2020-01-06/..`).expect(200);
    expect(body.dates).toEqual(['2020-01-29', '2021-01-11']);
    await get(`${ITEMS}/${pid(9)}/timeseries?datetime=never`).expect(400);
  });

  test('what has none is a 404', async () => {
    await get(`${ITEMS}/none/timeseries`).expect(404);
    await get(`${PLACES}/${encodeURIComponent('a/b?c=d')}/timeseries`).expect(404);
    await get('/collections/none/items/1/timeseries').expect(404);
  });

  test('a client that holds it gets 304', async () => {
    const url = `${ITEMS}/${pid(9)}/timeseries`;
    const { headers } = await get(url).expect(200);
    await get(url).set('If-None-Match', headers.etag).expect(304);
  });

  test.each([
    ['If-None-Match', '*'],
    ['If-Modified-Since', 'Fri, 01 Jan 2100 00:00:00 GMT'],
  ])('%s: %s is a 304 for a series, and a 404 for none', async (name, value) => {
    await get(`${ITEMS}/${pid(9)}/timeseries`)
      .set(name, value)
      .expect(304);
    await get(`${ITEMS}/nope/timeseries`).set(name, value).expect(404);
  });
});
