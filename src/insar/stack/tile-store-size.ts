/** How much disk and memory a tiled store takes, known before it is begun. */
import type { SlcStack } from './open-stack.js';

export interface StoreOptions {
  /** Edge of the tiles, default 128. */
  readonly tilePixels?: number;
  /** What filling the store may hold in memory; without it there is no limit. */
  readonly memoryBytes?: number;
  /** What will be written beside the store: there must be room for it as well. */
  readonly besideDiskBytes?: number;
  /** Default: what the disk of the folder says. */
  readonly freeDiskBytes?: number;
}

export interface StoreEstimate {
  readonly diskBytes: number;
  /** While it is filled. */
  readonly memoryBytes: number;
  /** Of one tile with all its dates: what whoever works on tiles holds at a time. */
  readonly tileBytes: number;
}

type StackSize = Pick<SlcStack, 'widthPixels' | 'heightPixels' | 'blockRows'> & {
  readonly description: Pick<SlcStack['description'], 'acquisitions'>;
};

export const DEFAULT_TILE_PIXELS = 128;
const COMPLEX_BYTES = 8;
/** Bands of more rows than this are not worth their memory, even when blocks are then decompressed more than once. */
const MAX_BAND_BYTES = 256 * 2 ** 20;

export function estimateStore(stack: StackSize, options: StoreOptions = {}): StoreEstimate {
  const tilePixels = checkedTilePixels(options);
  const { widthPixels, heightPixels, blockRows } = stack;
  const dates = stack.description.acquisitions.length;
  const tileBytes = dates * tilePixels * tilePixels * COMPLEX_BYTES;
  const tiles = Math.ceil(widthPixels / tilePixels) * Math.ceil(heightPixels / tilePixels);
  const rowBytes = widthPixels * COMPLEX_BYTES;
  return {
    diskBytes: tiles * tileBytes,
    // The band of an image, a row of its blocks packed and unpacked, and a plane.
    memoryBytes: bandRowsOf(stack, options) * rowBytes + 2 * blockRows * rowBytes + tilePixels ** 2 * COMPLEX_BYTES,
    tileBytes,
  };
}

/** Rows that are read of each image at a time: whole tiles, and where memory allows whole blocks of the files as well. */
export function bandRowsOf({ widthPixels, blockRows }: StackSize, options: StoreOptions): number {
  const tilePixels = checkedTilePixels(options);
  const both = (tilePixels * blockRows) / greatestCommonDivisor(tilePixels, blockRows);
  const limit = Math.min(MAX_BAND_BYTES, (options.memoryBytes ?? Number.POSITIVE_INFINITY) / 4);
  return both * widthPixels * COMPLEX_BYTES <= limit ? both : tilePixels;
}

function checkedTilePixels({ tilePixels = DEFAULT_TILE_PIXELS }: StoreOptions): number {
  if (!(Number.isInteger(tilePixels) && tilePixels >= 16 && tilePixels <= 4096)) {
    throw new RangeError(`tilePixels: expected 16 to 4096, got ${tilePixels}`);
  }
  return tilePixels;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
