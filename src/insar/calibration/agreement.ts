/** How well bursts agree with GNSS and with one another, before and after: what an adjustment is judged by. */
import type { Adjustment } from './adjustment.js';
import type { CalibrationObservations } from './observations.js';

export interface TieAgreement {
  readonly product: string;
  readonly ties: number;
  /** Of these, left out as local motion. */
  readonly leftOut: number;
  /** Root mean square of InSAR minus GNSS over the ties that were not left out, robust weights. */
  readonly rmsBeforeMmPerYear: number;
  readonly rmsAfterMmPerYear: number;
}

export interface OverlapAgreement {
  /** Names; clusters after a number sign where a burst has several. */
  readonly first: string;
  readonly second: string;
  /** `same-track`: along the line of sight; `adjacent`: in the vertical. */
  readonly kind: 'same-track' | 'adjacent';
  readonly pseudoPs: number;
  readonly meanBeforeMmPerYear: number;
  readonly meanAfterMmPerYear: number;
  readonly rmsBeforeMmPerYear: number;
  readonly rmsAfterMmPerYear: number;
}

export function tieAgreement(observations: CalibrationObservations, adjustment: Adjustment): TieAgreement[] {
  const { products, units, ties } = observations;
  const sums = products.map(() => ({ ties: 0, leftOut: 0, weight: 0, before: 0, after: 0 }));
  ties.forEach(({ unit, differenceMmPerYear }, i) => {
    const sum = sums[units[unit].product];
    const weight = adjustment.tieWeight[i];
    sum.ties++;
    if (weight === 0) sum.leftOut++;
    sum.weight += weight;
    sum.before += weight * differenceMmPerYear ** 2;
    sum.after += weight * adjustment.tieResidual[i] ** 2;
  });
  return sums.map(({ ties: count, leftOut, weight, before, after }, product) => ({
    product: products[product].name,
    ties: count,
    leftOut,
    rmsBeforeMmPerYear: Math.sqrt(before / weight),
    rmsAfterMmPerYear: Math.sqrt(after / weight),
  }));
}

/** Of every pair of units that overlap, over all their pseudo-PS. */
export function overlapAgreement(observations: CalibrationObservations, adjustment: Adjustment): OverlapAgreement[] {
  const pairs = new Map<string, PairSums>();
  observations.overlaps.forEach((overlap, i) => {
    const { unit, other, kind, pseudoPsCount: n, meanMmPerYear, medianMmPerYear, squaresMm2PerYear2 } = overlap;
    // Within a cell the surfaces change by nothing: what the median loses, every pseudo-PS loses.
    const after = meanMmPerYear - medianMmPerYear + adjustment.overlapResidual[i];
    const key = `${unit} ${other} ${kind}`;
    const sums = pairs.get(key) ?? { unit, other, kind, n: 0, before: 0, after: 0, beforeSquares: 0, afterSquares: 0 };
    sums.n += n;
    sums.before += n * meanMmPerYear;
    sums.after += n * after;
    sums.beforeSquares += squaresMm2PerYear2 + n * meanMmPerYear ** 2;
    sums.afterSquares += squaresMm2PerYear2 + n * after ** 2;
    pairs.set(key, sums);
  });
  return [...pairs.values()]
    .map(({ unit, other, kind, n, before, after, beforeSquares, afterSquares }) => ({
      first: unitName(observations, unit),
      second: unitName(observations, other),
      kind,
      pseudoPs: n,
      meanBeforeMmPerYear: before / n,
      meanAfterMmPerYear: after / n,
      rmsBeforeMmPerYear: Math.sqrt(beforeSquares / n),
      rmsAfterMmPerYear: Math.sqrt(afterSquares / n),
    }))
    .sort((a, b) => (`${a.first} ${a.second}` < `${b.first} ${b.second}` ? -1 : 1));
}

interface PairSums {
  readonly unit: number;
  readonly other: number;
  readonly kind: 'same-track' | 'adjacent';
  n: number;
  before: number;
  after: number;
  beforeSquares: number;
  afterSquares: number;
}

function unitName({ products, units }: CalibrationObservations, index: number): string {
  const { product, cluster } = units[index];
  const { name } = products[product];
  const isOnly = units.filter((unit) => unit.product === product).length === 1;
  return isOnly ? name : `${name}#${cluster}`;
}
