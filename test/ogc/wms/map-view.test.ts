import { describe, expect, test } from 'vitest';
import { KeyValueParameters } from '../../../src/ogc/common/key-value-parameters.js';
import { readView } from '../../../src/ogc/wms/map-view.js';
import type { WmsVersion } from '../../../src/ogc/wms/wms-version.js';

const VIEW = { CRS: 'EPSG:3857', BBOX: '10,20,30,40', WIDTH: '200', HEIGHT: '100' };

const view = (changes: Record<string, string> = {}, version: WmsVersion = '1.3.0') =>
  readView(new KeyValueParameters(new URLSearchParams({ ...VIEW, ...changes })), version);

const xFirst = { minX: 10, minY: 20, maxX: 30, maxY: 40 };
const yFirst = { minX: 20, minY: 10, maxX: 40, maxY: 30 };

describe('the part of the ground that a map shows', () => {
  test.each([
    ['1.3.0', 'EPSG:4326', yFirst],
    ['1.3.0', 'EPSG:4258', yFirst],
    ['1.3.0', 'EPSG:3035', yFirst],
    ['1.3.0', 'EPSG:3857', xFirst],
    ['1.3.0', 'EPSG:25833', xFirst],
    ['1.3.0', 'EPSG:32633', xFirst],
    ['1.3.0', 'CRS:84', xFirst],
    ['1.1.1', 'EPSG:4326', xFirst],
    ['1.1.1', 'EPSG:4258', xFirst],
    ['1.1.1', 'EPSG:3035', xFirst],
    ['1.1.1', 'EPSG:3857', xFirst],
  ] as const)('in %s the box of %s has its axes in the order of the version', (version, crs, box) => {
    expect(view({ [version === '1.3.0' ? 'CRS' : 'SRS']: crs }, version).box).toEqual(box);
  });

  test('need not have square pixels', () => {
    expect(view({ WIDTH: '7', HEIGHT: '4096' })).toMatchObject({ widthPx: 7, heightPx: 4096 });
  });

  test('may lie outside of the world', () => {
    expect(view({ CRS: 'CRS:84', BBOX: '400,100,500.5,1e3' }).box).toEqual({
      minX: 400,
      minY: 100,
      maxX: 500.5,
      maxY: 1000,
    });
  });

  test.each([
    ['minx above maxx', '30,20,10,40'],
    ['minx equal to maxx', '10,20,10,40'],
    ['miny above maxy', '10,40,30,20'],
    ['miny equal to maxy', '10,20,30,20'],
    ['three numbers', '10,20,30'],
    ['five numbers', '10,20,30,40,50'],
    ['words', 'a,b,c,d'],
    ['NaN', 'NaN,20,30,40'],
    ['infinity', '10,20,Infinity,40'],
    ['overflow', '10,20,1e999,40'],
    ['sides beyond all numbers', '-1.7e308,20,1.7e308,40'],
    ['hexadecimals', '0x1,20,30,40'],
    ['a hole', '10,,30,40'],
    ['nothing', ''],
  ])('a box is refused that has %s', (_, BBOX) => {
    expect(() => view({ BBOX })).toThrow(/^BBOX: expected/);
  });

  test('swapping comes before checking', () => {
    expect(() => view({ CRS: 'EPSG:4326', BBOX: '40,10,30,20' })).toThrow(/^BBOX/);
  });

  test.each(['0', '-5', '4097', '1e3', '12.5', 'wide', '', '99999999999999999999'])(
    'a width of "%s" is refused',
    (WIDTH) => {
      expect(() => view({ WIDTH })).toThrow(/^WIDTH: expected/);
    },
  );

  test.each(['EPSG:9999', 'EPSG:32601', 'AUTO2:42001,1,0,0', 'nonsense', 'EPSG:3857,EPSG:4326'])(
    'the system %s is not offered',
    (CRS) => {
      expect(() => view({ CRS })).toThrow(expect.objectContaining({ code: 'InvalidCRS' }));
    },
  );

  test.each([
    [{}, 1],
    [{ DPI: '180' }, 2],
    [{ MAP_RESOLUTION: '180' }, 2],
    [{ FORMAT_OPTIONS: 'antialias:full;dpi:180' }, 2],
    [{ DPI: '0' }, 1],
    [{ DPI: 'many' }, 1],
    [{ DPI: '1e9' }, 8],
    [{ DPI: '1' }, 0.25],
  ])('with %j a pixel of a style is %d of the map', (changes, ratio) => {
    expect(view(changes).pixelRatio).toBe(ratio);
  });
});
