/**
 * The question "does the geometry meet the box", answered exactly whatever the two systems are. Enclosing boxes only
 * help an index; the test itself is always made on true shapes.
 */
import { invalidParameter } from '../../errors.js';
import { CRS84_URI, type Crs, crsByUri } from '../../geodesy/crs.js';
import type { BoundingBox } from '../items.js';
import type { Bindings } from '../sql-text.js';
import { type Queryable, textRows } from '../text-rows.js';
import { labelledSql, type StoredGeometry } from './stored-geometry.js';

/** Adds a condition to a statement and gives its SQL. */
export type Condition = (bindings: Bindings) => string;

interface Rectangle {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** A straight edge in one system is a curve in another: the longer edges are drawn with this many pieces. */
const PIECES_PER_EDGE = 64;
/** Past this, boxes hold so much that an index helps little, and their outlines may turn inside out. Degrees. */
const MAX_INDEXED_SIDE_DEG = 40;
const MAX_INDEXED_LATITUDE_DEG = 89;
/** What an outline bent at finitely many points may miss, as a share of its size; far more than it does miss. */
const MARGIN_SHARE = 0.01;
/** Larger boxes may hold a pole, which no outline in degrees goes around. */
const MAX_OUTLINE_SIDE_M = 2_000_000;
/** Radius of the sphere of EPSG:3857. */
const MERCATOR_RADIUS_M = 6_378_137;

/** Throws `invalidParameter` for a box that reaches where its system is not defined. */
export async function boxCondition(db: Queryable, geometry: StoredGeometry, box: BoundingBox): Promise<Condition> {
  const crs = knownCrs(box.crs);
  if (crs.srid === 3857 && geometry.srid !== 3857) return boxCondition(db, geometry, mercatorBoxInDegrees(box));
  const parts = crs.unit === 'deg' ? splitAtAntimeridian(box) : [box];
  if (crs.unit === 'deg' && parts.some(isWholeWorld)) return () => `not ST_IsEmpty(${geometry.sql})`;
  const conditions = await Promise.all(parts.map((part) => rectangleCondition(db, geometry, part, crs)));
  return (bindings) => `(${conditions.map((condition) => condition(bindings)).join(' or ')})`;
}

/** A condition that an index can use and that everything in the box meets; undefined when none is at hand. */
export async function indexCondition(
  db: Queryable,
  geometry: StoredGeometry,
  box: BoundingBox,
): Promise<Condition | undefined> {
  const crs = knownCrs(box.crs);
  if (crs.unit !== 'deg' || box.minX > box.maxX) return undefined;
  if (geometry.isGeographic)
    return (bindings) => `${geometry.sql} && ${envelopeSql(box, geometry.labelSrid, bindings)}`;
  const hull = await hullInStorage(db, geometry, box, crs);
  return hull && ((bindings) => `${geometry.sql} && ${envelopeSql(hull, geometry.labelSrid, bindings)}`);
}

async function rectangleCondition(
  db: Queryable,
  geometry: StoredGeometry,
  box: Rectangle,
  crs: Crs,
): Promise<Condition> {
  // ETRS89 and WGS84 count as one datum, so degrees are degrees.
  if (crs.srid === geometry.srid || (crs.unit === 'deg' && geometry.isGeographic)) {
    return (bindings) => `ST_Intersects(${geometry.sql}, ${envelopeSql(box, geometry.labelSrid, bindings)})`;
  }
  // Bringing the data to the box is exact, and possible for almost any box; an outline can be wrong for a large one.
  const moved = `ST_Transform(${labelledSql(geometry)}, ${crs.srid})`;
  // Inside coalesce the planner expects half of the rows to pass, not one in a thousand, and does not start workers.
  const exact: Condition = (bindings) =>
    `coalesce(ST_Intersects(${moved}, ${envelopeSql(box, crs.srid, bindings)}), false)`;
  if (crs.unit === 'deg') {
    const hull = await hullInStorage(db, geometry, box, crs);
    return hull
      ? (bindings) => `(${geometry.sql} && ${envelopeSql(hull, geometry.labelSrid, bindings)} and ${exact(bindings)})`
      : exact;
  }
  if (sideOf(box) > MAX_OUTLINE_SIDE_M) return exact;
  const outline = await outlineInStorage(db, geometry, box, crs);
  return (bindings) => `ST_Intersects(${geometry.sql}, ${bindings.add(outline)}::geometry)`;
}

/** A box without extent becomes the point or line that it is: nothing meets a polygon without area. */
function envelopeSql({ minX, minY, maxX, maxY }: Rectangle, srid: number, bindings: Bindings): string {
  const corners = [minX, minY, maxX, maxY].map((value) => `${bindings.add(value)}::float8`);
  return `ST_Envelope(ST_MakeEnvelope(${corners.join(', ')}, ${srid}))`;
}

/** The box's outline in the storage system, as EWKB in hexadecimal. */
async function outlineInStorage(db: Queryable, geometry: StoredGeometry, box: Rectangle, crs: Crs): Promise<string> {
  const text = `select ST_AsHEXEWKB(ST_SetSRID(ST_Transform(${BENT_OUTLINE}, ${geometry.srid}), ${geometry.labelSrid}))`;
  const [[outline]] = await textRows(db, { text, values: outlineValues(box, crs) }).catch((error: Error) => {
    throw isTransformError(error) ? invalidParameter('bbox', `reaches where ${crs.uri} is not defined`) : error;
  });
  return outline!;
}

/** Enclosing box in the storage system; undefined where the system does not carry that far. */
async function hullInStorage(
  db: Queryable,
  geometry: StoredGeometry,
  box: Rectangle,
  crs: Crs,
): Promise<Rectangle | undefined> {
  const latitude = Math.max(Math.abs(box.minY), Math.abs(box.maxY));
  if (sideOf(box) > MAX_INDEXED_SIDE_DEG || latitude > MAX_INDEXED_LATITUDE_DEG) return undefined;
  const text = `select ST_XMin(hull)::text, ST_YMin(hull)::text, ST_XMax(hull)::text, ST_YMax(hull)::text
    from (select ST_Transform(${BENT_OUTLINE}, ${geometry.srid}) as hull) as transformed`;
  const rows = await textRows(db, { text, values: outlineValues(box, crs) }).catch((error: Error) => {
    if (isTransformError(error)) return [];
    throw error;
  });
  const corners = rows[0]?.map(Number);
  if (!corners?.every(Number.isFinite)) return undefined;
  const [minX, minY, maxX, maxY] = corners;
  const margin = MARGIN_SHARE * Math.max(maxX - minX, maxY - minY);
  return { minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin };
}

/** The outline with bent edges, over `outlineValues`. */
const BENT_OUTLINE =
  'ST_Segmentize(ST_Envelope(ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, $5::int)), $6::float8)';

function outlineValues(box: Rectangle, crs: Crs): unknown[] {
  // A box without extent has nothing to bend, but the length of a piece must not be 0.
  return [box.minX, box.minY, box.maxX, box.maxY, crs.srid, sideOf(box) / PIECES_PER_EDGE || 1];
}

const sideOf = ({ minX, minY, maxX, maxY }: Rectangle): number => Math.max(maxX - minX, maxY - minY);

/** What PROJ refuses has no state of its own; PostGIS prefixes it. */
export const isTransformError = (error: Error): boolean => /^transform|project point/i.test(error.message);

function knownCrs(uri: string): Crs {
  const crs = crsByUri(uri);
  if (!crs) throw invalidParameter('bbox-crs', `${uri} is not known here`);
  return crs;
}

/** Boxes within [-180, 180] that together are the box: west beyond east crosses the antimeridian, 360 is all. */
function splitAtAntimeridian(box: BoundingBox): readonly Rectangle[] {
  const { minX, minY, maxX, maxY } = box;
  if (maxX - minX >= 360) return [{ minX: -180, minY, maxX: 180, maxY }];
  const crosses = minX > maxX || minX < -180 || maxX > 180;
  if (!crosses) return [box];
  const west = wrapLongitude(minX);
  const east = wrapLongitude(maxX);
  if (west <= east) return [{ minX: west, minY, maxX: east, maxY }];
  return [
    { minX: west, minY, maxX: 180, maxY },
    { minX: -180, minY, maxX: east, maxY },
  ];
}

const isWholeWorld = ({ minX, minY, maxX, maxY }: Rectangle): boolean =>
  minX <= -180 && minY <= -90 && maxX >= 180 && maxY >= 90;

/** Into [-180, 180]; what already is there stays. */
const wrapLongitude = (longitude: number): number =>
  Math.abs(longitude) <= 180 ? longitude : ((((longitude + 180) % 360) + 360) % 360) - 180;

/** In Mercator's projection meridians and parallels are the axes, so that the box in degrees is the same box. */
function mercatorBoxInDegrees({ minX, minY, maxX, maxY }: Rectangle): BoundingBox {
  const degrees = (radians: number) => (radians * 180) / Math.PI;
  const longitude = (x: number) => degrees(x / MERCATOR_RADIUS_M);
  const latitude = (y: number) => degrees(Math.atan(Math.sinh(y / MERCATOR_RADIUS_M)));
  return { minX: longitude(minX), minY: latitude(minY), maxX: longitude(maxX), maxY: latitude(maxY), crs: CRS84_URI };
}
