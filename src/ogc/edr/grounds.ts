/** The ground that `area`, `radius` and `cube` speak of: what to ask the catalog, and how it looks in an answer. */
import type { Expression } from '../../catalog/cql2/index.js';
import type { ItemsQuery } from '../../catalog/items.js';
import { invalidParameter } from '../../errors.js';
import { CRS84_URI, type Crs } from '../../geodesy/crs.js';
import { type PointTransform, transformPoint } from '../../geodesy/transform.js';
import { readBox } from '../common/bounding-box.js';
import { offeredCrs } from '../common/crs-parameter.js';
import { MAX_SUMMARISED_POLYGONS, type Place, type Rings, readPlace, readPolygons } from './coords.js';
import { readDistance } from './distance.js';
import { allOf, type EdrParameters, type EdrRequest } from './edr-request.js';

export type GroundQuery = 'area' | 'radius' | 'cube';

export interface Ground {
  /** Which points lie in it; the filter of the request is among it. */
  readonly conditions: Pick<ItemsQuery, 'bbox' | 'near' | 'filter'>;
  /** Outline in the system of the request, x first. */
  readonly rings: Rings;
}

export interface Grounds {
  /** All of the ground at once. */
  readonly conditions: Ground['conditions'];
  /** Its parts, each of which is summed up by itself. */
  readonly parts: readonly Ground[];
  /** The ground as a condition of OGC API - Features, where there is one. */
  readonly asFilter?: Expression;
}

/** Throws `invalidParameter` for whatever is no ground. */
export function readGrounds(kind: GroundQuery, parameters: EdrParameters, request: EdrRequest): Grounds {
  switch (kind) {
    case 'area':
      return polygons(parameters, request);
    case 'radius':
      return circle(parameters, request);
    case 'cube':
      return box(parameters, request);
  }
}

function polygons({ coords, aggregate }: EdrParameters, { crs, filter }: EdrRequest): Grounds {
  const read = readPolygons(coords, crs);
  if (aggregate && read.polygons.length > MAX_SUMMARISED_POLYGONS) {
    const most = `expected at most ${MAX_SUMMARISED_POLYGONS} polygons with aggregate, got ${read.polygons.length}`;
    throw invalidParameter('coords', `${most}; the process area-statistics takes thousands`);
  }
  const whole = allOf(read.condition, filter);
  return {
    conditions: { filter: whole },
    asFilter: whole,
    parts: read.polygons.map(({ rings, condition }) => ({ rings, conditions: { filter: allOf(condition, filter) } })),
  };
}

function circle(parameters: EdrParameters, { crs, filter }: EdrRequest): Grounds {
  const place = readPlace(parameters.coords, crs);
  const radiusM = readDistance(parameters);
  const [longitudeDeg, latitudeDeg] = transformPoint(crs, CRS84_URI)(...place);
  const conditions = { near: { longitudeDeg, latitudeDeg, radiusM }, filter };
  return { conditions, parts: [{ conditions, rings: [circleRing([longitudeDeg, latitudeDeg], radiusM, crs)] }] };
}

function box(parameters: EdrParameters, { collection, crs, filter }: EdrRequest): Grounds {
  const boxCrs = offeredCrs('bbox-crs', parameters['bbox-crs'], collection.crs);
  const bbox = readBox(parameters.bbox, boxCrs);
  const conditions = { bbox: { ...bbox, crs: boxCrs.uri }, filter };
  return { conditions, parts: [{ conditions, rings: [boxRing(bbox, transformPoint(boxCrs, crs))] }] };
}

/** Corners and points between them: a straight edge of one system is a curve in another. */
const PIECES_PER_EDGE = 8;

function boxRing(
  { minX, minY, maxX, maxY }: { minX: number; minY: number; maxX: number; maxY: number },
  transform: PointTransform,
): readonly (readonly number[])[] {
  // Over the antimeridian longitudes go on past 180.
  const east = minX > maxX ? maxX + 360 : maxX;
  const corners = [
    [minX, minY],
    [east, minY],
    [east, maxY],
    [minX, maxY],
  ];
  const ring = corners.flatMap(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length];
    return Array.from({ length: PIECES_PER_EDGE }, (_, piece) => {
      const share = piece / PIECES_PER_EDGE;
      return transform(x + share * (nextX - x), y + share * (nextY - y)).map(tidy);
    });
  });
  return [...ring, ring[0]];
}

const CIRCLE_VERTICES = 72;
const EARTH_RADIUS_M = 6_371_008.8;

/** A drawing of the circle, on the sphere: which points lie within is decided on the ellipsoid. */
function circleRing([longitudeDeg, latitudeDeg]: Place, radiusM: number, crs: Crs): readonly (readonly number[])[] {
  const transform = transformPoint(CRS84_URI, crs);
  const radians = Math.PI / 180;
  const arc = radiusM / EARTH_RADIUS_M;
  const latitude = latitudeDeg * radians;
  const ring = Array.from({ length: CIRCLE_VERTICES }, (_, i) => {
    const bearing = (-2 * Math.PI * i) / CIRCLE_VERTICES;
    const sine = Math.sin(latitude) * Math.cos(arc) + Math.cos(latitude) * Math.sin(arc) * Math.cos(bearing);
    const turned = Math.atan2(
      Math.sin(bearing) * Math.sin(arc) * Math.cos(latitude),
      Math.cos(arc) - Math.sin(latitude) * sine,
    );
    return transform(longitudeDeg + turned / radians, Math.asin(sine) / radians).map(tidy);
  });
  return [...ring, ring[0]];
}

/** Seven decimals: a centimetre in degrees. */
const tidy = (value: number): number => Number(value.toFixed(7));
