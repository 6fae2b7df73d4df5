/** JSON of OGC API services and of others. */
import { expect, test } from 'vitest';
import { readExternalLayers } from '../../../explorer/src/imports/external-layer.js';
import { escapedHtml, externalOverlay } from '../../../explorer/src/imports/external-overlay.js';
import { collectionsAddress, mercatorTileset, ogcApiOffer, tilesetWay } from '../../../explorer/src/imports/ogc-api.js';

const ADDRESS = new URL('https://api.example.org/v1/collections');
const REL = 'http://www.opengis.net/def/rel/ogc/1.0';

test('a landing page leads to its collections', () => {
  const links = [{ rel: `${REL}/data`, href: './collections', type: 'application/json' }];
  expect(collectionsAddress({ links }, new URL('https://api.example.org/v1/'))?.href).toBe(ADDRESS.href);
  expect(collectionsAddress({ links: [{ rel: 'data', href: 'javascript:alert(1)' }] }, ADDRESS)).toBeUndefined();
});

test('collections offer the ways their links name', () => {
  const lakes = {
    id: 'lakes',
    title: 'Lakes',
    extent: { spatial: { bbox: [[5, 45, 0, 8, 47, 9]] } },
    links: [
      { rel: 'items', href: 'collections/lakes/items', type: 'application/geo+json' },
      { rel: `${REL}/map`, href: '/v1/collections/lakes/map.png', type: 'image/png' },
      { rel: `${REL}/tilesets-vector`, href: '/v1/collections/lakes/tiles', type: 'application/json' },
    ],
  };
  const offer = ogcApiOffer({ collections: [lakes, { id: 'none', links: [] }, 'nonsense', { id: 5 }] }, ADDRESS)!;
  expect(offer.layers.map(({ id, ways, refusal }) => [id, ways.map(({ kind }) => kind), refusal])).toEqual([
    ['lakes', ['raster', 'vector-tilesets', 'features'], undefined],
    ['none', [], 'import.noWay'],
  ]);
  expect(offer.layers[0].bounds).toEqual([5, 45, 8, 47]);
  expect(offer.layers[0].ways[0]).toMatchObject({ template: expect.stringMatching(/&bbox=\{bbox-epsg-3857\}$/) });
});

test('of tile sets the one of web maps is taken, with its template', () => {
  const list = {
    tilesets: [
      { tileMatrixSetURI: 'http://www.opengis.net/def/tilematrixset/OGC/1.0/WorldCRS84Quad' },
      {
        tileMatrixSetURI: 'http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad',
        links: [{ rel: 'self', href: 'tiles/WebMercatorQuad' }],
      },
    ],
  };
  expect(mercatorTileset(list, ADDRESS)?.href?.href).toBe('https://api.example.org/v1/tiles/WebMercatorQuad');
  const document = {
    layers: [{ id: 'water' }],
    tileMatrixSetLimits: [{ tileMatrix: '2' }, { tileMatrix: '9' }],
    links: [
      { rel: 'item', type: 'application/vnd.mapbox-vector-tile', href: '/t/{tileMatrix}/{tileRow}/{tileCol}?f=mvt' },
    ],
  };
  expect(tilesetWay(document, ADDRESS, 'vector', 'lakes')).toEqual({
    kind: 'vector',
    template: 'https://api.example.org/t/{z}/{y}/{x}?f=mvt',
    sourceLayers: ['water'],
    minZoom: 2,
    maxZoom: 9,
  });
  expect(tilesetWay(document, ADDRESS, 'map', 'lakes')).toBeUndefined();
});

test.each([null, [], 'text', 5, {}, { links: 'no' }, { collections: 'no' }, { id: 'a', links: [null, 5] }])(
  '%j offers nothing',
  (document) => {
    expect(ogcApiOffer(document, ADDRESS)?.layers ?? []).toEqual([]);
  },
);

test('of layers in an address what makes no sense is left out', () => {
  const good = { kind: 'raster', url: 'https://a.example/{z}/{x}/{y}.png', title: 'A', opacity: 0.5 };
  const bad = [
    { ...good, url: 'javascript:alert(1)//{z}' },
    { ...good, kind: 'script' },
    { ...good, url: 'https://user:secret@a.example/{z}' },
    { ...good, kind: 'features' },
    { ...good },
    null,
  ];
  expect(readExternalLayers([good, ...bad])).toEqual([good]);
  expect(readExternalLayers([{ ...good, opacity: 7, minZoom: -1 }])).toEqual([{ ...good, opacity: 1 }]);
  expect(readExternalLayers('all')).toEqual([]);
});

test('credits cannot bring markup onto the page, and the topmost layer is drawn last', () => {
  expect(escapedHtml('<img src=x onerror="alert(1)">')).not.toMatch(/[<>"]/);
  const layer = (name: string) =>
    ({ kind: 'raster', url: `https://a.example/${name}/{z}/{x}/{y}`, title: name, opacity: 1, credit: '<b>' }) as const;
  const overlay = externalOverlay([layer('top'), { ...layer('low'), isProxied: true }], {}, (url) => `passed:${url}`)!;
  const drawn = overlay.layers.map((each) => overlay.sources[(each as { source: string }).source]);
  expect(drawn).toMatchObject([
    { tiles: ['passed:https://a.example/low/{z}/{x}/{y}'], attribution: '&#60;b&#62;' },
    { tiles: ['https://a.example/top/{z}/{x}/{y}'] },
  ]);
});
