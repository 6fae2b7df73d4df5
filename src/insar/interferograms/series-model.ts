/**
 * What a series is made of: motion that a few functions of time describe, and the error of the given height, which grows
 * with the baselines (Fattahi and Amelung 2013). Both are estimated together, and the mean velocity as the slope of a line
 * through the corrected series.
 */

import { DAYS_PER_YEAR } from '../../products/epochs.js';

export interface SeriesModelOptions {
  /** Of the polynomial in time beside which the height error is estimated; 2 unless given. */
  readonly degree?: 1 | 2 | 3;
  /** Whether a yearly sine and cosine belong to the motion. */
  readonly isAnnual?: boolean;
  /** Days since the first date at which the ground may have jumped. */
  readonly stepDays?: readonly number[];
  /** Whether heights are wrong at all; true unless given. */
  readonly hasHeightError?: boolean;
}

export interface SeriesEstimate {
  velocityMmPerYear: number;
  velocityStd: number;
  heightErrorM: number;
  heightErrorStd: number;
  /** Of the model with the height error, mm. */
  residualRms: number;
}

/** A column that keeps less than this part of its length beside the others adds nothing but rounding. */
const DEPENDENT = 1e-8;
const MAX_DESIGNS = 64;

/** For one set of dates and parts. */
interface Design {
  readonly dates: Int32Array;
  /** Orthonormal columns of the motion: (columns) of (dates). */
  readonly motion: readonly Float64Array[];
  /** Baselines beside the motion, not normed; undefined when they cannot be told from it. */
  readonly baselines: Float64Array | undefined;
  readonly baselinesSquared: number;
  /** Time beside the constants, steps and seasons; undefined when there is but one date. */
  readonly line: Float64Array | undefined;
  readonly lineSquared: number;
  /** Slope of a line through the baselines themselves. */
  readonly baselineSlope: number;
}

export class SeriesModel {
  readonly #designs = new Map<string, Design>();

  /**
   * @param days (dates) since the first
   * @param baselinesM (dates) perpendicular, relative to any date of the same part of the network
   */
  constructor(
    private readonly days: Float64Array,
    private readonly baselinesM: Float64Array,
    private readonly options: SeriesModelOptions = {},
  ) {}

  /**
   * @param series (dates) mm towards the satellite, NaN = missing; comes out without the effect of the height error
   * @param part (dates) parts of the network, between which the series has unknown offsets
   * @param leverM R sin(incidence); NaN = no height error
   * @returns whether there are more dates than unknowns; NaN otherwise
   */
  estimate(series: Float64Array, part: Int32Array, leverM: number, out: SeriesEstimate): boolean {
    const { dates, motion, baselines, baselinesSquared, line, lineSquared, baselineSlope } = this.#design(series, part);
    const isHeightSeen = baselines !== undefined && Number.isFinite(leverM);
    const freedom = dates.length - motion.length - (isHeightSeen ? 1 : 0);
    out.velocityMmPerYear = out.velocityStd = out.heightErrorM = out.heightErrorStd = out.residualRms = Number.NaN;
    if (freedom < 1 || line === undefined) return false;
    const values = Float64Array.from(dates, (date) => series[date]);
    // Apparent displacement of a baseline of one metre, mm: minus the height error over the lever.
    const perMetre = isHeightSeen ? dot(baselines, values) / baselinesSquared : 0;
    if (isHeightSeen) {
      for (let date = 0; date < series.length; date++) series[date] -= perMetre * this.baselinesM[date];
      dates.forEach((date, i) => {
        values[i] = series[date];
      });
    }
    out.velocityMmPerYear = dot(line, values) / lineSquared;
    removeColumns(values, motion);
    const squares = dot(values, values);
    out.residualRms = Math.sqrt(squares / dates.length);
    if (isHeightSeen) out.heightErrorM = (-perMetre * leverM) / 1000;
    const variance = squares / freedom;
    // The height error is independent of every function of the motion, so that the two variances add up.
    const heightVariance = isHeightSeen ? variance / baselinesSquared : 0;
    out.velocityStd = Math.sqrt(variance / lineSquared + baselineSlope ** 2 * heightVariance);
    if (isHeightSeen) out.heightErrorStd = (Math.sqrt(heightVariance) * leverM) / 1000;
    return true;
  }

  #design(series: Float64Array, part: Int32Array): Design {
    let key = '';
    for (let date = 0; date < series.length; date++)
      key += String.fromCharCode(Number.isNaN(series[date]) ? 0 : part[date] + 1);
    const known = this.#designs.get(key);
    if (known) return known;
    const dates = Int32Array.from(this.days.keys()).filter((date) => !Number.isNaN(series[date]));
    if (this.#designs.size >= MAX_DESIGNS) this.#designs.clear();
    const design = this.#makeDesign(dates, part);
    this.#designs.set(key, design);
    return design;
  }

  #makeDesign(dates: Int32Array, part: Int32Array): Design {
    const { degree = 2, isAnnual = false, stepDays = [], hasHeightError = true } = this.options;
    const years = Float64Array.from(dates, (date) => this.days[date] / DAYS_PER_YEAR);
    const middle = years.length > 0 ? (years[0] + years[years.length - 1]) / 2 : 0;
    const column = (valueAt: (i: number) => number) => Float64Array.from(dates, (_, i) => valueAt(i));
    const basis: Float64Array[] = [];
    const add = (values: Float64Array) => {
      const rest = besideColumns(values, basis);
      if (rest) basis.push(rest.map((value) => value / Math.sqrt(dot(rest, rest))));
    };
    for (const one of [...new Set(Array.from(dates, (date) => part[date]))]) {
      add(column((i) => (part[dates[i]] === one ? 1 : 0)));
    }
    if (isAnnual) {
      add(column((i) => Math.cos(2 * Math.PI * years[i])));
      add(column((i) => Math.sin(2 * Math.PI * years[i])));
    }
    for (const day of stepDays) add(column((i) => (this.days[dates[i]] >= day ? 1 : 0)));
    const line = besideColumns(years, basis);
    const lineSquared = line ? dot(line, line) : Number.NaN;
    for (let power = 1; power <= degree; power++) add(column((i) => (years[i] - middle) ** power));
    const given = column((i) => this.baselinesM[dates[i]]);
    const baselines = hasHeightError ? besideColumns(given, basis) : undefined;
    return {
      dates,
      motion: basis,
      baselines,
      baselinesSquared: baselines ? dot(baselines, baselines) : Number.NaN,
      line,
      lineSquared,
      baselineSlope: line ? dot(line, given) / lineSquared : Number.NaN,
    };
  }
}

/** What of a column is orthogonal to others; undefined when that is rounding. Twice: the first pass leaves some of it. */
function besideColumns(column: Float64Array, basis: readonly Float64Array[]): Float64Array | undefined {
  const rest = column.slice();
  removeColumns(rest, basis);
  removeColumns(rest, basis);
  return Math.sqrt(dot(rest, rest)) > DEPENDENT * Math.sqrt(dot(column, column)) ? rest : undefined;
}

function removeColumns(values: Float64Array, basis: readonly Float64Array[]): void {
  for (const unit of basis) {
    const projection = dot(unit, values);
    for (let i = 0; i < values.length; i++) values[i] -= projection * unit[i];
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
