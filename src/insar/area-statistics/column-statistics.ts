/**
 * What is said of the values of an area: mean, spread, extremes, median and percentiles, all exact.
 *
 * Spread is the standard deviation of the values themselves (divided by n, not n - 1). Percentiles are interpolated
 * linearly between order statistics at (n - 1) p / 100, definition 7 of Hyndman & Fan 1996 (doi:10.2307/2684934), the
 * default of NumPy, R and spreadsheets; the median is the 50th.
 */
import { MISSING_TENTHS } from '../../products/point-batch.js';

export interface ColumnStatistics {
  /** Values that are there; NaN everywhere else when there is none. */
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** In the order asked for. */
  readonly percentiles: readonly number[];
}

/** Values as they are, NaN missing; or tenths of a millimetre, which are counted instead of sorted. */
export type Values = Float64Array | Int16Array;

/** Sorting is quicker than counting when the range is this many times wider than the values are many. */
const SPARSE = 8;

export class ColumnSummary {
  readonly #percentiles: readonly number[];
  #sorted = new Float64Array(1024);
  /** Of tenths, by value less the least. */
  readonly #counts = new Uint32Array(1 << 16);

  /** @param percentiles 0 to 100 */
  constructor(percentiles: readonly number[]) {
    this.#percentiles = percentiles;
  }

  /**
   * Every `stride`-th of `count` values from `first` on: a column of a matrix that is stored by rows.
   * Tenths come out in millimetres.
   */
  of(values: Values, first: number, count: number, stride: number): ColumnStatistics {
    return values instanceof Int16Array
      ? this.#ofTenths(values, first, count, stride)
      : this.#ofDoubles(values, first, count, stride);
  }

  #ofDoubles(values: Float64Array, first: number, count: number, stride: number): ColumnStatistics {
    const scratch = this.#scratch(count);
    let n = 0;
    let sum = 0;
    for (let i = 0, at = first; i < count; i++, at += stride) {
      const value = values[at];
      if (Number.isNaN(value)) continue;
      scratch[n++] = value;
      sum += value;
    }
    const sorted = scratch.subarray(0, n);
    const mean = sum / n;
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (sorted[i] - mean) ** 2;
    sorted.sort();
    return this.#statistics(n, mean, Math.sqrt(squares / n), (rank) => sorted[rank]);
  }

  #ofTenths(values: Int16Array, first: number, count: number, stride: number): ColumnStatistics {
    let n = 0;
    let sum = 0;
    let [least, most] = [32_767, -32_767];
    for (let i = 0, at = first; i < count; i++, at += stride) {
      const tenths = values[at];
      if (tenths === MISSING_TENTHS) continue;
      n++;
      sum += tenths;
      if (tenths < least) least = tenths;
      if (tenths > most) most = tenths;
    }
    if (n === 0) return this.#statistics(0, Number.NaN, Number.NaN, () => Number.NaN);
    const meanTenths = sum / n;
    let squares = 0;
    for (let i = 0, at = first; i < count; i++, at += stride) {
      if (values[at] !== MISSING_TENTHS) squares += (values[at] - meanTenths) ** 2;
    }
    const tenthsAt =
      most - least > SPARSE * n
        ? this.#sortTenths(values, first, count, stride)
        : this.#countTenths(values, first, count, stride, least, most);
    return this.#statistics(n, meanTenths / 10, Math.sqrt(squares / n) / 10, (rank) => tenthsAt(rank) / 10);
  }

  #sortTenths(values: Int16Array, first: number, count: number, stride: number): (rank: number) => number {
    const scratch = this.#scratch(count);
    let n = 0;
    for (let i = 0, at = first; i < count; i++, at += stride) {
      if (values[at] !== MISSING_TENTHS) scratch[n++] = values[at];
    }
    const sorted = scratch.subarray(0, n).sort();
    return (rank) => sorted[rank];
  }

  #countTenths(
    values: Int16Array,
    first: number,
    count: number,
    stride: number,
    least: number,
    most: number,
  ): (rank: number) => number {
    const counts = this.#counts.fill(0, 0, most - least + 1);
    for (let i = 0, at = first; i < count; i++, at += stride) {
      if (values[at] !== MISSING_TENTHS) counts[values[at] - least]++;
    }
    // Ranks then are looked up by walking: up to where all before have been counted.
    let total = 0;
    for (let value = 0; value <= most - least; value++) {
      total += counts[value];
      counts[value] = total;
    }
    return (rank) => {
      let [low, high] = [0, most - least];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (counts[middle] > rank) high = middle;
        else low = middle + 1;
      }
      return least + low;
    };
  }

  /** @param at the value of a rank, 0 the least */
  #statistics(n: number, mean: number, std: number, at: (rank: number) => number): ColumnStatistics {
    const percentile = (p: number) => {
      if (n === 0) return Number.NaN;
      const place = ((n - 1) * p) / 100;
      const rank = Math.floor(place);
      const lower = at(rank);
      return rank + 1 < n ? lower + (place - rank) * (at(rank + 1) - lower) : lower;
    };
    return {
      count: n,
      mean,
      median: percentile(50),
      std,
      min: percentile(0),
      max: percentile(100),
      percentiles: this.#percentiles.map(percentile),
    };
  }

  #scratch(count: number): Float64Array {
    if (this.#sorted.length < count) this.#sorted = new Float64Array(count);
    return this.#sorted;
  }
}
