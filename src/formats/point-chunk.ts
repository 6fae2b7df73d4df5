/**
 * Some thousand measurement points as one run of bytes: what tiles and maps need of them, in key order.
 *
 * Positions are kept as the tables hold them, in degrees and in EPSG:3035, each to the last decimal of EGMS's files, so
 * that no tile needs a projection and a point falls into the same tile as in the tables. Attributes are integers in steps
 * of 10^-decimals (the usual decimals of the files and one more), in 16 bits where the chunk's values fit, else in 32.
 *
 *     u32 [format, points, bytes per pid, attributes of the head, further attributes, bytes of the head]
 *     i32 longitude, latitude (1e-7 deg)
 *     per attribute: u32 [number in TILE_ATTRIBUTES, bytes per value], then i16 or i32 values; smallest value = missing
 *     (the front may end after any of the first three attributes)
 *     i32 easting, northing (cm)
 *     u8  pids, latin1, padded with NUL
 *     (here the head ends: places, pids and the first three attributes)
 *     u16 tie number of the point's key
 *     further attributes, likewise
 *
 * The head alone can be read, too: tiles of many points need no more; and maps need the front alone, a third of it.
 */
import { ColumnReader, ColumnWriter } from './byte-columns.js';

/** Written by this program; rows of another format are built anew. */
export const TILE_FORMAT = 2;

export const POSITION_STEPS_PER_DEGREE = 1e7;
export const POSITION_STEPS_PER_METRE = 100;

export interface TileAttribute {
  /** The attribute's name in the program. */
  readonly attribute: (typeof TILE_ATTRIBUTE_NAMES)[number];
  /** A stored integer is the value times 10^decimals. */
  readonly decimals: number;
}

const TILE_ATTRIBUTE_NAMES = [
  'velocityMmPerYear',
  'temporalCoherence',
  'heightM',
  'velocityStdMmPerYear',
  'accelerationMmPerYear2',
  'seasonalityMm',
  'rmseMm',
] as const;

/** Their order is part of the format: new ones come last. */
export const TILE_ATTRIBUTES: readonly TileAttribute[] = [
  { attribute: 'velocityMmPerYear', decimals: 2 },
  { attribute: 'temporalCoherence', decimals: 3 },
  { attribute: 'heightM', decimals: 2 },
  { attribute: 'velocityStdMmPerYear', decimals: 2 },
  { attribute: 'accelerationMmPerYear2', decimals: 3 },
  { attribute: 'seasonalityMm', decimals: 2 },
  { attribute: 'rmseMm', decimals: 2 },
];
export const [VELOCITY, COHERENCE, HEIGHT, , ACCELERATION, SEASONALITY, RMSE] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Stands for no value among integers of 32 bits, and on the heap of those who compute with them. */
export const MISSING = -(2 ** 31);
const MISSING_16 = -(2 ** 15);

export interface PointChunk {
  readonly count: number;
  /** 1e-7 deg. */
  readonly longitude: Int32Array;
  readonly latitude: Int32Array;
  /** cm, EPSG:3035. */
  readonly easting: Int32Array;
  readonly northing: Int32Array;
  /** Last part of the point's key (see `geodesy/point-key.ts`); empty when only the head was read. */
  readonly tie: Uint16Array;
  /** By number in TILE_ATTRIBUTES, undefined where the product has no such column; MISSING (of its width) for no value. */
  readonly attributes: readonly (Int16Array | Int32Array | undefined)[];
  /** (count, pidWidth) latin1, padded with NUL. */
  readonly pid: Uint8Array;
  readonly pidWidth: number;
}

/** The integer that stands for a value; MISSING for NaN, and the nearest there is for what 32 bits cannot hold. */
export function quantised(value: number, decimals: number): number {
  if (Number.isNaN(value)) return MISSING;
  return Math.max(-(2 ** 31) + 1, Math.min(2 ** 31 - 1, Math.round(value * 10 ** decimals)));
}

/** Attributes before this one belong to the head. */
export const HEAD_ATTRIBUTES = 3;

/** `attributes` as in PointChunk. Arrays of exactly `count` points. */
export function encodePointChunk(chunk: PointChunk): Uint8Array {
  const { count, pid, pidWidth } = chunk;
  const present = TILE_ATTRIBUTES.flatMap((_, number) => (chunk.attributes[number] ? [number] : []));
  const inHead = present.filter((number) => number < HEAD_ATTRIBUTES);
  const further = present.filter((number) => number >= HEAD_ATTRIBUTES);
  const header = Uint32Array.of(TILE_FORMAT, count, pidWidth, inHead.length, further.length, 0);
  const writer = new ColumnWriter();
  const addAttribute = (number: number) => {
    const column = narrowed(chunk.attributes[number]!);
    writer.add(Uint32Array.of(number, column.BYTES_PER_ELEMENT));
    writer.add(column);
  };
  writer.add(header);
  writer.add(chunk.longitude);
  writer.add(chunk.latitude);
  inHead.forEach(addAttribute);
  for (const column of [chunk.easting, chunk.northing, pid]) writer.add(column);
  header[HEAD_BYTES_AT] = writer.byteLength;
  writer.add(chunk.tie);
  further.forEach(addAttribute);
  return writer.bytes();
}

const HEADER_NUMBERS = 6;
const HEAD_BYTES_AT = 5;

/** Length of the head of an encoded chunk. */
export const headBytesOf = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(4 * HEAD_BYTES_AT, true);

/** The same values in 16 bits if all of them fit. */
export function narrowed(values: Int16Array | Int32Array): Int16Array | Int32Array {
  if (values instanceof Int16Array) return values;
  const narrow = new Int16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === MISSING) narrow[i] = MISSING_16;
    else if (value > MISSING_16 && value <= 32_767) narrow[i] = value;
    else return values;
  }
  return narrow;
}

/** Bytes that hold the front of every chunk of `count` points as far as so many attributes, whatever their width. */
export const frontBytes = (count: number, attributes: number): number =>
  aligned(4 * HEADER_NUMBERS) + 2 * aligned(4 * count) + attributes * (8 + aligned(4 * count));

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

const NOTHING_BEHIND = {
  easting: new Int32Array(),
  northing: new Int32Array(),
  tie: new Uint16Array(),
  pid: new Uint8Array(),
  pidWidth: 0,
};

/**
 * Views of `bytes`, where they are aligned; of the head alone the rest of the attributes is undefined and ties are none.
 * Throws RangeError for bytes of another format or cut short.
 */
export const decodePointChunk = (bytes: Uint8Array): PointChunk => decode(bytes, false);

/** The same of the front: geographic places, and of the attributes in the head those that are there as a whole. */
export const decodeChunkFront = (bytes: Uint8Array): PointChunk => decode(bytes, true);

function decode(bytes: Uint8Array, isFront: boolean): PointChunk {
  const reader = new ColumnReader(bytes, 'point chunk');
  const [format, count, pidWidth, inHead, further, headBytes] = reader.take('u32', HEADER_NUMBERS);
  if (format !== TILE_FORMAT) throw new RangeError(`point chunk: expected format ${TILE_FORMAT}, got ${format}`);
  const longitude = reader.take('i32', count);
  const latitude = reader.take('i32', count);
  const attributes = new Array<Int16Array | Int32Array | undefined>(TILE_ATTRIBUTES.length).fill(undefined);
  const takeAttributes = (attributeCount: number) => {
    for (let i = 0; i < attributeCount; i++) {
      if (isFront && !reader.has('u32', 2)) return;
      const [number, width] = reader.take('u32', 2);
      const type = width === 2 ? 'i16' : 'i32';
      if (isFront && !reader.has(type, count)) return;
      attributes[number] = reader.take(type, count);
    }
  };
  takeAttributes(inHead);
  if (isFront) return { count, longitude, latitude, attributes, ...NOTHING_BEHIND };
  const easting = reader.take('i32', count);
  const northing = reader.take('i32', count);
  const pid = reader.take('u8', count * pidWidth);
  const isHead = bytes.byteLength === headBytes;
  const tie = isHead ? new Uint16Array() : reader.take('u16', count);
  if (!isHead) takeAttributes(further);
  return { count, longitude, latitude, easting, northing, tie, attributes, pid, pidWidth };
}

/** What `column` has where there is no value. */
export const missingOf = (column: Int16Array | Int32Array): number =>
  column instanceof Int16Array ? MISSING_16 : MISSING;

/** Text of a pid; shorter ones are padded. */
export function pidText(pid: Uint8Array, width: number, index: number): string {
  let text = '';
  for (let at = index * width; at < (index + 1) * width && pid[at] !== 0; at++) text += String.fromCharCode(pid[at]);
  return text;
}
