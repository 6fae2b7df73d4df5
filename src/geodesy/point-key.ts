/**
 * The stored identity of a measurement point inside its collection and cell, a positive int8 in SQL:
 *
 *     place on the Hilbert curve (38 bits) | product number (15 bits) | tie (9 bits)
 *
 * Ordering by it orders by place, so a box is a few ranges of keys. The product keeps apart the points of overlapping
 * bursts, the tie those of one product that share a square of 0.25 m.
 */
import { cellOrigin } from './cell.js';
import { HILBERT_SIZE, HILBERT_STEP_M } from './hilbert.js';

const TIE_SIZE = 2 ** 9;
const PRODUCT_SIZE = 2 ** 15;
/** Keys per square of the curve. */
const SQUARE_SIZE = PRODUCT_SIZE * TIE_SIZE;

/** Largest tie number: 512 points of one product per square. */
export const MAX_TIE = TIE_SIZE - 1;
/** Largest product number. */
export const MAX_PRODUCT = PRODUCT_SIZE - 1;

/** The key as SQL takes it. Arguments are integers within their bits, not checked: ingest checks them once. */
export function pointKey(hilbert: number, product: number, tie: number): bigint {
  return BigInt(hilbert) * BigInt(SQUARE_SIZE) + BigInt(product * TIE_SIZE + tie);
}

/** The same key as 8 big-endian bytes at `offset`: two halves of 32 bits, because BigInt is slow where millions are written. */
export function writePointKey(bytes: Uint8Array, offset: number, hilbert: number, product: number, tie: number): void {
  const high = Math.floor(hilbert / 0x100);
  const low = ((hilbert - high * 0x100) << 24) | (product << 9) | tie;
  bytes[offset] = high >>> 24;
  bytes[offset + 1] = high >>> 16;
  bytes[offset + 2] = high >>> 8;
  bytes[offset + 3] = high;
  bytes[offset + 4] = low >>> 24;
  bytes[offset + 5] = low >>> 16;
  bytes[offset + 6] = low >>> 8;
  bytes[offset + 7] = low;
}

/** What a key is made of. */
export function splitPointKey(key: bigint): { hilbert: number; product: number; tie: number } {
  const hilbert = key / BigInt(SQUARE_SIZE);
  const rest = Number(key - hilbert * BigInt(SQUARE_SIZE));
  return { hilbert: Number(hilbert), product: Math.floor(rest / TIE_SIZE), tie: rest % TIE_SIZE };
}

/** A stretch [lo, hi) of the curve as keys [from, to), in the text that `pg` binds to int8. */
export function keyRange(lo: number, hi: number): { from: string; to: string } {
  return { from: String(pointKey(lo, 0, 0)), to: String(pointKey(hi, 0, 0)) };
}

/** Square of a cell that holds a point of EPSG:3035; a point outside the cell gives the nearest square of the grid. */
export function quantise(eastingM: number, northingM: number, cell: number): { x: number; y: number } {
  const origin = cellOrigin(cell);
  return { x: square(eastingM - origin.eastingM), y: square(northingM - origin.northingM) };
}

function square(offsetM: number): number {
  return Math.max(0, Math.min(HILBERT_SIZE - 1, Math.floor(offsetM / HILBERT_STEP_M)));
}
