/**
 * GeoParquet 1.1, written as a stream of row groups: what is held is one row group, whatever the size of the file.
 *
 * - Geometry is WKB with x first, as the standard demands whatever the reference system's axis order.
 * - A series is a list of float32 millimetres in `displacement`; its dates stand in `dates` as text, `20200103,20200109,...`,
 *   because points of different bursts have different ones. All points of a burst share the text, which the dictionary
 *   encoding then stores once. One column per date instead would need thousands in a file of many bursts.
 * - Titles and units of the columns are in the file's metadata under `open-egms:fields`.
 */
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Crs } from '../geodesy/crs.js';
import { projJson } from '../geodesy/projjson.js';
import type { CellGeometry, Cells } from './cells.js';
import type { Field } from './fields.js';
import { GeometryColumn } from './geoparquet-geometry.js';
import { cellReader, fieldElement } from './geoparquet-values.js';

const GEOMETRY = 'geometry';
const DISPLACEMENT = 'displacement';
const DATES = 'dates';

/** Points, numbers and names count as one. */
const BYTES_PER_VALUE = 32;
/** About 150 MB while a row group is being encoded. */
const VALUES_PER_GROUP = 750_000;

export interface GeoParquetOptions {
  /** One that is called as a column of ours (`geometry`; with series, `displacement` and `dates`) gets underscores behind. */
  readonly fields: readonly Field[];
  /** Of the coordinates handed over, x first. */
  readonly crs: Crs;
  readonly withSeries?: boolean;
  /** Rows after which a row group is closed at the latest; many small ones are slow to read. */
  readonly maxRowsPerGroup?: number;
  /** Values, series included, after which a row group is closed. */
  readonly valuesPerGroup?: number;
}

/** As the catalog hands it over: mm, null where not observed. */
export interface Series {
  readonly dates: readonly string[];
  readonly displacementMm: readonly (number | null)[];
}

export interface GeoParquetWriter {
  /** Takes a row, cells in the order of the fields; returns bytes to append when a row group is complete. */
  row(cells: Cells, geometry: CellGeometry | null, series?: Series): Uint8Array | undefined;
  /** The rest of the file. */
  finish(): Uint8Array;
}

export function createGeoParquetWriter(options: GeoParquetOptions): GeoParquetWriter {
  const { crs, withSeries = false, maxRowsPerGroup = 100_000, valuesPerGroup = VALUES_PER_GROUP } = options;
  const fields = freelyNamed(options.fields, withSeries ? [GEOMETRY, DATES, DISPLACEMENT] : [GEOMETRY]);
  const bytes = new ByteWriter(1 << 20);
  const parquet = new ParquetWriter({ writer: bytes, schema: schemaOf(fields, withSeries), createdBy: 'open-egms' });
  const read = fields.map((field) => cellReader(field.type));
  const geometryColumn = new GeometryColumn();

  let columns = emptyColumns();
  let rows = 0;
  let values = 0;

  function emptyColumns() {
    return {
      fields: fields.map((): unknown[] => []),
      geometry: [] as (Uint8Array | null)[],
      displacement: [] as (readonly (number | null)[] | null)[],
      dates: [] as (string | null)[],
    };
  }

  function closeGroup(): void {
    if (rows === 0) return;
    const columnData = fields.map((field, i) => ({ name: field.name, data: columns.fields[i] }));
    parquet.write({
      columnData: [
        ...columnData,
        ...(withSeries
          ? [
              { name: DATES, data: columns.dates, encoding: 'RLE_DICTIONARY' as const },
              { name: DISPLACEMENT, data: columns.displacement, statistics: false },
            ]
          : []),
        { name: GEOMETRY, data: columns.geometry, encoding: 'PLAIN' as const, statistics: false },
      ],
      rowGroupSize: rows,
    });
    columns = emptyColumns();
    rows = 0;
    values = 0;
  }

  function take(): Uint8Array {
    const taken = bytes.getBytes().slice();
    bytes.index = 0;
    return taken;
  }

  const datesText = joinedOnce();

  return {
    row(cells, geometry, series) {
      for (let i = 0; i < read.length; i++) {
        columns.fields[i].push(read[i](cells[i]));
        values += valuesOf(cells[i]);
      }
      const wkb = geometryColumn.add(geometry);
      columns.geometry.push(wkb);
      values += valuesOf(wkb) + (series?.dates.length ?? 0);
      if (withSeries) {
        columns.dates.push(series ? datesText(series.dates) : null);
        columns.displacement.push(series ? series.displacementMm : null);
      }
      rows++;
      if (rows < maxRowsPerGroup && values < valuesPerGroup) return undefined;
      closeGroup();
      return take();
    },
    finish() {
      closeGroup();
      parquet.kvMetadata = [
        { key: 'geo', value: JSON.stringify(geoMetadata(geometryColumn, crs)) },
        { key: 'open-egms:fields', value: JSON.stringify(describe(fields, withSeries)) },
      ];
      parquet.finish();
      return take();
    },
  };
}

/** Tables of others may have any names; a file with two columns of one name is read by nobody. */
function freelyNamed(fields: readonly Field[], ours: readonly string[]): readonly Field[] {
  const taken = new Set([...ours, ...fields.map(({ name }) => name)]);
  return fields.map((field) => {
    if (!ours.includes(field.name)) return field;
    let name = field.name;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return { ...field, name };
  });
}

/** Outlines and texts may be as long as they like: each counts as many numbers as have their room. */
const valuesOf = (content: { readonly length: number } | null): number =>
  1 + Math.floor((content?.length ?? 0) / BYTES_PER_VALUE);

function schemaOf(fields: readonly Field[], withSeries: boolean): SchemaElement[] {
  const series: SchemaElement[] = [
    fieldElement({ name: DATES, type: 'string' }),
    {
      name: DISPLACEMENT,
      repetition_type: 'OPTIONAL',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'FLOAT', repetition_type: 'OPTIONAL' },
  ];
  return [
    { name: 'schema', num_children: fields.length + 1 + (withSeries ? 2 : 0) },
    ...fields.map(fieldElement),
    ...(withSeries ? series : []),
    { name: GEOMETRY, type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  ];
}

/** https://geoparquet.org/releases/v1.1.0: without `crs` it is OGC:CRS84. */
function geoMetadata(geometry: GeometryColumn, crs: Crs) {
  return {
    version: '1.1.0',
    primary_column: GEOMETRY,
    columns: {
      [GEOMETRY]: {
        encoding: 'WKB',
        geometry_types: geometry.types(),
        crs: projJson(crs),
        bbox: geometry.bbox(),
      },
    },
  };
}

function describe(
  fields: readonly Field[],
  withSeries: boolean,
): Record<string, { title?: string; description?: string }> {
  const series = {
    [DATES]: { description: 'Dates of the series, YYYYMMDD, separated by commas' },
    [DISPLACEMENT]: { description: 'Displacement at those dates, mm; null where not observed' },
  };
  return {
    ...Object.fromEntries(fields.map(({ name, title, description }) => [name, { title, description }])),
    ...(withSeries ? series : {}),
  };
}

/** Joins dates with commas, once for rows that share the array. */
function joinedOnce(): (dates: readonly string[]) => string {
  let last: readonly string[] | undefined;
  let text = '';
  return (dates) => {
    if (dates !== last) {
      last = dates;
      text = dates.join(',');
    }
    return text;
  };
}
