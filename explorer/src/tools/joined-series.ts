/**
 * One long series of a point out of several releases: each release counts from a first date of its own, so that it is moved
 * by the median difference at the dates that it shares with what came before. Pure.
 */
import type { Curve } from '../series/series-math.js';

export interface JoinedSeries extends Curve {
  /** What each series was moved by, in the order of their first dates; absent for what shares no date with the others. */
  readonly shiftsMm: readonly (number | undefined)[];
}

/** Where two have a date, the later release counts; without a common date a series is left out. */
export function joinedSeries(curves: readonly Curve[]): JoinedSeries {
  const ordered = curves
    .filter(({ dates }) => dates.length > 0)
    .toSorted((a, b) => (a.dates[0] + a.dates.at(-1) < b.dates[0] + b.dates.at(-1) ? -1 : 1));
  const values = new Map<string, number | null>();
  const shiftsMm = ordered.map(({ dates, displacementMm }, place) => {
    const differences = dates.flatMap((date, i) => {
      const [known, own] = [values.get(date), displacementMm[i]];
      return known === undefined || known === null || own === null ? [] : [known - own];
    });
    if (place > 0 && differences.length === 0) return undefined;
    const shift = place === 0 ? 0 : median(differences);
    dates.forEach((date, i) => {
      const own = displacementMm[i];
      if (own !== null || !values.has(date)) values.set(date, own === null ? null : own + shift);
    });
    return shift;
  });
  const dates = [...values.keys()].sort();
  return { dates, displacementMm: dates.map((date) => values.get(date) ?? null), shiftsMm };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
