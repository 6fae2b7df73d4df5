/**
 * Directories of a PMTiles archive: columns of variable-length integers under gzip, and their division into a root of
 * limited size and leaves below it.
 *
 * Source: PMTiles version 3, sections 4 and A.1, https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md.
 */
import { constants, gzipSync } from 'node:zlib';
import { TileEntries } from './pmtiles-entries.js';

/** Header and root together: what a reader fetches first. */
export const FIRST_READ_BYTES = 16_384;
export const HEADER_BYTES = 127;
export const MAX_ROOT_BYTES = FIRST_READ_BYTES - HEADER_BYTES;

/** Entries of a leaf, some 10 to 20 KB: one more read on the way to a tile, and not a long one. */
const LEAF_ENTRIES = 4096;
/** A root of more entries is not even tried: it would not fit. */
const MAX_ROOT_ENTRIES = 16_384;
/** By so much leaves grow when their root does not fit. */
const LEAF_GROWTH = 1.5;

export interface Directories {
  readonly root: Uint8Array;
  /** In order, to be written one behind the other. */
  readonly leaves: readonly Uint8Array[];
}

/** One level while the root fits, else two. Throws RangeError when there are no entries: an empty directory is none. */
export function directoriesOf(entries: TileEntries, maxRootBytes = MAX_ROOT_BYTES): Directories {
  if (entries.count === 0) throw new RangeError('expected at least one tile, got none');
  if (entries.count <= MAX_ROOT_ENTRIES) {
    const root = encodeDirectory(entries, 0, entries.count);
    if (root.length <= maxRootBytes) return { root, leaves: [] };
  }
  for (let leafEntries = LEAF_ENTRIES; ; leafEntries = Math.ceil(LEAF_GROWTH * leafEntries)) {
    const divided = divide(entries, leafEntries);
    if (divided.root.length <= maxRootBytes) return divided;
    if (leafEntries >= entries.count) {
      throw new RangeError(`a root directory of ${divided.root.length} bytes: expected ${maxRootBytes} at most`);
    }
  }
}

function divide(entries: TileEntries, leafEntries: number): Directories {
  const leaves: Uint8Array[] = [];
  const above = new TileEntries();
  let offset = 0;
  for (let start = 0; start < entries.count; start += leafEntries) {
    const leaf = encodeDirectory(entries, start, Math.min(entries.count, start + leafEntries));
    above.add(entries.id[start], offset, leaf.length, 0);
    leaves.push(leaf);
    offset += leaf.length;
  }
  return { root: encodeDirectory(above, 0, above.count), leaves };
}

/** The longest integers: numbers of tiles and offsets below 2^56 take eight bytes, lengths and runs five. */
const MAX_ENTRY_BYTES = 8 + 8 + 5 + 5;

/** Entries `start` to before `end`, compressed. */
function encodeDirectory({ id, offset, length, runLength }: TileEntries, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(MAX_ENTRY_BYTES * (end - start) + 5);
  let at = 0;
  const put = (value: number): void => {
    let rest = value;
    while (rest >= 0x80) {
      bytes[at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[at++] = rest;
  };
  put(end - start);
  for (let i = start; i < end; i++) put(i === start ? id[i] : id[i] - id[i - 1]);
  for (let i = start; i < end; i++) put(runLength[i]);
  for (let i = start; i < end; i++) put(length[i]);
  for (let i = start; i < end; i++) {
    const follows = i > start && offset[i] === offset[i - 1] + length[i - 1];
    put(follows ? 0 : offset[i] + 1);
  }
  return gzipSync(bytes.subarray(0, at), { level: constants.Z_BEST_COMPRESSION });
}
