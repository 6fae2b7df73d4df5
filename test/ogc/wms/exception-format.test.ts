import type { Response } from 'supertest';
import { describe, expect, test } from 'vitest';
import { pixelsOf } from '../../support/decoded-image.js';
import { exceptionOf, MAP, mapService, OLD_MAP, xmlOf } from './wms-app.js';

const { get } = mapService();
const failing = (parameters: object = {}, map: object = MAP): Promise<Response> =>
  get({ ...map, LAYERS: 'nope', WIDTH: 240, HEIGHT: 60, ...parameters });

const colours = async ({ body }: Response) => {
  const { width, height, rgba } = await pixelsOf(body);
  const pixels = new Set<string>();
  for (let i = 0; i < rgba.length; i += 4) pixels.add(rgba.subarray(i, i + 4).join());
  return { width, height, pixels };
};

describe('exceptions as documents', () => {
  test('of 1.3.0 are in the namespace of their schema', async () => {
    for (const EXCEPTIONS of [undefined, 'XML', 'nonsense']) {
      const response = await failing({ EXCEPTIONS });
      expect(response.headers['content-type']).toBe('text/xml; charset=utf-8');
      const root = xmlOf(response.text);
      expect(root).toMatchObject({
        name: 'ServiceExceptionReport',
        attributes: { version: '1.3.0', xmlns: 'http://www.opengis.net/ogc' },
      });
      expect(exceptionOf(response).code).toBe('LayerNotDefined');
    }
  });

  test('of 1.1.1 have a document type and no namespace', async () => {
    const response = await failing({ EXCEPTIONS: 'application/vnd.ogc.se_xml' }, OLD_MAP);
    expect(response.headers['content-type']).toMatch(/^application\/vnd\.ogc\.se_xml/);
    const text = response.text ?? response.body.toString();
    expect(text).toContain(
      '<!DOCTYPE ServiceExceptionReport SYSTEM "http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd">',
    );
    expect(xmlOf(text).attributes).toEqual({ version: '1.1.1' });
  });

  test('are a 200: clients read the text of no other status', async () => {
    expect((await failing()).status).toBe(200);
  });

  test('quote what came, without being broken by it', async () => {
    const { text } = exceptionOf(await failing({ LAYERS: '<b>&"\u0002' }));
    expect(text).toContain('<b>&"\ufffd');
  });
});

describe('exceptions as pictures', () => {
  test('with their text, have the size and the format of the map', async () => {
    for (const [FORMAT, map, EXCEPTIONS] of [
      ['image/png', MAP, 'INIMAGE'],
      ['image/jpeg', MAP, 'INIMAGE'],
      ['image/png', OLD_MAP, 'application/vnd.ogc.se_inimage'],
    ] as const) {
      const response = await failing({ FORMAT, EXCEPTIONS }, map);
      expect(response.headers['content-type']).toBe(FORMAT);
      expect(response.headers['cache-control']).toBe('no-store');
      const { width, height, pixels } = await colours(response);
      expect([width, height]).toEqual([240, 60]);
      expect(pixels.size).toBeGreaterThan(5);
    }
  });

  test('blank, are of the colour of the ground alone', async () => {
    const blank = { EXCEPTIONS: 'BLANK', BGCOLOR: '0xFF0000' };
    expect(await colours(await failing(blank))).toEqual({ width: 240, height: 60, pixels: new Set(['255,0,0,255']) });
    expect((await colours(await failing({ ...blank, TRANSPARENT: 'TRUE' }))).pixels).toEqual(new Set(['0,0,0,0']));
    const old = await failing({ ...blank, EXCEPTIONS: 'application/vnd.ogc.se_blank' }, OLD_MAP);
    expect((await colours(old)).pixels).toEqual(new Set(['255,0,0,255']));
  });

  test.each([
    ['the size cannot be read', { WIDTH: '0' }],
    ['the size is beyond the limit', { WIDTH: '100000' }],
    ['the format cannot be read', { FORMAT: 'image/gif' }],
    ['there is no map', { REQUEST: 'GetFeatureInfo' }],
  ])('are documents where %s', async (_, parameters) => {
    exceptionOf(await failing({ EXCEPTIONS: 'INIMAGE', ...parameters }));
  });

  test('have one ground from top to bottom, transparent or not', async () => {
    for (const [parameters, pixel] of [
      [{ BGCOLOR: '0x102030' }, [0x10, 0x20, 0x30, 255]],
      [{ TRANSPARENT: 'TRUE' }, [0, 0, 0, 0]],
    ] as const) {
      const response = await failing({ EXCEPTIONS: 'INIMAGE', HEIGHT: 300, ...parameters });
      const { width, height, rgba } = await pixelsOf(response.body);
      expect([width, height]).toEqual([240, 300]);
      for (const at of [0, 239, 150 * 240, 299 * 240, 300 * 240 - 1]) {
        expect([...rgba.subarray(4 * at, 4 * at + 4)], `${at}`).toEqual(pixel);
      }
    }
  });

  test('of text are few at once: of a crowd most get documents', async () => {
    const crowd = Array.from({ length: 40 }, () => failing({ EXCEPTIONS: 'INIMAGE', WIDTH: 2000, HEIGHT: 2000 }));
    const types = (await Promise.all(crowd)).map(({ type }) => type);
    const pictures = types.filter((type) => type === 'image/png').length;
    expect(pictures).toBeGreaterThan(0);
    // Two that are drawn, and sixteen in line, the first of which may have moved up.
    expect(pictures).toBeLessThan(40);
    expect(types.filter((type) => type === 'text/xml')).toHaveLength(40 - pictures);
  });

  test('of a word longer than the map, in a map too small for a line, are pictures all the same', async () => {
    const response = await failing({ EXCEPTIONS: 'INIMAGE', WIDTH: 1, HEIGHT: 1, LAYERS: 'x'.repeat(3000) });
    expect(await colours(response)).toMatchObject({ width: 1, height: 1 });
  });
});
