/**
 * A finished block on disk: what an interrupted job does not do again, and what is published from, in pieces.
 *
 * Little-endian, one section after another so that the rows of one component can be read without the other's:
 *   header   eight uint32: magic, version, rows, epochs, bytes of a displacement, looks, two zeros
 *   looks    (looks) int32, the tracks: positive ascending, negative descending
 *   cells    (rows) int32, index of the cell in the block, ascending
 *   facts    (rows, FACTS) float64, what both components share
 *   up       (rows, record): SERIES_COLUMNS as float64, then the epochs as int16 tenths of a millimetre, or as float64
 *            in millimetres when some displacement of the block does not fit
 *   east     likewise
 * The checksum over all of it is kept with the job, not in the file.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { SERIES_COLUMNS } from '../../products/ortho-product.js';
import { mmOfTenths } from '../../products/tenths.js';
import { type CellRow, COMPONENTS, type Component } from './block-rows.js';
import { type Look, lookName } from './look.js';
import { MAX_LOOKS } from './solve-cell.js';

const MAGIC = 0x42_44_45_4f; // "OEDB"
const VERSION = 1;
const HEADER_BYTES = 32;
const TENTHS_BYTES = 2;
const DOUBLE_BYTES = 8;

/** Numbers of a row beside those of its components; `lookBits` are bits of the looks of the file. */
export const FACTS = [
  'lookBits',
  'heightM',
  'gnssNorthMmPerYear',
  'gnssEastMmPerYear',
  'gnssUpMmPerYear',
  'ascendingPoints',
  'descendingPoints',
  'conditionNumber',
  'sigmaUpMm',
  'sigmaEastMm',
  'sigmaVelocityUpMmPerYear',
  'sigmaVelocityEastMmPerYear',
] as const;

export type CellFacts = Readonly<Record<(typeof FACTS)[number], number>>;

/** The bytes of a block. Throws RangeError for a block with more looks than a number has usable bits. */
export function encodeBlock(rows: readonly CellRow[], epochs: number): Buffer {
  const looks = looksOf(rows);
  const fits = rows.every(({ up, east }) => up.series instanceof Int16Array && east.series instanceof Int16Array);
  const layout = layoutOf({
    rows: rows.length,
    epochs,
    valueBytes: fits ? TENTHS_BYTES : DOUBLE_BYTES,
    looks: looks.length,
  });
  const bytes = Buffer.alloc(layout.totalBytes);
  [MAGIC, VERSION, rows.length, epochs, layout.valueBytes, looks.length, 0, 0].forEach((value, i) => {
    bytes.writeUInt32LE(value, 4 * i);
  });
  looks.forEach(({ geometry, track }, i) => {
    bytes.writeInt32LE(geometry === 'ascending' ? track : -track, layout.looksAt + 4 * i);
  });
  rows.forEach((row, i) => {
    bytes.writeInt32LE(row.cellIndex, layout.cellsAt + 4 * i);
    const facts: CellFacts = { ...row, lookBits: lookBits(row, looks) };
    FACTS.forEach((name, k) => {
      bytes.writeDoubleLE(facts[name], layout.factsAt + 8 * (i * FACTS.length + k));
    });
    for (const component of COMPONENTS) writeRecord(bytes, layout.recordAt(component, i), row[component], fits);
  });
  return bytes;
}

function writeRecord(bytes: Buffer, at: number, { attributes, series }: CellRow['up'], fits: boolean): void {
  attributes.forEach((value, k) => {
    bytes.writeDoubleLE(value, at + 8 * k);
  });
  const values = fits ? series : seriesMm(series);
  // Little-endian like every machine that Node runs on: series are copied as they are.
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at + 8 * SERIES_COLUMNS.length);
}

function looksOf(rows: readonly CellRow[]): readonly Look[] {
  const byName = new Map(rows.flatMap(({ looks }) => looks.map((look) => [lookName(look), look] as const)));
  const looks = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, look]) => look);
  if (looks.length > MAX_LOOKS)
    throw new RangeError(`expected at most ${MAX_LOOKS} looks in a block, got ${looks.length}`);
  return looks;
}

function lookBits(row: CellRow, looks: readonly Look[]): number {
  const names = row.looks.map(lookName);
  return looks.reduce((bits, look, k) => (names.includes(lookName(look)) ? bits | (1 << k) : bits), 0);
}

interface BlockShape {
  readonly rows: number;
  readonly epochs: number;
  readonly valueBytes: number;
  readonly looks: number;
}

function layoutOf({ rows, epochs, valueBytes, looks }: BlockShape) {
  const looksAt = HEADER_BYTES;
  const cellsAt = looksAt + 4 * looks;
  const factsAt = cellsAt + 4 * rows;
  const upAt = factsAt + 8 * FACTS.length * rows;
  const recordBytes = 8 * SERIES_COLUMNS.length + valueBytes * epochs;
  const recordAt = (component: Component, row: number) => upAt + (component === 'up' ? row : rows + row) * recordBytes;
  return { valueBytes, looksAt, cellsAt, factsAt, recordBytes, recordAt, totalBytes: upAt + 2 * rows * recordBytes };
}

/** Writes under another name first: a file with its own name is whole. Returns its checksum, SHA-256 in hexadecimal. */
export async function writeBlockFile(path: string, bytes: Buffer): Promise<string> {
  const draft = `${path}.draft`;
  const file = await open(draft, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether the file is there with this checksum. */
export async function isBlockFile(path: string, sha256: string): Promise<boolean> {
  try {
    return (
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex') === sha256
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Records of one component, rows in order. */
export interface ComponentRecords {
  /** One array of (rows) for each of `SERIES_COLUMNS`. */
  readonly attributes: readonly Float64Array[];
  /** (rows, epochs), as in `ComponentRow`. */
  readonly series: Int16Array | Float64Array;
}

/** A block file that is being read. Its cells and facts are in memory, its series stay on disk. */
export class OpenBlock {
  private constructor(
    private readonly file: FileHandle,
    private readonly shape: BlockShape,
    readonly looks: readonly Look[],
    /** (rows), ascending. */
    readonly cellIndices: Int32Array,
    private readonly factValues: Float64Array,
  ) {}

  /** Throws RangeError for a file of another kind, version or length. */
  static async open(path: string): Promise<OpenBlock> {
    const file = await open(path, 'r');
    try {
      const header = uint32s(await readAt(file, 0, HEADER_BYTES));
      const [magic, version, rows, epochs, valueBytes, looks] = header;
      if (magic !== MAGIC || version !== VERSION) {
        throw new RangeError(`${path}: expected a block of version ${VERSION}, got ${magic.toString(16)} ${version}`);
      }
      const shape = { rows, epochs, valueBytes, looks };
      const layout = layoutOf(shape);
      const { size } = await file.stat();
      if (size !== layout.totalBytes) throw new RangeError(`${path}: expected ${layout.totalBytes} bytes, got ${size}`);
      const tracks = int32s(await readAt(file, layout.looksAt, 4 * looks));
      return new OpenBlock(
        file,
        shape,
        Array.from(tracks, (track) => ({ geometry: track > 0 ? 'ascending' : 'descending', track: Math.abs(track) })),
        int32s(await readAt(file, layout.cellsAt, 4 * rows)),
        doubles(await readAt(file, layout.factsAt, 8 * FACTS.length * rows)),
      );
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  fact(row: number, name: (typeof FACTS)[number]): number {
    return this.factValues[row * FACTS.length + FACTS.indexOf(name)];
  }

  /** Looks that took part in a row. */
  looksOf(row: number): readonly Look[] {
    const bits = this.fact(row, 'lookBits');
    return this.looks.filter((_, k) => bits & (1 << k));
  }

  /** Rows `from` up to but not including `to`. */
  async records(component: Component, from: number, to: number): Promise<ComponentRecords> {
    const { epochs, valueBytes } = this.shape;
    const { recordBytes, recordAt } = layoutOf(this.shape);
    const bytes = await readAt(this.file, recordAt(component, from), (to - from) * recordBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const attributes = SERIES_COLUMNS.map((_, k) =>
      Float64Array.from({ length: to - from }, (__, i) => view.getFloat64(i * recordBytes + 8 * k, true)),
    );
    const length = (to - from) * epochs;
    const series = valueBytes === TENTHS_BYTES ? new Int16Array(length) : new Float64Array(length);
    const target = new Uint8Array(series.buffer);
    for (let i = 0; i < to - from; i++) {
      const at = i * recordBytes + 8 * SERIES_COLUMNS.length;
      target.set(bytes.subarray(at, at + valueBytes * epochs), i * valueBytes * epochs);
    }
    return { attributes, series };
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** Series in mm, whatever their form; NaN = missing. */
export function seriesMm(series: Int16Array | Float64Array): Float64Array {
  return series instanceof Float64Array ? series : Float64Array.from(series, mmOfTenths);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  // Not from the pool: typed arrays over it must be aligned.
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead !== length) throw new RangeError(`expected ${length} bytes at ${position}, got ${bytesRead}`);
  return bytes;
}

const uint32s = (bytes: Uint8Array) => new Uint32Array(bytes.buffer);
const int32s = (bytes: Uint8Array) => new Int32Array(bytes.buffer);
const doubles = (bytes: Uint8Array) => new Float64Array(bytes.buffer);
