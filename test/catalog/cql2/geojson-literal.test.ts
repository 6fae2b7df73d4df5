import { describe, expect, test } from 'vitest';
import { readGeometry } from '../../../src/catalog/cql2/geojson-literal.js';

const read = (value: unknown) => readGeometry({ value, path: 'g', depth: 1 });

describe('readGeometry', () => {
  test.each([
    { type: 'Point', coordinates: [1, 2] },
    { type: 'Point', coordinates: [1, 2, 3] },
    { type: 'MultiPoint', coordinates: [[1, 2]] },
    {
      type: 'LineString',
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
    {
      type: 'MultiLineString',
      coordinates: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    },
    {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      ],
    },
    { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }] },
  ])('takes a $type as it is', (geometry) => {
    expect(read(geometry)).toEqual(geometry);
  });

  test('leaves members of other vocabularies out', () => {
    expect(read({ type: 'Point', coordinates: [1, 2], bbox: [1, 2, 1, 2] })).toEqual({
      type: 'Point',
      coordinates: [1, 2],
    });
  });

  test.each([
    [{ type: 'Point', coordinates: [1] }, 'at g.coordinates: expected two or three numbers, found an array of 1'],
    [{ type: 'Point', coordinates: [1, '2'] }, 'at g.coordinates[1]: expected a number, found "2"'],
    [{ type: 'Point', coordinates: [1, Number.NaN] }, 'at g.coordinates[1]: expected a number, found null'],
    [{ type: 'Point' }, 'at g.coordinates: expected an array, found nothing'],
    [{ type: 'LineString', coordinates: [] }, 'at g.coordinates: expected at least one item, found an array of 0'],
    [{ type: 'MultiPolygon', coordinates: [[]] }, 'at g.coordinates[0]: expected at least one item'],
    [
      { type: 'GeometryCollection', geometries: [{ type: 'GeometryCollection', geometries: [] }] },
      'at g.geometries[0].type: expected a geometry type that is no collection, found "GeometryCollection"',
    ],
  ])('%j is refused with its place', (geometry, message) => {
    expect(() => read(geometry)).toThrow(`filter: ${message}`);
  });
});
