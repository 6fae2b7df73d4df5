/** Pieces of an image on which threads work: whole tiles of the store, with what lies around them read along. */
import type { StoreHeader } from '../stack/tile-store-files.js';

export interface Block {
  /** Of all blocks, row by row. */
  readonly index: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly firstColumn: number;
  readonly columns: number;
}

/** Complex samples of a block and its margin, for each thread. */
const BLOCK_BYTES = 96 * 2 ** 20;

/** The same blocks for any number of threads: bits must not depend on it. */
export function blocksOf({ widthPixels, heightPixels, tilePixels, dates }: StoreHeader): readonly Block[] {
  const tileBytes = tilePixels * tilePixels * dates.length * 8;
  const tilesAcross = Math.max(1, Math.min(4, Math.floor(BLOCK_BYTES / (2 * tileBytes))));
  const blocks: Block[] = [];
  for (let firstRow = 0; firstRow < heightPixels; firstRow += tilePixels) {
    for (let firstColumn = 0; firstColumn < widthPixels; firstColumn += tilesAcross * tilePixels) {
      blocks.push({
        index: blocks.length,
        firstRow,
        rows: Math.min(tilePixels, heightPixels - firstRow),
        firstColumn,
        columns: Math.min(tilesAcross * tilePixels, widthPixels - firstColumn),
      });
    }
  }
  return blocks;
}
