/** Geometry literals in Well-Known Text. Source: OGC 06-103r4 clause 7, with the grammar of OGC 21-065r2 annex B. */
import type { Geometry, Position, SimpleGeometry } from './expression.js';
import { isSymbol, type TokenCursor } from './token-cursor.js';

const tags = {
  POINT: 'Point',
  LINESTRING: 'LineString',
  POLYGON: 'Polygon',
  MULTIPOINT: 'MultiPoint',
  MULTILINESTRING: 'MultiLineString',
  MULTIPOLYGON: 'MultiPolygon',
  GEOMETRYCOLLECTION: 'GeometryCollection',
} as const satisfies Record<string, Geometry['type']>;

/** The geometry type a keyword names, if it does. */
export const geometryType = (keyword: string): Geometry['type'] | undefined =>
  Object.hasOwn(tags, keyword.toUpperCase()) ? tags[keyword.toUpperCase() as keyof typeof tags] : undefined;

/** Reads what follows the keyword: `Z` if it is there, then the coordinates in brackets. */
export function parseWkt(cursor: TokenCursor, type: Geometry['type']): Geometry {
  cursor.acceptWord('Z');
  if (type !== 'GeometryCollection') return parseCoordinates(cursor, type);
  return { type, geometries: cursor.list(() => parseMember(cursor)) };
}

function parseMember(cursor: TokenCursor): SimpleGeometry {
  const type = cursor.token.kind === 'word' ? geometryType(cursor.token.text) : undefined;
  if (type === undefined || type === 'GeometryCollection') throw cursor.unexpected('a geometry that is no collection');
  cursor.next();
  cursor.acceptWord('Z');
  return parseCoordinates(cursor, type);
}

function parseCoordinates(cursor: TokenCursor, type: SimpleGeometry['type']): SimpleGeometry {
  const position = () => parsePosition(cursor);
  const line = () => cursor.list(position);
  const polygon = () => cursor.list(line);
  switch (type) {
    case 'Point':
      return { type, coordinates: cursor.bracketed(position) };
    case 'MultiPoint':
      // Both forms are in use: ((1 2), (3 4)) of the standards and (1 2, 3 4) of older software.
      return {
        type,
        coordinates: cursor.list(() => (isSymbol(cursor.token, '(') ? cursor.bracketed(position) : position())),
      };
    case 'LineString':
      return { type, coordinates: line() };
    case 'MultiLineString':
    case 'Polygon':
      return { type, coordinates: polygon() };
    case 'MultiPolygon':
      return { type, coordinates: cursor.list(polygon) };
  }
}

function parsePosition(cursor: TokenCursor): Position {
  const position = [cursor.expectNumber(), cursor.expectNumber()];
  if (!isSymbol(cursor.token, ',') && !isSymbol(cursor.token, ')')) position.push(cursor.expectNumber());
  return position;
}

/** Well-Known Text with the coordinates as they stand, `Z` where there are three. */
export function writeWkt(geometry: Geometry): string {
  const tag = geometry.type.toUpperCase();
  if (geometry.type === 'GeometryCollection') return `${tag}(${geometry.geometries.map(writeWkt).join(',')})`;
  const simple = geometry;
  switch (simple.type) {
    case 'Point':
      return `${tag}${dimension(simple.coordinates)}(${writePosition(simple.coordinates)})`;
    case 'MultiPoint':
      return `${tag}${dimension(simple.coordinates[0])}(${simple.coordinates.map((p) => `(${writePosition(p)})`).join(',')})`;
    case 'LineString':
      return `${tag}${dimension(simple.coordinates[0])}${writeLine(simple.coordinates)}`;
    case 'MultiLineString':
    case 'Polygon':
      return `${tag}${dimension(simple.coordinates[0][0])}${writePolygon(simple.coordinates)}`;
    case 'MultiPolygon':
      return `${tag}${dimension(simple.coordinates[0][0][0])}(${simple.coordinates.map(writePolygon).join(',')})`;
  }
}

const dimension = (position: Position): string => (position.length === 3 ? ' Z' : '');
const writePosition = (position: Position): string => position.map(writeNumber).join(' ');
const writeLine = (line: readonly Position[]): string => `(${line.map(writePosition).join(',')})`;
const writePolygon = (rings: readonly (readonly Position[])[]): string => `(${rings.map(writeLine).join(',')})`;

/** The shortest text that reads back as the same number, its sign of zero included. */
export const writeNumber = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
