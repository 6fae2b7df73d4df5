/**
 * Points and boxes from one reference system to another, each given as such or by name (any form `crsByUri` knows).
 * Coordinates are x (easting or longitude) first everywhere here, whatever the authority's axis order, in the system's
 * unit: metres or degrees.
 *
 * Everything goes through longitude and latitude, which ETRS89 and WGS84 share (see `crs.ts`). EPSG:3035 uses our own
 * closed form, good to the nanometre and several times faster; the other projections are proj4's.
 */
import proj4 from 'proj4';
import { type Crs, crsByUri } from './crs.js';
import { projectLaea, unprojectLaea } from './laea.js';

/** A point without an image gives NaN or infinity, never an exception. */
export type PointTransform = (x: number, y: number) => readonly [x: number, y: number];

/** x (easting or longitude) first. In degrees, minX > maxX says that the box crosses the antimeridian. */
export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** Both directions between degrees (longitude first) and a system. */
interface Projection {
  readonly forward: PointTransform;
  readonly inverse: PointTransform;
}

const unchanged: PointTransform = (x, y) => [x, y];

/** Compiles the change from one system to another. Throws RangeError for a system that is not known. */
export function transformPoint(source: Crs | string, target: Crs | string): PointTransform {
  const from = knownCrs(source);
  const to = knownCrs(target);
  if (from.srid === to.srid) return unchanged;
  const { inverse } = projectionOf(from);
  const { forward } = projectionOf(to);
  if (from.unit === 'deg') return forward;
  if (to.unit === 'deg') return inverse;
  return (x, y) => {
    const [longitudeDeg, latitudeDeg] = inverse(x, y);
    return forward(longitudeDeg, latitudeDeg);
  };
}

function knownCrs(crs: Crs | string): Crs {
  if (typeof crs !== 'string') return crs;
  const known = crsByUri(crs);
  if (!known) throw new RangeError(`expected a known reference system, got ${crs}`);
  return known;
}

function projectionOf(crs: Crs): Projection {
  if (crs.unit === 'deg') return { forward: unchanged, inverse: unchanged };
  if (crs.srid === 3035) return { forward: throughLaea(projectLaea), inverse: throughLaea(unprojectLaea) };
  const converter = proj4(geographicBaseOf(crs), crs.proj4);
  return {
    forward: (x, y) => pairOrNaN(() => converter.forward([x, y])),
    inverse: (x, y) => pairOrNaN(() => converter.inverse([x, y])),
  };
}

function throughLaea(convert: typeof projectLaea): PointTransform {
  const scratch = new Float64Array(2);
  return (x, y) => {
    convert(x, y, scratch, 0);
    return [scratch[0], scratch[1]];
  };
}

/** Longitude and latitude on the projection's own ellipsoid, so that proj4 has no datum to change. */
function geographicBaseOf(crs: Crs): string {
  const datum = crs.proj4.split(' ').filter((term) => /^\+(?:ellps|datum|towgs84|a|b|nadgrids)=/.test(term));
  return ['+proj=longlat', ...datum, '+no_defs'].join(' ');
}

/** proj4 throws at coordinates that are not finite. */
function pairOrNaN(convert: () => number[]): readonly [number, number] {
  try {
    const [x, y] = convert();
    return [x, y];
  } catch {
    return [Number.NaN, Number.NaN];
  }
}

/** Neutral in a union. */
const EMPTY: Box = {
  minX: Number.POSITIVE_INFINITY,
  minY: Number.POSITIVE_INFINITY,
  maxX: Number.NEGATIVE_INFINITY,
  maxY: Number.NEGATIVE_INFINITY,
};

/** Parts into which each edge is cut; what the edge does between the cuts is covered by a margin. */
const CUTS_PER_EDGE = 32;
/** Covers what rounding does to a point on the very edge. */
const ROUNDING_M = 1e-3;
const ROUNDING_DEG = 1e-8;

/**
 * The box that holds everything `box` holds, in another system: for indexes, so it may hold more, never less. Throws
 * RangeError for a system that is not known.
 *
 * A projected system reaches as far as `reachOf` says; what lies beyond is left out, and where nothing is left the box is
 * empty, from infinity to minus infinity. A result in degrees that would cross the antimeridian, or that holds the pole,
 * spans all longitudes. Between systems in degrees the box stays as it is.
 */
export function transformBox(box: Box, source: Crs | string, target: Crs | string): Box {
  const from = knownCrs(source);
  const to = knownCrs(target);
  if (from.srid === to.srid || (from.unit === 'deg' && to.unit === 'deg')) return box;
  const geographic = from.unit === 'deg' ? box : geographicBox(box, from);
  if (to.unit === 'deg') return geographic;
  if (geographic.minX <= geographic.maxX) return projectedBox(geographic, to);
  const west = projectedBox({ ...geographic, maxX: 180 }, to);
  const east = projectedBox({ ...geographic, minX: -180 }, to);
  return union(west, east);
}

/** Where the points of a projected system may lie, degrees: far wider than its area of use, yet clear of singular points. */
function reachOf(crs: Crs): Box {
  switch (crs.srid) {
    case 3857:
      return { minX: -180, minY: crs.area.south, maxX: 180, maxY: crs.area.north };
    case 3035:
      return { minX: crs.centralMeridianDeg - 90, minY: 0, maxX: crs.centralMeridianDeg + 90, maxY: 90 };
    default:
      return { minX: crs.centralMeridianDeg - 45, minY: -84.5, maxX: crs.centralMeridianDeg + 45, maxY: 84.5 };
  }
}

function projectedBox(geographic: Box, to: Crs): Box {
  const reached = intersection(geographic, reachOf(to));
  return isEmpty(reached) ? EMPTY : enclose(imageOf(reached, projectionOf(to).forward), ROUNDING_M);
}

function geographicBox(box: Box, from: Crs): Box {
  const { forward, inverse } = projectionOf(from);
  const reached = intersection(box, enclose(imageOf(reachOf(from), forward), 0));
  if (isEmpty(reached)) return EMPTY;
  const image = imageOf(reached, inverse);
  const { minX, minY, maxX, maxY } = enclose(image, ROUNDING_DEG);
  // Only the azimuthal projection has the pole inside its plane.
  const holdsPole = from.srid === 3035 && contains(reached, forward(from.centralMeridianDeg, 90));
  const allLongitudes = holdsPole || image.some(jumpsAcrossAntimeridian);
  return {
    minX: allLongitudes ? -180 : Math.max(-180, minX),
    minY: Math.max(-90, minY),
    maxX: allLongitudes ? 180 : Math.min(180, maxX),
    maxY: holdsPole ? 90 : Math.min(90, maxY),
  };
}

interface Edge {
  /** CUTS_PER_EDGE + 1 points in order. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function imageOf({ minX, minY, maxX, maxY }: Box, transform: PointTransform): Edge[] {
  const corners = [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ];
  return corners.map(([startX, startY], side) => {
    const [endX, endY] = corners[(side + 1) % 4];
    const edge = { x: new Float64Array(CUTS_PER_EDGE + 1), y: new Float64Array(CUTS_PER_EDGE + 1) };
    for (let i = 0; i <= CUTS_PER_EDGE; i++) {
      const along = i / CUTS_PER_EDGE;
      [edge.x[i], edge.y[i]] = transform(startX + along * (endX - startX), startY + along * (endY - startY));
    }
    return edge;
  });
}

function enclose(edges: readonly Edge[], rounding: number): Box {
  const x = extent(edges.map((edge) => edge.x));
  const y = extent(edges.map((edge) => edge.y));
  return { minX: x.min - rounding, minY: y.min - rounding, maxX: x.max + rounding, maxY: y.max + rounding };
}

/** Smallest and largest value along some edges, between the cuts too. */
function extent(edges: readonly Float64Array[]): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let bend = 0;
  for (const values of edges) {
    for (let i = 0; i < values.length; i++) {
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
      if (i >= 2) bend = Math.max(bend, Math.abs(values[i] - 2 * values[i - 1] + values[i - 2]));
    }
  }
  // Between its cuts a parabola leaves their extent by at most an eighth of the second difference; twice that to be safe.
  return { min: min - bend / 4, max: max + bend / 4 };
}

function jumpsAcrossAntimeridian({ x }: Edge): boolean {
  return x.some((longitudeDeg, i) => i > 0 && Math.abs(longitudeDeg - x[i - 1]) > 180);
}

function contains(box: Box, [x, y]: readonly [number, number]): boolean {
  return x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;
}

function isEmpty(box: Box): boolean {
  return box.minX > box.maxX || box.minY > box.maxY;
}

function intersection(a: Box, b: Box): Box {
  return {
    minX: Math.max(a.minX, b.minX),
    minY: Math.max(a.minY, b.minY),
    maxX: Math.min(a.maxX, b.maxX),
    maxY: Math.min(a.maxY, b.maxY),
  };
}

function union(a: Box, b: Box): Box {
  return {
    minX: Math.min(a.minX, b.minX),
    minY: Math.min(a.minY, b.minY),
    maxX: Math.max(a.maxX, b.maxX),
    maxY: Math.max(a.maxY, b.maxY),
  };
}
