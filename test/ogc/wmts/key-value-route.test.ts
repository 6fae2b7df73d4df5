/** WMTS by keys and values: what OGC 07-057r7 and its conformance suite (ets-wmts10) ask for. */
import { beforeEach, describe, expect, test } from 'vitest';
import { collectionChanged, invalidParameter, tooManyTiles } from '../../../src/errors.js';
import { tileBox } from '../../../src/geodesy/tile-matrix-set.js';
import { europeanLaeaQuad, webMercatorQuad } from '../../../src/geodesy/tile-matrix-sets.js';
import { limitsOf } from '../../../src/ogc/common/drawing/tile-limits.js';
import { defaultStyles } from '../../../src/render/default-styles.js';
import { fakeMaps, munich, PICTURE } from '../../support/fake-maps.js';
import { memoryCatalog, ustica } from '../../support/memory-catalog.js';
import { report, wmtsApp } from '../../support/wmts-app.js';

const maps = fakeMaps();
const get = wmtsApp(maps);
beforeEach(() => maps.forget());

const limits = limitsOf(ustica, webMercatorQuad, 9)!;
const TILE: Readonly<Record<string, string>> = {
  service: 'WMTS',
  request: 'GetTile',
  version: '1.0.0',
  layer: ustica.id,
  style: 'velocity',
  format: 'image/png',
  TileMatrixSet: 'WebMercatorQuad',
  TileMatrix: '9',
  TileRow: String(limits.minRow),
  TileCol: String(limits.minColumn),
};
const INFO = { ...TILE, request: 'GetFeatureInfo', J: '10', I: '20', InfoFormat: 'application/json' };
const address = (parameters: Readonly<Record<string, string | undefined>>) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, value);
  return `/wmts?${search}`;
};

describe('GetTile', () => {
  test('answers with the tile in the style', async () => {
    const answer = await get(address({ ...TILE, style: 'height' }));
    expect([answer.status, answer.type]).toEqual([200, 'image/png']);
    expect(answer.body).toEqual(PICTURE);
    const [{ request: asked }] = maps.asked;
    const tile = { zoom: 9, row: limits.minRow, column: limits.minColumn };
    expect(asked.view).toMatchObject({ box: tileBox(webMercatorQuad, tile), widthPx: 256, heightPx: 256 });
    expect(asked.layers).toEqual([{ collection: ustica, style: defaultStyles.find(({ id }) => id === 'height') }]);
  });

  test('in the system of EGMS has the ground of its rows and columns', async () => {
    const { minRow: row, minColumn: column } = limitsOf(munich, europeanLaeaQuad, 6)!;
    const place = { TileMatrix: '6', TileRow: String(row), TileCol: String(column) };
    await get(address({ ...TILE, layer: munich.id, TileMatrixSet: 'EuropeanETRS89_LAEAQuad', ...place }));
    const { box, crs } = maps.asked[0].request.view;
    expect(crs.code).toBe('3035');
    // 4,500 km over 64 tiles; Munich lies at about 4,440,000 east and 2,780,000 north.
    expect(box.maxX - box.minX).toBeCloseTo(70_312.5, 6);
    expect([box.minX < 4_440_000, box.minY < 2_800_000, box.maxY > 2_760_000]).toEqual([true, true, true]);
  });

  test.each(['', 'default'])('with the style "%s" has the default', async (style) => {
    await get(address({ ...TILE, style }));
    expect(maps.asked[0].request.layers[0].style.id).toBe('velocity');
  });

  test('comes as JPEG', async () => {
    expect((await get(address({ ...TILE, format: 'image/jpeg' }))).type).toBe('image/jpeg');
    expect(maps.asked[0].request.mediaType).toBe('image/jpeg');
  });

  test('takes names in any case and parameters of others', async () => {
    const upper = Object.fromEntries(Object.entries(TILE).map(([name, value]) => [name.toUpperCase(), value]));
    expect((await get(address({ ...upper, DPI: '96', f: 'image/png', MAP_RESOLUTION: '96' }))).status).toBe(200);
  });

  test('answers whatever the client would accept', async () => {
    expect((await get(address(TILE)).set('Accept', 'image/webp')).status).toBe(200);
  });

  test.each([
    ['displacement', '2020-01-17', { type: 'displacement', to: '2020-01-17' }],
    ['displacement', '2020-01-05/2020-01-17', { type: 'displacement', from: '2020-01-05', to: '2020-01-17' }],
    ['displacement', '2020-01-20T06:00:00Z', { type: 'displacement', to: '2020-01-20' }],
    ['displacement', 'default', { type: 'displacement' }],
    ['displacement', '', { type: 'displacement' }],
    ['', '2020-01-17', { type: 'displacement', to: '2020-01-17' }],
    ['height', '2020-01-17', { type: 'property', name: 'height' }],
  ])('in the style "%s" at the time "%s" shows what the series says', async (style, time, attribute) => {
    expect((await get(address({ ...TILE, style, TIME: time }))).status).toBe(200);
    expect(maps.asked[0].request.layers[0].style.attribute).toEqual(attribute);
  });

  test('that the client has is not drawn again', async () => {
    const { etag } = (await get(address(TILE))).headers;
    expect((await get(address(TILE)).set('If-None-Match', etag)).status).toBe(304);
    expect(maps.asked).toHaveLength(1);
  });

  test('is drawn again when its collection changed meanwhile', async () => {
    maps.failures.push(collectionChanged(ustica.id));
    expect((await get(address(TILE))).status).toBe(200);
  });
});

const pidsOf = ({ features }: { features: { id: string }[] }) => features.map(({ id }) => id);

describe('GetFeatureInfo', () => {
  test('answers with what lies under the pixel', async () => {
    const answer = await get(address(INFO));
    expect(pidsOf(answer.body)).toEqual(['0A1']);
    const [{ column, row, limit, view, layers }] = maps.picked;
    expect([column, row]).toEqual([20, 10]);
    expect(limit).toBeGreaterThan(0);
    expect(view.widthPx).toBe(256);
    expect(layers[0].collection.id).toBe(ustica.id);
  });

  test('comes in every type that is offered, blanks or not', async () => {
    expect((await get(address({ ...INFO, InfoFormat: 'text/html' }))).type).toBe('text/html');
    expect((await get(address({ ...INFO, InfoFormat: ' Text / XML' }))).status).toBe(200);
  });
});

const tooFar = String(2147483647);
describe('an exception report', () => {
  test.each<[string, Record<string, string | undefined>, string, string | undefined]>([
    ['no service', { ...TILE, service: undefined }, 'MissingParameterValue', 'service'],
    ['another service', { ...TILE, service: 'WMS' }, 'InvalidParameterValue', 'service'],
    ['no request', { ...TILE, request: undefined }, 'MissingParameterValue', 'request'],
    ['another request', { ...TILE, request: 'GetBOGUS' }, 'InvalidParameterValue', 'request'],
    ['a request in another case', { ...TILE, request: 'gettile' }, 'InvalidParameterValue', 'request'],
    ['no version', { ...TILE, version: undefined }, 'MissingParameterValue', 'version'],
    ['another version', { ...TILE, version: '2.0.0' }, 'InvalidParameterValue', 'version'],
    ['no layer', { ...TILE, layer: undefined }, 'MissingParameterValue', 'layer'],
    ['no style', { ...TILE, style: undefined }, 'MissingParameterValue', 'style'],
    ['no format', { ...TILE, format: undefined }, 'MissingParameterValue', 'format'],
    ['no set', { ...TILE, TileMatrixSet: undefined }, 'MissingParameterValue', 'TileMatrixSet'],
    ['no matrix', { ...TILE, TileMatrix: undefined }, 'MissingParameterValue', 'TileMatrix'],
    ['no row', { ...TILE, TileRow: undefined }, 'MissingParameterValue', 'TileRow'],
    ['no column', { ...TILE, TileCol: undefined }, 'MissingParameterValue', 'TileCol'],
    ['another layer', { ...TILE, layer: 'nobody' }, 'InvalidParameterValue', 'layer'],
    ['another style', { ...TILE, style: 'nobody' }, 'InvalidParameterValue', 'style'],
    ['another format', { ...TILE, format: 'image/gif' }, 'InvalidParameterValue', 'format'],
    ['another set', { ...TILE, TileMatrixSet: 'Quadkeys' }, 'InvalidParameterValue', 'TileMatrixSet'],
    ['another matrix', { ...TILE, TileMatrix: '19' }, 'InvalidParameterValue', 'TileMatrix'],
    ['a matrix that is none', { ...TILE, TileMatrix: 'deep' }, 'InvalidParameterValue', 'TileMatrix'],
    ['a matrix by another spelling', { ...TILE, TileMatrix: '09' }, 'InvalidParameterValue', 'TileMatrix'],
    ['a row that is none', { ...TILE, TileRow: '1.5' }, 'InvalidParameterValue', 'TileRow'],
    ['a column that is none', { ...TILE, TileCol: 'east' }, 'InvalidParameterValue', 'TileCol'],
    ['a row too far', { ...TILE, TileRow: tooFar }, 'TileOutOfRange', 'TileRow'],
    ['a row beside the layer', { ...TILE, TileRow: String(limits.maxRow + 1) }, 'TileOutOfRange', 'TileRow'],
    ['a row below zero', { ...TILE, TileRow: '-1' }, 'TileOutOfRange', 'TileRow'],
    ['a column too far', { ...TILE, TileCol: tooFar }, 'TileOutOfRange', 'TileCol'],
    ['a column beside the layer', { ...TILE, TileCol: String(limits.minColumn - 1) }, 'TileOutOfRange', 'TileCol'],
    ['a time that is none', { ...TILE, time: 'yesterday' }, 'InvalidParameterValue', 'Time'],
    ['a time before all', { ...TILE, time: '2019-12-31' }, 'InvalidParameterValue', 'Time'],
    ['a time after all', { ...TILE, time: '2020-02-01' }, 'InvalidParameterValue', 'Time'],
    ['no I', { ...INFO, I: undefined }, 'MissingParameterValue', 'I'],
    ['no J', { ...INFO, J: undefined }, 'MissingParameterValue', 'J'],
    ['no type', { ...INFO, InfoFormat: undefined }, 'MissingParameterValue', 'InfoFormat'],
    ['no format of the tile', { ...INFO, format: undefined }, 'MissingParameterValue', 'format'],
    ['another type', { ...INFO, InfoFormat: 'image/png' }, 'InvalidParameterValue', 'InfoFormat'],
    ['an I that is none', { ...INFO, I: 'x' }, 'InvalidParameterValue', 'I'],
    ['an I beyond the tile', { ...INFO, I: '256' }, 'PointIJOutOfRange', 'I'],
    ['a J beyond the tile', { ...INFO, J: '-1' }, 'PointIJOutOfRange', 'J'],
    ['a tile of the information too far', { ...INFO, TileCol: tooFar }, 'TileOutOfRange', 'TileCol'],
  ])('says what is wrong with %s', async (_, parameters, code, locator) => {
    const answer = report(await get(address(parameters)));
    expect(answer).toMatchObject({ status: 400, type: 'application/xml', code, locator });
    expect(answer.message!.length).toBeGreaterThan(15);
    expect([...maps.asked, ...maps.picked]).toEqual([]);
  });

  test('is given for an address without any parameter, and for nonsense', async () => {
    expect(report(await get('/wmts'))).toMatchObject({ code: 'MissingParameterValue', locator: 'service' });
    // From the conformance suite.
    const nonsense = report(await get('/wmts?service=WMTS&request~GetCapabilities!version~1.0.0'));
    expect(nonsense).toMatchObject({ status: 400, code: 'MissingParameterValue', locator: 'request' });
  });

  test('escapes what it repeats', async () => {
    const { text } = await get(address({ ...TILE, layer: '<script>"&' }));
    expect(text).toContain('&lt;script&gt;&quot;&amp;');
  });

  test('says when to come back when too much is drawn', async () => {
    maps.failures.push(tooManyTiles('1000 tiles are under way'));
    const answer = await get(address(TILE));
    expect(report(answer)).toMatchObject({
      status: 503,
      code: 'NoApplicableCode',
      message: '1000 tiles are under way',
    });
    expect(answer.headers['retry-after']).toBe('2');
  });

  test('says what those who draw have to say, and nothing of defects', async () => {
    maps.failures.push(invalidParameter('filter', 'too many'), new Error('secret'));
    expect(report(await get(address(TILE)))).toMatchObject({ status: 400, code: 'InvalidParameterValue' });
    const defect = report(await get(address(TILE)));
    expect(defect).toMatchObject({ status: 500, code: 'NoApplicableCode' });
    expect(defect.message).not.toContain('secret');
  });

  test('is not kept by caches', async () => {
    expect((await get('/wmts')).headers['cache-control']).toBe('no-store');
  });
});

test('a layer without dates takes no notice of time', async () => {
  const timeless = wmtsApp(maps, { catalog: memoryCatalog([[{ ...ustica, dates: [] }, []]]) });
  expect((await timeless(address({ ...TILE, time: 'yesterday' }))).status).toBe(200);
});
