/**
 * Results of a step as columns in a file: named typed arrays, checksummed, whole or not there at all. The first line is JSON
 * that names them, so that any program can look into one:
 *   {"type":"open-egms-columns","version":1,"columns":[{"name":"row","kind":"Int32","length":12,"offset":0,"crc32":1},...]}
 * padded with spaces to a multiple of 8 bytes, newline included; then the arrays, little-endian, each from a multiple of 8.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { invalidStack } from '../../errors.js';

const TYPE = 'open-egms-columns';
const VERSION = 1;
const KINDS = { Float32: Float32Array, Float64: Float64Array, Int32: Int32Array, Uint8: Uint8Array } as const;
type Kind = keyof typeof KINDS;
export type Column = Float32Array | Float64Array | Int32Array | Uint8Array;
export type Columns = Readonly<Record<string, Column>>;

interface ColumnEntry {
  readonly name: string;
  readonly kind: Kind;
  readonly length: number;
  /** From the end of the first line. */
  readonly offset: number;
  readonly crc32: number;
}

const ALIGNMENT = 8;

/** Writes a file under another name, brings it to the disk, and puts it in place: a kill leaves none, or the whole one. */
export async function writeColumns(path: string, columns: Columns): Promise<void> {
  const entries: ColumnEntry[] = [];
  let offset = 0;
  for (const [name, array] of Object.entries(columns)) {
    entries.push({ name, kind: kindOf(array), length: array.length, offset, crc32: crc32(bytesOf(array)) });
    offset += padded(array.byteLength);
  }
  const text = JSON.stringify({ type: TYPE, version: VERSION, columns: entries });
  const line = `${text.padEnd(padded(Buffer.byteLength(text) + 1) - 1)}\n`;
  const draft = `${path}.draft`;
  const file = await open(draft, 'w');
  try {
    await file.writeFile(line);
    for (const array of Object.values(columns)) {
      await file.writeFile(bytesOf(array));
      await file.writeFile(Buffer.alloc(padded(array.byteLength) - array.byteLength));
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** Throws `invalidStack` when the file is not what was written. */
export async function readColumns<Names extends string>(path: string): Promise<Readonly<Record<Names, Column>>> {
  const content = await readFile(path);
  const end = content.indexOf(0x0a) + 1;
  const entries = entriesOf(content.toString('utf8', 0, end));
  if (!entries) throw invalidStack(path, 'expected columns of a step, got something else; remove the file');
  const found: Record<string, Column> = {};
  for (const entry of entries) {
    const view = KINDS[entry.kind];
    const start = end + entry.offset;
    const bytes = content.subarray(start, start + entry.length * view.BYTES_PER_ELEMENT);
    if (crc32(bytes) !== entry.crc32) {
      throw invalidStack(
        path,
        `${entry.name} is damaged: its checksum is not that of what was written; remove the file`,
      );
    }
    // A copy, for what a file was read into need not be aligned.
    found[entry.name] = new view(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer);
  }
  return found as Record<Names, Column>;
}

/** Undefined where the line is not that of this version of such a file. */
function entriesOf(line: string): readonly ColumnEntry[] | undefined {
  try {
    const { type, version, columns } = JSON.parse(line);
    const isOurs = type === TYPE && version === VERSION && columns.every(({ kind }: ColumnEntry) => kind in KINDS);
    return isOurs ? columns : undefined;
  } catch {
    return undefined;
  }
}

function kindOf(array: Column): Kind {
  const kind = (Object.keys(KINDS) as Kind[]).find((name) => array instanceof KINDS[name]);
  if (!kind) throw new RangeError(`expected one of ${Object.keys(KINDS).join(', ')}`);
  return kind;
}

const bytesOf = (array: Column) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const padded = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
