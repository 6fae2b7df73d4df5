/**
 * Two displacement series of one point, from an earlier and a later release, made into one.
 *
 * Each release has its own zero, so one of them is moved: the offset is the median (or mean) of earlier minus later over
 * the dates both have. On those dates the later release speaks: it is the same acquisition, processed again with newer
 * orbits, a newer GNSS model and a longer record, and an average of two processings of one image is neither; noise would
 * not be less, because it is the same noise. The earlier release speaks where the later is silent. The joined series is then
 * moved as EGMS moves its own: the cubic and annual model is zero at the first epoch.
 *
 * Same choices as EGMS-TS-Concatenation (L. Solari, EEA), which sets the first sample to zero instead.
 */
import { type AttributeModel, createAttributeModel, type SeriesAttributes } from '../../products/attributes.js';

/** How the dates of a pair of products meet. */
export interface JoinedDates {
  /** `YYYYMMDD`, ascending: all dates of either product. */
  readonly dates: readonly string[];
  /** Place among them of each date of the earlier and of the later product. */
  readonly earlier: Int32Array;
  readonly later: Int32Array;
  /** Dates of both: places in the earlier product and, beside them, in the later. */
  readonly common: readonly (readonly [earlier: number, later: number])[];
}

export function joinDates(earlier: readonly string[], later: readonly string[]): JoinedDates {
  const dates = [...new Set([...earlier, ...later])].sort();
  const placeOf = new Map(dates.map((date, place) => [date, place]));
  const inLater = new Map(later.map((date, place) => [date, place]));
  return {
    dates,
    earlier: Int32Array.from(earlier, (date) => placeOf.get(date)!),
    later: Int32Array.from(later, (date) => placeOf.get(date)!),
    common: earlier.flatMap((date, place) => (inLater.has(date) ? [[place, inLater.get(date)!] as const] : [])),
  };
}

export interface JoinRule {
  readonly offset: 'median' | 'mean';
  /** Dates on which both series must have been observed; 1 or more. */
  readonly minCommonEpochs: number;
}

/** How two series fit. */
export interface SeriesFit {
  /** Earlier minus later, mm. */
  readonly offsetMm: number;
  readonly commonEpochs: number;
  /** Of earlier minus offset minus later, summed over the common epochs. */
  readonly squaresMm2: number;
}

export class SeriesJoin {
  readonly #model: AttributeModel;
  /** The joined series of the last point, mm, NaN where neither release has a value: (dates). */
  readonly joinedMm: Float64Array;
  readonly #differences: Float64Array;

  constructor(
    readonly dates: JoinedDates,
    private readonly rule: JoinRule,
  ) {
    this.#model = createAttributeModel(dates.dates);
    this.joinedMm = new Float64Array(dates.dates.length);
    this.#differences = new Float64Array(dates.common.length);
  }

  /**
   * Joins the series that begin at `earlierAt` and `laterAt`, mm, NaN missing, into `joinedMm`. Undefined, and nothing
   * joined, when they have too few epochs in common.
   */
  join(earlierMm: Float64Array, earlierAt: number, laterMm: Float64Array, laterAt: number): SeriesFit | undefined {
    const { dates, earlier, later, common } = this.dates;
    const differences = this.#differences;
    let n = 0;
    for (const [e, l] of common) {
      const difference = earlierMm[earlierAt + e] - laterMm[laterAt + l];
      if (!Number.isNaN(difference)) differences[n++] = difference;
    }
    if (n < this.rule.minCommonEpochs) return undefined;
    const seen = differences.subarray(0, n);
    const offsetMm = this.rule.offset === 'median' ? medianOf(seen) : meanOf(seen);
    let squaresMm2 = 0;
    for (const difference of seen) squaresMm2 += (difference - offsetMm) ** 2;

    const joined = this.joinedMm;
    joined.fill(Number.NaN, 0, dates.length);
    for (let e = 0; e < earlier.length; e++) joined[earlier[e]] = earlierMm[earlierAt + e] - offsetMm;
    for (let l = 0; l < later.length; l++) {
      const value = laterMm[laterAt + l];
      if (!Number.isNaN(value)) joined[later[l]] = value;
    }
    const zeroMm = this.#model.valueAtFirstEpochMm(joined);
    // Without a model (six epochs or fewer) there is no zero to move to.
    if (!Number.isNaN(zeroMm)) for (let d = 0; d < joined.length; d++) joined[d] -= zeroMm;
    return { offsetMm, commonEpochs: n, squaresMm2 };
  }

  /** Attributes of the series joined last. */
  attributes(): SeriesAttributes {
    return this.#model.attributes(this.joinedMm);
  }
}

/** Sorts what it is given. */
function medianOf(values: Float64Array): number {
  values.sort();
  const middle = (values.length - 1) / 2;
  return (values[Math.floor(middle)] + values[Math.ceil(middle)]) / 2;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
