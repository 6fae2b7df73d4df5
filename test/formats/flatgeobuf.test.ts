import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'flatgeobuf/lib/mjs/geojson.js';
import type { HeaderMeta } from 'flatgeobuf/lib/mjs/header-meta.js';
import { describe, expect, test } from 'vitest';
import type { CellGeometry, Cells } from '../../src/formats/cells.js';
import type { Field } from '../../src/formats/fields.js';
import { createFlatGeobufWriter, type FlatGeobufOptions } from '../../src/formats/flatgeobuf.js';

type Row = readonly [cells: Cells, geometry: CellGeometry | null];

const columns: Field[] = [
  { name: 'pid', type: 'string', title: 'Identifier' },
  { name: 'mean_velocity', type: 'double', description: 'mm/a, towards the satellite positive' },
  { name: 'line', type: 'int' },
  { name: 'count', type: 'long' },
  { name: 'good', type: 'bool' },
  { name: 'extra', type: 'json' },
  { name: 'seen', type: 'datetime' },
];
const points: FlatGeobufOptions = { name: 'l2b-ascending-2020-2024', columns, geometryType: 'point', srid: 3035 };

function fileOf(options: FlatGeobufOptions, rows: readonly Row[]): Uint8Array {
  const writer = createFlatGeobufWriter(options);
  return Buffer.concat([writer.header(), ...rows.map(([cells, geometry]) => writer.feature(cells, geometry))]);
}

/** With the reader of the format's authors. */
async function readBack(file: Uint8Array) {
  let header: HeaderMeta | undefined;
  const features: { geometry: unknown; properties: unknown }[] = [];
  const reading = deserialize(new Uint8Array(file), {
    headerMetaFn: (meta: HeaderMeta) => {
      header = meta;
    },
  });
  for await (const { geometry, properties } of reading as AsyncIterable<(typeof features)[0]>) {
    features.push({ geometry, properties });
  }
  return { header: header!, features };
}

const full: Cells = ['Ærø 🏔', '-4.36', '-12', '9007199254740991', 't', '{"a":[1,null]}', '2020-01-03 05:06:07+00'];
const place = { x: '6412345.67', y: '1712345.125' };

describe('a FlatGeobuf file', () => {
  test('gives back its points and attributes', async () => {
    const { features } = await readBack(fileOf(points, [[full, place]]));
    expect(features).toEqual([
      {
        geometry: { type: 'Point', coordinates: [6412345.67, 1712345.125] },
        properties: {
          pid: 'Ærø 🏔',
          mean_velocity: -4.36,
          line: -12,
          count: 9007199254740991,
          good: true,
          extra: { a: [1, null] },
          seen: '2020-01-03T05:06:07Z',
        },
      },
    ]);
  });

  test('says name, columns, reference system, geometry and number of features up front', async () => {
    const { header } = await readBack(fileOf({ ...points, title: 'L2b', featureCount: 1 }, [[full, place]]));
    expect(header).toMatchObject({ geometryType: 1, featuresCount: 1, indexNodeSize: 0, title: 'L2b' });
    expect(header.crs).toMatchObject({ org: 'EPSG', code: 3035 });
    expect(header.columns?.map((column) => column.name)).toEqual(columns.map((column) => column.name));
    expect(header.columns?.[0].title).toBe('Identifier');
    expect(header.columns?.[1].description).toBe('mm/a, towards the satellite positive');
  });

  test('leaves out what is null or not a number', async () => {
    const { features } = await readBack(
      fileOf(points, [
        [['p', 'NaN', null, null, 'f', null, null], place],
        [[null, '-Infinity', null, null, null, null, null], place],
      ]),
    );
    expect(features.map((feature) => feature.properties)).toEqual([{ pid: 'p', good: false }, {}]);
  });

  test('gives back texts of any length', async () => {
    const long = 'é'.repeat(100_000);
    const { features } = await readBack(fileOf(points, [[[long, '1', null, null, null, `"${long}"`, null], place]]));
    expect(features[0].properties).toEqual({ pid: long, mean_velocity: 1, extra: long });
  });

  const geometries = [
    { type: 'Point', coordinates: [1, 2] },
    {
      type: 'MultiPoint',
      coordinates: [
        [1, 2],
        [3, 4],
      ],
    },
    {
      type: 'LineString',
      coordinates: [
        [1, 2],
        [3, 4],
        [5, 7],
      ],
    },
    {
      type: 'MultiLineString',
      coordinates: [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
          [9, 9],
        ],
      ],
    },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [9, 0],
          [9, 9],
          [0, 0],
        ],
        [
          [4, 2],
          [5, 2],
          [5, 3],
          [4, 2],
        ],
      ],
    },
    {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [0, 0],
            [9, 0],
            [9, 9],
            [0, 0],
          ],
        ],
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
    { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }] },
  ];
  const none: Cells = columns.map(() => null);

  test('gives back geometries of every type', async () => {
    const rows = geometries.map((geometry): Row => [none, { geojson: JSON.stringify(geometry) }]);
    const { features } = await readBack(fileOf({ ...points, geometryType: 'any' }, rows));
    expect(features.map((feature) => feature.geometry)).toEqual(geometries);
  });

  test('of multi geometries takes single ones as such', async () => {
    const polygon: Row = [none, { geojson: JSON.stringify(geometries[4]) }];
    const { features } = await readBack(fileOf({ ...points, geometryType: 'multipolygon' }, [polygon]));
    expect(features[0].geometry).toEqual({ type: 'MultiPolygon', coordinates: [geometries[4].coordinates] });
  });

  test('refuses a geometry that the header does not promise', () => {
    expect(() => fileOf(points, [[none, { geojson: JSON.stringify(geometries[2]) }]])).toThrow(/point, got LineString/);
    expect(() => fileOf({ ...points, geometryType: 'polygon' }, [[none, place]])).toThrow(/polygon, got Point/);
  });

  test('is written feature by feature: an earlier one stays as it was', () => {
    const writer = createFlatGeobufWriter(points);
    const first = writer.feature(full, place);
    const copy = Buffer.from(first);
    writer.feature(['other', '99', '1', '1', 'f', '[]', '2021-01-01'], { x: '1', y: '2' });
    expect(copy.equals(first)).toBe(true);
  });
});

const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0;
test.skipIf(!hasGdal)(`GDAL reads it${hasGdal ? '' : ' (skipped: ogrinfo is not installed)'}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'flatgeobuf-'));
  try {
    const path = join(folder, 'points.fgb');
    const noPlace: Row = [['q', ...full.slice(1)], null];
    writeFileSync(path, fileOf(points, [[full, place], noPlace, [['r', ...full.slice(1)], { x: 'NaN', y: '0' }]]));
    const report = execFileSync('ogrinfo', ['-al', path], { encoding: 'utf8' });
    expect(report).toContain('Layer name: l2b-ascending-2020-2024');
    expect(report).toContain('Feature Count: 3');
    expect(report).toContain('ID["EPSG",3035]');
    expect(report).toContain('POINT (6412345.67 1712345.125)');
    expect(report).toContain('mean_velocity (Real) = -4.36');
    expect(report).toContain('count (Integer64) = 9007199254740991');
    expect(report).toContain('seen (DateTime) = 2020/01/03 05:06:07+00');
    expect(report.match(/POINT/g)).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
