/** PNG with a palette (ISO/IEC 15948, colour type 3), for pictures of at most 256 colours; exact, alpha included. */
import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const deflated = promisify(deflate);

export interface IndexedImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** (colours, 4), alpha not multiplied in; those that are not opaque first. */
  readonly colours: Uint8Array;
  /** (height, width), rows of `colours`. */
  readonly indices: Uint8Array;
}

const MOST = 256;
/** Places of a hash table, a power of two, four times as many as colours. */
const PLACES = 1024;

/** Undefined when there are more than 256 colours. Few more than that many pixels are looked at in rich pictures. */
export function indexColours(pixels: Uint8Array): Pick<IndexedImage, 'colours' | 'indices'> | undefined {
  const words = new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
  const table = new Int32Array(PLACES);
  const numbers = new Int16Array(PLACES).fill(-1);
  const found: number[] = [];
  const indices = new Uint8Array(words.length);
  let previous = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (found.length > 0 && word === found[previous]) {
      indices[i] = previous;
      continue;
    }
    let place = Math.imul(word, 0x9e3779b1) >>> 22;
    while (numbers[place] >= 0 && table[place] !== word) place = (place + 1) & (PLACES - 1);
    if (numbers[place] < 0) {
      if (found.length === MOST) return undefined;
      table[place] = word;
      numbers[place] = found.length;
      found.push(word);
    }
    previous = numbers[place];
    indices[i] = previous;
  }
  return transparentFirst(Int32Array.from(found), indices);
}

/** The table of alphas ends with the last colour that is not opaque. */
function transparentFirst(found: Int32Array, indices: Uint8Array): Pick<IndexedImage, 'colours' | 'indices'> {
  const bytes = new Uint8Array(found.buffer);
  const alphaOf = (index: number) => bytes[4 * index + 3];
  const order = Array.from(found, (_, index) => index).sort((a, b) => alphaOf(a) - alphaOf(b) || a - b);
  const places = new Uint8Array(found.length);
  order.forEach((index, place) => {
    places[index] = place;
  });
  const colours = Uint8Array.from(order.flatMap((index) => [...bytes.subarray(4 * index, 4 * index + 4)]));
  return { colours, indices: indices.map((index) => places[index]) };
}

/** Throws RangeError for sizes that do not agree. */
export async function encodeIndexedPng({ widthPx, heightPx, colours, indices }: IndexedImage): Promise<Buffer> {
  const count = colours.length / 4;
  if (indices.length !== widthPx * heightPx || !(count >= 1 && count <= MOST)) {
    throw new RangeError(
      `expected ${widthPx} x ${heightPx} indices and 1 to ${MOST} colours, got ${indices.length} and ${count}`,
    );
  }
  const bits = [1, 2, 4, 8].find((each) => count <= 1 << each)!;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([bits, 3, 0, 0, 0], 8);
  const palette = Buffer.from(colours.filter((_, index) => index % 4 < 3));
  const alphas = Buffer.from(colours.filter((_, index) => index % 4 === 3)).filter((alpha) => alpha < 255);
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    ...(alphas.length > 0 ? [chunk('tRNS', Buffer.from(alphas))] : []),
    chunk('IDAT', await deflated(packedRows(widthPx, heightPx, bits, indices, count === 1), { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Rows without filter, indices side by side from the high bit on. A single colour is number 0 everywhere. */
function packedRows(widthPx: number, heightPx: number, bits: number, indices: Uint8Array, isUniform: boolean): Buffer {
  const rowBytes = 1 + Math.ceil((widthPx * bits) / 8);
  const rows = Buffer.alloc(rowBytes * heightPx);
  if (isUniform) return rows;
  for (let row = 0, i = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++, i++) {
      const bit = column * bits;
      rows[row * rowBytes + 1 + (bit >> 3)] |= indices[i] << (8 - bits - (bit & 7));
    }
  }
  return rows;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
