/** The geometry column of a table: which it is, the system of its coordinates, and how an answer shows it. */
import { invalidConfiguration } from '../../errors.js';
import { CRS84_URI, type Crs, crsByUri } from '../../geodesy/crs.js';
import { type Queryable, textRows } from '../text-rows.js';
import { columnSql, type TableColumn, type TableDescription } from './describe-table.js';
import type { TableDefinition } from './table-definition.js';

export interface StoredGeometry {
  readonly name: string;
  /** SQL of the value, type geometry. */
  readonly sql: string;
  /** What the values say of themselves; 0 when they say nothing, and comparisons must say nothing either. */
  readonly labelSrid: number;
  /** The system of the coordinates. */
  readonly srid: number;
  /** Longitudes and latitudes. */
  readonly isGeographic: boolean;
  /** `point`, `multipolygon`, ... or `any`. */
  readonly type: string;
}

/** Undefined for tables without geometry. Throws `invalidConfiguration` when the named column is none. */
export async function storedGeometry(
  db: Queryable,
  definition: TableDefinition,
  { columns, from }: TableDescription,
): Promise<StoredGeometry | undefined> {
  const column = geometryColumn(definition, columns);
  if (!column?.geometry) return undefined;
  const value = columnSql(column.name);
  const sql = column.type.name === 'geography' ? `${value}::geometry` : value;
  const labelSrid = column.geometry.srid || (await sridOfData(db, from, sql));
  const srid = labelSrid || configuredSrid(definition);
  return {
    name: column.name,
    sql,
    labelSrid,
    srid,
    isGeographic: await isGeographic(db, srid),
    type: column.geometry.type
      .toLowerCase()
      .replace(/z?m?$/, '')
      .replace(/^geometry$/, 'any'),
  };
}

/** GeoJSON text in a system, in its authority's axis order; rings wind as RFC 7946 wants them. */
export function geojsonSql({ sql, srid, labelSrid, type }: StoredGeometry, crs: Crs): string {
  // Arcs have no form in GeoJSON.
  const straight = /^(any|geometrycollection|.*(curve|surface|circularstring).*)$/.test(type)
    ? `ST_CurveToLine(${sql})`
    : sql;
  const labelled = labelSrid === srid ? straight : `ST_SetSRID(${straight}, ${srid})`;
  const transformed = crs.srid === srid ? labelled : `ST_Transform(${labelled}, ${crs.srid})`;
  return `ST_AsGeoJSON(${ordered(transformed, type, crs)}, ${crs.unit === 'deg' ? DEGREE_DECIMALS : METRE_DECIMALS}, 0)`;
}

/**
 * Axes in the authority's order, outer rings counter-clockwise on the ground. What is clockwise in swapped axes is
 * counter-clockwise in the others; the function that forces it directly would reverse lines.
 */
function ordered(geometry: string, type: string, { axisOrder }: Crs): string {
  const swapped = `ST_FlipCoordinates(${geometry})`;
  if (!/^(any|geometrycollection|.*(polygon|surface|triangle|tin).*)$/.test(type)) {
    return axisOrder === 'yx' ? swapped : geometry;
  }
  const wound = `ST_ForcePolygonCW(${swapped})`;
  return axisOrder === 'yx' ? wound : `ST_FlipCoordinates(${wound})`;
}

/** A centimetre on the ground, and a millimetre. */
const DEGREE_DECIMALS = 7;
const METRE_DECIMALS = 3;

/** SQL of the value in a system that the values know of. */
export const labelledSql = ({ sql, srid, labelSrid }: StoredGeometry): string =>
  labelSrid === srid ? sql : `ST_SetSRID(${sql}, ${srid})`;

function geometryColumn({ where, table, geomField }: TableDefinition, columns: readonly TableColumn[]) {
  const candidates = columns.filter((column) => column.geometry);
  const wanted = geomField ?? 'geom';
  const named = candidates.find((column) => column.name === wanted);
  if (named || geomField === undefined) return named ?? (candidates.length === 1 ? candidates[0] : undefined);
  throw invalidConfiguration(
    where,
    `geom_field: "${geomField}" is no geometry column of "${table}"`,
    candidates.length > 0 ? `there: ${candidates.map((column) => column.name).join(', ')}` : 'the table has none',
  );
}

/** Views and plain `geometry` columns declare no system; their values may still carry one. */
async function sridOfData(db: Queryable, from: string, geometry: string): Promise<number> {
  const text = `select ST_SRID(${geometry})::text from ${from} where ${geometry} is not null limit 1`;
  const [row] = await textRows(db, { text, values: [] });
  return Number(row?.[0] ?? 0);
}

/** CRS84 when nothing is said, as in pygeoapi. */
function configuredSrid({ where, storageCrs = CRS84_URI }: TableDefinition): number {
  const crs = crsByUri(storageCrs);
  if (crs) return crs.srid;
  throw invalidConfiguration(
    where,
    `storage_crs: the geometries have no SRID, and ${storageCrs} is not known here`,
    'give the column its SRID, for instance with ST_SetSRID in a view',
  );
}

async function isGeographic(db: Queryable, srid: number): Promise<boolean> {
  const text = `select (proj4text like '%+proj=longlat%')::text from spatial_ref_sys where srid = $1::int`;
  const [row] = await textRows(db, { text, values: [srid] });
  return row?.[0] === 'true';
}
