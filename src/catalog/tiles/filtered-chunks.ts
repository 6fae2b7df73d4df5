/**
 * The points of a tile or map that pass a filter, read from the tables and packed as chunks are. Bounded: a filter that
 * lets more points through than can be shown is refused, never cut short, because a cut would hide motion.
 */
import type { Database } from '../../db/database.js';
import { collectionChanged, invalidParameter } from '../../errors.js';
import {
  encodePointChunk,
  POSITION_STEPS_PER_DEGREE,
  POSITION_STEPS_PER_METRE,
  quantised,
  TILE_ATTRIBUTES,
} from '../../formats/point-chunk.js';
import { CRS84_URI } from '../../geodesy/crs.js';
import { splitPointKey } from '../../geodesy/point-key.js';
import { transformBox } from '../../geodesy/transform.js';
import type { AttributeName } from '../../products/point-batch.js';
import type { Expression } from '../cql2/expression.js';
import { filterBoundingBox } from '../cql2/index.js';
import type { BoundingBox } from '../items.js';
import { pointFilterSource } from '../points/filter-source.js';
import { columnOf } from '../points/point-columns.js';
import { pointTable, seriesTable } from '../points/point-tables.js';
import { type PointsQuestion, pageInKeyOrder, versionSql } from '../points/points-sql.js';
import type { PointsRecord } from '../points/record.js';
import { keyRanges, rangesAfter } from '../points/spatial-ranges.js';
import { answerRows, type TextRow } from '../text-rows.js';

/** Points of one tile: more than a screen can tell apart. */
export const MAX_FILTERED_POINTS = 50_000;
const POINTS_PER_PAGE = 8_192;

export interface FilteredQuestion {
  /** Points outside may be there, too: what is drawn is cut where it is drawn. */
  readonly box: BoundingBox;
  readonly filter: Expression;
  readonly productNos?: readonly number[] | undefined;
  /** Default MAX_FILTERED_POINTS. */
  readonly maxPoints?: number;
}

/** Points of one product in one 100 km cell. */
export interface FilteredChunk {
  readonly cell: number;
  readonly productNo: number;
  /** In shared memory; `decodePointChunk` reads them. */
  readonly bytes: Uint8Array;
}

const ATTRIBUTES: readonly AttributeName[] = [
  'longitudeDeg',
  'latitudeDeg',
  'eastingM',
  'northingM',
  ...TILE_ATTRIBUTES.map(({ attribute }) => attribute),
];
const [CELL, ID, VERSION, PRODUCT, PID, PACKED] = [0, 1, 2, 3, 4, 5] as const;
const SELECT = (collectionNo: number) => [
  'p.cell',
  'p.id',
  versionSql(collectionNo),
  'p.product_no',
  'p.pid',
  ATTRIBUTES.map((name) => `float8send(coalesce(p.${columnOf.get(name)}::float8, 'NaN'))`).join(' || '),
];

/** Throws `invalidParameter` when more points pass than may. */
export async function filteredChunks(
  database: Database,
  record: PointsRecord,
  asked: FilteredQuestion,
  signal?: AbortSignal,
): Promise<readonly FilteredChunk[]> {
  const question = questionOf(record, asked);
  const { maxPoints = MAX_FILTERED_POINTS } = asked;
  const chunks: FilteredChunk[] = [];
  let { ranges } = question;
  let count = 0;
  while (ranges.length > 0) {
    signal?.throwIfAborted();
    const statement = pageInKeyOrder({ ...question, ranges }, SELECT(record.collectionNo), POINTS_PER_PAGE, 0);
    const rows = await answerRows(database, statement, asked);
    if (rows.length > 0 && rows[0][VERSION] !== record.collection.version)
      throw collectionChanged(record.collection.id);
    count += rows.length;
    if (count > maxPoints) {
      const detail = `more than ${maxPoints} points pass here; ask for a larger scale or for fewer points`;
      throw invalidParameter('filter', detail);
    }
    chunks.push(...chunksOf(rows));
    if (rows.length < POINTS_PER_PAGE) break;
    const last = rows[rows.length - 1];
    ranges = rangesAfter(ranges, Number(last[CELL]), BigInt(last[ID]!));
  }
  return chunks;
}

function questionOf(record: PointsRecord, { box: asked, filter, productNos }: FilteredQuestion): PointsQuestion {
  const box = { ...transformBox(asked, asked.crs, CRS84_URI), crs: CRS84_URI };
  const filterSource = pointFilterSource(record);
  const ofFilter = filterBoundingBox(filter, filterSource);
  return {
    pointTable: pointTable(record.collectionNo),
    seriesTable: seriesTable(record.collectionNo),
    collectionNo: record.collectionNo,
    filterSource,
    boxes: [box],
    ranges: keyRanges(record.cells, ofFilter ? [box, ofFilter] : [box]),
    ...(productNos ? { productNos } : {}),
    query: { filter },
  };
}

function chunksOf(rows: readonly TextRow[]): FilteredChunk[] {
  const groups = new Map<string, TextRow[]>();
  for (const row of rows) {
    const key = `${row[CELL]} ${row[PRODUCT]}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((group) => ({
    cell: Number(group[0][CELL]),
    productNo: Number(group[0][PRODUCT]),
    bytes: packed(group),
  }));
}

function packed(rows: readonly TextRow[]): Uint8Array {
  const count = rows.length;
  const pidWidth = Math.max(...rows.map((row) => row[PID]!.length));
  const pid = Buffer.alloc(count * pidWidth);
  const tie = new Uint16Array(count);
  const place = Array.from({ length: 4 }, () => new Int32Array(count));
  const attributes = TILE_ATTRIBUTES.map(() => new Int32Array(count));
  rows.forEach((row, i) => {
    const numbers = Buffer.from(row[PACKED]!.slice(2), 'hex');
    pid.write(row[PID]!, i * pidWidth, 'latin1');
    tie[i] = splitPointKey(BigInt(row[ID]!)).tie;
    place.forEach((column, at) => {
      const steps = at < 2 ? POSITION_STEPS_PER_DEGREE : POSITION_STEPS_PER_METRE;
      column[i] = Math.round(numbers.readDoubleBE(8 * at) * steps);
    });
    attributes.forEach((column, at) => {
      column[i] = quantised(numbers.readDoubleBE(8 * (4 + at)), TILE_ATTRIBUTES[at].decimals);
    });
  });
  const [longitude, latitude, easting, northing] = place;
  const bytes = encodePointChunk({ count, longitude, latitude, easting, northing, tie, attributes, pid, pidWidth });
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
