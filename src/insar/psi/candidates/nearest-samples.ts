/** Of many samples alike the nearest are enough: the others cost as much, and bring in what is different further away. */
import type { HalfWindow, SampleLists } from '../../../kernels/index.js';

export class NearestSamples {
  /** (window) place of a pixel in the order of distances from the centre; equal ones row by row. */
  readonly #ranks: Int32Array;
  readonly #isThere: Uint8Array;

  /** @param aspect a row, in columns on the ground */
  constructor(
    private readonly half: HalfWindow,
    aspect: number,
  ) {
    const width = 2 * half.columns + 1;
    const distances = Float64Array.from({ length: (2 * half.rows + 1) * width }, (_, cell) => {
      const down = (Math.floor(cell / width) - half.rows) * aspect;
      return down * down + ((cell % width) - half.columns) ** 2;
    });
    this.#ranks = new Int32Array(distances.length);
    const order = Array.from(distances.keys()).sort((a, b) => distances[a] - distances[b] || a - b);
    order.forEach((cell, rank) => {
      this.#ranks[cell] = rank;
    });
    this.#isThere = new Uint8Array(distances.length);
  }

  /**
   * Shortens a list, in place and in its order, to the `most` nearest samples.
   * @param width columns of the block whose pixels the lists hold
   */
  keep({ samples, counts, capacity }: SampleLists, list: number, most: number, width: number, centre: number): void {
    if (counts[list] <= most) return;
    const own = samples.subarray(list * capacity, list * capacity + counts[list]);
    const [row, column] = [Math.floor(centre / width), centre % width];
    this.#isThere.fill(0);
    for (const pixel of own) this.#isThere[this.#rankOf(pixel, width, row, column)] = 1;
    let limit = 0;
    for (let left = most - this.#isThere[0]; left > 0; ) left -= this.#isThere[++limit];
    let kept = 0;
    for (const pixel of own) {
      if (this.#rankOf(pixel, width, row, column) <= limit) own[kept++] = pixel;
    }
    counts[list] = kept;
  }

  #rankOf(pixel: number, width: number, row: number, column: number): number {
    const { rows, columns } = this.half;
    const y = Math.floor(pixel / width);
    return this.#ranks[(y - row + rows) * (2 * columns + 1) + pixel - y * width - column + columns];
  }
}
