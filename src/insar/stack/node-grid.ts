/**
 * Quantities that change slowly over an image, computed at nodes some pixels apart and bilinear between them: places in
 * other systems, ranges. Nodes are made when rows need them, and those of the last rows are kept.
 */

/** Pixels between nodes, along rows and columns. What is bent over 160 m strays by 0.02 m at most, ranges included. */
export const NODE_PIXELS = 32;

export class NodeGrid<N extends number> {
  readonly #nodes: number;
  readonly #rows = new Map<number, Float64Array>();

  /** @param compute writes `quantities` numbers at a (possibly fractional) pixel into `out` from `at` on */
  constructor(
    widthPixels: number,
    private readonly quantities: N,
    private readonly compute: (row: number, column: number, out: Float64Array, at: number) => void,
  ) {
    this.#nodes = Math.ceil(widthPixels / NODE_PIXELS) + 1;
  }

  /** Quantities along a row of pixels: (nodes, quantities), straight between nodes. */
  along(row: number): Float64Array {
    const top = Math.floor(row / NODE_PIXELS);
    const upper = this.#nodeRow(top);
    const share = row / NODE_PIXELS - top;
    if (share === 0) return upper;
    const lower = this.#nodeRow(top + 1);
    return upper.map((value, i) => value + share * (lower[i] - value));
  }

  #nodeRow(index: number): Float64Array {
    const kept = this.#rows.get(index);
    if (kept) return kept;
    const row = new Float64Array(this.#nodes * this.quantities);
    for (let node = 0; node < this.#nodes; node++) {
      this.compute(index * NODE_PIXELS, node * NODE_PIXELS, row, node * this.quantities);
    }
    if (this.#rows.size > 7) this.#rows.clear();
    this.#rows.set(index, row);
    return row;
  }
}
