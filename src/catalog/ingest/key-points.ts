/**
 * Gives every point of a batch its key: 100 km cell, place on the Hilbert curve inside it, and a tie number that keeps
 * points of one product apart when they share a 0.25 m square. Rows are then visited in key order, so that what lies
 * together on the ground lies together on the disk.
 */

import { invalidProduct } from '../../errors.js';
import { cellOf, cellOrigin } from '../../geodesy/cell.js';
import { HILBERT_SIZE, HILBERT_STEP_M, hilbertIndex } from '../../geodesy/hilbert.js';
import { laeaToGeographic } from '../../geodesy/laea.js';
import { MAX_TIE } from '../../geodesy/point-key.js';
import type { AttributeName, PointBatch, ProductHeader } from '../../products/point-batch.js';

export interface KeyedBatch {
  readonly batch: PointBatch;
  /** Row indices of the batch in key order. */
  readonly order: Uint32Array;
  /** Per row of the batch, in file order. */
  readonly cell: Int16Array;
  readonly hilbert: Float64Array;
  readonly tie: Uint16Array;
  /** Attribute columns by name; level 3 gains its longitude and latitude here. */
  readonly attribute: (name: AttributeName) => Float64Array | undefined;
}

const SQUARES_PER_CELL = HILBERT_SIZE ** 2;

/** How often each square of a product has been taken; open addressing, because a Map of millions costs ten times more. */
export class TieCounter {
  #keys = new Float64Array(1 << 16);
  #counts = new Uint16Array(1 << 16);
  #used = 0;

  /** Number of earlier calls with the same `key` (a positive integer below 2^53). */
  next(key: number): number {
    if (this.#used * 2 > this.#keys.length) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === 0) {
      this.#keys[slot] = key;
      this.#used++;
    }
    return this.#counts[slot]++;
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    const high = Math.floor(key / 0x1_0000_0000);
    let slot = (Math.imul(key | 0, 0x9e3779b1) ^ Math.imul(high + 0x7f4a7c15, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const counts = this.#counts;
    this.#keys = new Float64Array(keys.length * 2);
    this.#counts = new Uint16Array(counts.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === 0) continue;
      const slot = this.#slotOf(keys[i]);
      this.#keys[slot] = keys[i];
      this.#counts[slot] = counts[i];
    }
  }
}

/** Throws `invalidProduct` when more than 512 points of one product share a square of 0.25 m. */
export function keyPoints(header: ProductHeader, batch: PointBatch, ties: TieCounter, where: string): KeyedBatch {
  const columns = new Map<AttributeName, Float64Array>(
    header.attributes.map((name, i) => [name, batch.attributes[i]] as const),
  );
  const eastingM = columns.get('eastingM')!;
  const northingM = columns.get('northingM')!;
  if (!columns.has('longitudeDeg')) addGeographic(columns, eastingM, northingM);

  const { count } = batch;
  const cell = new Int16Array(count);
  const hilbert = new Float64Array(count);
  const tie = new Uint16Array(count);
  const keys = new Float64Array(count);
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    const c = cellOf(eastingM[row], northingM[row]);
    const origin = cellOrigin(c);
    const x = Math.floor((eastingM[row] - origin.eastingM) / HILBERT_STEP_M);
    const y = Math.floor((northingM[row] - origin.northingM) / HILBERT_STEP_M);
    const h = hilbertIndex(x, y);
    cell[row] = c;
    hilbert[row] = h;
    keys[row] = c * SQUARES_PER_CELL + h;
    order[row] = row;
    const taken = ties.next(keys[row] + 1);
    if (taken > MAX_TIE) {
      const line = batch.firstRow + row + 2;
      throw invalidProduct(`${where}:${line}`, `more than ${MAX_TIE + 1} points at the same place`);
    }
    tie[row] = taken;
  }
  order.sort((a, b) => keys[a] - keys[b] || tie[a] - tie[b]);
  return { batch, order, cell, hilbert, tie, attribute: (name) => columns.get(name) };
}

function addGeographic(columns: Map<AttributeName, Float64Array>, eastingM: Float64Array, northingM: Float64Array) {
  const longitudeDeg = new Float64Array(eastingM.length);
  const latitudeDeg = new Float64Array(eastingM.length);
  for (let row = 0; row < eastingM.length; row++) {
    const at = laeaToGeographic(eastingM[row], northingM[row]);
    longitudeDeg[row] = Math.round(at.longitudeDeg * 1e7) / 1e7;
    latitudeDeg[row] = Math.round(at.latitudeDeg * 1e7) / 1e7;
  }
  columns.set('longitudeDeg', longitudeDeg);
  columns.set('latitudeDeg', latitudeDeg);
}
