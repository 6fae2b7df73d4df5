/** Histograms and small maps, filled value by value. */
import type { Histogram, QualityMap } from './psi-quality.js';

/** What lies beyond the edges counts in the outermost classes. */
export class HistogramSums {
  readonly #counts: number[];

  constructor(
    private readonly from: number,
    private readonly step: number,
    classes: number,
  ) {
    this.#counts = new Array(classes).fill(0);
  }

  add(value: number): void {
    if (Number.isNaN(value)) return;
    const place = Math.floor((value - this.from) / this.step);
    this.#counts[Math.max(0, Math.min(this.#counts.length - 1, place))]++;
  }

  histogram(): Histogram {
    return { from: this.from, step: this.step, counts: [...this.#counts] };
  }
}

const M2_PER_KM2 = 1e6;

/** Means over square cells of an image. */
export class MapMeans {
  readonly #cell: number;
  readonly #rows: number;
  readonly #columns: number;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  /** @param mostCells along the longer side */
  constructor(
    private readonly width: number,
    private readonly height: number,
    mostCells: number,
  ) {
    this.#cell = Math.max(1, Math.ceil(Math.max(width, height) / mostCells));
    this.#rows = Math.ceil(height / this.#cell);
    this.#columns = Math.ceil(width / this.#cell);
    this.#sums = new Float64Array(this.#rows * this.#columns);
    this.#counts = new Float64Array(this.#rows * this.#columns);
  }

  add(row: number, column: number, value: number): void {
    if (Number.isNaN(value)) return;
    const at = Math.floor(row / this.#cell) * this.#columns + Math.floor(column / this.#cell);
    this.#sums[at] += value;
    this.#counts[at]++;
  }

  map(): QualityMap {
    return this.#mapOf((at) => (this.#counts[at] > 0 ? this.#sums[at] / this.#counts[at] : null));
  }

  /** Values that were added, by square kilometre. */
  densities(pixelAreaM2: number): QualityMap {
    // The last cells reach beyond the image.
    const inside = (place: number, length: number) => Math.min(this.#cell, length - place * this.#cell);
    return this.#mapOf((at) => {
      const rows = inside(Math.floor(at / this.#columns), this.height);
      const columns = inside(at % this.#columns, this.width);
      return (this.#counts[at] * M2_PER_KM2) / (rows * columns * pixelAreaM2);
    });
  }

  #mapOf(valueAt: (at: number) => number | null): QualityMap {
    const values = Array.from(this.#sums, (_, at) => valueAt(at));
    return {
      rows: this.#rows,
      columns: this.#columns,
      cellPixels: this.#cell,
      values: values.map((value) => (value === null ? null : Number(value.toPrecision(4)))),
    };
  }
}
