import { describe, expect, test } from 'vitest';
import { exceptionOf, LAYER, mapService, twoLayers } from './wms-app.js';

const { get } = mapService({ collections: twoLayers });
const LEGEND = { SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetLegendGraphic', LAYER, FORMAT: 'image/png' };

describe('GetLegendGraphic', () => {
  test('is a picture, in whatever size was wished', async () => {
    const plain = await get(LEGEND);
    expect(plain.headers['content-type']).toBe('image/png');
    expect(plain.body.subarray(1, 4).toString()).toBe('PNG');
    const sized = await get({ ...LEGEND, WIDTH: 20, HEIGHT: 20, SCALE: 1000, RULE: 'x', SLD_VERSION: '1.1.0' });
    expect(sized.body.equals(plain.body)).toBe(true);
  });

  test('is of the default style, or of the one that is named', async () => {
    const style = async (STYLE?: string) => (await get({ ...LEGEND, STYLE, FORMAT: 'application/json' })).body.style;
    expect(await style()).toBe('velocity');
    expect(await style('')).toBe('velocity');
    expect(await style('temporal-coherence')).toBe('temporal-coherence');
  });

  test('says which way its ends go, where it is about motion', async () => {
    const ends = async (parameters: object) =>
      (await get({ ...LEGEND, ...parameters, FORMAT: 'application/json' })).body.ends;
    expect(await ends({})).toEqual({ low: 'away', high: 'towards satellite' });
    expect(await ends({ STYLE: 'displacement' })).toEqual({ low: 'away', high: 'towards satellite' });
    expect(await ends({ LAYER: 'l3-up-2020-2024' })).toEqual({ low: 'down', high: 'up' });
    expect(await ends({ STYLE: 'temporal-coherence' })).toBeUndefined();
  });

  test('is a drawing on request, with letters for any ground when it is to be transparent', async () => {
    const svg = async (TRANSPARENT: string) => {
      const { body, headers } = await get({ ...LEGEND, FORMAT: 'image/svg+xml', TRANSPARENT });
      expect(headers['content-type']).toBe('image/svg+xml');
      return body.toString();
    };
    expect(await svg('FALSE')).toMatch(/^<svg/);
    expect(await svg('TRUE')).not.toBe(await svg('FALSE'));
  });

  test.each([
    ['an unknown layer', { LAYER: 'nope' }, 'LayerNotDefined'],
    ['no layer', { LAYER: undefined }, undefined],
    ['two layers', { LAYER: `${LAYER},${LAYER}` }, undefined],
    ['an unknown style', { STYLE: 'nope' }, 'StyleNotDefined'],
    ['an unknown format', { FORMAT: 'image/gif' }, 'InvalidFormat'],
  ])('refuses %s', async (_, parameters, code) => {
    expect(exceptionOf(await get({ ...LEGEND, ...parameters })).code).toBe(code);
  });
});
