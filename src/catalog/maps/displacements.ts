/** Displacement of points between two dates: of each series two values are read, a few thousand series at a time. */
import type { Database } from '../../db/database.js';
import { collectionChanged } from '../../errors.js';
import type { SeriesKeys } from '../../formats/map-data.js';
import { pidText } from '../../formats/point-chunk.js';
import { mmOfTenths } from '../../products/tenths.js';
import { pointTable, seriesTable } from '../points/point-tables.js';
import { versionSql } from '../points/points-sql.js';
import type { PointsRecord } from '../points/record.js';
import { FORMAT_DOUBLE, FORMAT_TENTHS } from '../points/series-codec.js';
import { textRows } from '../text-rows.js';

/** `YYYY-MM-DD`; absent: the first and the last of a product. */
export interface DatesAsked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const POINTS_PER_PAGE = 4_096;

/** mm, NaN where one of the two is missing. Throws `collectionChanged` when the record is not the collection's any more. */
export async function displacements(
  database: Database,
  record: PointsRecord,
  keys: SeriesKeys,
  dates: DatesAsked,
  signal: AbortSignal,
): Promise<Float32Array<ArrayBuffer>> {
  const count = keys.cell.length;
  const out = new Float32Array(count);
  const epochs = new Map<number, readonly [number, number]>();
  for (const { productNo, dates: own } of record.products.values()) {
    epochs.set(productNo, [nearestEpoch(own, dates.from, 0), nearestEpoch(own, dates.to, own.length - 1)]);
  }
  const text = pageSql(record.collectionNo);
  for (let start = 0; start < count; start += POINTS_PER_PAGE) {
    signal.throwIfAborted();
    const end = Math.min(count, start + POINTS_PER_PAGE);
    const values = pageValues(keys, start, end, epochs);
    const [[version, hex]] = await textRows(database, { text, values, isPrepared: true });
    if (version !== record.collection.version) throw collectionChanged(record.collection.id);
    readPage(Buffer.from(hex!.slice(2), 'hex'), out, start, end);
  }
  return out;
}

/** Index of the date nearest to `wanted`, the earlier of two as near; `usual` when none is wanted. */
export function nearestEpoch(dates: readonly string[], wanted: string | undefined, usual: number): number {
  if (wanted === undefined) return usual;
  const wantedMs = Date.parse(wanted);
  const distance = (date: string) =>
    Math.abs(Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) - wantedMs);
  let nearest = 0;
  for (let i = 1; i < dates.length; i++) if (distance(dates[i]) < distance(dates[nearest])) nearest = i;
  return nearest;
}

/**
 * One run of bytes for the page: of each point its format byte and two values, 0 where there is no series. A subquery per
 * point, because a join is at times planned as a scan of all series. A key misses when a product's places are finer than
 * the centimetre that chunks keep; then the pid finds the point.
 */
function pageSql(collectionNo: number): string {
  const value = (epoch: string) => `case get_byte(s.displacement, 0)
      when ${FORMAT_TENTHS} then substring(s.displacement from 2 + 2 * ${epoch} for 2)
      when ${FORMAT_DOUBLE} then substring(s.displacement from 2 + 8 * ${epoch} for 8) end`;
  const both = `substring(s.displacement from 1 for 1) || ${value('k.from_epoch')} || ${value('k.to_epoch')}`;
  return `select ${versionSql(collectionNo)}, string_agg(coalesce(
      (select ${both} from ${seriesTable(collectionNo)} s
        where s.collection_no = ${collectionNo} and s.cell = k.cell and s.id = k.id),
      (select ${both} from ${pointTable(collectionNo)} p join ${seriesTable(collectionNo)} s
          on s.collection_no = ${collectionNo} and s.cell = p.cell and s.id = p.id
        where p.collection_no = ${collectionNo} and p.pid = k.pid and p.product_no = k.product_no limit 1),
      '\\x00'::bytea), ''::bytea order by k.number)::text
    from unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::integer[], $6::integer[])
      with ordinality k (cell, id, product_no, pid, from_epoch, to_epoch, number)`;
}

function pageValues(
  { cell, id, productNo, pid, pidWidth }: SeriesKeys,
  start: number,
  end: number,
  epochs: ReadonlyMap<number, readonly [number, number]>,
): unknown[] {
  const columns: (string | number | bigint)[][] = [[], [], [], [], [], []];
  for (let i = start; i < end; i++) {
    const [from, to] = epochs.get(productNo[i]) ?? [0, 0];
    [cell[i], id[i], productNo[i], pidText(pid, pidWidth, i), from, to].forEach((value, column) => {
      columns[column].push(value);
    });
  }
  return columns.map((column) => `{${column.join(',')}}`);
}

function readPage(bytes: Buffer, out: Float32Array, start: number, end: number): void {
  let at = 0;
  for (let i = start; i < end; i++) {
    const format = bytes[at++];
    if (format === FORMAT_TENTHS) {
      out[i] = mmOfTenths(bytes.readInt16LE(at + 2)) - mmOfTenths(bytes.readInt16LE(at));
      at += 4;
    } else if (format === FORMAT_DOUBLE) {
      out[i] = bytes.readDoubleLE(at + 8) - bytes.readDoubleLE(at);
      at += 16;
    } else out[i] = Number.NaN;
  }
}
