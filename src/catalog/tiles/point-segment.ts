/**
 * Up to half a million points of a product on their way into tiles, quantised, in the order in which they came. A product
 * is cut into segments so that memory does not grow with it; each is sorted, packed and summed by itself.
 */
import {
  MISSING,
  POSITION_STEPS_PER_DEGREE,
  POSITION_STEPS_PER_METRE,
  quantised,
  TILE_ATTRIBUTES,
} from '../../formats/point-chunk.js';
import type { KeyedBatch } from '../ingest/key-points.js';

/** About 35 MB of columns. */
export const SEGMENT_POINTS = 1 << 19;
const FIRST_CAPACITY = 1 << 13;

/** The key of a point, cell (14 bits) and place on the curve (38), as two integers of 26 bits. */
const HALF = 2 ** 26;
const RADIX_BITS = 13;
const RADIX = 1 << RADIX_BITS;

export class PointSegment {
  count = 0;
  pidWidth = 0;
  longitude = new Int32Array(FIRST_CAPACITY);
  latitude = new Int32Array(FIRST_CAPACITY);
  easting = new Int32Array(FIRST_CAPACITY);
  northing = new Int32Array(FIRST_CAPACITY);
  tie = new Uint16Array(FIRST_CAPACITY);
  cell = new Int16Array(FIRST_CAPACITY);
  /** By number in TILE_ATTRIBUTES; undefined where the product has no such column. */
  readonly attributes: (Int32Array | undefined)[] = TILE_ATTRIBUTES.map(() => undefined);
  pid: string[] = [];
  #high = new Uint32Array(FIRST_CAPACITY);
  #low = new Uint32Array(FIRST_CAPACITY);

  get isFull(): boolean {
    return this.count === SEGMENT_POINTS;
  }

  /** Takes rows of a batch, in its key order from `start` on, until the segment is full. Returns how many it took. */
  add(keyed: KeyedBatch, start: number): number {
    const { order } = keyed;
    const taken = Math.min(order.length - start, SEGMENT_POINTS - this.count);
    this.#reserve(this.count + taken);
    const rows = order.subarray(start, start + taken);
    const place = (name: 'longitudeDeg' | 'latitudeDeg' | 'eastingM' | 'northingM', out: Int32Array, steps: number) => {
      const values = keyed.attribute(name)!;
      for (let i = 0; i < taken; i++) out[this.count + i] = Math.round(values[rows[i]] * steps);
    };
    place('longitudeDeg', this.longitude, POSITION_STEPS_PER_DEGREE);
    place('latitudeDeg', this.latitude, POSITION_STEPS_PER_DEGREE);
    place('eastingM', this.easting, POSITION_STEPS_PER_METRE);
    place('northingM', this.northing, POSITION_STEPS_PER_METRE);
    TILE_ATTRIBUTES.forEach(({ attribute, decimals }, number) => {
      const values = keyed.attribute(attribute);
      if (!values && !this.attributes[number]) return;
      const out = this.#attribute(number);
      for (let i = 0; i < taken; i++) {
        out[this.count + i] = values ? quantised(values[rows[i]], decimals) : MISSING;
      }
    });
    for (let i = 0; i < taken; i++) {
      const row = rows[i];
      const at = this.count + i;
      const hilbert = keyed.hilbert[row];
      const high = Math.floor(hilbert / HALF);
      this.#high[at] = keyed.cell[row] * 2 ** 12 + high;
      this.#low[at] = hilbert - high * HALF;
      this.tie[at] = keyed.tie[row];
      this.cell[at] = keyed.cell[row];
      const pid = keyed.batch.pid[row];
      this.pid.push(pid);
      if (pid.length > this.pidWidth) this.pidWidth = pid.length;
    }
    this.count += taken;
    return taken;
  }

  /**
   * Indices in key order: cell, place on the curve, then as they came, which is by tie. Four passes of a radix sort,
   * because comparing half a million keys costs ten times more.
   */
  sorted(): Uint32Array {
    const { count } = this;
    let from = Uint32Array.from({ length: count }, (_, i) => i);
    let to = new Uint32Array(count);
    for (const [keys, shift] of [
      [this.#low, 0],
      [this.#low, RADIX_BITS],
      [this.#high, 0],
      [this.#high, RADIX_BITS],
    ] as const) {
      const starts = new Uint32Array(RADIX + 1);
      for (let i = 0; i < count; i++) starts[((keys[i] >>> shift) & (RADIX - 1)) + 1]++;
      for (let digit = 0; digit < RADIX; digit++) starts[digit + 1] += starts[digit];
      for (let i = 0; i < count; i++) {
        const index = from[i];
        to[starts[(keys[index] >>> shift) & (RADIX - 1)]++] = index;
      }
      [from, to] = [to, from];
    }
    return from;
  }

  /** Writes a pid at `at`, latin1, padded with NUL to `width`. */
  writePid(index: number, out: Uint8Array, at: number, width: number): void {
    const text = this.pid[index];
    for (let i = 0; i < width; i++) out[at + i] = i < text.length ? text.charCodeAt(i) : 0;
  }

  #attribute(number: number): Int32Array {
    this.attributes[number] ??= new Int32Array(this.longitude.length).fill(MISSING);
    return this.attributes[number]!;
  }

  #reserve(count: number): void {
    const { length } = this.longitude;
    if (count <= length) return;
    const capacity = Math.min(SEGMENT_POINTS, Math.max(count, 2 * length));
    this.longitude = grown(this.longitude, capacity);
    this.latitude = grown(this.latitude, capacity);
    this.easting = grown(this.easting, capacity);
    this.northing = grown(this.northing, capacity);
    this.tie = grown(this.tie, capacity);
    this.cell = grown(this.cell, capacity);
    this.#high = grown(this.#high, capacity);
    this.#low = grown(this.#low, capacity);
    for (const [number, column] of this.attributes.entries()) {
      if (column) this.attributes[number] = grown(column, capacity);
    }
  }
}

function grown<Column extends Int32Array | Uint32Array | Int16Array | Uint16Array>(
  column: Column,
  capacity: number,
): Column {
  const larger = new (column.constructor as new (length: number) => Column)(capacity);
  larger.set(column);
  return larger;
}
