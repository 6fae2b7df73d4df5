import { describe, expect, test } from 'vitest';
import { crsByUri } from '../../../src/geodesy/crs.js';
import { readPlace, readPlaces, readPolygons } from '../../../src/ogc/edr/coords.js';

const crs84 = crsByUri('CRS84')!;
const laea = crsByUri('EPSG:3035')!;
const square = '((0 0,10 0,10 10,0 10,0 0),(4 4,6 4,6 6,4 6,4 4))';

describe('places in Well-Known Text', () => {
  test.each([
    ['POINT(11.5 41.5)', [[11.5, 41.5]]],
    ['point ( 11.5   -41.5 )', [[11.5, -41.5]]],
    ['POINT Z (11.5 41.5 120)', [[11.5, 41.5]]],
    [
      'MULTIPOINT((1 2),(3 4))',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'MULTIPOINT(1 2,3e0 4)',
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])('%s', (text, places) => {
    expect(readPlaces(text, crs84)).toEqual(places);
  });

  test('follow the axis order of the system', () => {
    expect(readPlace('POINT(2000000 4400000)', laea)).toEqual([4_400_000, 2_000_000]);
  });

  test.each([
    ['', 'coords: at character 1: expected POINT or MULTIPOINT, found the end of the text'],
    ['POINT(1)', 'coords: at character 8: expected a number'],
    ['POINT(1 2', 'found the end of the text'],
    ['POINT(1 2))', 'expected the end of the text'],
    ['POINT(1,2)', 'expected a number'],
    ['POINT EMPTY', "expected '('"],
    ['SRID=4326;POINT(1 2)', 'coords: at character'],
    ['POLYGON((0 0,1 0,1 1,0 0))', 'expected POINT or MULTIPOINT'],
    ['POINT(200 10)', 'lie outside the area of OGC:CRS84'],
    ['POINT(1e999 2)', 'expected a number of at most'],
    ["POINT('a' 2)", 'expected a number'],
  ])('%s is refused with words about coords', (text, words) => {
    expect(() => readPlaces(text, crs84)).toThrow(words);
    expect(() => readPlaces(text, crs84)).toThrow(/^coords: /);
  });

  test('are a hundred at most', () => {
    const places = (count: number) => `MULTIPOINT(${Array.from({ length: count }, () => '1 2').join(',')})`;
    expect(readPlaces(places(100), crs84)).toHaveLength(100);
    expect(() => readPlaces(places(101), crs84)).toThrow(
      'coords: expected at most 100 points, got 101; ask for an area instead',
    );
    expect(() => readPlaces(places(10_000), crs84)).toThrow('at most 100 points, got 10000');
    expect(() => readPlaces(places(10_001), crs84)).toThrow('at most 10000 positions, got 10001');
  });

  test('a single one cannot be several', () => {
    expect(() => readPlace('MULTIPOINT((1 2))', crs84)).toThrow('expected POINT, found');
  });
});

describe('polygons in Well-Known Text', () => {
  test('keep their rings, and say which points lie in them', () => {
    const { polygons, condition } = readPolygons(`POLYGON${square}`, crs84);
    expect(polygons).toHaveLength(1);
    expect(polygons[0].rings.map((ring) => ring.length)).toEqual([5, 5]);
    expect(condition).toMatchObject({ kind: 'spatial', operator: 's_intersects', right: { crs: crs84 } });
  });

  test('of several each has its own condition, and x comes first whatever the system', () => {
    const ring = (at: number) => `((${at} 4400000,${at} 4400100,${at + 100} 4400100,${at} 4400000))`;
    const { polygons } = readPolygons(`MULTIPOLYGON(${ring(2_000_000)},${ring(2_000_500)})`, laea);
    expect(polygons.map(({ rings }) => rings[0][0])).toEqual([
      [4_400_000, 2_000_000],
      [4_400_000, 2_000_500],
    ]);
    expect(polygons[1].condition).toMatchObject({ right: { geometry: { type: 'Polygon' } } });
    expect(polygons[1].condition).not.toEqual(polygons[0].condition);
  });

  test.each([
    ['POLYGON((0 0,1 0,1 1))', 'needs 4 positions'],
    ['POLYGON((0 0,1 0,1 1,0 1))', 'does not end where it starts'],
    ['POLYGON(0 0,1 0,1 1,0 0)', "expected '('"],
    ['POINT(1 2)', 'expected POLYGON or MULTIPOLYGON'],
    ['POLYGON((0 0,1 0 1,1 1,0 0))', 'mixes positions of two and of three'],
  ])('%s is refused', (text, words) => {
    expect(() => readPolygons(text, crs84)).toThrow(words);
  });
});
