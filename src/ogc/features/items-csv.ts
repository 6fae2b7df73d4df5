/** Features as CSV: identifier, attributes, coordinates where no attribute gives them, series. */

import type { Collection, Property } from '../../catalog/collection.js';
import type { Geometry } from '../../catalog/cql2/expression.js';
import { writeWkt } from '../../catalog/cql2/wkt.js';
import type { ItemsPage, Row } from '../../catalog/items.js';
import type { CellColumn, CellGeometry } from '../../formats/cells.js';
import { csvHeader, csvRowWriter } from '../../formats/csv.js';
import { coordinateText } from '../../formats/geojson.js';
import type { Crs } from '../../geodesy/crs.js';
import { flatRows } from './flat-rows.js';
import type { ItemsAnswer } from './items-answer.js';
import { xFirst } from './row-geometry.js';
import type { SeriesOutput } from './series-profile.js';
import { textBlocks } from './text-blocks.js';

export interface CsvWriter {
  readonly header: string;
  readonly line: (row: Row) => string;
}

/** Compiles the writer for the columns of a page. Coordinates and series as the request wants them. */
export function csvWriter(
  collection: Collection,
  page: Pick<ItemsPage, 'columns'>,
  { crs, series, withGeometry }: { crs: Crs; series: SeriesOutput; withGeometry: boolean },
): CsvWriter {
  const flat = flatRows(collection, page, series);
  const place = withGeometry ? placeColumns(collection, crs, flat.columns) : NO_PLACE;
  const columns = [...flat.columns.map(cellColumn), ...place.columns];
  const write = csvRowWriter(columns);
  const geometry = xFirst(crs);
  return {
    header: csvHeader(columns.map(({ name }) => name)),
    line: (row) => write([...flat.cells(row), ...place.cells(geometry(row.geometry))]),
  };
}

export async function* itemsCsv({ request, first, pages }: ItemsAnswer): AsyncGenerator<string> {
  const { collection, crs, query, series } = request;
  const { header, line } = csvWriter(collection, first, { crs, series, withGeometry: query.withGeometry });
  yield header;
  for await (const { rows } of pages) yield* textBlocks(rows, line);
}

const ENCODINGS: Partial<Record<Property['type'], CellColumn['encoding']>> = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  json: 'json',
};

const cellColumn = ({ name, type }: Property): CellColumn => ({ name, encoding: ENCODINGS[type] ?? 'string' });

interface PlaceColumns {
  readonly columns: readonly CellColumn[];
  readonly cells: (geometry: CellGeometry | null) => readonly (string | null)[];
}

const NO_PLACE: PlaceColumns = { columns: [], cells: () => [] };

/** Two coordinates for points, named after what they are; Well-Known Text for everything else. */
function placeColumns({ geometryType }: Collection, crs: Crs, taken: readonly Property[]): PlaceColumns {
  if (geometryType !== 'point') return { columns: [{ name: 'wkt', encoding: 'string' }], cells: (it) => [wktOf(it)] };
  const names = coordinateNames(crs);
  if (names.every((name) => taken.some((property) => property.name === name))) return NO_PLACE;
  const decimals = crs.unit === 'deg' ? 7 : 3;
  return {
    columns: names.map((name) => ({ name, encoding: 'number' })),
    cells: (it) => pointOf(it).map((text) => text && coordinateText(text, decimals)),
  };
}

/** As EGMS calls them; `x` and `y` in systems that EGMS does not use. */
function coordinateNames({ unit, srid }: Crs): readonly [x: string, y: string] {
  if (unit === 'deg') return ['longitude', 'latitude'];
  return srid === 3035 ? ['easting', 'northing'] : ['x', 'y'];
}

function pointOf(geometry: CellGeometry | null): readonly (string | null)[] {
  if (!geometry) return [null, null];
  if ('x' in geometry) return [geometry.x, geometry.y];
  const { coordinates } = parsed(geometry.geojson) as { coordinates: readonly number[] };
  return coordinates.slice(0, 2).map(String);
}

function wktOf(geometry: CellGeometry | null): string | null {
  if (!geometry) return null;
  return 'x' in geometry ? `POINT(${geometry.x} ${geometry.y})` : writeWkt(parsed(geometry.geojson));
}

/** The database wrote it. */
const parsed = (geojson: string): Geometry => JSON.parse(geojson) as Geometry;
