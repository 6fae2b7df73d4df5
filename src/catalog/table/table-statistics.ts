/** What a collection tells of its rows as a whole: how many there are, where, and when. */
import { CRS84_URI, type Crs, crsByUri } from '../../geodesy/crs.js';
import type { Collection } from '../collection.js';
import { type Queryable, textRows } from '../text-rows.js';
import { isTransformError } from './box-condition.js';
import { cellSql, isText } from './column-type.js';
import { labelledSql } from './stored-geometry.js';
import type { TableDefinition } from './table-definition.js';
import type { TableLayout } from './table-layout.js';

export type TableStatistics = Pick<Collection, 'bbox' | 'interval' | 'itemCount'>;

/** Counted exactly up to here; past it the planner's estimate is told. */
const EXACT_COUNT_CAP = 100_000;
/** Larger tables tell the extent that the planner keeps, where it keeps one. */
const EXACT_EXTENT_CAP = 1_000_000;

/** Pieces of half an extent's outline. */
const PIECES = 100;

const degrees: Crs = crsByUri(CRS84_URI)!;

export async function tableStatistics(
  db: Queryable,
  definition: TableDefinition,
  layout: TableLayout,
): Promise<TableStatistics> {
  const itemCount = await rowCount(db, layout);
  const bbox = definition.bbox ?? (await extent(db, definition, layout));
  return {
    ...(itemCount === undefined ? {} : { itemCount }),
    ...(bbox ? { bbox } : {}),
    interval: definition.interval ?? (await timeSpan(db, layout)),
  };
}

async function rowCount(db: Queryable, { description }: TableLayout): Promise<number | undefined> {
  const text = `select count(*)::text from (select from ${description.from} limit ${EXACT_COUNT_CAP + 1}) as counted`;
  const [[count]] = await textRows(db, { text, values: [] });
  return Number(count) > EXACT_COUNT_CAP ? description.estimatedRows : Number(count);
}

async function extent(db: Queryable, definition: TableDefinition, layout: TableLayout): Promise<Collection['bbox']> {
  const { geometry, description } = layout;
  if (!geometry) return undefined;
  const isLarge = (description.estimatedRows ?? 0) > EXACT_EXTENT_CAP && !description.isForeign;
  const box = isLarge
    ? 'select ST_EstimatedExtent($1, $2, $3)::geometry as box'
    : `select ST_Extent(${labelledSql(geometry)})::geometry as box from ${description.from}`;
  // The outline is bent before it changes its system: the extremes may lie between the corners.
  const halfOutline = '(ST_XMax(box) - ST_XMin(box) + ST_YMax(box) - ST_YMin(box))';
  const outline = `ST_Segmentize(ST_SetSRID(box, ${geometry.srid}), greatest(1e-9, ${halfOutline} / ${PIECES}))`;
  const statement = {
    text: `select ST_XMin(hull)::text, ST_YMin(hull)::text, ST_XMax(hull)::text, ST_YMax(hull)::text
      from (select ST_Transform(${outline}, ${degrees.srid}) as hull from (${box}) as extent) as transformed`,
    values: isLarge ? [description.schema, definition.table, geometry.name] : [],
  };
  const [corners] = await textRows(db, statement).catch((error: Error) => {
    if (isTransformError(error)) return [[null, null, null, null]];
    throw error;
  });
  const [west, south, east, north] = corners.map((corner) => Number(corner ?? Number.NaN));
  return [west, south, east, north].every(Number.isFinite) ? [west, south, east, north] : undefined;
}

async function timeSpan(db: Queryable, { time, description }: TableLayout): Promise<Collection['interval']> {
  if (!time || isText(time.type)) return [null, null];
  const text = `select ${cellSql(time.type, 'earliest')}, ${cellSql(time.type, 'latest')}
    from (select min(${time.column}) as earliest, max(${time.endColumn}) as latest from ${description.from}) as span`;
  const [[start, end]] = await textRows(db, { text, values: [] });
  return [start, end];
}
