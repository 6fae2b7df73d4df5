import { describe, expect, test } from 'vitest';
import { crsByUri } from '../../../../src/geodesy/crs.js';
import {
  askedMetresPerPixel,
  checkedSide,
  groundSides,
  metresPerUnit,
  pixelRatioOf,
} from '../../../../src/ogc/common/drawing/map-resolution.js';

describe('pixels', () => {
  test('of the display without another word are those of OGC', () => {
    expect(pixelRatioOf({})).toBe(1);
    expect(askedMetresPerPixel({ 'scale-denominator': 100_000 })).toBeCloseTo(28, 12);
  });

  test('half as large make symbols twice as many pixels wide', () => {
    expect(pixelRatioOf({ 'mm-per-pixel': 0.14 })).toBe(2);
    expect(askedMetresPerPixel({ 'scale-denominator': 100_000, 'mm-per-pixel': 0.14 })).toBeCloseTo(14, 12);
  });

  test.each([0, -0.28, 1e-9, 0.03, 1000])('of %f millimetres are on no display', (mm) => {
    expect(() => pixelRatioOf({ 'mm-per-pixel': mm })).toThrow(/^mm-per-pixel: expected 0.035 to 10 millimetres, got/);
  });

  test.each([0, -5])('are not had at the scale 1 : %f', (denominator) => {
    expect(() => askedMetresPerPixel({ 'scale-denominator': denominator })).toThrow(/^scale-denominator: /);
  });

  test.each([0, -1, 1.5, 4097])('are not %f in a side', (side) => {
    expect(() => checkedSide('width', side, 4096)).toThrow(`width: expected 1 to 4096 whole pixels, got ${side}`);
  });
});

describe('ground in a unit', () => {
  test('of degrees is the arc of a sphere, shorter eastwards by the cosine of the latitude', () => {
    const { x, y } = metresPerUnit(crsByUri('CRS84')!, 13, 60);
    // 2 pi 6378137 / 360, the number of the well-known scale sets of WMTS.
    expect(y).toBeCloseTo(111_319.49079, 4);
    expect(x / y).toBeCloseTo(0.5, 12);
  });

  test('of web Mercator shrinks by the cosine of the latitude', () => {
    const y60 = 6_378_137 * Math.log(Math.tan(Math.PI / 4 + Math.PI / 6));
    expect(metresPerUnit(crsByUri('EPSG:3857')!, 0, y60).x).toBeCloseTo(0.5, 9);
  });

  test('of other projections is a metre', () => {
    expect(metresPerUnit(crsByUri('EPSG:3035')!, 4_321_000, 3_210_000)).toEqual({ x: 1, y: 1 });
    const box = { minX: 0, minY: 0, maxX: 2000, maxY: 1000 };
    expect(groundSides(box, crsByUri('EPSG:32633')!)).toEqual({ widthM: 2000, heightM: 1000 });
  });
});
