/** Rows as text, in pieces large enough that handing one on costs little beside writing it. */
import type { Row } from '../../catalog/items.js';

const BLOCK_CHARACTERS = 65_536;

export function* textBlocks(rows: readonly Row[], write: (row: Row) => string): Generator<string> {
  let block = '';
  for (const row of rows) {
    block += write(row);
    if (block.length >= BLOCK_CHARACTERS) {
      yield block;
      block = '';
    }
  }
  if (block !== '') yield block;
}
