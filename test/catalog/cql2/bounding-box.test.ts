import { describe, expect, test } from 'vitest';
import { filterBoundingBox, parseCql2Text } from '../../../src/catalog/cql2/index.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';

const source = { geometryNames: ['geometry', 'geom'] };
const box = (text: string, filterCrs = CRS84_URI) => {
  const found = filterBoundingBox(parseCql2Text(text, { filterCrs }), source);
  return found && [found.minX, found.minY, found.maxX, found.maxY];
};

describe('filterBoundingBox', () => {
  test.each([
    ['the literal of a relation', 'S_INTERSECTS(geom, BBOX(0,40,10,50))', [0, 40, 10, 50]],
    ['the literal on the left', 'S_CONTAINS(BBOX(0,40,10,50), geometry)', [0, 40, 10, 50]],
    ['the hull of any geometry', 'S_TOUCHES(geom, LINESTRING(3 4,1 5))', [1, 4, 3, 5]],
    ['one operand of AND', 'a = 1 AND S_WITHIN(geom, POINT(1 2)) AND b', [1, 2, 1, 2]],
    ['the smallest of several', 'S_WITHIN(geom, BBOX(0,0,9,9)) AND S_WITHIN(geom, BBOX(5,5,6,6))', [5, 5, 6, 6]],
    ['the hull of OR', 'S_WITHIN(geom, BBOX(0,0,1,1)) OR S_WITHIN(geom, BBOX(5,5,6,6))', [0, 0, 6, 6]],
    ['all longitudes over the antimeridian', 'S_WITHIN(geom, BBOX(150,-10,-150,10))', [-180, -10, 180, 10]],
  ])('is %s', (_, text, expected) => {
    expect(box(text)).toEqual(expected);
  });

  test.each([
    ['a filter without relations', 'a = 1'],
    ['a disjoint literal', 'S_DISJOINT(geom, BBOX(0,40,10,50))'],
    ['a negated relation', 'NOT S_INTERSECTS(geom, BBOX(0,40,10,50))'],
    ['OR with an operand that names no box', 'S_INTERSECTS(geom, BBOX(0,40,10,50)) OR a = 1'],
    ['two literals', 'S_INTERSECTS(POINT(1 1), BBOX(0,40,10,50))'],
    ['two properties', 'S_INTERSECTS(geom, geometry)'],
  ])('is undefined for %s', (_, text) => {
    expect(box(text)).toBeUndefined();
  });

  test('has x first, and its system', () => {
    const filter = parseCql2Text('S_WITHIN(geom, BBOX(3200000,4300000,3210000,4320000))', { filterCrs: EPSG_3035_URI });
    expect(filterBoundingBox(filter, source)).toEqual({
      minX: 4_300_000,
      minY: 3_200_000,
      maxX: 4_320_000,
      maxY: 3_210_000,
      crs: EPSG_3035_URI,
    });
  });
});
