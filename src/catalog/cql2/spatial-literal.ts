/** Geometry and box literals: what makes one valid, and its shape with x first. */
import { invalidParameter } from '../../errors.js';
import { type Crs, crsByUri } from '../../geodesy/crs.js';
import type { Box } from '../../geodesy/transform.js';
import { excerpt } from './excerpt.js';
import type {
  BoxLiteral,
  Expression,
  Geometry,
  GeometryLiteral,
  Position,
  SimpleGeometry,
  SpatialLiteral,
} from './expression.js';
import { validBounds } from './valid-bounds.js';

const MIN_RING_POSITIONS = 4;
const MIN_LINE_POSITIONS = 2;

/** The system of a filter's literals. Throws `invalidParameter` for one the service does not know. */
export function literalCrs(uri: string): Crs {
  const crs = crsByUri(uri);
  if (crs === undefined) throw invalidParameter('filter-crs', `no such coordinate reference system: ${excerpt(uri)}`);
  return crs;
}

/** Throws `invalidParameter` for an open ring, too few positions, or coordinates no place has. */
export function geometryLiteral(geometry: Geometry, crs: Crs): GeometryLiteral {
  requireShape(geometry);
  const positions = positionsOf(geometry);
  const axes = positions[0].length;
  if (positions.some((position) => position.length !== axes)) {
    throw invalid(geometry.type, 'mixes positions of two and of three numbers');
  }
  requireValidPositions(positions, crs);
  return { kind: 'geometry', geometry, crs };
}

/** `bounds`: four or six numbers. Throws `invalidParameter` for swapped corners or coordinates no place has. */
export function boxLiteral(bounds: readonly number[], crs: Crs): BoxLiteral {
  if (bounds.length !== 4 && bounds.length !== 6) throw invalid('BBOX', `takes 4 or 6 numbers, got ${bounds.length}`);
  const lower = bounds.slice(0, bounds.length / 2);
  const upper = bounds.slice(bounds.length / 2);
  requireValidPositions([lower, upper], crs);
  const [minX, minY] = xFirst(lower, crs);
  const [maxX, maxY] = xFirst(upper, crs);
  if (minY > maxY || lower[2] > upper[2]) throw invalid('BBOX', `has its upper corner below its lower one: ${bounds}`);
  if (minX > maxX && crs.unit !== 'deg') {
    throw invalid(
      'BBOX',
      `has its east side west of its west side: ${bounds}; only degrees may cross the antimeridian`,
    );
  }
  return { kind: 'bbox', bounds, crs };
}

export const isSpatialLiteral = (expression: Expression): expression is SpatialLiteral =>
  expression.kind === 'geometry' || expression.kind === 'bbox';

/** Every position of a geometry, in reading order. */
export function positionsOf(geometry: Geometry): readonly Position[] {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates];
    case 'LineString':
    case 'MultiPoint':
      return geometry.coordinates;
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates.flat();
    case 'MultiPolygon':
      return geometry.coordinates.flat(2);
    case 'GeometryCollection':
      return geometry.geometries.flatMap(positionsOf);
  }
}

/** The enclosing box, x first; of a box over the antimeridian all longitudes. */
export function boundsOf(literal: SpatialLiteral): Box {
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const [x, y] of positionsOf(planarGeometry(literal))) {
    bounds.minX = Math.min(bounds.minX, x);
    bounds.minY = Math.min(bounds.minY, y);
    bounds.maxX = Math.max(bounds.maxX, x);
    bounds.maxY = Math.max(bounds.maxY, y);
  }
  return bounds;
}

/**
 * The literal as SQL compares it: x first, heights dropped (all CQL2 relations are of the plane), boxes as polygons; a
 * box over the antimeridian as a collection of its two halves, one without width or height as the line or point it is.
 */
export function planarGeometry(literal: SpatialLiteral): Geometry {
  if (literal.kind === 'geometry') return withXFirst(literal.geometry, literal.crs);
  const { bounds, crs } = literal;
  const [west, south] = xFirst(bounds.slice(0, bounds.length / 2), crs);
  const [east, north] = xFirst(bounds.slice(bounds.length / 2), crs);
  if (west <= east) return boxGeometry(west, south, east, north);
  return {
    type: 'GeometryCollection',
    geometries: [boxGeometry(west, south, 180, north), boxGeometry(-180, south, east, north)],
  };
}

/** Length of all lines and rings, in the units of the coordinates; 0 for points. */
export function lengthOf(geometry: Geometry): number {
  switch (geometry.type) {
    case 'Point':
    case 'MultiPoint':
      return 0;
    case 'LineString':
      return lineLength(geometry.coordinates);
    case 'Polygon':
    case 'MultiLineString':
      return sum(geometry.coordinates.map(lineLength));
    case 'MultiPolygon':
      return sum(geometry.coordinates.flat().map(lineLength));
    case 'GeometryCollection':
      return sum(geometry.geometries.map(lengthOf));
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const lineLength = (line: readonly Position[]): number =>
  sum(line.slice(1).map(([x, y], i) => Math.hypot(x - line[i][0], y - line[i][1])));

/** Whether it holds an area, so that it may be invalid in ways that coordinates alone do not show. */
export const isAreal = (geometry: Geometry): boolean =>
  geometry.type === 'GeometryCollection'
    ? geometry.geometries.some(isAreal)
    : geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';

function boxGeometry(west: number, south: number, east: number, north: number) {
  if (west === east && south === north) return { type: 'Point', coordinates: [west, south] } as const;
  const diagonal = [
    [west, south],
    [east, north],
  ];
  if (west === east || south === north) return { type: 'LineString', coordinates: diagonal } as const;
  const ring = [[west, south], [east, south], [east, north], [west, north], diagonal[0]];
  return { type: 'Polygon', coordinates: [ring] } as const;
}

const xFirst = ([a, b]: Position, crs: Crs): Position => (crs.axisOrder === 'yx' ? [b, a] : [a, b]);

function withXFirst(geometry: Geometry, crs: Crs): Geometry {
  if (geometry.type !== 'GeometryCollection') return mapPositions(geometry, (position) => xFirst(position, crs));
  return {
    ...geometry,
    geometries: geometry.geometries.map((member) => mapPositions(member, (position) => xFirst(position, crs))),
  };
}

function mapPositions(geometry: SimpleGeometry, map: (position: Position) => Position): SimpleGeometry {
  const { type, coordinates } = geometry;
  switch (type) {
    case 'Point':
      return { type, coordinates: map(coordinates) };
    case 'LineString':
    case 'MultiPoint':
      return { type, coordinates: coordinates.map(map) };
    case 'Polygon':
    case 'MultiLineString':
      return { type, coordinates: coordinates.map((line) => line.map(map)) };
    case 'MultiPolygon':
      return { type, coordinates: coordinates.map((polygon) => polygon.map((ring) => ring.map(map))) };
  }
}

function requireValidPositions(positions: readonly Position[], crs: Crs): void {
  const { minX, minY, maxX, maxY } = validBounds(crs);
  const outside = positions.find((position) => {
    const [x, y] = xFirst(position, crs);
    return !(x >= minX && x <= maxX && y >= minY && y <= maxY);
  });
  if (outside === undefined) return;
  const order = crs.axisOrder === 'yx' ? 'northing or latitude first' : 'easting or longitude first';
  throw invalidParameter(
    'filter',
    `coordinates ${outside.join(' ')} lie outside the area of ${crs.authority}:${crs.code} (${order}): ` +
      `x from ${minX} to ${maxX}, y from ${minY} to ${maxY}`,
  );
}

function requireShape(geometry: Geometry): void {
  switch (geometry.type) {
    case 'LineString':
      requireLine(geometry.type, geometry.coordinates);
      return;
    case 'MultiLineString':
      for (const line of geometry.coordinates) requireLine(geometry.type, line);
      return;
    case 'Polygon':
      for (const ring of geometry.coordinates) requireRing(geometry.type, ring);
      return;
    case 'MultiPolygon':
      for (const ring of geometry.coordinates.flat()) requireRing(geometry.type, ring);
      return;
    case 'GeometryCollection':
      for (const member of geometry.geometries) requireShape(member);
      return;
  }
}

function requireLine(type: string, line: readonly Position[]): void {
  const distinct = line.some((position) => !isSamePlace(position, line[0]));
  if (line.length < MIN_LINE_POSITIONS || !distinct) throw invalid(type, 'needs two different positions in each line');
}

function requireRing(type: string, ring: readonly Position[]): void {
  if (ring.length < MIN_RING_POSITIONS) {
    throw invalid(type, `needs ${MIN_RING_POSITIONS} positions in each ring, got ${ring.length}`);
  }
  if (!isSamePlace(ring[0], ring[ring.length - 1])) throw invalid(type, 'has a ring that does not end where it starts');
}

const isSamePlace = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];

const invalid = (type: string, problem: string) => invalidParameter('filter', `${type} ${problem}`);
