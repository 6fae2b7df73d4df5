/**
 * GeoJSON features (RFC 7946) as text, written without making objects: a page of a thousand features with 25 attributes
 * takes a few milliseconds. Writers are compiled once per page from its columns and reference system.
 *
 * With a system other than CRS84 coordinates follow the authority's axis order (OGC API Features Part 2, requirement
 * "/req/crs/crs-action"): EPSG:3035 and 4326 put northing or latitude first.
 */
import type { Crs } from '../geodesy/crs.js';
import {
  type CellColumn,
  type CellEncoding,
  type CellGeometry,
  type Cells,
  isFiniteText,
  isTrueText,
} from './cells.js';

/** Seven decimals of a degree are a centimetre, three of a metre a millimetre: finer than any measurement here. */
const DECIMALS = { deg: 7, m: 3 } as const;

/** JSON text to be placed inside a feature as it is: members without braces, without a leading or trailing comma. */
export interface FeatureExtras {
  /** Further properties, `"20200103":-1.2,"20200109":0.4`. */
  readonly properties?: string;
  /** Further members of the feature, `"links":[...]`. */
  readonly members?: string;
}

export type FeatureWriter = (id: string, cells: Cells, geometry: CellGeometry | null, extras?: FeatureExtras) => string;

/**
 * Compiles the writer of features with these columns, whose coordinates are in `crs`, x first. Identifiers that are
 * integers are written as numbers, so that they equal the property they come from.
 */
export function featureWriter(
  columns: readonly CellColumn[],
  crs: Crs,
  idEncoding: 'string' | 'number' = 'string',
): FeatureWriter {
  const encodings = columns.map((column) => column.encoding);
  const keys = columns.map((column, i) => `${i === 0 ? '' : ','}${jsonString(column.name)}:`);
  const geometryText = geometryWriter(crs);
  const idText = idEncoding === 'number' ? (id: string) => id : jsonString;

  return (id, cells, geometry, extras) => {
    let text = `{"type":"Feature","id":${idText(id)},"geometry":${geometryText(geometry)},"properties":{`;
    for (let i = 0; i < keys.length; i++) text += keys[i] + cellText(encodings[i], cells[i]);
    if (extras?.properties) text += (keys.length === 0 ? '' : ',') + extras.properties;
    return extras?.members ? `${text}},${extras.members}}` : `${text}}}`;
  };
}

/** Compiles the writer of geometries alone, in `crs`. */
export function geometryWriter(crs: Crs): (geometry: CellGeometry | null) => string {
  const decimals = DECIMALS[crs.unit];
  const swap = crs.axisOrder === 'yx';
  return (geometry) => {
    if (geometry === null) return 'null';
    if ('geojson' in geometry) return swap ? swapAxes(geometry.geojson) : geometry.geojson;
    const { x, y } = geometry;
    if (!isFiniteText(x) || !isFiniteText(y)) return 'null';
    const first = coordinateText(swap ? y : x, decimals);
    const second = coordinateText(swap ? x : y, decimals);
    return `{"type":"Point","coordinates":[${first},${second}]}`;
  };
}

/** The JSON value of one cell. */
export function cellText(encoding: CellEncoding, cell: string | null): string {
  if (cell === null) return 'null';
  switch (encoding) {
    case 'number':
      return isFiniteText(cell) ? cell : 'null';
    case 'boolean':
      return isTrueText(cell) ? 'true' : 'false';
    case 'string':
      return jsonString(cell);
    case 'json':
      return cell;
  }
}

/** A finite decimal number, as text, with no more than `decimals` decimals. */
export function coordinateText(text: string, decimals: number): string {
  const dot = text.indexOf('.');
  if ((dot < 0 || text.length - dot - 1 <= decimals) && !text.includes('e')) return text;
  return String(Number(Number(text).toFixed(decimals)));
}

// Control characters, the quote, the backslash and lone surrogates are what JSON.stringify writes otherwise.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NEEDS_ESCAPE = /[\u0000-\u001f"\\\ud800-\udfff]/;

/** As JSON.stringify of a string, several times faster for the plain ones. */
export function jsonString(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** First two numbers of every position. Only positions have a number right after a bracket in what PostGIS writes. */
const POSITION = /\[\s*(-?\d[\d.eE+-]*)\s*,\s*(-?\d[\d.eE+-]*)/g;

function swapAxes(geometry: string): string {
  return geometry.replace(POSITION, '[$2,$1');
}
