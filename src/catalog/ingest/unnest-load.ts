/** Bulk load into the embedded database, whose socket has no COPY: columns as arrays, series as one run of bytes. */
import type { PoolClient } from 'pg';
import { type BinaryArrayType, binaryArray } from '../../db/binary-array.js';
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
  const columns: [name: string, type: BinaryArrayType][] = [
    ['cell', 'smallint'],
    ['id', 'bigint'],
    ['file_row', 'integer'],
    ...present.map((c): [string, BinaryArrayType] => [c.column, c.sqlType]),
    ['pid', 'text'],
  ];
  const names = columns.map(([name]) => name).join(', ');
  const arrays = columns.map(([, type], i) => `$${i + 3}::${type}[]`).join(', ');
  const { length } = rows;
  await client.query(
    `insert into ${target.pointTable} (collection_no, product_no, ${names}) select $1, $2, * from unnest(${arrays})`,
    [
      target.collectionNo,
      target.productNo,
      ...placeArrays(target, keyed, rows),
      binaryArray('integer', length, (i) => keyed.batch.firstRow + rows[i]),
      ...present.map((c) => {
        const values = keyed.attribute(c.attribute)!;
        return binaryArray(c.sqlType, length, (i) => (Number.isNaN(values[rows[i]]) ? null : values[rows[i]]));
      }),
      binaryArray('text', length, (i) => keyed.batch.pid[rows[i]]),
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
  // One parameter cut in the database: thousands of separate byte strings would each cost an array element.
  await client.query(
    `insert into ${target.seriesTable} (collection_no, cell, id, displacement)
     select $1, k.cell, k.id, substr($5::bytea, 1 + ((k.i - 1) * $4::int)::int, $4::int)
     from unnest($2::smallint[], $3::bigint[]) with ordinality as k (cell, id, i)`,
    [target.collectionNo, ...placeArrays(target, keyed, rows), width, run],
  );
}

/** Cells and ids of the rows. */
function placeArrays(target: LoadTarget, keyed: KeyedBatch, rows: Uint32Array): [cells: Buffer, ids: Buffer] {
  return [
    binaryArray('smallint', rows.length, (i) => keyed.cell[rows[i]]),
    binaryArray('bigint', rows.length, (i) => pointKey(keyed.hilbert[rows[i]], target.productNo, keyed.tie[rows[i]])),
  ];
}
