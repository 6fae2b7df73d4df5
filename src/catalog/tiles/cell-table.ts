/**
 * Sums over the cells of one zoom of a tile matrix set: open addressing over typed arrays, because a Map of objects costs
 * ten times more where every point comes by. Sums are of integers and so do not depend on the order.
 *
 * A cell's key orders cells by tile: (tile row * 2^12 + tile column) * 4096 + cell row * 64 + cell column.
 */
import { CELLS_PER_TILE } from '../../formats/overview-cells.js';
import { MISSING } from '../../formats/point-chunk.js';

const CELLS = CELLS_PER_TILE * CELLS_PER_TILE;
/** Tiles along an axis at the finest overview zoom of every set. */
const MAX_TILES = 2 ** 12;

export class CellTable {
  count = 0;
  #keys = new Float64Array(1 << 12).fill(-1);
  points = new Uint32Array(1 << 12);
  valued = new Uint32Array(1 << 12);
  sum = new Float64Array(1 << 12);
  min = new Int32Array(1 << 12);
  max = new Int32Array(1 << 12);
  /** Index of the fastest point in its segment, and its place in units of the finest overview zoom. */
  best = new Int32Array(1 << 12);
  bestVelocity = new Int32Array(1 << 12);
  bestX = new Int32Array(1 << 12);
  bestY = new Int32Array(1 << 12);

  /** Slot of a key, emptied when it is new. Slots move when the table grows: use it before the next call. */
  slot(key: number): number {
    if (2 * this.count >= this.#keys.length) this.#grow();
    const slot = this.#find(key);
    if (this.#keys[slot] !== key) {
      this.#keys[slot] = key;
      this.best[slot] = -1;
      this.count++;
    }
    return slot;
  }

  /** Adds one point; MISSING for no velocity. `x` and `y` are its place at the finest overview zoom. */
  addPoint(slot: number, index: number, velocity: number, x: number, y: number): void {
    this.points[slot]++;
    if (velocity !== MISSING) {
      if (this.valued[slot]++ === 0) {
        this.min[slot] = velocity;
        this.max[slot] = velocity;
      } else if (velocity < this.min[slot]) this.min[slot] = velocity;
      else if (velocity > this.max[slot]) this.max[slot] = velocity;
      this.sum[slot] += velocity;
    }
    this.#offer(slot, index, velocity, x, y);
  }

  /** The same cells, four to one. */
  coarser(): CellTable {
    const table = new CellTable();
    for (const key of this.keys()) {
      const from = this.#find(key);
      const to = table.slot(parentOf(key));
      table.points[to] += this.points[from];
      if (this.valued[from] > 0) {
        const isFirst = table.valued[to] === 0;
        table.min[to] = isFirst ? this.min[from] : Math.min(table.min[to], this.min[from]);
        table.max[to] = isFirst ? this.max[from] : Math.max(table.max[to], this.max[from]);
        table.valued[to] += this.valued[from];
        table.sum[to] += this.sum[from];
      }
      table.#offer(to, this.best[from], this.bestVelocity[from], this.bestX[from], this.bestY[from]);
    }
    return table;
  }

  /** Ascending: tile by tile, and cell by cell within. */
  keys(): Float64Array {
    const keys = this.#keys.filter((key) => key >= 0);
    return keys.sort();
  }

  /** Slot of a key that is there. */
  slotOf(key: number): number {
    return this.#find(key);
  }

  #offer(slot: number, index: number, velocity: number, x: number, y: number): void {
    const held = this.best[slot] < 0 ? -1 : speed(this.bestVelocity[slot]);
    const isFirst = this.best[slot] < 0;
    // Of equal ones the first in key order stays, so that the same points give the same cells.
    if (!isFirst && speed(velocity) <= held) return;
    this.best[slot] = index;
    this.bestVelocity[slot] = velocity;
    this.bestX[slot] = x;
    this.bestY[slot] = y;
  }

  #find(key: number): number {
    const mask = this.#keys.length - 1;
    const high = Math.floor(key / 0x1_0000_0000);
    let slot = (Math.imul(key | 0, 0x9e3779b1) ^ Math.imul(high + 0x7f4a7c15, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.#keys[slot] >= 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const old = { ...this.#columns(), keys: this.#keys };
    const capacity = 2 * old.keys.length;
    this.#keys = new Float64Array(capacity).fill(-1);
    this.points = new Uint32Array(capacity);
    this.valued = new Uint32Array(capacity);
    this.sum = new Float64Array(capacity);
    this.min = new Int32Array(capacity);
    this.max = new Int32Array(capacity);
    this.best = new Int32Array(capacity);
    this.bestVelocity = new Int32Array(capacity);
    this.bestX = new Int32Array(capacity);
    this.bestY = new Int32Array(capacity);
    for (let from = 0; from < old.keys.length; from++) {
      if (old.keys[from] < 0) continue;
      const to = this.#find(old.keys[from]);
      this.#keys[to] = old.keys[from];
      this.points[to] = old.points[from];
      this.valued[to] = old.valued[from];
      this.sum[to] = old.sum[from];
      this.min[to] = old.min[from];
      this.max[to] = old.max[from];
      this.best[to] = old.best[from];
      this.bestVelocity[to] = old.bestVelocity[from];
      this.bestX[to] = old.bestX[from];
      this.bestY[to] = old.bestY[from];
    }
  }

  #columns() {
    const { points, valued, sum, min, max, best, bestVelocity, bestX, bestY } = this;
    return { points, valued, sum, min, max, best, bestVelocity, bestX, bestY };
  }
}

/** Slower than every velocity when there is none. */
const speed = (velocity: number): number => (velocity === MISSING ? -1 : Math.abs(velocity));

export const cellKey = (tileRow: number, tileColumn: number, cell: number): number =>
  (tileRow * MAX_TILES + tileColumn) * CELLS + cell;

export function splitCellKey(key: number): { tileRow: number; tileColumn: number; cell: number } {
  const tile = Math.floor(key / CELLS);
  const tileRow = Math.floor(tile / MAX_TILES);
  return { tileRow, tileColumn: tile - tileRow * MAX_TILES, cell: key - tile * CELLS };
}

function parentOf(key: number): number {
  const { tileRow, tileColumn, cell } = splitCellKey(key);
  const half = CELLS_PER_TILE / 2;
  const row = (tileRow & 1) * half + (Math.floor(cell / CELLS_PER_TILE) >> 1);
  const column = (tileColumn & 1) * half + ((cell % CELLS_PER_TILE) >> 1);
  return cellKey(tileRow >> 1, tileColumn >> 1, row * CELLS_PER_TILE + column);
}
