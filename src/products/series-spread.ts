/**
 * Mean, spread and percentiles of many displacement series, date by date, without keeping the series.
 *
 * Of series in tenths of a millimetre, as EGMS publishes them, everything is exact. Of finer ones the percentiles are those
 * of the values rounded to a tenth; mean, spread and extremes are of the values as they are.
 */
import { percentileOf, type ValueSummary } from './percentile.js';
import { MISSING_TENTHS, NEGATIVE_ZERO_TENTHS } from './point-batch.js';
import { TenthsHistogram } from './tenths-histogram.js';

/** Rounded values are kept within this many tenths of zero, 100 m, so that no number can ask for all memory. */
const LARGEST_ROUNDED = 1_000_000;

export class SeriesSpread {
  readonly #tenths: readonly TenthsHistogram[];
  /** Of values finer than tenths; empty as long as there is none. */
  readonly #fine: FineValues[] = [];

  constructor(readonly dateCount: number) {
    this.#tenths = Array.from({ length: dateCount }, () => new TenthsHistogram());
  }

  /**
   * A series as int16 little-endian in tenths: its values `from` to `to`, of which the first falls on date `dates[from]`.
   * @param at where its first value stands in `bytes`
   * @param dates (values of the series) the date of each value
   */
  addTenths(bytes: Uint8Array, at: number, from: number, to: number, dates: Int32Array): void {
    for (let i = from; i < to; i++) {
      const value = ((bytes[at + 2 * i + 1] << 24) >> 16) | bytes[at + 2 * i];
      if (value === MISSING_TENTHS) continue;
      this.#tenths[dates[i]].add(value === NEGATIVE_ZERO_TENTHS ? 0 : value);
    }
  }

  /** One value in millimetres; NaN is a missing one. */
  addMm(date: number, displacementMm: number): void {
    if (Number.isNaN(displacementMm)) return;
    this.#fine[date] ??= new FineValues();
    this.#fine[date].add(displacementMm);
  }

  /** @param percentiles 0 to 100 */
  summary(date: number, percentiles: readonly number[]): ValueSummary {
    const tenths = this.#tenths[date];
    const fine = this.#fine[date];
    const count = tenths.total + (fine?.count ?? 0);
    const steps = merged(fine ? [tenths, fine.rounded] : [tenths]);
    const exact = momentsOf(tenths);
    const { mean, squares, min, max } = fine ? together(exact, fine) : exact;
    const at = rankReader(steps);
    return {
      count,
      mean,
      std: Math.sqrt(squares / count),
      min,
      max,
      percentiles: percentiles.map((p) => percentileOf(count, p, (rank) => at(rank) / 10)),
    };
  }
}

/** mm; `squares` is the sum of squared deviations from the mean. */
interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
  readonly min: number;
  readonly max: number;
}

class FineValues implements Moments {
  readonly rounded = new TenthsHistogram();
  count = 0;
  mean = 0;
  squares = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    const deviation = value - this.mean;
    this.mean += deviation / ++this.count;
    this.squares += deviation * (value - this.mean);
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.rounded.add(Math.max(-LARGEST_ROUNDED, Math.min(LARGEST_ROUNDED, Math.round(value * 10))));
  }
}

/** Integers until the end: the same whatever the order in which the values came. */
function momentsOf(histogram: TenthsHistogram): Moments {
  const count = histogram.total;
  if (count === 0) return { count, mean: Number.NaN, squares: Number.NaN, min: Number.NaN, max: Number.NaN };
  let sum = 0;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  histogram.forEach((tenths, times) => {
    sum += tenths * times;
    min = Math.min(min, tenths);
    max = Math.max(max, tenths);
  });
  const meanTenths = sum / count;
  let squares = 0;
  histogram.forEach((tenths, times) => {
    squares += times * (tenths - meanTenths) ** 2;
  });
  return { count, mean: meanTenths / 10, squares: squares / 100, min: min / 10, max: max / 10 };
}

/** Two sets as one (Chan, Golub & LeVeque 1983, doi:10.1080/00031305.1983.10483115). */
function together(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  const count = a.count + b.count;
  const apart = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (apart * b.count) / count,
    squares: a.squares + b.squares + (apart * apart * a.count * b.count) / count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}

/** Values that occurred, ascending, and how many are not greater. */
interface Steps {
  readonly values: readonly number[];
  readonly upTo: readonly number[];
}

function merged(histograms: readonly TenthsHistogram[]): Steps {
  const counts = new Map<number, number>();
  for (const histogram of histograms) {
    histogram.forEach((value, count) => {
      counts.set(value, (counts.get(value) ?? 0) + count);
    });
  }
  const values = [...counts.keys()].sort((a, b) => a - b);
  let total = 0;
  return {
    values,
    upTo: values.map((value) => {
      total += counts.get(value)!;
      return total;
    }),
  };
}

function rankReader({ values, upTo }: Steps): (rank: number) => number {
  return (rank) => {
    let [low, high] = [0, values.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle] > rank) high = middle;
      else low = middle + 1;
    }
    return values[low];
  };
}
