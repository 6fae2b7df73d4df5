import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { collectionChanged, tooManyTiles } from '../../../src/errors.js';
import { ustica } from '../../support/memory-catalog.js';
import { exceptionOf, LAYER, MAP, mapService, OLD_MAP, twoLayers } from './wms-app.js';

const both = `${LAYER},l3-up-2020-2024`;

const service = mapService({ collections: twoLayers });
const { get, images } = service;

/** What the painter was asked for. */
async function asked(parameters: object = {}, map: object = MAP) {
  const response = await get({ ...map, ...parameters });
  expect(response.status, response.text).toBe(200);
  expect(response.headers['content-type'], response.text).toMatch(/^image\//);
  return { ...images.pop()!, warning: response.headers.warning };
}

async function refused(parameters: object, map: object = MAP) {
  const response = await get({ ...map, ...parameters });
  expect(images).toEqual([]);
  expect(response.headers['cache-control']).toBe('no-store');
  return exceptionOf(response);
}

describe('GetMap', () => {
  test('works without SERVICE, in both versions', async () => {
    expect(await asked()).toMatchObject({
      view: {
        crs: { code: '3857' },
        box: { minX: 1463000, minY: 4677000, maxX: 1470000, maxY: 4682000 },
        widthPx: 140,
        heightPx: 100,
      },
      layers: [{ collection: { id: LAYER }, style: { id: 'velocity' } }],
      mediaType: 'image/png',
      background: '#ffffff',
    });
    expect(await asked({}, OLD_MAP)).toMatchObject({ view: { crs: { code: '3857' } } });
  });

  test('the same ground is asked for in both orders of axes', async () => {
    const box = { minX: 13.1, minY: 38.6, maxX: 13.3, maxY: 38.8 };
    const [inNew, inOld] = [
      await asked({ CRS: 'EPSG:4326', BBOX: '38.6,13.1,38.8,13.3' }),
      await asked({ SRS: 'EPSG:4326', BBOX: '13.1,38.6,13.3,38.8' }, OLD_MAP),
    ];
    expect([inNew.view.box, inOld.view.box]).toEqual([box, box]);
  });

  test('draws layers from the first to the last', async () => {
    const { layers } = await asked({ LAYERS: `l3-up-2020-2024,${LAYER}` });
    expect(layers.map(({ collection }) => collection.id)).toEqual(['l3-up-2020-2024', LAYER]);
  });

  test.each([
    [undefined, ['velocity', 'velocity']],
    ['', ['velocity', 'velocity']],
    [',', ['velocity', 'velocity']],
    [',,,', ['velocity', 'velocity']],
    ['temporal-coherence', ['temporal-coherence', 'velocity']],
    [',displacement', ['velocity', 'displacement']],
    ['velocity-vik,temporal-coherence', ['velocity-vik', 'temporal-coherence']],
  ])('styles "%s" of two layers are %j', async (STYLES, ids) => {
    const { layers } = await asked({ LAYERS: both, STYLES });
    expect(layers.map(({ style }) => style.id)).toEqual(ids);
  });

  test.each([
    [{ TRANSPARENT: 'TRUE' }, undefined],
    [{ TRANSPARENT: 'true', BGCOLOR: '0xFF0000' }, undefined],
    [{ TRANSPARENT: 'FALSE' }, '#ffffff'],
    [{ TRANSPARENT: 'maybe' }, '#ffffff'],
    [{ BGCOLOR: '0xFF8000' }, '#ff8000'],
    [{ BGCOLOR: '#0a0b0c' }, '#0a0b0c'],
    [{ TRANSPARENT: 'TRUE', FORMAT: 'image/jpeg', BGCOLOR: '0x102030' }, '#102030'],
  ])('with %j the ground is %s', async (parameters, background) => {
    expect((await asked(parameters)).background).toBe(background);
  });

  test.each([
    ['image/png', 'image/png'],
    ['IMAGE/PNG', 'image/png'],
    ['image/png; mode=8bit', 'image/png'],
    ['image/jpeg', 'image/jpeg'],
    ['image/jpg', 'image/jpeg'],
  ])('%s is a format', async (FORMAT, mediaType) => {
    expect((await asked({ FORMAT })).mediaType).toBe(mediaType);
  });

  test('takes parameters of QGIS, of other vendors, and ELEVATION, for nothing or for the size of symbols', async () => {
    const { view } = await asked({ ELEVATION: '0', MAP: '/x', f: 'png', BUFFER: '3', TILED: 'true', DPI: '180' });
    expect(view.pixelRatio).toBe(2);
  });

  test('may show what lies beside the data, and beside the world', async () => {
    await asked({ CRS: 'CRS:84', BBOX: '-90,-40,-80,-30' });
    await asked({ CRS: 'CRS:84', BBOX: '500,100,600,200' });
  });

  test('filters each layer', async () => {
    const { layers } = await asked({ LAYERS: both, CQL_FILTER: 'INCLUDE;mean_velocity < -2' });
    expect(layers.map(({ filter }) => filter?.expression)).toMatchObject([undefined, expect.objectContaining({})]);
  });
});

describe('time in GetMap', () => {
  const attributeOf = async (parameters: object) => (await asked(parameters)).layers[0].style.attribute;

  test('without a style asks for the displacement', async () => {
    expect(await attributeOf({ TIME: '2020-01-17' })).toEqual({ type: 'displacement', to: '2020-01-17' });
    expect(await attributeOf({ TIME: '2020-01-17/2020-01-29' })).toEqual({
      type: 'displacement',
      from: '2020-01-17',
      to: '2020-01-29',
    });
    expect(await attributeOf({ TIME: 'current' })).toEqual({ type: 'displacement', to: '2020-01-29' });
  });

  test('changes nothing in a style that knows none', async () => {
    expect(await attributeOf({ TIME: '2020-01-17', STYLES: 'velocity' })).toMatchObject({ name: 'mean_velocity' });
  });

  test('is the latest by default, and says so', async () => {
    const { layers, warning } = await asked({ STYLES: 'displacement' });
    expect(layers[0].style.attribute).toEqual({ type: 'displacement' });
    expect(warning).toBe('99 Default value used: time=2020-01-29 ISO8601');
    expect((await asked({ TIME: '2020-01-16' })).warning).toBe('99 Nearest value used: time=2020-01-17 ISO8601');
    expect((await asked({ TIME: '2020-01-17' })).warning).toBeUndefined();
  });
});

const sld = (layer: string, style: string) =>
  `<StyledLayerDescriptor version="1.0.0" xmlns:ogc="http://www.opengis.net/ogc"><NamedLayer><Name>${layer}</Name>${style}</NamedLayer></StyledLayerDescriptor>`;
const coloured = (property: string, name = 'mine') => `<UserStyle><Name>${name}</Name><FeatureTypeStyle>
  <Rule><ogc:Filter><ogc:PropertyIsLessThan><ogc:PropertyName>${property}</ogc:PropertyName><ogc:Literal>0</ogc:Literal></ogc:PropertyIsLessThan></ogc:Filter>
  <PointSymbolizer><Graphic><Mark><WellKnownName>circle</WellKnownName><Fill><CssParameter name="fill">#ff0000</CssParameter></Fill></Mark><Size>6</Size></Graphic></PointSymbolizer></Rule>
  </FeatureTypeStyle></UserStyle>`;

describe('SLD_BODY', () => {
  test('without LAYERS names the layers and brings their styles', async () => {
    const { layers } = await asked({ LAYERS: undefined, SLD_BODY: sld(LAYER, coloured('mean_velocity')) });
    expect(layers).toMatchObject([{ collection: { id: LAYER }, style: { id: 'mine', scale: { type: 'classes' } } }]);
  });

  test('may name a style of the server, or none', async () => {
    const named = sld(LAYER, '<NamedStyle><Name>temporal-coherence</Name></NamedStyle>');
    expect((await asked({ LAYERS: undefined, SLD_BODY: named })).layers[0].style.id).toBe('temporal-coherence');
    expect((await asked({ LAYERS: undefined, SLD_BODY: sld(LAYER, '') })).layers[0].style.id).toBe('velocity');
  });

  test('with LAYERS is a shelf of styles', async () => {
    const SLD_BODY = sld(LAYER, coloured('mean_velocity'));
    const ids = async (parameters: object) =>
      (await asked({ LAYERS: both, SLD_BODY, ...parameters })).layers.map(({ style }) => style.id);
    expect(await ids({ STYLES: '' })).toEqual(['mine', 'velocity']);
    expect(await ids({ STYLES: 'mine,' })).toEqual(['mine', 'velocity']);
    expect(await ids({ STYLES: 'velocity-vik,' })).toEqual(['velocity-vik', 'velocity']);
  });

  const bomb = `<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${sld('&b;', '')}`;
  const external = `<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>${sld('&a;', '')}`;
  test.each([
    ['entities that grow', { SLD_BODY: bomb }, /document type/],
    ['entities of other files', { SLD_BODY: external }, /document type/],
    ['deep elements', { SLD_BODY: '<a>'.repeat(100) + '</a>'.repeat(100) }, /well-formed|nested/],
    ['what is no XML', { SLD_BODY: 'mean_velocity' }, /SLD/],
    ['what is no descriptor', { SLD_BODY: '<html/>' }, /expected a StyledLayerDescriptor/],
    [
      'layers of other servers',
      { SLD_BODY: '<StyledLayerDescriptor><UserLayer/></StyledLayerDescriptor>' },
      /UserLayer/,
    ],
    ['an attribute that the layer does not have', { SLD_BODY: sld(LAYER, coloured('height')) }, /no attribute height/],
    ['documents elsewhere', { SLD: 'http://example.org/a.sld' }, /not fetched/],
  ])('%s are refused', async (_, parameters, message) => {
    const { code, text } = await refused({ LAYERS: undefined, ...parameters });
    expect(text).toMatch(message);
    expect(code).toBeUndefined();
  });

  test('a layer of it that does not exist is not defined', async () => {
    const { code } = await refused({ LAYERS: undefined, SLD_BODY: sld('nowhere', '') });
    expect(code).toBe('LayerNotDefined');
  });
});

describe('GetMap refuses', () => {
  test.each([
    ['an unknown layer', { LAYERS: 'nope' }, 'LayerNotDefined'],
    ['an unknown layer first', { LAYERS: `nope,${LAYER}` }, 'LayerNotDefined'],
    ['an unknown layer second', { LAYERS: `${LAYER},nope` }, 'LayerNotDefined'],
    ['a layer without a name', { LAYERS: `${LAYER},` }, 'LayerNotDefined'],
    ['a table', { LAYERS: 'lakes' }, 'LayerNotDefined'],
    ['an unknown style', { STYLES: 'nope' }, 'StyleNotDefined'],
    ['an unknown style second', { LAYERS: both, STYLES: 'velocity,nope' }, 'StyleNotDefined'],
    ['more styles than layers', { STYLES: 'velocity,velocity' }, 'StyleNotDefined'],
    ['an unknown system', { CRS: 'EPSG:1' }, 'InvalidCRS'],
    ['a format it does not have', { FORMAT: 'image/gif' }, 'InvalidFormat'],
    ['a time outside of the series', { TIME: '1999-01-01' }, 'InvalidDimensionValue'],
    [
      'a time outside of the series, in a style without time',
      { TIME: '1999-01-01', STYLES: 'velocity' },
      'InvalidDimensionValue',
    ],
    ['what is no time', { TIME: 'garbage' }, 'InvalidDimensionValue'],
    ['no layers', { LAYERS: undefined }, undefined],
    ['no box', { BBOX: undefined }, undefined],
    ['no system', { CRS: undefined }, undefined],
    ['no size', { WIDTH: '' }, undefined],
    ['no format', { FORMAT: undefined }, undefined],
    ['no version', { VERSION: undefined }, undefined],
    ['a box of no area', { BBOX: '1,1,1,2' }, undefined],
    ['a size beyond the limit', { WIDTH: '4097' }, undefined],
    ['a size of nothing', { HEIGHT: '0' }, undefined],
    ['layers beyond the limit', { LAYERS: Array(17).fill(LAYER).join() }, undefined],
    ['a colour that is none', { BGCOLOR: 'red' }, undefined],
    ['a filter that is none', { CQL_FILTER: 'mean_velocity <' }, undefined],
    ['another service', { SERVICE: 'WFS' }, undefined],
    ['characters that no text can hold', { LAYERS: 'a\0b' }, undefined],
  ])('%s: %j', async (_, parameters, code) => {
    const exception = await refused(parameters);
    expect(exception.code).toBe(code);
    expect(exception.text).toMatch(/expected|holds/);
  });

  test('in the words of 1.1.1 there', async () => {
    expect((await refused({ SRS: 'EPSG:1' }, OLD_MAP)).code).toBe('InvalidSRS');
    expect((await refused({ LAYERS: 'nope' }, OLD_MAP)).code).toBe('LayerNotDefined');
  });

  test('other requests', async () => {
    for (const REQUEST of ['GetStyles', 'DescribeLayer', 'nonsense']) {
      expect((await refused({ REQUEST })).code).toBe('OperationNotSupported');
    }
    expect((await refused({ REQUEST: undefined })).text).toMatch(/^REQUEST: expected a value/);
  });

  test('other methods', async () => {
    await request(service.app).post('/wms').expect(405).expect('Allow', 'GET, HEAD, OPTIONS');
  });
});

describe('pictures on the wire', () => {
  test('are told by their type and length, and not sent to who has them', async () => {
    const { app, images, get } = mapService();
    const first = await get(MAP);
    expect(Number(first.headers['content-length'])).toBe(first.body.byteLength);
    const address = first.request.url.replace(/^.*\/wms/, '/wms');
    const again = request(app).get(address).set('Host', 'example.org');
    await again.set('If-None-Match', first.headers.etag).expect(304);
    expect(images).toHaveLength(1);
    const head = await request(app).head(address).expect(200).expect('Content-Type', 'image/png');
    expect(head.headers['content-length']).toBe(first.headers['content-length']);
  });

  test('have another tag when the collection, or the style, has changed', async () => {
    const tag = async (options: Parameters<typeof mapService>[0]) => (await mapService(options).get(MAP)).headers.etag;
    const tags = [
      await tag({}),
      await tag({ collections: [[{ ...ustica, version: '8' }, []]] }),
      await tag({ styles: [{ ...(await asked()).layers[0].style, opacity: 0.5 }] }),
    ];
    expect(new Set(tags).size).toBe(3);
  });

  test('are drawn again from a collection that changed meanwhile', async () => {
    let attempts = 0;
    const { get } = mapService({
      image: async () => {
        attempts++;
        if (attempts === 1) throw collectionChanged(LAYER);
        return new Uint8Array([1]);
      },
    });
    expect((await get(MAP)).status).toBe(200);
    expect(attempts).toBe(2);
  });

  test('that take too long are a 503 with a time to come again, in whichever manner', async () => {
    const { get } = mapService({ image: () => Promise.reject(tooManyTiles('too busy')) });
    for (const EXCEPTIONS of ['XML', 'BLANK']) {
      const response = await get({ ...MAP, EXCEPTIONS });
      expect(response.status).toBe(503);
      expect(response.headers['retry-after']).toBe('2');
    }
    expect(exceptionOf(await get(MAP))).toEqual({ text: 'too busy' });
  });

  test('that a defect keeps from being drawn are a failure that tells nothing', async () => {
    const { get } = mapService({ image: () => Promise.reject(new Error('secret')) });
    const response = await get(MAP);
    expect(response.status).toBe(500);
    expect(JSON.stringify(response.body)).not.toContain('secret');
  });

  test('the painter is told when the client has gone', async () => {
    let signal: AbortSignal | undefined;
    const { app } = mapService({
      image: (_, given) => {
        signal = given;
        return new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason)));
      },
    });
    const search = new URLSearchParams(
      Object.entries(MAP).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const pending = request(app).get(`/wms?${search}`).timeout(100);
    await expect(pending).rejects.toThrow();
    await expect.poll(() => signal?.aborted).toBe(true);
  });
});
