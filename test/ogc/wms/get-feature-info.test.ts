import { describe, expect, test } from 'vitest';
import { exceptionOf, LAYER, MAP, mapService, OLD_MAP, twoLayers } from './wms-app.js';

const INFO = { ...MAP, REQUEST: 'GetFeatureInfo', QUERY_LAYERS: LAYER, I: 70, J: 50, INFO_FORMAT: 'application/json' };
const OLD_INFO = { ...INFO, ...OLD_MAP, REQUEST: 'GetFeatureInfo', I: undefined, J: undefined, X: 70, Y: 50 };
const both = `${LAYER},l3-up-2020-2024`;

const { get, picks } = mapService({ collections: twoLayers });

async function picked(parameters: object = {}, info: object = INFO) {
  const response = await get({ ...info, ...parameters });
  expect(response.status, response.text).toBe(200);
  expect(picks, response.text).toHaveLength(1);
  return picks.pop()!;
}

async function refused(parameters: object, info: object = INFO) {
  const response = await get({ ...info, ...parameters });
  expect(picks).toEqual([]);
  return exceptionOf(response);
}

describe('GetFeatureInfo', () => {
  test('asks for the points under the pixel of the same map, in both versions', async () => {
    const expected = { view: { widthPx: 140, heightPx: 100 }, column: 70, row: 50, limit: 1 };
    expect(await picked()).toMatchObject(expected);
    expect(await picked({}, OLD_INFO)).toMatchObject(expected);
  });

  test('understands the names of the other version', async () => {
    expect(await picked({ I: undefined, J: undefined, X: 1, Y: 2 })).toMatchObject({ column: 1, row: 2 });
    expect(await picked({ X: undefined, Y: undefined, I: 3, J: 4 }, OLD_INFO)).toMatchObject({ column: 3, row: 4 });
  });

  test('asks only layers that are named, in the order of the map', async () => {
    const ids = async (QUERY_LAYERS: string) =>
      (await picked({ LAYERS: both, QUERY_LAYERS })).layers.map(({ collection }) => collection.id);
    expect(await ids('l3-up-2020-2024')).toEqual(['l3-up-2020-2024']);
    expect(await ids(`l3-up-2020-2024,${LAYER}`)).toEqual([LAYER, 'l3-up-2020-2024']);
  });

  test('asks for as many points as are wished, up to a limit for all layers', async () => {
    expect((await picked({ FEATURE_COUNT: '10' })).limit).toBe(10);
    expect((await picked({ FEATURE_COUNT: '1000000' })).limit).toBe(50);
    expect((await picked({ FEATURE_COUNT: '1000000000000000000000' })).limit).toBe(50);
    expect((await picked({ FEATURE_COUNT: '50', LAYERS: both, QUERY_LAYERS: both })).limit).toBe(25);
  });

  test('knows filters, styles and time of the map', async () => {
    const { layers } = await picked({ TIME: '2020-01-17', CQL_FILTER: 'mean_velocity < 0' });
    expect(layers[0]).toMatchObject({
      style: { attribute: { type: 'displacement', to: '2020-01-17' } },
      filter: { text: expect.stringContaining('mean_velocity < 0') },
    });
  });

  test('answers the point with its series', async () => {
    const { body } = await get(INFO);
    picks.pop();
    expect(body.features).toMatchObject([
      {
        id: '0A2',
        geometry: { type: 'Point', coordinates: [13.17, 38.7] },
        properties: { mean_velocity: -1.5, displacement: [0, null, -0.1] },
      },
    ]);
  });

  test.each([
    ['text/html', /^text\/html/],
    ['application/json', /^application\/json/],
    ['application/geo+json', /^application\/geo\+json/],
    ['application/vnd.ogc.gml', /^application\/vnd\.ogc\.gml/],
    ['text/xml', /^text\/xml/],
    ['text/plain', /^text\/plain/],
    ['text/xml; charset=utf-8', /^text\/xml/],
    [undefined, /^text\/html/],
  ])('%s is a format', async (INFO_FORMAT, mediaType) => {
    const { headers, status } = await get({ ...INFO, INFO_FORMAT });
    picks.pop();
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(mediaType);
    expect(headers.etag).toMatch(/^W\//);
  });

  test.each([
    ['a column beyond the map', { I: 140 }, 'InvalidPoint'],
    ['a row beyond the map', { J: 100 }, 'InvalidPoint'],
    ['a negative column', { I: -1 }, 'InvalidPoint'],
    ['half a pixel', { J: 1.5 }, 'InvalidPoint'],
    ['a word for a pixel', { I: 'left' }, 'InvalidPoint'],
    ['no pixel', { I: undefined }, undefined],
    ['a layer that is not in the map', { QUERY_LAYERS: 'l3-up-2020-2024' }, 'LayerNotDefined'],
    ['a layer that does not exist', { QUERY_LAYERS: 'nope' }, 'LayerNotDefined'],
    ['a map that cannot be drawn', { LAYERS: 'nope', QUERY_LAYERS: 'nope' }, 'LayerNotDefined'],
    ['no layer', { QUERY_LAYERS: '' }, undefined],
    ['an unknown format', { INFO_FORMAT: 'InvalidInfoFormat' }, 'InvalidFormat'],
    ['an unknown system', { CRS: 'EPSG:1' }, 'InvalidCRS'],
    ['no points', { FEATURE_COUNT: 0 }, undefined],
    ['fewer than no points', { FEATURE_COUNT: -3 }, undefined],
    ['no version', { VERSION: undefined }, undefined],
  ])('refuses %s', async (_, parameters, code) => {
    expect((await refused(parameters)).code).toBe(code);
  });

  test('refuses a pixel in 1.1.1 by the same code', async () => {
    expect((await refused({ X: 140 }, OLD_INFO)).code).toBe('InvalidPoint');
  });
});
