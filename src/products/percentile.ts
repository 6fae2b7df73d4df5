/**
 * Percentiles of sorted values, interpolated linearly between order statistics at (n - 1) p / 100: definition 7 of Hyndman
 * & Fan 1996 (doi:10.2307/2684934), the default of NumPy, R and spreadsheets.
 */

/** What is said of a set of numbers; NaN everywhere but in `count` when there is none. */
export interface ValueSummary {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of the values themselves: divided by n, not n - 1. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** In the order asked for. */
  readonly percentiles: readonly number[];
}

/**
 * @param n values there are
 * @param p 0 to 100
 * @param at the value of a rank, 0 the least
 */
export function percentileOf(n: number, p: number, at: (rank: number) => number): number {
  if (n === 0) return Number.NaN;
  const place = ((n - 1) * p) / 100;
  const rank = Math.floor(place);
  const lower = at(rank);
  return rank + 1 < n ? lower + (place - rank) * (at(rank + 1) - lower) : lower;
}
