/** Geometries and boxes inside CQL2 JSON. Source: RFC 7946, with the JSON schema of OGC 21-065r2. */
import type { Geometry, Position, SimpleGeometry } from './expression.js';
import { itemsOf, member, type Place, unexpected } from './json-place.js';

const geometryTypes: ReadonlySet<unknown> = new Set<Geometry['type']>([
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
]);

export const isGeometryObject = (value: Record<string, unknown>): boolean => geometryTypes.has(value.type);

/** Throws `invalidParameter` naming the place that is not as RFC 7946 has it. */
export function readGeometry(place: Place): Geometry {
  if (member(place, 'type').value !== 'GeometryCollection') return readSimpleGeometry(place);
  return { type: 'GeometryCollection', geometries: filled(member(place, 'geometries')).map(readSimpleGeometry) };
}

function readSimpleGeometry(place: Place): SimpleGeometry {
  const coordinates = member(place, 'coordinates');
  const type = member(place, 'type').value;
  switch (type) {
    case 'Point':
      return { type, coordinates: readPosition(coordinates) };
    case 'LineString':
    case 'MultiPoint':
      return { type, coordinates: readLine(coordinates) };
    case 'Polygon':
    case 'MultiLineString':
      return { type, coordinates: filled(coordinates).map(readLine) };
    case 'MultiPolygon':
      return { type, coordinates: filled(coordinates).map((polygon) => filled(polygon).map(readLine)) };
    default:
      throw unexpected(member(place, 'type'), 'a geometry type that is no collection');
  }
}

/** The numbers of a `bbox` member. */
export const readBounds = (place: Place): readonly number[] => itemsOf(place).map(readNumber);

const readLine = (place: Place): readonly Position[] => filled(place).map(readPosition);

function readPosition(place: Place): Position {
  const position = itemsOf(place).map(readNumber);
  if (position.length !== 2 && position.length !== 3) throw unexpected(place, 'two or three numbers');
  return position;
}

function readNumber(place: Place): number {
  if (typeof place.value !== 'number' || !Number.isFinite(place.value)) throw unexpected(place, 'a number');
  return place.value;
}

function filled(place: Place): Place[] {
  const items = itemsOf(place);
  if (items.length === 0) throw unexpected(place, 'at least one item');
  return items;
}
