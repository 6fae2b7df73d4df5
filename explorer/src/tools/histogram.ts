/** Values in classes of a round width. Pure. */
import { niceStep } from './chart-svg.js';

export interface Histogram {
  readonly startValue: number;
  readonly binWidth: number;
  readonly counts: readonly number[];
}

const MOST_BINS = 24;

/** Undefined without values. */
export function histogramOf(values: readonly number[]): Histogram | undefined {
  if (values.length === 0) return undefined;
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [values[0], values[0]],
  );
  const binWidth = niceStep((high - low) / MOST_BINS || Math.abs(high) / 100 || 1);
  const first = Math.floor(low / binWidth + 1e-9);
  const placeOf = (value: number) => Math.floor(value / binWidth + 1e-9) - first;
  const counts = new Array<number>(placeOf(high) + 1).fill(0);
  for (const value of values) counts[placeOf(value)]++;
  return { startValue: first * binWidth, binWidth, counts };
}
