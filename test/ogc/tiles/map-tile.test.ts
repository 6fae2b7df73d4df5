/** Map tiles as clients meet them: addresses, pictures, documents, errors. */
import request from 'supertest';
import { beforeEach, describe, expect, test } from 'vitest';
import { collectionChanged } from '../../../src/errors.js';
import { tileBox } from '../../../src/geodesy/tile-matrix-set.js';
import {
  europeanLaeaQuad,
  finestZoom,
  tileMatrixSets,
  webMercatorQuad,
  worldCrs84Quad,
} from '../../../src/geodesy/tile-matrix-sets.js';
import { limitsOf } from '../../../src/ogc/common/drawing/tile-limits.js';
import { tileView } from '../../../src/ogc/tiles/map-tile.js';
import { answersOfContract } from '../../support/answers-of-contract.js';
import { pixelsOf } from '../../support/decoded-image.js';
import { fakeMaps, munich, PICTURE, twoPlaces } from '../../support/fake-maps.js';
import { ustica } from '../../support/memory-catalog.js';
import { testApp } from '../../support/test-app.js';

const maps = fakeMaps();
const app = testApp({ catalog: twoPlaces, maps: maps.drawing });
beforeEach(() => maps.forget());
const get = (path: string) => request(app).get(path).set('Host', 'tiles.example.org');

const TILES = `/collections/${ustica.id}/map/tiles`;
/** The tile of zoom 9 with Ustica's corner in it. */
const limits = limitsOf(ustica, webMercatorQuad, 9)!;
const PLACE = `9/${limits.minRow}/${limits.minColumn}`;
const TILE = `${TILES}/WebMercatorQuad/${PLACE}`;

describe('a map tile', () => {
  test.each(tileMatrixSets)('in $id shows the ground of the tile, in the system of the set', async (set) => {
    const { minRow: row, minColumn: column } = limitsOf(ustica, set, 5)!;
    const answer = await get(`${TILES}/${set.id}/5/${row}/${column}`);
    expect([answer.status, answer.type]).toEqual([200, 'image/png']);
    expect(answer.body).toEqual(PICTURE);
    const [{ request: asked }] = maps.asked;
    expect(asked.view).toMatchObject({ box: tileBox(set, { zoom: 5, row, column }), widthPx: 256, heightPx: 256 });
    expect(asked.view.crs.uri).toBe(set.crsUri);
    expect(asked.layers.map(({ style }) => style.id)).toEqual(['velocity']);
    expect(answer.headers['content-crs']).toBe(`<${set.crsUri}>`);
  });

  test('of a style has that style, and of a time displacement', async () => {
    await get(`/collections/${ustica.id}/styles/height/map/tiles/WebMercatorQuad/${PLACE}?datetime=2020-01-17`);
    const answer = await get(`${TILE}?datetime=2020-01-17`);
    expect(maps.asked.map(({ request: { layers } }) => layers[0].style.attribute)).toEqual([
      { type: 'property', name: 'height' },
      { type: 'displacement', to: '2020-01-17' },
    ]);
    expect(answer.headers['content-datetime']).toBe('2020-01-05/2020-01-17');
  });

  test('has the ground and the filter that are asked for', async () => {
    await get(`${TILE}?bgcolor=navy&filter=mean_velocity%3C0`);
    expect((await get(`${TILE}?f=jpeg`)).type).toBe('image/jpeg');
    expect(maps.asked.map(({ request: { background, mediaType } }) => [background, mediaType])).toEqual([
      ['#000080', 'image/png'],
      ['#ffffff', 'image/jpeg'],
    ]);
    expect(maps.asked[0].request.layers[0].filter).toBeDefined();
  });

  test('is the same under the address that maps of the web use', async () => {
    const [zoom, row, column] = PLACE.split('/');
    const alias = await get(`/map-tiles/${ustica.id}/${zoom}/${column}/${row}.png?style=height`);
    expect([alias.status, alias.type]).toEqual([200, 'image/png']);
    expect((await get(`/map-tiles/${ustica.id}/${zoom}/${column}/${row}.jpg`)).type).toBe('image/jpeg');
    await get(TILE);
    const [first, second, third] = maps.asked.map(({ request: asked }) => asked);
    expect(first.view).toEqual(third.view);
    expect(first.layers[0].style.id).toBe('height');
    expect(second.mediaType).toBe('image/jpeg');
  });

  test('of the service has the collections that lie in it', async () => {
    await get(`/map/tiles/WebMercatorQuad/0/0/0`);
    await get(`/map/tiles/WebMercatorQuad/${PLACE}`);
    await get(`/map/tiles/WebMercatorQuad/0/0/0?collections=${encodeURIComponent(munich.id)},${ustica.id}`);
    expect(maps.asked.map(({ request: { layers } }) => layers.map(({ collection }) => collection.id))).toEqual([
      [ustica.id, munich.id],
      [ustica.id],
      [munich.id, ustica.id],
    ]);
  });

  test('of ground between the collections is a transparent picture', async () => {
    const south = limitsOf(ustica, webMercatorQuad, 9)!;
    const north = limitsOf(munich, webMercatorQuad, 9)!;
    const between = `/map/tiles/WebMercatorQuad/9/${Math.floor((south.minRow + north.maxRow) / 2)}/${south.minColumn}`;
    const answer = await get(between);
    expect([answer.status, answer.type]).toEqual([200, 'image/png']);
    expect(maps.asked).toEqual([]);
    const { width, rgba } = await pixelsOf(answer.body);
    expect(width).toBe(256);
    expect(rgba.every((value) => value === 0)).toBe(true);
    const grounded = await pixelsOf((await get(`${between}?bgcolor=0x102030`)).body);
    expect([...grounded.rgba.subarray(0, 4)]).toEqual([0x10, 0x20, 0x30, 255]);
  });

  test('that the client has is not drawn again', async () => {
    const { etag } = (await get(TILE)).headers;
    expect((await get(TILE).set('If-None-Match', etag)).status).toBe(304);
    expect(maps.asked).toHaveLength(1);
  });

  test('is drawn again when its collection changed meanwhile', async () => {
    maps.failures.push(collectionChanged(ustica.id), collectionChanged(ustica.id));
    expect((await get(TILE)).status).toBe(200);
    expect(maps.asked).toHaveLength(3);
  });

  test('answers HEAD with its length', async () => {
    const { status, headers } = await request(app).head(TILE);
    expect([status, headers['content-length']]).toEqual([200, String(PICTURE.length)]);
  });
});

describe('the pixels of a tile', () => {
  const tile = { zoom: 9, row: limits.minRow, column: limits.minColumn };

  test('are as many as its scale has, 256 at that of its matrix', () => {
    // The registered scale denominator of zoom 9 of WebMercatorQuad.
    const denominator = 1_091_957.546931;
    expect(tileView(webMercatorQuad, tile, { 'scale-denominator': denominator })).toMatchObject({
      widthPx: 256,
      heightPx: 256,
      pixelRatio: 1,
    });
    expect(tileView(webMercatorQuad, tile, { 'scale-denominator': denominator, 'mm-per-pixel': 0.14 })).toMatchObject({
      widthPx: 512,
      pixelRatio: 2,
    });
    expect(tileView(webMercatorQuad, tile, { 'scale-denominator': denominator / 2 })).toMatchObject({ widthPx: 512 });
  });

  test('are as many as are asked for', () => {
    expect(tileView(webMercatorQuad, tile, { width: 512 })).toMatchObject({ widthPx: 512, heightPx: 512 });
    expect(tileView(webMercatorQuad, tile, { width: 512, height: 100 })).toMatchObject({ widthPx: 512, heightPx: 100 });
  });
});

describe('a map tile is refused', () => {
  test.each([
    [`${TILES}/WebMercatorQuad/9/2147483647/${limits.minColumn}`, 404],
    [`${TILES}/WebMercatorQuad/9/${limits.minRow}/2147483647`, 404],
    [`${TILES}/WebMercatorQuad/9/-1/0`, 404],
    [`${TILES}/WebMercatorQuad/9/0/0`, 404],
    [`${TILES}/WebMercatorQuad/9/1.5/0`, 400],
    [`${TILES}/WebMercatorQuad/19/0/0`, 404],
    [`${TILES}/Quadkeys/0/0/0`, 404],
    ['/collections/nobody/map/tiles/WebMercatorQuad/0/0/0', 404],
    [`/collections/${ustica.id}/styles/nobody/map/tiles/WebMercatorQuad/0/0/0`, 404],
    ['/map/tiles/WebMercatorQuad/0/0/0?collections=nobody', 400],
    [`/map-tiles/${ustica.id}/0/0/0.gif`, 404],
    [`/map-tiles/${ustica.id}/0/0/0`, 404],
    [`/map-tiles/${ustica.id}/0/0/0.png?style=nobody`, 400],
    [`/map-tiles/${ustica.id}/0/0/2147483647.png`, 404],
    ['/map-tiles/nobody/0/0/0.png', 404],
    [`${TILE}?datetime=yesterday`, 400],
    [`${TILE}?filter=mean_velocity%3C`, 400],
    [`${TILE}?bgcolor=reddish`, 400],
    [`${TILE}?bgcolor=red&void-color=blue`, 400],
    [`${TILE}?width=1025`, 400],
    [`${TILE}?width=0`, 400],
    [`${TILE}?width=10&scale-denominator=5`, 400],
    [`${TILE}?scale-denominator=1`, 400],
    [`${TILE}?mm-per-pixel=0`, 400],
    [`${TILE}?f=mvt`, 400],
    [`${TILE}?style=height`, 400],
  ])('as %s: %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
    expect(maps.asked).toEqual([]);
  });
});

describe('map tilesets', () => {
  const contract = answersOfContract('map-tiles.yaml');

  test.each([
    ['/map/tiles', 'tiles.dataset.map.getTileSetsList'],
    ['/map/tiles/WebMercatorQuad', 'tiles.dataset.map.getTileSet'],
    [TILES, 'tiles.collection.map.getTileSetsList'],
    [`${TILES}/EuropeanETRS89_LAEAQuad`, 'tiles.collection.map.getTileSet'],
    [`/collections/${ustica.id}/styles/height/map/tiles`, 'tiles.collection.style.map.getTileSetsList'],
    [`/collections/${ustica.id}/styles/height/map/tiles/WorldCRS84Quad`, 'tiles.collection.style.map.getTileSet'],
    [`/collections/${ustica.id}/map/tilejson.json`, 'getMapTileJson'],
  ])('at %s are what the contract says, for programs and as a page', async (path, operationId) => {
    const { body } = await get(path);
    expect(contract.faultsOf(operationId, body)).toEqual([]);
    if (!('text/html' in contract.contentOf(operationId))) return;
    const page = await get(path).set('Accept', 'text/html');
    expect(page.text).toContain('</html>');
  });

  test('tell style, limits and the addresses of tiles, each of which is there', async () => {
    const list = (await get(`/collections/${ustica.id}/styles/height/map/tiles`)).body;
    expect(list.tilesets).toHaveLength(tileMatrixSets.length);
    for (const { links, tileMatrixSetLimits, dataType, style, tileMatrixSetURI } of list.tilesets) {
      expect(dataType).toBe('map');
      expect(style).toEqual({ id: 'height', title: 'Height' });
      const set = tileMatrixSets.find(({ uri }) => uri === tileMatrixSetURI)!;
      expect(tileMatrixSetLimits).toHaveLength(finestZoom(set) + 1);
      const items = links.filter(({ rel }: { rel: string }) => rel === 'item');
      expect(items.map(({ type }: { type: string }) => type)).toEqual(['image/png', 'image/jpeg']);
      const { tileMatrix, minTileRow, maxTileCol } = tileMatrixSetLimits[9];
      for (const { href, type, templated } of items) {
        expect(templated).toBe(true);
        const filled = href
          .replace('{tileMatrix}', tileMatrix)
          .replace('{tileRow}', minTileRow)
          .replace('{tileCol}', maxTileCol);
        const { pathname, search } = new URL(filled);
        expect((await get(`${pathname}${search}`)).type).toBe(type);
      }
    }
  });

  test('of the service offer every tile within their limits', async () => {
    const { tileMatrixSetLimits } = (await get('/map/tiles/WorldCRS84Quad')).body;
    const { minTileRow, maxTileRow, minTileCol, maxTileCol } = tileMatrixSetLimits[7];
    for (let row = minTileRow; row <= maxTileRow; row++) {
      for (let column = minTileCol; column <= maxTileCol; column++) {
        expect((await get(`/map/tiles/WorldCRS84Quad/7/${row}/${column}`)).status).toBe(200);
      }
    }
    expect((maxTileRow - minTileRow + 1) * (maxTileCol - minTileCol + 1)).toBeGreaterThan(4);
  });

  test('lead to the definitions of their sets', async () => {
    for (const set of [worldCrs84Quad, europeanLaeaQuad]) {
      const { links } = (await get(`${TILES}/${set.id}`)).body;
      const { href } = links.find(({ rel }: { rel: string }) => rel.endsWith('/tiling-scheme'));
      expect((await get(new URL(href).pathname)).body.id).toBe(set.id);
    }
  });

  test('are there for maps of the web, in the style that is named', async () => {
    const { body } = await get(`/collections/${ustica.id}/map/tilejson.json?style=height`);
    expect(body).toMatchObject({
      tilejson: '3.0.0',
      minzoom: 0,
      maxzoom: 18,
      bounds: [...ustica.bbox!],
      format: 'png',
    });
    expect(body.tiles).toEqual([`http://tiles.example.org/map-tiles/${ustica.id}/{z}/{x}/{y}.png?style=height`]);
    const [zoom, row, column] = PLACE.split('/');
    const { pathname, search } = new URL(body.tiles[0].replace('{z}', zoom).replace('{x}', column).replace('{y}', row));
    expect((await get(`${pathname}${search}`)).status).toBe(200);
    expect((await get(`/collections/${ustica.id}/map/tilejson.json?style=nobody`)).status).toBe(400);
  });

  test('keep the key of a client that sent it in the address', async () => {
    const { body } = await get(`${TILES}/WebMercatorQuad?api_key=secret`);
    const { href } = body.links.find(({ rel }: { rel: string }) => rel === 'item');
    expect(href).toMatch(/\/\{tileMatrix\}\/\{tileRow\}\/\{tileCol\}\?f=png&api_key=secret$/);
  });
});
