/** Series carried over to the dates of a regular grid, so that points of several bursts can be compared date by date. */
import { epochDay } from '../../products/epochs.js';

export interface DateGrid {
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
  /** Longest time between two observations that is bridged. */
  readonly maxGapDays: number;
}

/**
 * Compiles linear interpolation from the dates of a product to those of a grid. A date that was observed keeps its value;
 * before the first observation, after the last and in gaps longer than `maxGapDays` there is none (NaN).
 *
 * @returns fills `out` (grid dates) from the series that begins at `first` in `displacementMm` (product dates), mm
 */
export function gridInterpolation(
  dates: readonly string[],
  grid: DateGrid,
): (displacementMm: Float64Array, first: number, out: Float64Array) => void {
  const days = dates.map((date) => epochDay(date)!);
  const gridDays = grid.dates.map((date) => epochDay(date)!);
  const { maxGapDays } = grid;
  return (displacementMm, first, out) => {
    const nextObserved = (from: number) => {
      let epoch = from;
      while (epoch < days.length && Number.isNaN(displacementMm[first + epoch])) epoch++;
      return epoch;
    };
    let before = -1;
    let after = nextObserved(0);
    for (let g = 0; g < gridDays.length; g++) {
      const day = gridDays[g];
      while (after < days.length && days[after] < day) {
        before = after;
        after = nextObserved(after + 1);
      }
      out[g] = Number.NaN;
      if (after === days.length) continue;
      if (days[after] === day) {
        out[g] = displacementMm[first + after];
      } else if (before >= 0 && days[after] - days[before] <= maxGapDays) {
        const from = displacementMm[first + before];
        const share = (day - days[before]) / (days[after] - days[before]);
        out[g] = from + share * (displacementMm[first + after] - from);
      }
    }
  };
}
