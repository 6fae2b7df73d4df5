import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { rawBody } from './raw-body.js';
import { ITEMS, pid, volcanoApp } from './volcano.js';

const app = volcanoApp();

describe('features as a GeoJSON text sequence', () => {
  test('stand between record separators and line feeds, each a document (RFC 8142)', async () => {
    const { body, headers } = await rawBody(request(app).get(`${ITEMS}?f=geojsonseq&limit=3`));
    expect(headers['content-type']).toBe('application/geo+json-seq');
    const elements = body.toString().split('\u001e');
    expect(elements[0]).toBe('');
    expect(elements.slice(1).every((element) => element.endsWith('\n'))).toBe(true);
    expect(elements.slice(1).map((element) => JSON.parse(element).id)).toEqual([0, 1, 2].map(pid));
  });

  test('are the same features as in GeoJSON', async () => {
    const { body } = await request(app).get(`${ITEMS}?limit=3&crs=EPSG:3035`);
    const sequence = await rawBody(request(app).get(`${ITEMS}?f=geojsonseq&limit=3&crs=EPSG:3035`));
    const elements = sequence.body.toString().split('\u001e').slice(1);
    expect(elements.map((element) => JSON.parse(element))).toEqual(body.features);
  });

  test('go on at a link in the header', async () => {
    const { headers } = await rawBody(request(app).get(`${ITEMS}?f=geojsonseq&limit=3`));
    expect(headers.link).toMatch(/rel="next"; type="application\/geo\+json-seq"/);
  });
});
