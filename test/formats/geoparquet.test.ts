import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import type { CellGeometry, Cells } from '../../src/formats/cells.js';
import type { Field } from '../../src/formats/fields.js';
import { createGeoParquetWriter, type GeoParquetOptions, type Series } from '../../src/formats/geoparquet.js';
import { crsByUri } from '../../src/geodesy/crs.js';

type Row = readonly [cells: Cells, geometry: CellGeometry | null, series?: Series];

const fields: Field[] = [
  { name: 'pid', type: 'string' },
  { name: 'mean_velocity', type: 'double', title: 'Velocity', description: 'mm/a' },
  { name: 'line', type: 'int' },
  { name: 'count', type: 'long' },
  { name: 'good', type: 'bool' },
  { name: 'extra', type: 'json' },
  { name: 'seen', type: 'datetime' },
  { name: 'day', type: 'date' },
];
const laea: GeoParquetOptions = { fields, crs: crsByUri('EPSG:3035')! };
const full: Cells = [
  'Ærø',
  '-4.36',
  '-12',
  '9007199254740993',
  't',
  '{"a":[1]}',
  '2020-01-03 05:06:07+00',
  '2020-01-03',
];
const place = { x: '6412345.67', y: '1712345.125' };

function fileOf(options: GeoParquetOptions, rows: readonly Row[]): ArrayBuffer {
  const writer = createGeoParquetWriter(options);
  const parts: Uint8Array[] = [];
  for (const row of rows) {
    const part = writer.row(...row);
    if (part) parts.push(part);
  }
  return Uint8Array.from(Buffer.concat([...parts, writer.finish()])).buffer;
}

/** Bytes of the geometry column as they are, without the reader's own idea of what they mean. */
const readBack = (file: ArrayBuffer) => parquetReadObjects({ file, geoparquet: false, utf8: false });

const metadataOf = (file: ArrayBuffer, key: string) => {
  const text = parquetMetadata(file).key_value_metadata?.find((entry) => entry.key === key)?.value;
  return JSON.parse(text ?? 'null');
};

describe('a GeoParquet file', () => {
  test('gives back its attributes and places', async () => {
    const [row] = await readBack(fileOf(laea, [[full, place]]));
    const { geometry, ...attributes } = row;
    expect(attributes).toEqual({
      pid: 'Ærø',
      mean_velocity: -4.36,
      line: -12,
      count: 9007199254740993n,
      good: true,
      extra: { a: [1] },
      seen: new Date('2020-01-03T05:06:07Z'),
      day: new Date('2020-01-03'),
    });
    const wkb = Buffer.from(geometry);
    expect([wkb.length, wkb.readUInt8(0), wkb.readUInt32LE(1)]).toEqual([21, 1, 1]);
    expect([wkb.readDoubleLE(5), wkb.readDoubleLE(13)]).toEqual([6412345.67, 1712345.125]);
  });

  test('has null for what is missing or no number', async () => {
    const nothing: Cells = fields.map(() => null);
    const rows = await readBack(
      fileOf(laea, [
        [nothing, null],
        [['p', 'NaN', ...nothing.slice(2)], { x: 'NaN', y: '1' }],
      ]),
    );
    expect(rows.map((row) => [row.pid, row.mean_velocity, row.day, row.geometry])).toEqual([
      [null, null, null, null],
      ['p', null, null, null],
    ]);
  });

  test('keeps series as lists, with the dates of each', async () => {
    const series = { dates: ['20200103', '20200109', '20200115'], displacementMm: [-1.5, null, 0.25] };
    const other = { dates: ['20200104'], displacementMm: [7] };
    const rows = await readBack(
      fileOf({ ...laea, withSeries: true }, [
        [full, place, series],
        [full, place, other],
        [full, place, series],
        [full, place],
      ]),
    );
    const lists = rows.map((row) => row.displacement ?? null);
    expect(lists).toEqual([[-1.5, null, 0.25], [7], [-1.5, null, 0.25], null]);
    const dates = '20200103,20200109,20200115';
    expect(rows.map((row) => row.dates)).toEqual([dates, '20200104', dates, null]);
  });

  test('describes geometry and reference system as GeoParquet 1.1 wants', () => {
    const file = fileOf(laea, [
      [full, place],
      [full, { x: '6000000', y: '1800000' }],
    ]);
    expect(metadataOf(file, 'geo')).toMatchObject({
      version: '1.1.0',
      primary_column: 'geometry',
      columns: {
        geometry: {
          encoding: 'WKB',
          geometry_types: ['Point'],
          bbox: [6000000, 1712345.125, 6412345.67, 1800000],
          crs: { type: 'ProjectedCRS', id: { authority: 'EPSG', code: 3035 } },
        },
      },
    });
    expect(metadataOf(file, 'open-egms:fields').mean_velocity).toEqual({ title: 'Velocity', description: 'mm/a' });
  });

  test('of longitudes and latitudes relies on the default, OGC:CRS84', () => {
    const file = fileOf({ fields, crs: crsByUri('CRS84')! }, [[full, { x: '33.4', y: '35.2' }]]);
    expect(metadataOf(file, 'geo').columns.geometry).toEqual({
      encoding: 'WKB',
      geometry_types: ['Point'],
      bbox: [33.4, 35.2, 33.4, 35.2],
    });
  });

  test('takes geometries of any type and lists them', async () => {
    const geometries = [
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [9, 0],
            [9, 9],
            [0, 0],
          ],
        ],
      },
      {
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [20, 0],
              [29, 0],
              [29, 9],
              [20, 0],
            ],
          ],
        ],
      },
      {
        type: 'LineString',
        coordinates: [
          [1, -2, 5],
          [3, 4, 6],
        ],
      },
      { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [40, 2] }] },
    ];
    const rows = geometries.map((geometry): Row => [full, { geojson: JSON.stringify(geometry) }]);
    const file = fileOf(laea, rows);
    expect(metadataOf(file, 'geo').columns.geometry).toMatchObject({
      geometry_types: ['GeometryCollection', 'LineString Z', 'MultiPolygon', 'Polygon'],
      bbox: [0, -2, 40, 9],
    });
    // The reader turns well-known binary back into GeoJSON.
    const read = await parquetReadObjects({ file });
    expect(read.map((row) => row.geometry)).toEqual(geometries);
  });

  test('comes out row group by row group, and none of them is lost', async () => {
    const writer = createGeoParquetWriter({ ...laea, maxRowsPerGroup: 10 });
    const parts: Uint8Array[] = [];
    for (let i = 0; i < 25; i++) {
      const part = writer.row([`p${i}`, ...full.slice(1)], place);
      expect(part !== undefined).toBe(i === 9 || i === 19);
      if (part) parts.push(part);
    }
    const file = Uint8Array.from(Buffer.concat([...parts, writer.finish()])).buffer;
    expect(parquetMetadata(file).row_groups.map((group) => Number(group.num_rows))).toEqual([10, 10, 5]);
    const rows = await readBack(file);
    expect(rows.map((row) => row.pid)).toEqual(Array.from({ length: 25 }, (_, i) => `p${i}`));
  });

  test('closes a row group by the room of its outlines and texts: few long ones are as much as many short ones', () => {
    const ring = Array.from({ length: 1_001 }, (_, i) => [Math.cos(i / 159.15), Math.sin(i / 159.15)]);
    const outline = { geojson: JSON.stringify({ type: 'Polygon', coordinates: [[...ring.slice(0, -1), ring[0]]] }) };
    const rowsUntilClosed = (cells: Cells, geometry: CellGeometry) => {
      const writer = createGeoParquetWriter({ ...laea, valuesPerGroup: 9_000 });
      let rows = 1;
      while (!writer.row(cells, geometry)) rows++;
      return rows;
    };
    // Nine values a row; an outline of 16 kB has the room of 500 of 32 bytes.
    expect(rowsUntilClosed(full, place)).toBe(1_000);
    expect(rowsUntilClosed(full, outline)).toBeLessThan(20);
    expect(rowsUntilClosed(['x'.repeat(32_000), ...full.slice(1)], place)).toBe(9);
  });

  test('has each name once, also when a property is called as the geometry', async () => {
    const named = ['geometry', 'geometry_', 'dates'].map((name) => ({ name, type: 'string' }) as const);
    const [row] = await readBack(fileOf({ ...laea, fields: named }, [[['a', 'b', 'c'], place]]));
    const { geometry, ...others } = row;
    expect(geometry).toBeInstanceOf(Uint8Array);
    expect(others).toEqual({ geometry__: 'a', geometry_: 'b', dates: 'c' });
  });

  test('may be empty', async () => {
    const file = fileOf({ ...laea, withSeries: true }, []);
    expect(await readBack(file)).toEqual([]);
    expect(metadataOf(file, 'geo').columns.geometry.geometry_types).toEqual([]);
  });
});
