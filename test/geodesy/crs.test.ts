import { describe, expect, test } from 'vitest';
import { allCrs, CRS84_URI, crsByUri, EPSG_3035_URI } from '../../src/geodesy/crs.js';

describe('the register of reference systems', () => {
  test.each([
    ['http://www.opengis.net/def/crs/EPSG/0/3035', '3035'],
    ['https://www.opengis.net/def/crs/EPSG/0/3035', '3035'],
    ['http://www.opengis.net/def/crs/EPSG/9.9.1/3035', '3035'],
    ['urn:ogc:def:crs:EPSG::3035', '3035'],
    ['urn:ogc:def:crs:EPSG:6.9:3035', '3035'],
    ['EPSG:3035', '3035'],
    ['epsg:3035', '3035'],
    ['[EPSG:3035]', '3035'],
    ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'CRS84'],
    ['https://www.opengis.net/def/crs/OGC/1.3/CRS84', 'CRS84'],
    ['http://www.opengis.net/def/crs/OGC/0/CRS84', 'CRS84'],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 'CRS84'],
    ['urn:ogc:def:crs:OGC::CRS84', 'CRS84'],
    ['OGC:CRS84', 'CRS84'],
    ['[OGC:CRS84]', 'CRS84'],
    ['CRS84', 'CRS84'],
    ['CRS:84', 'CRS84'],
    ['EPSG:4326', '4326'],
    ['EPSG:25832', '25832'],
  ])('%s is known', (name, code) => {
    expect(crsByUri(name)?.code).toBe(code);
  });

  test.each([
    '',
    'EPSG:1',
    'EPSG:25825',
    'EPSG:31370',
    '3035',
    '[EPSG:3035',
    'http://www.opengis.net/def/crs/EPSG/0/3035/',
    'http://example.org/def/crs/EPSG/0/3035',
    "EPSG:3035' or 1=1",
    'http://www.opengis.net/def/crs/OGC/1.3/CRS83',
  ])('%o is not', (name) => {
    expect(crsByUri(name)).toBeUndefined();
  });

  test('every system is found again by the names it publishes', () => {
    for (const crs of allCrs) {
      expect(crsByUri(crs.uri)).toBe(crs);
      expect(crsByUri(crs.urn)).toBe(crs);
      expect(crsByUri(`${crs.authority}:${crs.code}`)).toBe(crs);
    }
    expect(new Set(allCrs.map((crs) => crs.uri)).size).toBe(allCrs.length);
  });

  test('CRS84 leads the list and EPSG:3035 follows', () => {
    expect(allCrs.slice(0, 2).map((crs) => crs.uri)).toEqual([CRS84_URI, EPSG_3035_URI]);
  });

  test('holds ETRS89 zones 28 to 38 and WGS 84 zones 25 to 38', () => {
    const codes = allCrs.map((crs) => Number(crs.code));
    expect(codes.filter((code) => code >= 25801 && code <= 25860)).toEqual(
      Array.from({ length: 11 }, (_, i) => 25828 + i),
    );
    expect(codes.filter((code) => code >= 32601 && code <= 32660)).toEqual(
      Array.from({ length: 14 }, (_, i) => 32625 + i),
    );
  });

  test("axis order is the authority's", () => {
    const yx = allCrs.filter((crs) => crs.axisOrder === 'yx').map((crs) => crs.code);
    expect(yx.sort()).toEqual(['3035', '4258', '4326']);
  });

  test("areas of use are EPSG's", () => {
    expect(crsByUri('EPSG:3035')?.area).toEqual({ west: -35.58, south: 24.6, east: 44.83, north: 84.73 });
    expect(crsByUri('EPSG:25832')?.area).toEqual({ west: 6, south: 36.53, east: 12, north: 84.01 });
    expect(crsByUri('EPSG:32625')?.area).toEqual({ west: -36, south: 0, east: -30, north: 84 });
  });

  test('zones outside Europe are known without being offered', () => {
    expect(crsByUri('EPSG:32736')).toMatchObject({ srid: 32736, axisOrder: 'xy', area: { south: -80, north: 0 } });
    expect(crsByUri('EPSG:32601')).toMatchObject({ area: { west: -180, east: -174 } });
    expect(allCrs.some((crs) => crs.srid === 32736)).toBe(false);
  });
});
