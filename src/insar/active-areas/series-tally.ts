/**
 * What the series of an area's points add up to, without holding them: the mean series, how much each series is signal
 * (correlation of neighbouring epochs) and how alike the series are (mean correlation of pairs of points). The last follows
 * from sums, because for series z of mean 0 and length 1 the squares of sum(z) hold all products of pairs.
 */
import { epochDay } from '../../products/epochs.js';

export interface SeriesSummary {
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
  /** (dates), mm; NaN where no point was observed. */
  readonly meanMm: Float64Array;
  /** Mean over the points of the correlation of a series with itself one epoch later; NaN without points of 3 epochs. */
  readonly temporalIndex: number;
  /** Mean correlation of the series of two points of the area and one product; NaN without pairs. */
  readonly spatialIndex: number;
}

/** Sums of one area over the points of one product. */
interface ProductSums {
  readonly dates: readonly string[];
  /** Of displacements, mm, and how many there are. */
  readonly sumMm: Float64Array;
  readonly counts: Int32Array;
  /** Of series of mean 0 and length 1, missing epochs 0. */
  readonly alike: Float64Array;
  points: number;
}

export class SeriesTally {
  /** By product. */
  readonly #products = new Map<number, ProductSums>();
  #lagged = 0;
  #laggedPoints = 0;

  /** @param displacementMm series of the point, NaN = missing */
  add(product: number, dates: readonly string[], displacementMm: Float64Array): void {
    const sums = this.#sumsOf(product, dates);
    let [count, sum] = [0, 0];
    for (let i = 0; i < dates.length; i++) {
      const value = displacementMm[i];
      if (Number.isNaN(value)) continue;
      sums.sumMm[i] += value;
      sums.counts[i]++;
      sum += value;
      count++;
    }
    const mean = sum / count;
    let [squares, products, before] = [0, 0, Number.NaN];
    for (let i = 0; i < dates.length; i++) {
      const value = displacementMm[i] - mean;
      if (Number.isNaN(value)) continue;
      squares += value * value;
      if (!Number.isNaN(before)) products += value * before;
      before = value;
    }
    // A series of nothing but one value is like no other.
    if (!(count >= 3 && squares > 0)) return;
    this.#lagged += products / squares;
    this.#laggedPoints++;
    const scale = 1 / Math.sqrt(squares);
    for (let i = 0; i < dates.length; i++) {
      if (!Number.isNaN(displacementMm[i])) sums.alike[i] += (displacementMm[i] - mean) * scale;
    }
    sums.points++;
  }

  /** Series of several products are joined date by date. */
  summary(): SeriesSummary {
    const products = [...this.#products].sort(([a], [b]) => a - b).map(([, sums]) => sums);
    const dates = [...new Set(products.flatMap((sums) => sums.dates))].sort();
    const placeOf = new Map(dates.map((date, i) => [date, i]));
    const sumMm = new Float64Array(dates.length);
    const counts = new Int32Array(dates.length);
    let [alike, pairs] = [0, 0];
    for (const sums of products) {
      for (const [i, date] of sums.dates.entries()) {
        sumMm[placeOf.get(date)!] += sums.sumMm[i];
        counts[placeOf.get(date)!] += sums.counts[i];
      }
      alike += sums.alike.reduce((total, value) => total + value * value, 0) - sums.points;
      pairs += sums.points * (sums.points - 1);
    }
    return {
      dates,
      meanMm: sumMm.map((sum, i) => sum / counts[i]),
      temporalIndex: this.#lagged / this.#laggedPoints,
      spatialIndex: alike / pairs,
    };
  }

  #sumsOf(product: number, dates: readonly string[]): ProductSums {
    const known = this.#products.get(product);
    if (known) return known;
    const sums = {
      dates,
      sumMm: new Float64Array(dates.length),
      counts: new Int32Array(dates.length),
      alike: new Float64Array(dates.length),
      points: 0,
    };
    this.#products.set(product, sums);
    return sums;
  }
}

/** Years of 365 days from the first of the dates. */
export const yearsOf = (dates: readonly string[]): Float64Array =>
  Float64Array.from(dates, (date) => (epochDay(date)! - epochDay(dates[0])!) / 365);
