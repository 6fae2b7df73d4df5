import request from 'supertest';
import { expect, test } from 'vitest';
import { StoredStyles } from '../../../src/maps/styles.js';
import type { TileServer } from '../../../src/ogc/tiles/tile-server.js';
import { memoryCatalog } from '../../support/memory-catalog.js';
import { memoryStyleStore } from '../../support/memory-style-store.js';
import { lineOfSight } from '../../support/styled-collections.js';
import { testApp } from '../../support/test-app.js';

const PATH = `/collections/${lineOfSight.id}/style.json`;

/** No tile is asked of it. */
const tiles = {} as TileServer;
const catalog = memoryCatalog([[lineOfSight, []]]);

test('the style of a collection is its default style, the same document as that of the style itself', async () => {
  const store = memoryStyleStore([lineOfSight.id]);
  const app = testApp({ catalog, tiles, styles: { styles: new StoredStyles(store), store } });
  const get = (path: string) => request(app).get(path).set('Host', 'localhost');
  const before = await get(PATH).expect(200);
  expect(before.type).toBe('application/vnd.mapbox.style+json');
  expect(before.body).toEqual((await get(`/collections/${lineOfSight.id}/styles/velocity?f=mapbox`)).body);
  await store.setDefault(lineOfSight.id, 'height');
  const after = await get(PATH).set('If-None-Match', before.headers.etag).expect(200);
  expect(after.body.metadata).toMatchObject({ 'open-egms:style': 'height' });
  await get(PATH).set('If-None-Match', after.headers.etag).expect(304);
});

test('where the default has no form for vector tiles, it is the next that has one', async () => {
  const store = memoryStyleStore([lineOfSight.id]);
  const app = testApp({ catalog, tiles, styles: { styles: new StoredStyles(store), store } });
  await store.setDefault(lineOfSight.id, 'displacement');
  const { body } = await request(app).get(PATH).expect(200);
  expect(body.metadata).toMatchObject({ 'open-egms:style': 'velocity' });
});

test('a server that keeps no styles has that of the program', async () => {
  const { body } = await request(testApp({ catalog, tiles })).get(PATH).expect(200);
  expect(body.metadata).toMatchObject({ 'open-egms:style': 'velocity' });
});
