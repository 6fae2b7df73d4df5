/**
 * Columns of numbers one behind the other in one run of bytes, little-endian, each begun at a multiple of eight so that
 * typed arrays can be laid over them without a copy. The frame of our own stored formats: what the columns are, the
 * formats say.
 */

/** Element types and their bytes. */
const TYPES = {
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f64: Float64Array,
  u8: Uint8Array,
} as const;

export type ColumnType = keyof typeof TYPES;
export type NumberColumn = Uint8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float64Array;

const ALIGNMENT = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

// Every machine that Node runs on is little-endian; a big-endian one must not write files that others misread.
if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1) throw new Error('a little-endian machine is needed');

/** Lays columns out behind each other. */
export class ColumnWriter {
  readonly #columns: NumberColumn[] = [];
  #bytes = 0;

  add(column: NumberColumn): void {
    this.#columns.push(column);
    this.#bytes += aligned(column.byteLength);
  }

  get byteLength(): number {
    return this.#bytes;
  }

  bytes(): Uint8Array {
    const out = new Uint8Array(this.#bytes);
    let at = 0;
    for (const column of this.#columns) {
      out.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
      at += aligned(column.byteLength);
    }
    return out;
  }
}

/** Takes columns off in the order in which they were added; a view of `bytes` where it is aligned, else of a copy. */
export class ColumnReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(
    bytes: Uint8Array,
    private readonly what: string,
  ) {
    this.#bytes = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  }

  /** Whether `length` elements are left. */
  has(type: ColumnType, length: number): boolean {
    return length * TYPES[type].BYTES_PER_ELEMENT <= this.#bytes.byteLength - this.#at;
  }

  /** Throws RangeError when fewer than `length` elements are left. */
  take<Type extends ColumnType>(type: Type, length: number): InstanceType<(typeof TYPES)[Type]> {
    const { BYTES_PER_ELEMENT: size } = TYPES[type];
    const left = this.#bytes.byteLength - this.#at;
    if (!(length >= 0 && length * size <= left)) {
      throw new RangeError(`${this.what}: expected ${length * size} bytes more, got ${left}`);
    }
    const Type = TYPES[type] as new (buffer: ArrayBufferLike, offset: number, length: number) => NumberColumn;
    const column = new Type(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length);
    this.#at += aligned(length * size);
    return column as InstanceType<(typeof TYPES)[Type]>;
  }
}
