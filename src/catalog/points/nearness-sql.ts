/** Distances from a place and even shares of the points, in SQL over the alias `p` of a point table. */
import { CRS84_URI } from '../../geodesy/crs.js';
import type { BoundingBox, Nearness } from '../items.js';
import type { Bindings } from '../sql-text.js';

const POINT = 'st_makepoint(p.longitude_deg, p.latitude_deg)::geography';

/** Whether a point lies within the distance, along the ellipsoid; at exactly the distance it does. */
export function withinSql({ longitudeDeg, latitudeDeg, radiusM }: Nearness, bindings: Bindings): string {
  const [x, y, r] = [longitudeDeg, latitudeDeg, radiusM].map((value) => `${bindings.add(value)}::float8`);
  return `st_dwithin(${POINT}, st_makepoint(${x}, ${y})::geography, ${r})`;
}

/** Distance in metres along the ellipsoid. The numbers stand in the text: it is an order, which has no values of its own. */
export const distanceSql = ({ longitudeDeg, latitudeDeg }: Nearness): string =>
  `st_distance(${POINT}, st_makepoint(${finite(longitudeDeg)}, ${finite(latitudeDeg)})::geography)`;

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`expected a finite coordinate, got ${value}`);
  return `(${value})::float8`;
}

/** Less than the shortest degree of a meridian, and of the equator: boxes come out larger than they must. */
const LEAST_DEGREE_M = 110_000;
/** Nearer to a pole than this a box holds all longitudes. */
const LEAST_COSINE = 0.01;

/** A box that holds everything within the distance, and more. Near the antimeridian it holds all longitudes. */
export function boxAround({ longitudeDeg, latitudeDeg, radiusM }: Nearness): BoundingBox {
  const halfHeightDeg = radiusM / LEAST_DEGREE_M;
  const [minY, maxY] = [Math.max(-90, latitudeDeg - halfHeightDeg), Math.min(90, latitudeDeg + halfHeightDeg)];
  const cosine = Math.cos((Math.max(-minY, maxY) * Math.PI) / 180);
  const halfWidthDeg = cosine > LEAST_COSINE ? halfHeightDeg / cosine : 360;
  const [minX, maxX] = [longitudeDeg - halfWidthDeg, longitudeDeg + halfWidthDeg];
  const isWithin = minX >= -180 && maxX <= 180;
  return { minX: isWithin ? minX : -180, minY, maxX: isWithin ? maxX : 180, maxY, crs: CRS84_URI };
}

/** An odd number below 2^31 whose multiples fall evenly modulo 2^32, and fit int8 with 32 bits more. */
const MULTIPLIER = 1_597_334_677;
const HASHES = 2 ** 32;
const LOW_32_BITS = HASHES - 1;

/**
 * True for `share` of the points, decided by the place and the product in their keys: the same points at every call and
 * in every database, and evenly over the ground, because neighbours differ in their last bits most.
 */
export function keptSql(share: number, bindings: Bindings): string {
  const folded = `((p.id >> 9) # (p.id >> 37)) & ${LOW_32_BITS}`;
  return `((${folded}) * ${MULTIPLIER}) & ${LOW_32_BITS} < ${bindings.add(Math.floor(share * HASHES))}::int8`;
}
