/** Bulk load into PostgreSQL: binary COPY, encoded block by block as the server takes it. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { writePointKey } from '../../geodesy/point-key.js';
import { pointColumns } from '../points/point-columns.js';
import { FORMAT_DOUBLE, FORMAT_TENTHS, seriesByteLength } from '../points/series-codec.js';
import type { KeyedBatch } from './key-points.js';
import type { LoadTarget } from './load-target.js';

const BLOCK_BYTES = 1 << 19;
/** Signature, flags and extension length of a binary COPY stream (PostgreSQL manual, COPY, "Binary Format"). */
const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const COPY_TRAILER = Buffer.from([0xff, 0xff]);

/** Appends a batch to the point and series tables of `target`, inside the caller's transaction. */
export async function copyLoad(client: PoolClient, target: LoadTarget, keyed: KeyedBatch): Promise<void> {
  const columns = pointColumns.map((c) => c.column).join(', ');
  await copyBlocks(
    client,
    `copy ${target.pointTable} (collection_no, cell, product_no, id, file_row, ${columns}, pid) from stdin (format binary)`,
    encodePoints(target, keyed),
  );
  await copyBlocks(
    client,
    `copy ${target.seriesTable} (collection_no, cell, id, displacement) from stdin (format binary)`,
    encodeSeries(target, keyed),
  );
}

async function copyBlocks(client: PoolClient, sql: string, blocks: Iterable<Buffer>): Promise<void> {
  await pipeline(Readable.from(blocks, { objectMode: true, highWaterMark: 2 }), client.query(copyFrom(sql)));
}

/** A block buffer that fields are appended to, big-endian and length-prefixed as COPY wants them. */
class FieldWriter {
  bytes = Buffer.allocUnsafe(BLOCK_BYTES);
  view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  at = 0;

  begin(fields: number): void {
    this.view.setInt16(this.at, fields);
    this.at += 2;
  }
  int2(value: number): void {
    this.view.setInt32(this.at, 2);
    this.view.setInt16(this.at + 4, value);
    this.at += 6;
  }
  int4(value: number): void {
    this.view.setInt32(this.at, 4);
    this.view.setInt32(this.at + 4, value);
    this.at += 8;
  }
  double(value: number): void {
    this.view.setInt32(this.at, 8);
    this.view.setFloat64(this.at + 4, value);
    this.at += 12;
  }
  null(): void {
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }
  pointKey(hilbert: number, product: number, tie: number): void {
    this.view.setInt32(this.at, 8);
    writePointKey(this.bytes, this.at + 4, hilbert, product, tie);
    this.at += 12;
  }
  latin1(text: string): void {
    this.view.setInt32(this.at, text.length);
    this.at += 4;
    for (let i = 0; i < text.length; i++) this.bytes[this.at++] = text.charCodeAt(i);
  }
  /** Hands out what is written and starts a new block, when fewer than `bytes` are left. */
  take(bytes: number): Buffer | undefined {
    if (this.at + bytes <= BLOCK_BYTES) return undefined;
    return this.rest();
  }
  rest(): Buffer {
    const full = this.bytes.subarray(0, this.at);
    this.bytes = Buffer.allocUnsafe(BLOCK_BYTES);
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    this.at = 0;
    return full;
  }
}

function* encodePoints(target: LoadTarget, keyed: KeyedBatch): Generator<Buffer> {
  const { batch, order, cell, hilbert, tie } = keyed;
  const values = pointColumns.map((c) => keyed.attribute(c.attribute));
  const isInteger = pointColumns.map((c) => c.sqlType === 'integer');
  const rowBytes = 64 + 12 * pointColumns.length + 32;
  const out = new FieldWriter();
  yield COPY_HEADER;
  for (const row of order) {
    const full = out.take(rowBytes);
    if (full) yield full;
    out.begin(6 + values.length);
    out.int2(target.collectionNo);
    out.int2(cell[row]);
    out.int2(target.productNo);
    out.pointKey(hilbert[row], target.productNo, tie[row]);
    out.int4(batch.firstRow + row);
    for (let column = 0; column < values.length; column++) {
      const source = values[column];
      const value = source === undefined ? Number.NaN : source[row];
      if (Number.isNaN(value)) out.null();
      else if (isInteger[column]) out.int4(value);
      else out.double(value);
    }
    out.latin1(batch.pid[row]);
  }
  yield out.rest();
  yield COPY_TRAILER;
}

function* encodeSeries(target: LoadTarget, keyed: KeyedBatch): Generator<Buffer> {
  const { batch, order, cell, hilbert, tie } = keyed;
  const { epochCount } = target;
  const format = batch.seriesTenths ? FORMAT_TENTHS : FORMAT_DOUBLE;
  const valueBytes = seriesByteLength(format, epochCount);
  // int16 and float64 are little-endian in the column, as in every machine Node runs on: whole rows are copied.
  const source = batch.seriesTenths ?? batch.seriesMm!;
  const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  const out = new FieldWriter();
  yield COPY_HEADER;
  for (const row of order) {
    const full = out.take(48 + valueBytes);
    if (full) yield full;
    out.begin(4);
    out.int2(target.collectionNo);
    out.int2(cell[row]);
    out.pointKey(hilbert[row], target.productNo, tie[row]);
    out.view.setInt32(out.at, valueBytes);
    out.bytes[out.at + 4] = format;
    const length = valueBytes - 1;
    out.bytes.set(bytes.subarray(row * length, (row + 1) * length), out.at + 5);
    out.at += 4 + valueBytes;
  }
  yield out.rest();
  yield COPY_TRAILER;
}
