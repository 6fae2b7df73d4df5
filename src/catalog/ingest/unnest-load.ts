/** Bulk load into the embedded database, whose socket has no COPY: columns as arrays, series as one run of bytes. */
import type { PoolClient } from 'pg';
import { pointKey } from '../../geodesy/point-key.js';
import { pointColumns } from '../points/point-columns.js';
import { FORMAT_DOUBLE, FORMAT_TENTHS, seriesByteLength } from '../points/series-codec.js';
import type { KeyedBatch } from './key-points.js';
import type { LoadTarget } from './load-target.js';

/** Rows a statement carries: enough to forget its overhead, small enough for the 32-bit heap behind the socket. */
const ROWS_PER_STATEMENT = 4_000;

/** Same result as `copyLoad`, statement by statement, inside the caller's transaction. */
export async function unnestLoad(client: PoolClient, target: LoadTarget, keyed: KeyedBatch): Promise<void> {
  for (let start = 0; start < keyed.order.length; start += ROWS_PER_STATEMENT) {
    const rows = keyed.order.subarray(start, start + ROWS_PER_STATEMENT);
    await insertPoints(client, target, keyed, rows);
    await insertSeries(client, target, keyed, rows);
  }
}

async function insertPoints(client: PoolClient, target: LoadTarget, keyed: KeyedBatch, rows: Uint32Array) {
  const present = pointColumns.filter((c) => keyed.attribute(c.attribute) !== undefined);
  const columns = ['cell smallint', 'id bigint', 'file_row integer'];
  for (const c of present) columns.push(`${c.column} ${c.sqlType}`);
  columns.push('pid text');
  const names = columns.map((c) => c.slice(0, c.indexOf(' '))).join(', ');
  const arrays = columns.map((c, i) => `$${i + 3}::${c.slice(c.indexOf(' ') + 1)}[]`).join(', ');
  await client.query(
    `insert into ${target.pointTable} (collection_no, product_no, ${names}) select $1, $2, * from unnest(${arrays})`,
    [
      target.collectionNo,
      target.productNo,
      arrayText(rows, (row) => String(keyed.cell[row])),
      arrayText(rows, (row) => keyText(target, keyed, row)),
      arrayText(rows, (row) => String(keyed.batch.firstRow + row)),
      ...present.map((c) => {
        const values = keyed.attribute(c.attribute)!;
        return arrayText(rows, (row) => numberText(values[row]));
      }),
      arrayText(rows, (row) => `"${keyed.batch.pid[row]}"`),
    ],
  );
}

async function insertSeries(client: PoolClient, target: LoadTarget, keyed: KeyedBatch, rows: Uint32Array) {
  const { batch } = keyed;
  const format = batch.seriesTenths ? FORMAT_TENTHS : FORMAT_DOUBLE;
  const width = seriesByteLength(format, target.epochCount);
  const source = batch.seriesTenths ?? batch.seriesMm!;
  const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  const run = Buffer.allocUnsafe(rows.length * width);
  rows.forEach((row, i) => {
    run[i * width] = format;
    run.set(bytes.subarray(row * (width - 1), (row + 1) * (width - 1)), i * width + 1);
  });
  await client.query(
    `insert into ${target.seriesTable} (collection_no, cell, id, displacement)
     select $1, k.cell, k.id, substr($5::bytea, 1 + ((k.i - 1) * $4::int)::int, $4::int)
     from unnest($2::smallint[], $3::bigint[]) with ordinality as k (cell, id, i)`,
    [
      target.collectionNo,
      arrayText(rows, (row) => String(keyed.cell[row])),
      arrayText(rows, (row) => keyText(target, keyed, row)),
      width,
      run,
    ],
  );
}

const keyText = (target: LoadTarget, keyed: KeyedBatch, row: number) =>
  pointKey(keyed.hilbert[row], target.productNo, keyed.tie[row]).toString();

/** PostgreSQL reads `-0` as negative zero, which JavaScript's own conversion would lose. */
const numberText = (value: number) => (Number.isNaN(value) ? 'NULL' : Object.is(value, -0) ? '-0' : String(value));

function arrayText(rows: Uint32Array, text: (row: number) => string): string {
  const parts = new Array<string>(rows.length);
  rows.forEach((row, i) => {
    parts[i] = text(row);
  });
  return `{${parts.join(',')}}`;
}
