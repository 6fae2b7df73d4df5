/**
 * Mapbox Vector Tiles of points, version 2.1, straight from typed arrays: no feature is ever an object.
 *
 * Source: https://github.com/mapbox/vector-tile-spec/tree/master/2.1 (layers, tags as indices into keys and values, MoveTo
 * with zigzag integers) and the wire format of protocol buffers. Same input, same bytes.
 */

/** Numbers of one attribute: integers that stand for themselves times 10^-decimals. */
export interface MvtNumbers {
  readonly kind: 'numbers';
  readonly name: string;
  readonly values: Int32Array | Int16Array | Uint32Array;
  readonly decimals: number;
  /** Integer that stands for no value: such a feature does not have the attribute. */
  readonly missing?: number;
}

/** Texts of one attribute, each of its own: latin1, padded with NUL to `width`. */
export interface MvtTexts {
  readonly kind: 'texts';
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly width: number;
}

export interface MvtPointLayer {
  readonly name: string;
  /** Units along a side of the tile. */
  readonly extent: number;
  readonly count: number;
  /** Places in units from the north-west corner. */
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly columns: readonly (MvtNumbers | MvtTexts)[];
}

const NO_VALUE = 0xffffffff;
/** Ranges of integers up to this size get a table instead of a Map. */
const MAX_TABLE = 1 << 20;

/** Field number and wire type in one byte. */
const [TILE_LAYER, LAYER_NAME, LAYER_FEATURE, LAYER_KEY, LAYER_VALUE] = [0x1a, 0x0a, 0x12, 0x1a, 0x22] as const;
const [LAYER_EXTENT, LAYER_VERSION] = [0x28, 0x78] as const;
const [FEATURE_TAGS, FEATURE_TYPE, FEATURE_GEOMETRY] = [0x12, 0x18, 0x22] as const;
const [VALUE_STRING, VALUE_DOUBLE, VALUE_UINT, VALUE_SINT] = [0x0a, 0x19, 0x28, 0x30] as const;
const POINT = 1;
/** MoveTo, once. */
const MOVE_TO_ONE = (1 << 3) | 1;

/** Layers without features are left out; a tile without layers has no bytes. */
export function encodeMvt(layers: readonly MvtPointLayer[]): Uint8Array {
  const parts = layers.filter(({ count }) => count > 0).map(encodeLayer);
  const out = new ProtobufWriter(parts.reduce((sum, part) => sum + part.length + 6, 0));
  for (const part of parts) out.message(TILE_LAYER, part);
  return out.done();
}

function encodeLayer(layer: MvtPointLayer): Uint8Array {
  const { count, columns, extent } = layer;
  const values = new ValueList();
  const lookUps = lookUpsFor(columns, count);
  const indices = columns.map((column) =>
    column.kind === 'texts'
      ? values.addTexts(column, count)
      : values.addNumbers(column, count, lookUps.get(column.decimals)!),
  );
  const head = 64 + 3 * layer.name.length + columns.reduce((sum, { name }) => sum + 3 * name.length + 6, 0);
  // A key of one byte, an index of up to five; geometry of up to seven; heads of the messages.
  const out = new ProtobufWriter(head + count * (20 + 6 * columns.length) + values.byteLength);
  out.byte(LAYER_VERSION);
  out.varint(2);
  out.text(LAYER_NAME, layer.name);
  writeFeatures(out, layer, indices);
  for (const { name } of columns) out.text(LAYER_KEY, name);
  out.bytes(values.done());
  out.byte(LAYER_EXTENT);
  out.varint(extent);
  return out.done();
}

function writeFeatures(out: ProtobufWriter, { count, x, y }: MvtPointLayer, indices: readonly Uint32Array[]): void {
  for (let i = 0; i < count; i++) {
    let tagBytes = 0;
    for (const index of indices) if (index[i] !== NO_VALUE) tagBytes += 1 + varintBytes(index[i]);
    const [zigzagX, zigzagY] = [2 * x[i], 2 * y[i]];
    const geometryBytes = 1 + varintBytes(zigzagX) + varintBytes(zigzagY);
    const tagHead = tagBytes > 0 ? 1 + varintBytes(tagBytes) : 0;
    out.byte(LAYER_FEATURE);
    out.varint(tagHead + tagBytes + 2 + 2 + geometryBytes);
    if (tagBytes > 0) {
      out.byte(FEATURE_TAGS);
      out.varint(tagBytes);
      for (let key = 0; key < indices.length; key++) {
        if (indices[key][i] === NO_VALUE) continue;
        out.byte(key);
        out.varint(indices[key][i]);
      }
    }
    out.byte(FEATURE_TYPE);
    out.byte(POINT);
    out.byte(FEATURE_GEOMETRY);
    out.byte(geometryBytes);
    out.byte(MOVE_TO_ONE);
    out.varint(zigzagX);
    out.varint(zigzagY);
  }
}

/** The values of a layer, numbers once each however many features and attributes have them. */
class ValueList {
  readonly #out = new ProtobufWriter(1 << 12);
  #count = 0;

  get byteLength(): number {
    return this.#out.length;
  }

  done(): Uint8Array {
    return this.#out.done();
  }

  addTexts({ bytes, width }: MvtTexts, count: number): Uint32Array {
    if (bytes.length < count * width) throw new RangeError(`expected ${count * width} bytes, got ${bytes.length}`);
    const index = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      let length = 0;
      while (length < width && bytes[i * width + length] !== 0) length++;
      this.#out.reserve(length + 12);
      this.#out.byte(LAYER_VALUE);
      this.#out.varint(1 + varintBytes(length) + length);
      this.#out.byte(VALUE_STRING);
      this.#out.varint(length);
      for (let at = i * width; at < i * width + length; at++) this.#out.byte(bytes[at]);
      index[i] = this.#count++;
    }
    return index;
  }

  addNumbers({ values, decimals, missing }: MvtNumbers, count: number, lookUp: LookUp): Uint32Array {
    const index = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const value = values[i];
      if (value === missing) {
        index[i] = NO_VALUE;
        continue;
      }
      const known = lookUp.get(value);
      if (known !== undefined) index[i] = known;
      else {
        index[i] = this.#number(value, decimals);
        lookUp.set(value, index[i]);
      }
    }
    return index;
  }

  #number(value: number, decimals: number): number {
    this.#out.reserve(16);
    this.#out.byte(LAYER_VALUE);
    if (decimals === 0) {
      const coded = value < 0 ? -2 * value - 1 : value;
      this.#out.varint(1 + varintBytes(coded));
      this.#out.byte(value < 0 ? VALUE_SINT : VALUE_UINT);
      this.#out.varint(coded);
    } else {
      this.#out.varint(9);
      this.#out.byte(VALUE_DOUBLE);
      this.#out.double(value / 10 ** decimals);
    }
    return this.#count++;
  }
}

interface LookUp {
  get(value: number): number | undefined;
  set(value: number, index: number): unknown;
}

/** One for all attributes of as many decimals: statistics of cells repeat the velocities of their points. */
function lookUpsFor(columns: MvtPointLayer['columns'], count: number): ReadonlyMap<number, LookUp> {
  const bounds = new Map<number, { min: number; max: number }>();
  for (const column of columns) {
    if (column.kind === 'texts') continue;
    const { values, decimals, missing } = column;
    if (values.length < count) throw new RangeError(`expected ${count} numbers, got ${values.length}`);
    let { min, max } = bounds.get(decimals) ?? { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
    for (let i = 0; i < count; i++) {
      const value = values[i];
      if (value === missing) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    bounds.set(decimals, { min, max });
  }
  return new Map([...bounds].map(([decimals, { min, max }]) => [decimals, lookUp(min, max, count)]));
}

/** By offset from the smallest value where the range allows it: a Map costs more than all the rest of the tile. */
function lookUp(min: number, max: number, count: number): LookUp {
  if (!(max - min < Math.min(MAX_TABLE, 64 * count))) return new Map<number, number>();
  const table = new Uint32Array(max - min + 1).fill(NO_VALUE);
  return {
    get: (value) => (table[value - min] === NO_VALUE ? undefined : table[value - min]),
    set: (value, index) => {
      table[value - min] = index;
    },
  };
}

/** Bytes of a non-negative integer below 2^53. */
function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

/** A message as it is written; what is written must have been reserved. */
class ProtobufWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#at;
  }

  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#at + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  byte(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at++] = rest;
  }

  double(value: number): void {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  bytes(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  text(tag: number, text: string): void {
    this.message(tag, new TextEncoder().encode(text));
  }

  message(tag: number, bytes: Uint8Array): void {
    this.byte(tag);
    this.varint(bytes.length);
    this.bytes(bytes);
  }
}
