/**
 * Points of one product on disk, as they are in memory: what a long computation keeps between its steps. Written and read
 * a batch at a time, columns as raw numbers, so that neither costs more than the disk.
 *
 * The file is a magic word and blocks of [kind, bytes, CRC-32, content]: the header, the batches, the end. It appears
 * under its name only when it is whole and on the disk; a block that was damaged since is refused when it is read.
 * Not a format for exchange: numbers stand in the byte order of the machine, and another order is refused.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { PointBatch, ProductHeader } from './point-batch.js';

export interface BatchFileSummary {
  readonly pointCount: number;
  readonly bytes: number;
  /** Of the whole file, hexadecimal: the same points in the same batches give the same. */
  readonly sha256: string;
}

export interface BatchFile {
  readonly header: ProductHeader;
  /** In the order in which they were written, each the receiver's to keep. Throws at the first block that is damaged. */
  batches(signal?: AbortSignal): AsyncGenerator<PointBatch, void, undefined>;
}

const MAGIC = Buffer.from('EGMSPB1\n');
/** Machines of the other byte order read another number. */
const BYTE_ORDER_MARK = 0x01020304;
const BLOCK_HEAD_BYTES = 16;
const HEADER = 1;
const BATCH = 2;
const END = 3;
/** Count, first row, kind of series, bytes of pids. */
const BATCH_HEAD_BYTES = 16;
const TENTHS = 1;
const MILLIMETRES = 2;

/** Writes a file, replacing one of that name. Throws RangeError for a batch that does not fit the header. */
export async function writeBatchFile(
  path: string,
  header: ProductHeader,
  batches: AsyncIterable<PointBatch> | Iterable<PointBatch>,
  signal?: AbortSignal,
): Promise<BatchFileSummary> {
  const draft = `${path}.part`;
  const file = await open(draft, 'w');
  const hash = createHash('sha256');
  let bytes = 0;
  let pointCount = 0;
  const write = async (content: Uint8Array) => {
    hash.update(content);
    // A disk may take less than it is given.
    for (let written = 0; written < content.length; ) {
      written += (await file.write(content, written)).bytesWritten;
    }
    bytes += content.length;
  };
  const writeBlock = (kind: number, ...parts: readonly Uint8Array[]) =>
    write(Buffer.concat([blockHead(kind, parts), ...parts]));
  try {
    await write(MAGIC);
    await writeBlock(HEADER, Buffer.from(JSON.stringify(header)));
    for await (const batch of batches) {
      signal?.throwIfAborted();
      await writeBlock(BATCH, ...batchParts(batch, header));
      pointCount += batch.count;
    }
    await writeBlock(END, Buffer.from(JSON.stringify({ pointCount })));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
  return { pointCount, bytes, sha256: hash.digest('hex') };
}

/** Reads the header; the points follow by `batches()`. Throws for a file that is none, or damaged. */
export async function openBatchFile(path: string): Promise<BatchFile> {
  const file = await open(path, 'r');
  try {
    const reader = new BlockReader(file, path);
    const header = await readFileHeader(reader);
    return { header, batches: (signal) => readBatches(path, header, signal) };
  } finally {
    await file.close();
  }
}

async function readFileHeader(reader: BlockReader): Promise<ProductHeader> {
  await reader.readMagic();
  const { kind, content } = await reader.next();
  if (kind !== HEADER) throw reader.damaged('expected the header');
  return JSON.parse(Buffer.from(content).toString('utf8')) as ProductHeader;
}

async function* readBatches(
  path: string,
  header: ProductHeader,
  signal: AbortSignal | undefined,
): AsyncGenerator<PointBatch, void, undefined> {
  const file = await open(path, 'r');
  try {
    const reader = new BlockReader(file, path);
    await readFileHeader(reader);
    let pointCount = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { kind, content } = await reader.next();
      if (kind === END) {
        const end = JSON.parse(Buffer.from(content).toString('utf8')) as { pointCount: number };
        if (end.pointCount !== pointCount) throw reader.damaged(`expected ${end.pointCount} points, got ${pointCount}`);
        return;
      }
      if (kind !== BATCH) throw reader.damaged(`unknown kind of block ${kind}`);
      const batch = batchOf(content, header, reader);
      pointCount += batch.count;
      yield batch;
    }
  } finally {
    await file.close();
  }
}

/** Block after block, each checked against its sum. */
class BlockReader {
  #at = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly path: string,
  ) {}

  async readMagic(): Promise<void> {
    const magic = Buffer.from(await this.#read(MAGIC.length));
    if (!magic.equals(MAGIC)) throw new Error(`${this.path}: not a file of point batches`);
  }

  async next(): Promise<{ kind: number; content: ArrayBuffer }> {
    const [mark, kind, length, sum] = new Uint32Array(await this.#read(BLOCK_HEAD_BYTES));
    if (mark !== BYTE_ORDER_MARK)
      throw this.damaged('a block does not start here, or was written in another byte order');
    const content = await this.#read(length);
    if (crc32(new Uint8Array(content)) !== sum) throw this.damaged('the sum of a block does not fit its content');
    return { kind, content };
  }

  damaged(detail: string): Error {
    return new Error(`${this.path}: damaged before byte ${this.#at}: ${detail}`);
  }

  async #read(length: number): Promise<ArrayBuffer> {
    const { size } = await this.file.stat();
    // Before the memory is taken: a damaged length may say anything.
    if (this.#at + length > size) throw this.damaged(`expected ${length} more bytes, the file ends`);
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      const { bytesRead } = await this.file.read(bytes, filled, length - filled, this.#at + filled);
      if (bytesRead === 0) throw this.damaged('the file ends');
      filled += bytesRead;
    }
    this.#at += length;
    return bytes.buffer;
  }
}

function blockHead(kind: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const sum = parts.reduce((before, part) => crc32(part, before), 0);
  return bytesOf(Uint32Array.of(BYTE_ORDER_MARK, kind, length, sum));
}

/** Numbers first and pids last, so that in memory every array stands on a multiple of its size. */
function batchParts(batch: PointBatch, { attributes, dates }: ProductHeader): Uint8Array[] {
  const { count, firstRow, seriesTenths, seriesMm } = batch;
  const series = seriesTenths ?? seriesMm;
  if (batch.attributes.length !== attributes.length || batch.attributes.some((column) => column.length !== count)) {
    throw new RangeError(`batch: expected ${attributes.length} attributes of ${count} values`);
  }
  if (batch.pid.length !== count) throw new RangeError(`batch: expected ${count} pids, got ${batch.pid.length}`);
  if (series?.length !== count * dates.length) {
    throw new RangeError(`batch: expected series of ${count * dates.length} values, got ${series?.length}`);
  }
  const pids = Buffer.from(batch.pid.join('\n'));
  const head = Uint32Array.of(count, firstRow, seriesTenths ? TENTHS : MILLIMETRES, pids.length);
  return [bytesOf(head), ...batch.attributes.map(bytesOf), bytesOf(series), pids];
}

function batchOf(content: ArrayBuffer, { attributes, dates }: ProductHeader, reader: BlockReader): PointBatch {
  const [count, firstRow, kind, pidBytes] = new Uint32Array(content, 0, BATCH_HEAD_BYTES / 4);
  const values = count * dates.length;
  const seriesAt = BATCH_HEAD_BYTES + 8 * count * attributes.length;
  const pidsAt = seriesAt + (kind === TENTHS ? 2 : 8) * values;
  if (pidsAt + pidBytes !== content.byteLength) throw reader.damaged('a batch does not fit the header');
  const pids = Buffer.from(content, pidsAt).toString('utf8');
  return {
    count,
    firstRow,
    pid: count === 0 ? [] : pids.split('\n'),
    attributes: attributes.map((_, i) => new Float64Array(content, BATCH_HEAD_BYTES + 8 * count * i, count)),
    ...(kind === TENTHS
      ? { seriesTenths: new Int16Array(content, seriesAt, values) }
      : { seriesMm: new Float64Array(content, seriesAt, values) }),
  };
}

const bytesOf = (array: Float64Array | Int16Array | Uint32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The name is on the disk only when its folder is; where folders cannot be opened, the rename alone must do. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (
      !(
        error instanceof Error &&
        'code' in error &&
        ['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes(String(error.code))
      )
    )
      throw error;
  }
}
