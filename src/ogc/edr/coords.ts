/** The parameter `coords`: a geometry as Well-Known Text, in the axis order of the request's reference system. */
import type { Expression, Geometry, GeometryLiteral } from '../../catalog/cql2/expression.js';
import { tokenize } from '../../catalog/cql2/lexer.js';
import { MAX_VERTICES } from '../../catalog/cql2/limits.js';
import { geometryLiteral, planarGeometry, positionsOf } from '../../catalog/cql2/spatial-literal.js';
import { TokenCursor } from '../../catalog/cql2/token-cursor.js';
import { geometryType, parseWkt } from '../../catalog/cql2/wkt.js';
import { invalidParameter, ServiceError } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';

/** Places of one request: each is looked up by itself. */
export const MAX_PLACES = 100;
/** Polygons of one summary: each is summed up by itself. */
export const MAX_SUMMARISED_POLYGONS = 20;

/** x (easting or longitude) first. */
export type Place = readonly [x: number, y: number];
/** Rings of a polygon, outer one first, x first. */
export type Rings = readonly (readonly (readonly number[])[])[];

/** POINT or MULTIPOINT. Throws `invalidParameter`. */
export function readPlaces(text: string, crs: Crs): readonly Place[] {
  const literal = readGeometry(text, crs, ['Point', 'MultiPoint']);
  const places = positionsOf(planarGeometry(literal));
  if (places.length > MAX_PLACES) {
    throw invalidParameter(
      'coords',
      `expected at most ${MAX_PLACES} points, got ${places.length}; ask for an area instead`,
    );
  }
  return places.map(([x, y]) => [x, y]);
}

/** POINT alone. Throws `invalidParameter`. */
export function readPlace(text: string, crs: Crs): Place {
  const [[x, y]] = positionsOf(planarGeometry(readGeometry(text, crs, ['Point'])));
  return [x, y];
}

export interface PolygonArea {
  readonly rings: Rings;
  /** Holds for what lies inside or on the border. */
  readonly condition: Expression;
}

/** POLYGON or MULTIPOLYGON: the parts, and the condition of lying in any. Throws `invalidParameter`. */
export function readPolygons(
  text: string,
  crs: Crs,
): { readonly polygons: readonly PolygonArea[]; readonly condition: Expression } {
  const literal = readGeometry(text, crs, ['Polygon', 'MultiPolygon']);
  const geometry = planarGeometry(literal);
  const parts = literal.geometry.type === 'Polygon' ? [literal.geometry.coordinates] : partsOf(literal.geometry);
  const planarParts = geometry.type === 'Polygon' ? [geometry.coordinates] : partsOf(geometry);
  return {
    condition: within(literal),
    polygons: planarParts.map((rings, i) => ({
      rings,
      condition: within({ ...literal, geometry: { type: 'Polygon', coordinates: parts[i] } }),
    })),
  };
}

const partsOf = (geometry: Geometry): readonly Rings[] =>
  geometry.type === 'MultiPolygon' ? geometry.coordinates : [];

const within = (literal: GeometryLiteral): Expression => ({
  kind: 'spatial',
  operator: 's_intersects',
  left: { kind: 'property', name: 'geometry' },
  right: literal,
});

function readGeometry(text: string, crs: Crs, expected: readonly Geometry['type'][]): GeometryLiteral {
  try {
    const cursor = new TokenCursor(tokenize(text));
    const { token } = cursor;
    const type = token.kind === 'word' ? geometryType(token.text) : undefined;
    if (type === undefined || !expected.includes(type)) throw cursor.unexpected(words(expected));
    cursor.next();
    const geometry = parseWkt(cursor, type);
    cursor.expectEnd();
    const vertices = positionsOf(geometry).length;
    if (vertices > MAX_VERTICES) {
      throw invalidParameter('coords', `expected at most ${MAX_VERTICES} positions, got ${vertices}`);
    }
    return geometryLiteral(geometry, crs);
  } catch (error) {
    throw ofCoords(error);
  }
}

const words = (types: readonly Geometry['type'][]): string => types.map((type) => type.toUpperCase()).join(' or ');

/** The reader of filters reads geometries, too, and speaks of the filter. */
function ofCoords(error: unknown): unknown {
  if (!(error instanceof ServiceError) || !error.detail.startsWith('filter: ')) return error;
  const detail = error.detail
    .slice('filter: '.length)
    .replace('an operator or the end of the filter', 'the end of the text')
    .replace('the end of the filter', 'the end of the text');
  return invalidParameter('coords', detail, error);
}
