/**
 * Arrays of one chunk out of Zarr v2 folders, as SNAP and Python write them: plain, or Blosc with LZ4 and shuffled bytes.
 * Sources: Zarr storage specification v2; C-Blosc README_CHUNK_FORMAT.rst; LZ4 block format.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface ArrayFile {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly dtype: string;
  readonly compressor: { readonly id: string } | null;
}

/** Values in order, complex ones as real part and imaginary part; integers of 64 bits as numbers. */
export async function readZarr(
  folder: string,
): Promise<{ readonly shape: readonly number[]; readonly values: Float64Array }> {
  const { shape, chunks, dtype, compressor } = JSON.parse(await readFile(join(folder, '.zarray'), 'utf8')) as ArrayFile;
  if (chunks.some((size, axis) => size < shape[axis])) throw new RangeError(`${folder}: expected one chunk`);
  const stored = await readFile(join(folder, shape.map(() => '0').join('.')));
  const bytes = compressor?.id === 'blosc' ? bloscDecoded(stored) : stored;
  const isBig = dtype.startsWith('>');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kinds: Record<string, readonly [size: number, at: (offset: number) => number]> = {
    f4: [4, (offset) => view.getFloat32(offset, !isBig)],
    c8: [4, (offset) => view.getFloat32(offset, !isBig)],
    f8: [8, (offset) => view.getFloat64(offset, !isBig)],
    i8: [8, (offset) => Number(view.getBigInt64(offset, !isBig))],
  };
  const kind = kinds[dtype.slice(1)];
  if (!kind) throw new RangeError(`${folder}: expected one of ${Object.keys(kinds).join(', ')}, got ${dtype}`);
  const [size, at] = kind;
  return { shape, values: Float64Array.from({ length: bytes.length / size }, (_, i) => at(i * size)) };
}

const [SHUFFLED, STORED, UNSPLIT] = [0x1, 0x2, 0x10];
const HEADER_BYTES = 16;

function bloscDecoded(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [flags, typeBytes] = [file[2], file[3]];
  const [total, blockBytes] = [view.getUint32(4, true), view.getUint32(8, true)];
  if (flags & STORED) return file.slice(HEADER_BYTES, HEADER_BYTES + total);
  const out = new Uint8Array(total);
  for (let block = 0; block * blockBytes < total; block++) {
    const plain = out.subarray(block * blockBytes, Math.min(total, (block + 1) * blockBytes));
    const parts = flags & UNSPLIT || plain.length < blockBytes ? 1 : typeBytes;
    let at = view.getUint32(HEADER_BYTES + 4 * block, true);
    for (let part = 0; part < parts; part++) {
      const packedBytes = view.getInt32(at, true);
      const packed = file.subarray(at + 4, at + 4 + packedBytes);
      const own = plain.subarray((part * plain.length) / parts, ((part + 1) * plain.length) / parts);
      if (packedBytes === own.length) own.set(packed);
      else lz4Decoded(packed, own);
      at += 4 + packedBytes;
    }
    if (flags & SHUFFLED) plain.set(unshuffled(plain, typeBytes));
  }
  return out;
}

function unshuffled(bytes: Uint8Array, typeBytes: number): Uint8Array {
  const count = Math.floor(bytes.length / typeBytes);
  const out = bytes.slice();
  for (let i = 0; i < count; i++) for (let k = 0; k < typeBytes; k++) out[i * typeBytes + k] = bytes[k * count + i];
  return out;
}

/** Sequences of literals and of copies of what was written before. */
function lz4Decoded(packed: Uint8Array, out: Uint8Array): void {
  let [at, to] = [0, 0];
  const lengthOf = (start: number): number => {
    let length = start;
    if (start < 15) return length;
    for (let more = 255; more === 255; length += more) more = packed[at++];
    return length;
  };
  while (at < packed.length) {
    const token = packed[at++];
    const literals = lengthOf(token >> 4);
    out.set(packed.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at >= packed.length) break;
    const offset = packed[at] | (packed[at + 1] << 8);
    at += 2;
    const copied = lengthOf(token & 15) + 4;
    // Byte by byte: a copy may run into what it writes.
    for (let i = 0; i < copied; i++, to++) out[to] = out[to - offset];
  }
  if (to !== out.length) throw new RangeError(`LZ4: expected ${out.length} bytes, got ${to}`);
}
