/**
 * The statements behind a page of measurement points. Unsorted pages walk the point key range by range in its own
 * order and stop at the limit, so that page 500 costs what page 1 costs; sorted ones and identifiers let the database
 * choose. Values are bound; the only names are ours.
 */

import { crsByUri } from '../../geodesy/crs.js';
import { compileFilter, type FilterSource } from '../cql2/index.js';
import type { BoundingBox, ItemsQuery, Nearness } from '../items.js';
import { Bindings } from '../sql-text.js';
import type { Statement } from '../text-rows.js';
import { keptSql, withinSql } from './nearness-sql.js';
import type { KeyRange } from './spatial-ranges.js';

export interface PointsQuestion {
  readonly pointTable: string;
  readonly seriesTable: string;
  readonly collectionNo: number;
  readonly filterSource: FilterSource;
  readonly boxes: readonly BoundingBox[];
  readonly ranges: readonly KeyRange[];
  /** Products whose epochs meet `datetime`; undefined for all. */
  readonly productNos?: readonly number[];
  readonly near?: Nearness;
  /** Above 0 and below 1: this part of the points, by their keys. */
  readonly share?: number;
  readonly query: Pick<ItemsQuery, 'filter' | 'ids'>;
}

/** A page in key order: `select` over at most `limit` rows, after `offset`. */
export function pageInKeyOrder(
  question: PointsQuestion,
  select: readonly string[],
  limit: number,
  offset: number,
): Statement {
  const bindings = new Bindings();
  if (question.query.ids) {
    return {
      text: `select ${select.join(', ')} from ${question.pointTable} p
        where ${[...conditions(question, bindings), rangesCondition(question, bindings)].join(' and ')}
        order by p.cell, p.id limit ${bindings.add(limit)} offset ${bindings.add(offset)}`,
      values: bindings.values,
    };
  }
  const where = conditions(question, bindings).join(' and ');
  const most = bindings.add(limit + offset);
  // The function scan feeds the loop in array order and the index feeds each turn in key order: no sort is needed,
  // and the loop ends with the row that fills the limit.
  return {
    text: `select ${select.join(', ')} from ${rangesTable(question, bindings)} cross join lateral (
        select * from ${question.pointTable} p
        where p.cell = r.cell and p.id >= r.from_id and p.id < r.to_id and ${where}
        order by p.id limit ${most}
      ) p limit ${bindings.add(limit)} offset ${bindings.add(offset)}`,
    values: bindings.values,
  };
}

/** A page in another order: `orderBy` and `after` come from `keyset`, over the alias p. */
export function pageSorted(
  question: PointsQuestion,
  select: readonly string[],
  bindings: Bindings,
  after: string,
  orderBy: string,
  limit: number,
  offset: number,
): Statement {
  const where = [...conditions(question, bindings), after].join(' and ');
  return {
    text: `select ${select.join(', ')} from ${rangesTable(question, bindings)}
      join ${question.pointTable} p on p.cell = r.cell and p.id >= r.from_id and p.id < r.to_id
      where ${where} order by ${orderBy} limit ${bindings.add(limit)} offset ${bindings.add(offset)}`,
    values: bindings.values,
  };
}

/**
 * A page of the nearest first. Each range is searched by itself: of a join the planner makes a scan of all points, because
 * it takes every distance for costly and few points for near.
 */
export function pageNearestFirst(
  question: PointsQuestion,
  select: readonly string[],
  bindings: Bindings,
  after: string,
  orderBy: string,
  limit: number,
  offset: number,
): Statement {
  const where = [...conditions(question, bindings), after].join(' and ');
  const most = bindings.add(limit + offset);
  return {
    text: `select ${select.join(', ')} from ${rangesTable(question, bindings)} cross join lateral (
        select * from ${question.pointTable} p
        where p.cell = r.cell and p.id >= r.from_id and p.id < r.to_id and ${where}
        order by ${orderBy} limit ${most}
      ) p order by ${orderBy} limit ${bindings.add(limit)} offset ${bindings.add(offset)}`,
    values: bindings.values,
  };
}

/** How many match, counted no further than `cap + 1`. */
export function countUpTo(question: PointsQuestion, cap: number): Statement {
  const bindings = new Bindings();
  const where = conditions(question, bindings).join(' and ');
  const most = bindings.add(cap + 1);
  // The inner limit keeps the planner from joining the ranges to a scan of the whole table.
  const text = `select count(*)::text as matched, ${versionSql(question.collectionNo)} from (
      select 1 from ${rangesTable(question, bindings)} cross join lateral (
        select 1 from ${question.pointTable} p
        where p.cell = r.cell and p.id >= r.from_id and p.id < r.to_id and ${where} limit ${most}
      ) p limit ${most}) counted`;
  return { text, values: bindings.values };
}

export function pointByPid(question: PointsQuestion, select: readonly string[], pid: string): Statement {
  return {
    text: `select ${select.join(', ')} from ${question.pointTable} p
      where p.collection_no = ${question.collectionNo} and p.pid = $1`,
    values: [pid],
  };
}

function rangesTable({ ranges }: PointsQuestion, bindings: Bindings): string {
  const cells = bindings.add(`{${ranges.map((range) => range.cell).join(',')}}`);
  const from = bindings.add(`{${ranges.map((range) => range.from).join(',')}}`);
  const to = bindings.add(`{${ranges.map((range) => range.to).join(',')}}`);
  return `unnest(${cells}::smallint[], ${from}::bigint[], ${to}::bigint[]) as r (cell, from_id, to_id)`;
}

function rangesCondition(question: PointsQuestion, bindings: Bindings): string {
  return `exists (select 1 from ${rangesTable(question, bindings)} where p.cell = r.cell and p.id >= r.from_id and p.id < r.to_id)`;
}

/** The collection's version in the snapshot of the statement that selects it. */
export const versionSql = (collectionNo: number): string =>
  `(select version::text from egms.collection where collection_no = ${collectionNo})`;

/** All that a point must meet besides lying in the ranges, over the alias p. */
export function conditions(question: PointsQuestion, bindings: Bindings): string[] {
  const { boxes, productNos, near, share, query, filterSource, collectionNo } = question;
  const parts = [`p.collection_no = ${collectionNo}`];
  for (const box of boxes) parts.push(insideBox(box, bindings));
  if (share !== undefined) parts.push(keptSql(share, bindings));
  if (near) parts.push(withinSql(near, bindings));
  if (productNos) parts.push(`p.product_no = any(${bindings.add(`{${productNos.join(',')}}`)}::smallint[])`);
  if (query.ids) parts.push(matchesIds(query.ids, bindings));
  if (query.filter !== undefined) parts.push(`(${compileFilter(query.filter, filterSource, bindings.values)})`);
  return parts;
}

/** The exact test in the box's own CRS: an enclosing box of another CRS would let neighbours in. */
function insideBox(box: BoundingBox, bindings: Bindings): string {
  const { minX, minY, maxX, maxY } = box;
  const { x, y } = coordinateSql(box.crs);
  const bound = (value: number) => `${bindings.add(value)}::float8`;
  const inY = `${y} between ${bound(minY)} and ${bound(maxY)}`;
  if (crsByUri(box.crs)?.unit === 'deg' && minX > maxX) {
    return `(${x} >= ${bound(minX)} or ${x} <= ${bound(maxX)}) and ${inY}`;
  }
  return `${x} between ${bound(minX)} and ${bound(maxX)} and ${inY}`;
}

/** Easting or longitude, and northing or latitude, of a point in a CRS. */
export function coordinateSql(crsUri: string): { readonly x: string; readonly y: string } {
  const srid = crsByUri(crsUri)!.srid;
  // ETRS89 and WGS84 count as one datum here, as in EPSG's null transformation.
  if (srid === 4326 || srid === 4258) return { x: 'p.longitude_deg', y: 'p.latitude_deg' };
  if (srid === 3035) return { x: 'p.easting_m', y: 'p.northing_m' };
  const point = `st_transform(st_setsrid(st_makepoint(p.longitude_deg, p.latitude_deg), 4326), ${srid})`;
  return { x: `st_x(${point})`, y: `st_y(${point})` };
}

/** Whole identifiers or their beginnings. */
function matchesIds(ids: readonly string[], bindings: Bindings): string {
  const tests = ids.map((id) => {
    const from = bindings.add(id);
    // All pids that begin with the text, as a range of the index: U+10FFFF sorts after every character of a pid.
    return `(p.pid >= ${from}::text collate "C" and p.pid < ${bindings.add(`${id}\u{10FFFF}`)}::text collate "C")`;
  });
  return `(${tests.join(' or ')})`;
}
