/** Medians and spreads of a few values, some of which may be far off. */

/** Of values in ascending order; NaN of none. */
export function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What the spread of a handful of values is blended with, so that two that happen to agree do not count for certain. */
const PRIOR_SPREAD_MM_PER_YEAR = 1;
const PRIOR_VALUES = 4;
/** Standard deviation of normal values over their median absolute deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Standard error of a median over that of a mean, normal values. */
const MEDIAN_TO_MEAN = Math.sqrt(Math.PI / 2);

/**
 * Standard error of the median: from the median absolute deviation, blended with a prior of 1 mm/yr that weighs as much as
 * four values.
 */
export function medianErrorMmPerYear(sorted: Float64Array, median: number): number {
  const deviations = sorted.map((value) => Math.abs(value - median)).sort();
  const spread = MAD_TO_SIGMA * medianOfSorted(deviations);
  const freedom = sorted.length - 1;
  const variance = (PRIOR_VALUES * PRIOR_SPREAD_MM_PER_YEAR ** 2 + freedom * spread ** 2) / (PRIOR_VALUES + freedom);
  return MEDIAN_TO_MEAN * Math.sqrt(variance / sorted.length);
}
