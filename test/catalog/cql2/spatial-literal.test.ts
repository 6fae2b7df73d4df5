import { describe, expect, test } from 'vitest';
import type { Geometry } from '../../../src/catalog/cql2/expression.js';
import {
  boundsOf,
  boxLiteral,
  geometryLiteral,
  isAreal,
  lengthOf,
  literalCrs,
  planarGeometry,
} from '../../../src/catalog/cql2/spatial-literal.js';

const crs84 = literalCrs('CRS84');
const epsg4326 = literalCrs('EPSG:4326');
const laea = literalCrs('EPSG:3035');

describe('geometryLiteral', () => {
  test('refuses coordinates that no place has: the 90 180 of the standard', () => {
    expect(() => geometryLiteral({ type: 'Point', coordinates: [90, 180] }, crs84)).toThrow(
      'filter: coordinates 90 180 lie outside the area of OGC:CRS84 (easting or longitude first): x from -180 to 180, y from -90 to 90',
    );
    expect(() =>
      geometryLiteral(
        {
          type: 'MultiPoint',
          coordinates: [
            [7.02, 49.92],
            [90, 180],
          ],
        },
        crs84,
      ),
    ).toThrow('90 180');
  });

  test('takes them in the axis order of the system', () => {
    expect(() => geometryLiteral({ type: 'Point', coordinates: [90, 180] }, epsg4326)).not.toThrow();
    expect(() => geometryLiteral({ type: 'Point', coordinates: [180, 90] }, epsg4326)).toThrow('latitude first');
    expect(() => geometryLiteral({ type: 'Point', coordinates: [2_000_000, 6_000_000] }, laea)).not.toThrow();
    expect(() => geometryLiteral({ type: 'Point', coordinates: [40, 20_000_000] }, laea)).toThrow('EPSG:3035');
  });

  test.each<[string, Geometry]>([
    [
      'Polygon has a ring that does not end where it starts',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        ],
      },
    ],
    [
      'Polygon needs 4 positions in each ring, got 3',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [0, 0],
          ],
        ],
      },
    ],
    ['MultiPolygon needs 4 positions in each ring, got 1', { type: 'MultiPolygon', coordinates: [[[[0, 0]]]] }],
    ['LineString needs two different positions in each line', { type: 'LineString', coordinates: [[1, 1]] }],
    [
      'MultiLineString needs two different positions',
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [1, 1],
            [1, 1],
          ],
        ],
      },
    ],
    [
      'MultiPoint mixes positions of two and of three numbers',
      {
        type: 'MultiPoint',
        coordinates: [
          [1, 1],
          [1, 1, 1],
        ],
      },
    ],
    ['LineString needs', { type: 'GeometryCollection', geometries: [{ type: 'LineString', coordinates: [[1, 1]] }] }],
  ])('%s', (message, geometry) => {
    expect(() => geometryLiteral(geometry, crs84)).toThrow(`filter: ${message}`);
  });
});

describe('boxLiteral', () => {
  test.each([
    [[1, 2, 3], 'BBOX takes 4 or 6 numbers, got 3'],
    [[0, 50, 10, 40], 'BBOX has its upper corner below its lower one: 0,50,10,40'],
    [[0, 40, 9, 10, 50, 8], 'BBOX has its upper corner below its lower one: 0,40,9,10,50,8'],
    [[0, 40, 10, 91], 'coordinates 10 91 lie outside the area'],
    [[0, 40, Number.NaN, 50], 'coordinates NaN 50 lie outside the area'],
  ])('%j: %s', (bounds, message) => {
    expect(() => boxLiteral(bounds, crs84)).toThrow(`filter: ${message}`);
  });

  test('may cross the antimeridian in degrees, not in metres', () => {
    expect(() => boxLiteral([150, -90, -150, 90], crs84)).not.toThrow();
    expect(() => boxLiteral([3e6, 5e6, 3.1e6, 4e6], laea)).toThrow('only degrees may cross the antimeridian');
  });
});

describe('planarGeometry', () => {
  test('puts x first and leaves heights out', () => {
    const line = geometryLiteral(
      {
        type: 'LineString',
        coordinates: [
          [50, 10, 7],
          [51, 11, 8],
        ],
      },
      epsg4326,
    );
    expect(planarGeometry(line)).toEqual({
      type: 'LineString',
      coordinates: [
        [10, 50],
        [11, 51],
      ],
    });
  });

  test('makes a polygon of a box, of two axes or of three', () => {
    const ring = [
      [0, 40],
      [10, 40],
      [10, 50],
      [0, 50],
      [0, 40],
    ];
    expect(planarGeometry(boxLiteral([0, 40, 10, 50], crs84))).toEqual({ type: 'Polygon', coordinates: [ring] });
    expect(planarGeometry(boxLiteral([40, 0, -5, 50, 10, 5], epsg4326))).toEqual({
      type: 'Polygon',
      coordinates: [ring],
    });
  });

  test('makes two halves of a box over the antimeridian', () => {
    const { geometries } = planarGeometry(boxLiteral([150, -10, -160, 10], crs84)) as Extract<
      Geometry,
      { type: 'GeometryCollection' }
    >;
    expect(geometries.map((half) => half.coordinates)).toEqual([
      [
        [
          [150, -10],
          [180, -10],
          [180, 10],
          [150, 10],
          [150, -10],
        ],
      ],
      [
        [
          [-180, -10],
          [-160, -10],
          [-160, 10],
          [-180, 10],
          [-180, -10],
        ],
      ],
    ]);
  });

  test('makes a line or a point of a box without width or height', () => {
    expect(planarGeometry(boxLiteral([5, 40, 5, 50], crs84))).toEqual({
      type: 'LineString',
      coordinates: [
        [5, 40],
        [5, 50],
      ],
    });
    expect(planarGeometry(boxLiteral([5, 40, 5, 40], crs84))).toEqual({ type: 'Point', coordinates: [5, 40] });
  });
});

test('boundsOf gives the enclosing box, all longitudes over the antimeridian', () => {
  const line = geometryLiteral(
    {
      type: 'LineString',
      coordinates: [
        [50, 11],
        [51, 10],
      ],
    },
    epsg4326,
  );
  expect(boundsOf(line)).toEqual({ minX: 10, minY: 50, maxX: 11, maxY: 51 });
  expect(boundsOf(boxLiteral([150, -10, -160, 10], crs84))).toEqual({ minX: -180, minY: -10, maxX: 180, maxY: 10 });
});

test('lengthOf adds all lines and rings and nothing of points', () => {
  const square: Geometry = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [3, 0],
        [3, 3],
        [0, 3],
        [0, 0],
      ],
    ],
  };
  const line: Geometry = {
    type: 'MultiLineString',
    coordinates: [
      [
        [0, 0],
        [3, 4],
      ],
      [
        [0, 0],
        [0, 1],
      ],
    ],
  };
  expect([square, line].map(lengthOf)).toEqual([12, 6]);
  expect(lengthOf({ type: 'GeometryCollection', geometries: [square, { type: 'Point', coordinates: [1, 1] }] })).toBe(
    12,
  );
});

test('isAreal looks into collections', () => {
  const point: Geometry = { type: 'Point', coordinates: [1, 1] };
  expect(isAreal(point)).toBe(false);
  expect(isAreal({ type: 'GeometryCollection', geometries: [point] })).toBe(false);
  const polygon: Geometry = { type: 'Polygon', coordinates: [] };
  expect(isAreal({ type: 'GeometryCollection', geometries: [point, polygon] })).toBe(true);
});
