/** Spatial relations through PostGIS, with literals brought to the system the geometry is stored in. */
import { CRS84_URI, type Crs, crsByUri } from '../../geodesy/crs.js';
import type { Compilation } from './compilation.js';
import type { Expression, Geometry, SpatialFunction, SpatialLiteral } from './expression.js';
import { boundsOf, isAreal, isSpatialLiteral, lengthOf, planarGeometry } from './spatial-literal.js';
import { comparableBounds, isWithin } from './valid-bounds.js';
import { writeWkt } from './wkt.js';

const functions: Readonly<Record<SpatialFunction, string>> = {
  s_intersects: 'ST_Intersects',
  s_equals: 'ST_Equals',
  s_disjoint: 'ST_Disjoint',
  s_touches: 'ST_Touches',
  s_within: 'ST_Within',
  s_overlaps: 'ST_Overlaps',
  s_crosses: 'ST_Crosses',
  s_contains: 'ST_Contains',
};

/** Points that bend the edges of a literal when it changes its system: a straight edge there is a curve here. */
const BENDING_POINTS = 4_096;

const crs84 = crsByUri(CRS84_URI)!;

export function spatialPredicateSql(
  predicate: { readonly operator: SpatialFunction; readonly left: Expression; readonly right: Expression },
  compilation: Compilation,
): string {
  const { operator, left, right } = predicate;
  const literals = [left, right].filter(isSpatialLiteral);
  const crs = literals[0]?.crs ?? crs84;
  const { sql: columnSql, srid: columnSrid } = compilation.source.geometry(crs.srid);
  // The column is left alone, for its index, unless its system is one whose reach we do not know.
  const common = literals.length === 2 ? crs : (crsByUri(`EPSG:${columnSrid}`) ?? crs);
  const operandSql = (operand: Expression): string => {
    if (isSpatialLiteral(operand)) return literalSql(operand, common, compilation);
    return columnSrid === common.srid ? columnSql : `ST_Transform(${columnSql}, ${common.srid})`;
  };
  return `${functions[operator]}(${operandSql(left)}, ${operandSql(right)})`;
}

/** A geometry by itself, to ask whether it is NULL. */
export const geometrySql = (geometry: Expression, compilation: Compilation): string =>
  isSpatialLiteral(geometry)
    ? literalSql(geometry, geometry.crs, compilation)
    : compilation.source.geometry(crs84.srid).sql;

/** A literal in `target`. Constant for the database, which works it out once per query. */
function literalSql(literal: SpatialLiteral, target: Crs, compilation: Compilation): string {
  const { bind } = compilation;
  const geometry = planarGeometry(literal);
  const valid = (sql: string): string => validSql(sql, geometry);
  const parsed = (srid: number): string => valid(`ST_GeomFromText(${bind(writeWkt(geometry), 'text')}, ${srid})`);
  // ETRS89 and WGS84 count as one datum, as everywhere here.
  if (literal.crs.srid === target.srid || (literal.crs.unit === 'deg' && target.unit === 'deg')) {
    return parsed(target.srid);
  }
  const reachable = comparableBounds(target, literal.crs);
  if (reachable.minX > reachable.maxX) return `ST_GeomFromText('POINT EMPTY', ${target.srid})`;
  let sql = parsed(literal.crs.srid);
  if (!isWithin(boundsOf(literal), reachable)) {
    const { minX, minY, maxX, maxY } = reachable;
    const corners = [minX, minY, maxX, maxY].map((corner) => bind(corner, 'float8'));
    sql = `ST_ClipByBox2D(${sql}, ST_MakeEnvelope(${corners.join(', ')}, ${literal.crs.srid}))`;
  }
  const length = lengthOf(geometry);
  if (length > 0) sql = `ST_Segmentize(${sql}, ${bind(length / BENDING_POINTS, 'float8')})`;
  return valid(`ST_Transform(${sql}, ${target.srid})`);
}

/** Relations fail on areas that cross themselves, and on collections whose areas overlap. */
function validSql(sql: string, geometry: Geometry): string {
  if (!isAreal(geometry)) return sql;
  return geometry.type === 'GeometryCollection' ? `ST_UnaryUnion(ST_MakeValid(${sql}))` : `ST_MakeValid(${sql})`;
}
