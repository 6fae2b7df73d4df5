import request from 'supertest';
import { expect, test } from 'vitest';
import type { TileServer } from '../../../src/ogc/tiles/tile-server.js';
import { fakeMaps } from '../../support/fake-maps.js';
import { lakes, ustica } from '../../support/memory-catalog.js';
import { testApp } from '../../support/test-app.js';

/** No tile is asked of it. */
const tiles = {} as TileServer;
const app = testApp({ tiles, maps: fakeMaps().drawing });

/** Addresses of a page, each behind its title. */
async function addressesOf(path: string): Promise<Readonly<Record<string, string>>> {
  const { text } = await request(app).get(path).query({ f: 'html' }).set('Host', 'localhost').expect(200);
  const entries = text.matchAll(/<dt>([^<]+)<small>[^<]+<\/small><\/dt><dd><code>([^<]+)<\/code><\/dd>/g);
  return Object.fromEntries([...entries].map(([, title, href]) => [title, href]));
}

const SERVICE = {
  'OGC API - Features': 'http://localhost/',
  'WMS 1.1.1, 1.3.0': 'http://localhost/wms',
  'WMTS 1.0.0': 'http://localhost/wmts/1.0.0/WMTSCapabilities.xml',
};

test('the landing page has the addresses of the whole service', async () => {
  expect(await addressesOf('/')).toEqual(SERVICE);
});

test('the page of a collection has those of its tiles, too', async () => {
  expect(await addressesOf(`/collections/${ustica.id}`)).toEqual({
    ...SERVICE,
    'Vector tiles': `http://localhost/tiles/${ustica.id}/{z}/{x}/{y}.mvt`,
    'MapLibre style': `http://localhost/collections/${ustica.id}/style.json`,
    'Map tiles': `http://localhost/map-tiles/${ustica.id}/{z}/{x}/{y}.png`,
  });
});

test('a table is not drawn', async () => {
  expect(await addressesOf(`/collections/${lakes.id}`)).toEqual({ 'OGC API - Features': 'http://localhost/' });
});
