/**
 * Mean, spread and percentiles of numbers that come one after another, in bounded memory: percentiles are exact up to as
 * many values as are kept, and beyond it those of every second, fourth, eighth ... value, which is the same at every run.
 */
import { percentileOf, type ValueSummary } from './percentile.js';

/** 2 MiB of doubles. */
const USUALLY_KEPT = 262_144;
const FIRST_ROOM = 1_024;

export class ValueSpread {
  #count = 0;
  #mean = 0;
  /** Sum of squared deviations from the mean (Welford 1962, doi:10.1080/00401706.1962.10490022). */
  #squares = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #kept = new Float64Array(FIRST_ROOM);
  #keptCount = 0;
  /** One value in so many is kept. */
  #stride = 1;

  constructor(private readonly mostKept = USUALLY_KEPT) {}

  /** NaN is a missing value. */
  add(value: number): void {
    if (Number.isNaN(value)) return;
    if (this.#count % this.#stride === 0) this.#keep(value);
    const deviation = value - this.#mean;
    this.#mean += deviation / ++this.#count;
    this.#squares += deviation * (value - this.#mean);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** @param percentiles 0 to 100 */
  summary(percentiles: readonly number[]): ValueSummary {
    const count = this.#count;
    if (count === 0) return { count, ...NOTHING, percentiles: percentiles.map(() => Number.NaN) };
    const sorted = this.#kept.slice(0, this.#keptCount).sort();
    return {
      count,
      mean: this.#mean,
      std: Math.sqrt(this.#squares / count),
      min: this.#min,
      max: this.#max,
      percentiles: percentiles.map((p) => percentileOf(sorted.length, p, (rank) => sorted[rank])),
    };
  }

  #keep(value: number): void {
    if (this.#keptCount === this.mostKept) {
      this.#halve();
      if (this.#count % this.#stride !== 0) return;
    }
    if (this.#keptCount === this.#kept.length) this.#grow();
    this.#kept[this.#keptCount++] = value;
  }

  #halve(): void {
    const half = Math.ceil(this.#keptCount / 2);
    for (let i = 0; i < half; i++) this.#kept[i] = this.#kept[2 * i];
    this.#keptCount = half;
    this.#stride *= 2;
  }

  #grow(): void {
    const larger = new Float64Array(Math.min(this.mostKept, 2 * this.#kept.length));
    larger.set(this.#kept);
    this.#kept = larger;
  }
}

const NOTHING = { mean: Number.NaN, std: Number.NaN, min: Number.NaN, max: Number.NaN };
