/** Answers questions about the measurement points of one collection. */
import type { Database } from '../../db/database.js';
import { invalidParameter } from '../../errors.js';
import { filterBoundingBox } from '../cql2/index.js';
import { type Cursor, encodeCursor, questionOf, resumeCursor } from '../cursor.js';
import type { ItemsPage, ItemsQuery, Nearness, Row } from '../items.js';
import { afterCondition, orderBy, type SortKey } from '../keyset.js';
import { Bindings } from '../sql-text.js';
import { answerRows, type Statement, type TextRow, textRows } from '../text-rows.js';
import { productNosAt } from './epochs-filter.js';
import { pointFilterSource, propertySql } from './filter-source.js';
import { boxAround, distanceSql } from './nearness-sql.js';
import { pointTable, seriesTable } from './point-tables.js';
import {
  countUpTo,
  type PointsQuestion,
  pageInKeyOrder,
  pageNearestFirst,
  pageSorted,
  pointByPid,
} from './points-sql.js';
import type { PointsRecord } from './record.js';
import { RowReader } from './row-reader.js';
import { keyRanges, rangesAfter } from './spatial-ranges.js';

/** Cell and id end every order. */
const KEYS_OF_PLACE = 2;

export interface PointsLimits {
  /** `numberMatched` is counted to here and left out beyond. */
  readonly countCap: number;
}

export async function pointItems(
  db: Database,
  record: PointsRecord,
  query: ItemsQuery,
  limits: PointsLimits,
  signal?: AbortSignal,
): Promise<ItemsPage> {
  const keys = sortKeys(record, query);
  const cursor = query.cursor === undefined ? undefined : resumeCursor(query.cursor, query, keys.length);
  const place = cursor && placeOf(cursor);
  const question = askPoints(record, query);
  const reader = new RowReader(record, query, question.seriesTable);
  const page = (rows: Row[], next?: string, numberMatched?: number): ItemsPage => ({
    columns: reader.columns,
    rows,
    ...(next === undefined ? {} : { next }),
    ...(numberMatched === undefined ? {} : { numberMatched }),
    version: record.collection.version,
    edition: record.collection.version,
  });
  if (query.count === 'only' || query.count === 'exact')
    return page([], undefined, await matched(db, record, question, query, limits));

  signal?.throwIfAborted();
  const statement = pageStatement(question, query, keys, cursor?.after, place, reader);
  // Counting and reading are independent; a second connection counts while this one reads.
  const counting = countsNow(query, cursor) ? matched(db, record, question, query, limits) : undefined;
  const [found, numberMatched] = await Promise.all([answerRows(db, statement, query), counting]);
  refuseOtherVersion(record, reader, found);
  const hasMore = found.length > query.limit;
  const kept = hasMore ? found.slice(0, query.limit) : found;
  const total = cursor ? sameVersionCount(cursor, record) : numberMatched;
  return page(
    kept.map((cells) => reader.row(cells)),
    hasMore ? nextCursor(record, query, reader, keys, kept, total) : undefined,
    total,
  );
}

/** One point by its pid: a page of one row or of none. */
export async function pointItem(
  db: Database,
  record: PointsRecord,
  pid: string,
  query: Pick<ItemsQuery, 'crs' | 'series' | 'properties' | 'withGeometry'>,
): Promise<ItemsPage> {
  const question = plainQuestion(record, {});
  const reader = new RowReader(record, query, question.seriesTable);
  const statement = { ...pointByPid(question, reader.select, pid), isPrepared: query.properties === undefined };
  const found = isPid(pid) ? await textRows(db, statement) : [];
  refuseOtherVersion(record, reader, found);
  return { columns: reader.columns, rows: found.map((cells) => reader.row(cells)), version: record.collection.version };
}

/**
 * The rows belong to another version of the collection than the record they would be read with: products may have come,
 * gone or changed their epochs in between. Read the record again and ask again.
 */
export class StaleRecord extends Error {}

function refuseOtherVersion(record: PointsRecord, reader: RowReader, rows: readonly TextRow[]): void {
  if (rows.length > 0 && reader.version(rows[0]) !== record.collection.version) throw new StaleRecord();
}

const isPid = (text: string) => /^[0-9A-Za-z]{1,32}$/.test(text);

const plainQuestion = (record: PointsRecord, query: Pick<ItemsQuery, 'filter' | 'ids'>): PointsQuestion => ({
  pointTable: pointTable(record.collectionNo),
  seriesTable: seriesTable(record.collectionNo),
  collectionNo: record.collectionNo,
  filterSource: pointFilterSource(record),
  boxes: [],
  ranges: [],
  query,
});

/** The conditions of a query and the stretches of keys that can meet them. */
export function askPoints(
  record: PointsRecord,
  query: Pick<ItemsQuery, 'bbox' | 'near' | 'share' | 'filter' | 'ids' | 'datetime'>,
): PointsQuestion {
  const plain = plainQuestion(record, query);
  const { bbox, near, share } = query;
  const boxes = [...(bbox ? [bbox] : []), ...(near ? [boxAround(near)] : [])];
  const ofFilter = query.filter === undefined ? undefined : filterBoundingBox(query.filter, plain.filterSource);
  const productNos = query.datetime && productNosAt(record, query.datetime);
  return {
    ...plain,
    boxes,
    ranges: keyRanges(record.cells, ofFilter ? [...boxes, ofFilter] : boxes),
    ...(productNos ? { productNos } : {}),
    ...(near ? { near } : {}),
    ...(share === undefined ? {} : { share }),
  };
}

function sortKeys(record: PointsRecord, query: ItemsQuery): readonly SortKey[] {
  const { near, nearestFirst } = query;
  const distance = near && nearestFirst ? [distanceKey(near)] : [];
  const keys = (query.sortBy ?? []).map(({ property, descending }): SortKey => {
    const found = propertySql(record, property);
    if (!found) throw invalidParameter('sortby', `no property ${property} in ${record.collection.id}`);
    return { sql: found.sql, sqlType: found.sqlType, descending, nullable: found.nullable };
  });
  const place = [
    { sql: 'p.cell', sqlType: 'smallint', descending: false, nullable: false },
    { sql: 'p.id', sqlType: 'bigint', descending: false, nullable: false },
  ];
  return [...distance, ...keys, ...place];
}

const distanceKey = (near: Nearness): SortKey => ({
  sql: distanceSql(near),
  sqlType: 'float8',
  descending: false,
  nullable: false,
});

function pageStatement(
  question: PointsQuestion,
  query: ItemsQuery,
  keys: readonly SortKey[],
  after: Cursor['after'] | undefined,
  place: Place | undefined,
  reader: RowReader,
): Statement {
  const limit = query.limit + 1;
  const offset = query.offset ?? 0;
  if (keys.length > KEYS_OF_PLACE) {
    const bindings = new Bindings();
    const condition = afterCondition(keys, after, bindings);
    const select = [...reader.select, ...keys.slice(0, -KEYS_OF_PLACE).map((key) => `(${key.sql})::text`)];
    const page = query.nearestFirst ? pageNearestFirst : pageSorted;
    return page(question, select, bindings, condition, orderBy(keys), limit, offset);
  }
  const ranges = place ? rangesAfter(question.ranges, ...place) : question.ranges;
  return pageInKeyOrder({ ...question, ranges }, reader.select, limit, offset);
}

type Place = [cell: number, id: bigint];

/** Where the last page ended. Throws `invalidParameter` for a cursor that no page of points gave out. */
function placeOf(cursor: Cursor): Place {
  const [cell, id] = cursor.after.slice(-KEYS_OF_PLACE);
  if (!/^\d{1,4}$/.test(cell ?? '') || !/^\d{1,19}$/.test(id ?? '')) {
    throw invalidParameter('cursor', 'not a continuation of this collection');
  }
  return [Number(cell), BigInt(id!)];
}

function nextCursor(
  record: PointsRecord,
  query: ItemsQuery,
  reader: RowReader,
  keys: readonly SortKey[],
  rows: readonly TextRow[],
  total: number | undefined,
): string {
  const last = rows[rows.length - 1];
  const sorted = last.slice(reader.select.length, reader.select.length + keys.length - KEYS_OF_PLACE);
  return encodeCursor({
    version: record.collection.version,
    question: questionOf(query),
    after: [...sorted, ...reader.place(last)],
    ...(total === undefined ? {} : { matched: total }),
  });
}

const countsNow = (query: ItemsQuery, cursor: Cursor | undefined) => query.count === 'capped' && cursor === undefined;

/** A count taken at another version may be wrong by now. */
const sameVersionCount = (cursor: Cursor, record: PointsRecord) =>
  cursor.version === record.collection.version ? cursor.matched : undefined;

async function matched(
  db: Database,
  record: PointsRecord,
  question: PointsQuestion,
  query: ItemsQuery,
  { countCap }: PointsLimits,
): Promise<number | undefined> {
  const { bbox, near, share, filter, ids } = query;
  const everything = !(bbox || near || ids || question.productNos) && filter === undefined && share === undefined;
  if (everything) return record.collection.itemCount;
  const cap = query.count === 'exact' ? Number.MAX_SAFE_INTEGER - 1 : countCap;
  const [[count, version]] = await answerRows(db, countUpTo(question, cap), query);
  // Counted at another moment than the page was read: no answer is better than one that does not fit.
  return version !== record.collection.version || Number(count) > cap ? undefined : Number(count);
}
