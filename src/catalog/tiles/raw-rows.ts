/**
 * Rows whose cells are bytes. The driver has no other way than text for them, which a server takes ten times longer to
 * write than to read the bytes themselves; a binary COPY gives them as they are. The embedded database has no COPY: there
 * they come as text.
 */
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import type { Database } from '../../db/database.js';
import { translateDatabaseError } from '../../db/translate-database-error.js';
import { textRows } from '../text-rows.js';

/** Text of a whole number, the only kind of value that may stand in a statement of COPY, which takes no parameters. */
export function integerSql(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`expected an integer, got ${value}`);
  return String(value);
}

/** Each cell over shared memory of its own, so that threads read it without a copy; undefined for null. */
export type RawRow = readonly (Uint8Array | undefined)[];

/** @param select made of our own names and of `integerSql` alone; every column of type bytea */
export async function rawRows(database: Database, select: string): Promise<readonly RawRow[]> {
  if (!database.supportsCopy) {
    const rows = await textRows(database, { text: select, values: [] });
    return rows.map((row) => row.map((cell) => (cell === null ? undefined : bytesOfHex(cell))));
  }
  const client = await database.pool.connect().catch((error) => {
    throw translateDatabaseError(error);
  });
  let broken = true;
  try {
    const reader = new CopyReader();
    await pipeline(client.query(copyTo(`copy (${select}) to stdout (format binary)`)), async (chunks) => {
      for await (const chunk of chunks) reader.push(chunk as Buffer);
    });
    broken = false;
    return reader.rows();
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    // A copy that was cut leaves its connection in the middle of an answer.
    client.release(broken);
  }
}

/** `\x` and hexadecimal digits, as PostgreSQL writes bytes in text. */
function bytesOfHex(hex: string): Uint8Array {
  const shared = new SharedArrayBuffer((hex.length - 2) / 2);
  const written = Buffer.from(shared).write(hex.slice(2), 'hex');
  if (written !== shared.byteLength) throw new Error(`expected ${shared.byteLength} bytes of hexadecimal digits`);
  return new Uint8Array(shared);
}

/** Signature, flags and length of an extension that nobody uses (PostgreSQL manual, COPY, "Binary Format"). */
const HEADER_BYTES = 19;

/** Takes a binary COPY apart as it comes; fields are copied once, into their own memory. */
class CopyReader {
  readonly #rows: (Uint8Array | undefined)[][] = [];
  #row: (Uint8Array | undefined)[] = [];
  #toSkip = HEADER_BYTES;
  /** A number whose bytes have not all come. */
  #pending: Buffer = Buffer.alloc(0);
  #fieldsLeft = 0;
  #field: Uint8Array | undefined;
  #filled = 0;
  #isOver = false;

  push(chunk: Buffer): void {
    let bytes = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
    this.#pending = Buffer.alloc(0);
    while (bytes.length > 0 && !this.#isOver) {
      const taken = this.#take(bytes);
      if (taken === 0) {
        this.#pending = bytes;
        return;
      }
      bytes = bytes.subarray(taken);
    }
  }

  rows(): readonly RawRow[] {
    if (!this.#isOver) throw new Error('the copy ended in the middle');
    return this.#rows;
  }

  /** Bytes used up; 0 when more must come. */
  #take(bytes: Buffer): number {
    if (this.#toSkip > 0) {
      const skipped = Math.min(this.#toSkip, bytes.length);
      this.#toSkip -= skipped;
      return skipped;
    }
    if (this.#field) return this.#fill(this.#field, bytes);
    return this.#fieldsLeft > 0 ? this.#beginField(bytes) : this.#beginRow(bytes);
  }

  #fill(field: Uint8Array, bytes: Buffer): number {
    const part = bytes.subarray(0, field.length - this.#filled);
    field.set(part, this.#filled);
    this.#filled += part.length;
    if (this.#filled === field.length) this.#endField(field);
    return part.length;
  }

  #beginField(bytes: Buffer): number {
    if (bytes.length < 4) return 0;
    const length = bytes.readInt32BE(0);
    if (length < 0) this.#endField(undefined);
    else {
      this.#field = new Uint8Array(new SharedArrayBuffer(length));
      this.#filled = 0;
      if (length === 0) this.#endField(this.#field);
    }
    return 4;
  }

  #beginRow(bytes: Buffer): number {
    if (bytes.length < 2) return 0;
    this.#fieldsLeft = bytes.readInt16BE(0);
    this.#isOver = this.#fieldsLeft < 0;
    this.#row = [];
    return 2;
  }

  #endField(field: Uint8Array | undefined): void {
    this.#field = undefined;
    this.#row.push(field);
    if (--this.#fieldsLeft === 0) this.#rows.push(this.#row);
  }
}
