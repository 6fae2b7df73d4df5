/**
 * Air is new at every date, motion goes on: what residuals have in common with those of the weeks around them is motion.
 * Source: Ferretti, Prati & Rocca 2000, doi:10.1109/36.868878 (smoothing in time before the air is told).
 */
import { DAYS_PER_YEAR } from '../../products/epochs.js';

/**
 * Takes a triangular mean over so many days to both sides off a series, in place; NaN = missing. Undefined for a width of
 * 0: nothing is taken off.
 */
export function highPassOf(
  timesYears: Float64Array,
  halfWidthDays: number,
): ((series: Float32Array) => void) | undefined {
  if (!(halfWidthDays > 0)) return undefined;
  const dates = timesYears.length;
  const weights = new Float64Array(dates * dates);
  for (let i = 0; i < dates; i++) {
    for (let j = 0; j < dates; j++) {
      const days = DAYS_PER_YEAR * Math.abs(timesYears[i] - timesYears[j]);
      // Not the date itself: a mean of nothing else would take off everything.
      weights[i * dates + j] = i === j ? 0 : Math.max(0, 1 - days / halfWidthDays);
    }
  }
  return (series) => {
    const means = series.map((_, i) => {
      let [sum, used] = [0, 0];
      for (let j = 0; j < dates; j++) {
        const weight = weights[i * dates + j];
        if (weight === 0 || Number.isNaN(series[j])) continue;
        sum += weight * series[j];
        used += weight;
      }
      return used > 0 ? sum / used : 0;
    });
    for (let i = 0; i < dates; i++) series[i] -= means[i];
  };
}
