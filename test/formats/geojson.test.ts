import { describe, expect, test } from 'vitest';
import type { CellColumn } from '../../src/formats/cells.js';
import { cellText, coordinateText, featureWriter, geometryWriter, jsonString } from '../../src/formats/geojson.js';
import { crsByUri } from '../../src/geodesy/crs.js';

const crs84 = crsByUri('CRS84')!;
const laea = crsByUri('EPSG:3035')!;

const columns: CellColumn[] = [
  { name: 'pid', encoding: 'string' },
  { name: 'mean_velocity', encoding: 'number' },
  { name: 'is "good"', encoding: 'boolean' },
  { name: 'extra', encoding: 'json' },
];

describe('a GeoJSON feature', () => {
  const write = featureWriter(columns, crs84);
  const point = { x: '33.382312', y: '35.185612' };

  test('is the feature its cells describe', () => {
    const text = write('p/1', ['3ODTn5TNYv', '-4.36', 't', '{"a":[1]}'], point);
    expect(JSON.parse(text)).toEqual({
      type: 'Feature',
      id: 'p/1',
      geometry: { type: 'Point', coordinates: [33.382312, 35.185612] },
      properties: { pid: '3ODTn5TNYv', mean_velocity: -4.36, 'is "good"': true, extra: { a: [1] } },
    });
  });

  test('has null where a cell is null or no number JSON can hold', () => {
    const { properties, geometry } = JSON.parse(write('1', [null, 'NaN', 'f', null], null));
    expect(properties).toEqual({ pid: null, mean_velocity: null, 'is "good"': false, extra: null });
    expect(geometry).toBeNull();
    for (const infinite of ['Infinity', '-Infinity']) {
      expect(JSON.parse(write('1', ['a', infinite, null, null], point)).properties.mean_velocity).toBeNull();
    }
  });

  test('takes further properties and members as they are', () => {
    const extras = { properties: '"20200103":-1.2', members: '"links":[]' };
    expect(JSON.parse(write('1', ['a', '1', null, null], point, extras))).toMatchObject({
      properties: { pid: 'a', '20200103': -1.2 },
      links: [],
    });
    expect(JSON.parse(featureWriter([], crs84)('1', [], null, extras)).properties).toEqual({ '20200103': -1.2 });
  });

  test('survives every hostile text in ids, names and values', () => {
    for (const hostile of ['"', '\\', '\n', '\u0000', '\u2028', '</script>', '\ud800', 'Ærø 🏔', '"},"x":{"']) {
      const text = featureWriter([{ name: hostile, encoding: 'string' }], crs84)(hostile, [hostile], null);
      const parsed = JSON.parse(text);
      expect(parsed.id).toBe(hostile);
      expect(parsed.properties).toEqual({ [hostile]: hostile });
    }
  });
});

describe('coordinates', () => {
  test('follow the axis order of the reference system', () => {
    const geometry = { x: '4552036.45', y: '3273268.27' };
    expect(JSON.parse(geometryWriter(laea)(geometry)).coordinates).toEqual([3273268.27, 4552036.45]);
    expect(JSON.parse(geometryWriter(crsByUri('EPSG:25832')!)(geometry)).coordinates).toEqual([4552036.45, 3273268.27]);
    const degrees = { x: '13.4', y: '52.5' };
    expect(JSON.parse(geometryWriter(crsByUri('EPSG:4326')!)(degrees)).coordinates).toEqual([52.5, 13.4]);
    expect(JSON.parse(geometryWriter(crs84)(degrees)).coordinates).toEqual([13.4, 52.5]);
  });

  test('of any geometry follow it too, heights staying third', () => {
    const swap = geometryWriter(laea);
    const geojson = (type: string, coordinates: unknown) => ({ geojson: JSON.stringify({ type, coordinates }) });
    expect(JSON.parse(swap(geojson('Point', [1, 2, 3]))).coordinates).toEqual([2, 1, 3]);
    expect(
      JSON.parse(
        swap(
          geojson('LineString', [
            [1.5, -2],
            [3e-7, 4],
          ]),
        ),
      ).coordinates,
    ).toEqual([
      [-2, 1.5],
      [4, 3e-7],
    ]);
    expect(
      JSON.parse(
        swap(
          geojson('MultiPolygon', [
            [
              [
                [0, 1],
                [2, 3],
                [4, 5],
                [0, 1],
              ],
            ],
          ]),
        ),
      ).coordinates,
    ).toEqual([
      [
        [
          [1, 0],
          [3, 2],
          [5, 4],
          [1, 0],
        ],
      ],
    ]);
    expect(swap({ geojson: '{"type":"Point","coordinates":[]}' })).toBe('{"type":"Point","coordinates":[]}');
    const same = geojson('Point', [1, 2]);
    expect(geometryWriter(crs84)(same)).toBe(same.geojson);
  });

  test('have at most seven decimals of a degree and three of a metre', () => {
    const long = { x: '33.3823123456789', y: '-0.00000004' };
    expect(geometryWriter(crs84)(long)).toBe('{"type":"Point","coordinates":[33.3823123,0]}');
    const metres = { x: '4552036.4502', y: '3273268.2736' };
    expect(geometryWriter(laea)(metres)).toBe('{"type":"Point","coordinates":[3273268.274,4552036.45]}');
  });

  test('that are not finite make no geometry', () => {
    expect(geometryWriter(crs84)({ x: 'NaN', y: '1' })).toBe('null');
    expect(geometryWriter(crs84)({ x: '1', y: '-Infinity' })).toBe('null');
  });

  test.each([
    ['12.5', '12.5'],
    ['12', '12'],
    ['-0.12345678', '-0.1234568'],
    ['5e-05', '0.00005'],
    ['1.9999999999', '2'],
    ['-1e-09', '0'],
  ])('%s is written %s', (text, expected) => {
    expect(coordinateText(text, 7)).toBe(expected);
  });
});

test('exponents of the database are valid JSON as they are', () => {
  expect(JSON.parse(cellText('number', '1e-05'))).toBe(1e-5);
  expect(JSON.parse(cellText('number', '-1.5e+300'))).toBe(-1.5e300);
});

test('plain text is quoted, anything else escaped', () => {
  expect(jsonString('3ODTn5TNYv')).toBe('"3ODTn5TNYv"');
  expect(jsonString('a"b')).toBe('"a\\"b"');
});
