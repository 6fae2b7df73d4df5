/**
 * Blocks of a TIFF as they lie in the file, turned into plain samples: decompression and the undoing of predictors.
 * Sources: TIFF 6.0 (LZW, horizontal differencing), Adobe Photoshop TIFF technical note 3 (floating-point predictor).
 */
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';

/** Values of the tag Compression. */
export const COMPRESSIONS: Readonly<Record<number, string>> = {
  1: 'none',
  5: 'LZW',
  8: 'DEFLATE',
  32773: 'PackBits',
  32946: 'DEFLATE',
  50000: 'ZSTD',
};

const inflate = promisify(zlib.inflate) as (bytes: Uint8Array) => Promise<Buffer>;

/** Node has it from 22.15 on. */
type ZstdOfNode = (bytes: Uint8Array, done: (error: Error | null, plain: Buffer) => void) => void;
const zstdOfNode = (zlib as unknown as { zstdDecompress?: ZstdOfNode }).zstdDecompress;

/**
 * The plain bytes of a block; there may be fewer or more of them than expected, which the caller judges.
 * Throws for bytes that are not what they are said to be.
 */
export async function decompressBlock(
  bytes: Uint8Array,
  compression: number,
  expectedBytes: number,
): Promise<Uint8Array> {
  switch (COMPRESSIONS[compression]) {
    case 'none':
      return bytes;
    case 'DEFLATE':
      return inflate(bytes);
    case 'LZW':
      return decodeLzw(bytes, expectedBytes);
    case 'PackBits':
      return decodePackBits(bytes, expectedBytes);
    case 'ZSTD':
      return zstdOfNode ? promisify(zstdOfNode)(bytes) : decompressZstd(bytes, new Uint8Array(expectedBytes));
    default:
      throw new RangeError(`compression ${compression} is not known`);
  }
}

/** Runs of TIFF 6.0, section 9: a count of literal bytes, or one byte to be repeated; -128 is nothing. */
export function decodePackBits(bytes: Uint8Array, expectedBytes: number): Uint8Array {
  const out = new Uint8Array(expectedBytes);
  let at = 0;
  for (let from = 0; from < bytes.length && at < expectedBytes; ) {
    const count = bytes[from++];
    if (count === 128) continue;
    const length = Math.min(count < 128 ? count + 1 : 257 - count, expectedBytes - at);
    if (count < 128) {
      const literal = bytes.subarray(from, from + length);
      out.set(literal, at);
      from += count + 1;
      if (literal.length < length) return out.subarray(0, at + literal.length);
    } else {
      if (from >= bytes.length) break;
      out.fill(bytes[from++], at, at + length);
    }
    at += length;
  }
  return out.subarray(0, at);
}

const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/** LZW of TIFF: codes of 9 to 12 bits, most significant bit first, the width growing one code early. */
export function decodeLzw(bytes: Uint8Array, expectedBytes: number): Uint8Array {
  const out = new Uint8Array(expectedBytes);
  const prefix = new Uint16Array(MAX_CODES);
  const suffix = new Uint8Array(MAX_CODES);
  const lengths = new Uint16Array(MAX_CODES);
  for (let code = 0; code < CLEAR; code++) {
    suffix[code] = code;
    lengths[code] = 1;
  }
  let [next, width, previous] = [END + 1, 9, -1];
  let [bits, bitCount, at, from] = [0, 0, 0, 0];
  while (at < expectedBytes) {
    while (bitCount < width) {
      if (from >= bytes.length) return out.subarray(0, at);
      bits = (bits << 8) | bytes[from++];
      bitCount += 8;
    }
    bitCount -= width;
    const code = (bits >>> bitCount) & ((1 << width) - 1);
    bits &= (1 << bitCount) - 1;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [END + 1, 9, -1];
      continue;
    }
    if (previous < 0 ? code > 255 : code > next) throw new RangeError(`LZW: code ${code} before it was defined`);
    // A code that is being defined just now is the previous string and its own first byte once more.
    const known = code < next ? code : previous;
    const length = lengths[known];
    let rest = known;
    for (let place = at + length - 1; place > at; place--) {
      if (place < expectedBytes) out[place] = suffix[rest];
      rest = prefix[rest];
    }
    const first = suffix[rest];
    out[at] = first;
    at += length;
    if (code === next && previous >= 0) {
      if (at < expectedBytes) out[at] = first;
      at++;
    }
    if (previous >= 0 && next < MAX_CODES) {
      prefix[next] = previous;
      suffix[next] = first;
      lengths[next] = lengths[previous] + 1;
      next++;
      if (next === (1 << width) - 1 && width < 12) width++;
    }
    previous = code;
  }
  return out.subarray(0, Math.min(at, expectedBytes));
}

/** What predictors and byte order need to know of a block. */
export interface SampleLayout {
  /** Of the whole sample: 64 for complex float32. */
  readonly bitsPerSample: number;
  /** Of a component of it: 4 for complex float32. */
  readonly componentBytes: number;
  readonly isBigEndian: boolean;
}

/**
 * Undoes predictor and byte order in place, row by row of `rowSamples` samples.
 * @param predictor 1 none, 2 differences of whole samples (of 16, 32 or 64 bits: of complex samples too, carry and all,
 *   as libtiff has it), 3 differences of the bytes of floating-point numbers
 */
export function undoPredictor(bytes: Uint8Array, predictor: number, rowSamples: number, layout: SampleLayout): void {
  const sampleBytes = layout.bitsPerSample / 8;
  const rowBytes = rowSamples * sampleBytes;
  if (predictor === 3) {
    for (let at = 0; at < bytes.length; at += rowBytes) undoFloatRow(bytes.subarray(at, at + rowBytes), sampleBytes);
    return;
  }
  // Differences were taken of whole samples, so with them it is these that are in the file's byte order.
  if (layout.isBigEndian) swapBytes(bytes, predictor === 2 ? sampleBytes : layout.componentBytes);
  if (predictor !== 2) return;
  for (let at = 0; at < bytes.length; at += rowBytes) {
    const row = bytes.subarray(at, at + rowBytes);
    if (sampleBytes === 1) for (let i = 1; i < rowSamples; i++) row[i] += row[i - 1];
    else if (sampleBytes === 2) addUp(new Uint16Array(row.buffer, row.byteOffset, rowSamples));
    else if (sampleBytes === 4) addUp(new Uint32Array(row.buffer, row.byteOffset, rowSamples));
    else addUpPairs(new Uint32Array(row.buffer, row.byteOffset, 2 * rowSamples));
  }
}

function addUp(row: Uint16Array | Uint32Array): void {
  for (let i = 1; i < row.length; i++) row[i] += row[i - 1];
}

/** Sums of 64 bits in halves, the low one first. */
function addUpPairs(row: Uint32Array): void {
  for (let i = 2; i < row.length; i += 2) {
    const low = row[i] + row[i - 2];
    row[i + 1] += row[i - 1] + (low > 0xffffffff ? 1 : 0);
    row[i] = low;
  }
}

/** The bytes of a row's numbers were sorted, all most significant ones first, and then differenced. */
function undoFloatRow(row: Uint8Array, sampleBytes: number): void {
  for (let i = 1; i < row.length; i++) row[i] += row[i - 1];
  const sorted = Uint8Array.from(row);
  const samples = row.length / sampleBytes;
  for (let sample = 0; sample < samples; sample++) {
    for (let byte = 0; byte < sampleBytes; byte++) {
      row[sample * sampleBytes + (sampleBytes - 1 - byte)] = sorted[byte * samples + sample];
    }
  }
}

function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
  else if (size === 16) for (let at = 0; at < bytes.length; at += 16) bytes.subarray(at, at + 16).reverse();
}
