import { describe, expect, test } from 'vitest';
import { parseXml } from '../../../src/products/xml-tree.js';
import { readSld } from '../../../src/render/sld.js';
import { parseStyle } from '../../../src/render/style-json.js';
import { pixelsOf } from '../../support/decoded-image.js';
import { lineOfSight, upwards } from '../../support/styled-collections.js';
import { L2, L3, SLD_TYPE, STEPS, STYLE_TYPE, styledApp } from './styled-app.js';

const MAPBOX = 'application/vnd.mapbox.style+json';

describe('a style', () => {
  test.each([
    ['nothing', {}, STYLE_TYPE],
    ['any JSON', { Accept: 'application/json' }, STYLE_TYPE],
    ['our JSON', { Accept: STYLE_TYPE }, STYLE_TYPE],
    ['a MapLibre style', { Accept: MAPBOX }, MAPBOX],
    ['SLD', { Accept: SLD_TYPE }, SLD_TYPE],
    ['SLD of a version', { Accept: `${SLD_TYPE};version=1.0` }, SLD_TYPE],
    ['a page, as browsers do', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, 'text/html'],
  ] as const)('comes to those who ask for %s', async (_, headers, type) => {
    const { get } = styledApp();
    const answer = await get(`${L2}/velocity`).set(headers).expect(200);
    expect(answer.type).toBe(type);
  });

  test('as JSON is one that could be stored', async () => {
    const { get } = styledApp();
    const { body } = await get(`${L3}/rmse`);
    expect(parseStyle(body)).toEqual(body);
    expect(body).toMatchObject({ id: 'rmse', cells: { sizeM: 100 } });
  });

  test('as SLD compares the attribute under the name that the collection gives it', async () => {
    const { get } = styledApp();
    const { text, headers } = await get(`${L2}/rmse?f=sld`).buffer(true);
    expect(headers['content-type']).toBe(`${SLD_TYPE};version=1.0`);
    expect(text).toContain('rmse_ts');
    expect(readSld(text, parseXml)).toMatchObject([{ layer: lineOfSight.id, style: { id: 'rmse' } }]);
    const squares = (await get(`${L3}/rmse?f=sld`).buffer(true)).text;
    expect(readSld(squares, parseXml)).toMatchObject([{ isGrid: true }]);
  });

  test('as a MapLibre style draws the vector tiles of the collection', async () => {
    const { get } = styledApp();
    const { body } = await get(`${L2}/rmse?f=mapbox`);
    const { id } = lineOfSight;
    expect(body).toMatchObject({ version: 8, zoom: 15, metadata: { 'open-egms:style': 'rmse' } });
    expect(body.sources).toEqual({
      [id]: { type: 'vector', url: `http://localhost/collections/${id}/tilejson.json`, promoteId: 'pid' },
    });
    const layers = body.layers as { 'source-layer': string; source: string; minzoom?: number; filter?: unknown }[];
    expect(layers.every((layer) => layer.source === id && layer['source-layer'] === id)).toBe(true);
    expect(layers[layers.length - 1]).toMatchObject({ minzoom: 15, filter: ['has', 'rmse_ts'] });
  });

  test('that another language cannot say is refused in it, and says in which it comes', async () => {
    const { get } = styledApp();
    for (const f of ['sld', 'mapbox']) {
      const { body } = await get(`${L2}/displacement?f=${f}`).expect(406);
      expect(body.detail).toContain('ask for f=json');
    }
    await get(`${L2}/displacement`).expect(200);
  });

  test('that is not there, or of an attribute that the collection lacks, is not found', async () => {
    const { get } = styledApp();
    await get(`${L2}/nothing`).expect(404);
    await get(`${L3}/height`).expect(404);
    await get(`${L3}/height/legend`).expect(404);
  });

  test('has one strong tag for each language, at whatever address', async () => {
    const { get } = styledApp();
    const [json, json2, sld, mapbox] = await Promise.all(
      ['', '?f=json', '?f=sld', '?f=mapbox'].map(async (query) => (await get(`${L2}/velocity${query}`)).headers.etag),
    );
    expect(json).toMatch(/^"json-/);
    expect(json2).toBe(json);
    expect(sld).toMatch(/^"sld-/);
    expect(mapbox).toMatch(/^W\//);
    const answer = await get(`${L2}/velocity`).set('If-None-Match', json).expect(304);
    expect(answer.headers.etag).toBe(json);
    await get(`${L2}/velocity?f=sld`).set('If-None-Match', json).expect(200);
  });

  test('is shown to people with all that its metadata say', async () => {
    const { get, send } = styledApp();
    await send('post', L3)
      .send({ ...STEPS, title: '<b>Steps</b>', description: 'Two & a half' })
      .expect(201);
    const { text } = await get(`${L3}/steps`).set('Accept', 'text/html').expect(200);
    expect(text).toContain('&lt;b&gt;Steps&lt;/b&gt;');
    expect(text).toContain('Two &amp; a half');
    expect(text).toContain('Positive upwards, negative downwards.');
    expect(text).toContain('the keepers of the collection');
  });
});

describe('metadata of a style', () => {
  test('say what it shows, what the sign means and in which languages it comes', async () => {
    const { get } = styledApp();
    const { body } = await get(`${L3}/velocity/metadata`).expect(200);
    expect(body).toMatchObject({
      id: 'velocity',
      title: 'Mean velocity upwards',
      scope: 'style',
      origin: 'program',
      unit: 'mm/yr',
      ends: { low: 'down', high: 'up' },
    });
    expect(
      body.stylesheets.map(({ native, link }: { native: boolean; link: { type: string } }) => [native, link.type]),
    ).toEqual([
      [true, STYLE_TYPE],
      [false, MAPBOX],
      [false, `${SLD_TYPE};version=1.0`],
    ]);
    expect(Object.keys(body.layers[0].propertiesSchema)).toEqual(['mean_velocity']);
    expect(body.layers[0].sampleData.href).toBe(`http://localhost/collections/${upwards.id}/items`);
  });

  test('tell when a stored style was made and changed', async () => {
    const { get, send } = styledApp();
    await send('post', L2).send(STEPS).expect(201);
    const first = (await get(`${L2}/steps/metadata`)).body;
    await send('put', `${L2}/steps`).send({ ...STEPS, title: 'Other' });
    const second = (await get(`${L2}/steps/metadata`)).body;
    expect(second).toMatchObject({ title: 'Other', created: first.created, origin: 'stored' });
    expect(Date.parse(second.updated)).toBeGreaterThanOrEqual(Date.parse(first.updated));
    expect(second.version).not.toBe(first.version);
  });

  test('cannot be written or removed by themselves', async () => {
    const { send } = styledApp();
    for (const method of ['put', 'patch', 'delete'] as const) {
      expect((await send(method, `${L2}/velocity/metadata`).send({})).status).toBe(405);
    }
  });
});

describe('the legend of a style', () => {
  test('is a picture, drawn by default as PNG', async () => {
    const { get } = styledApp();
    const answer = await get(`${L3}/velocity/legend`).responseType('blob').expect(200);
    expect(answer.type).toBe('image/png');
    const { width, height, rgba } = await pixelsOf(answer.body as Buffer);
    const svg = (await get(`${L3}/velocity/legend?f=svg`).responseType('text')).body.toString();
    expect(svg).toContain(`width="${width}" height="${height}"`);
    // Red at the left of the band, blue at its right: the colours of the ends.
    const row = 37;
    const colourAt = (x: number) => [...rgba.subarray((row * width + x) * 4, (row * width + x) * 4 + 3)];
    expect(colourAt(12)[0]).toBeGreaterThan(colourAt(12)[2] + 80);
    expect(colourAt(225)[2]).toBeGreaterThan(colourAt(225)[0] + 80);
    const head = await get(`${L3}/velocity/legend`).set('If-None-Match', answer.headers.etag);
    expect(head.status).toBe(304);
  });

  test('comes as data with the meaning of the ends', async () => {
    const { get } = styledApp();
    expect((await get(`${L2}/acceleration/legend?f=json`)).body).toMatchObject({
      style: 'acceleration',
      unit: 'mm/yr²',
      ends: { low: 'away', high: 'towards satellite' },
    });
    expect((await get(`${L2}/height/legend?f=json`)).body).not.toHaveProperty('ends');
  });
});
