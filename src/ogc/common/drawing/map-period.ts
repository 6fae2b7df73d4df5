/** The dates that a map shows: of displacements the two they lie between, of everything else all of the series. */
import type { MapLayer } from '../../../maps/map.js';
import { isoDate } from '../../../products/epochs.js';

const DAY_MS = 86_400_000;

/** Of a collection's dates (`YYYYMMDD`, ascending) the nearest to a day (`YYYY-MM-DD`), the earlier of two as near. */
export function nearestDate(dates: readonly string[], day: string): string | undefined {
  let nearest: string | undefined;
  let leastDays = Number.POSITIVE_INFINITY;
  for (const date of dates) {
    const days = Math.abs(Date.parse(isoDate(date)) - Date.parse(day)) / DAY_MS;
    if (days >= leastDays) continue;
    leastDays = days;
    nearest = date;
  }
  return nearest;
}

/** `2020-01-05/2024-12-29`, an interval of RFC 3339 dates over all layers; undefined when nothing has time. */
export function shownPeriod(layers: readonly MapLayer[]): string | undefined {
  const periods = layers.map(periodOf).filter((period) => period !== undefined);
  if (periods.length === 0) return undefined;
  const start = periods.map(([first]) => first).reduce((a, b) => (a < b ? a : b));
  const end = periods.map(([, last]) => last).reduce((a, b) => (a > b ? a : b));
  return `${start}/${end}`;
}

type Period = readonly [first: string, last: string];

function periodOf({ collection: { dates, interval }, style: { attribute } }: MapLayer): Period | undefined {
  if (dates.length === 0) {
    const [start, end] = interval;
    return start === null || end === null ? undefined : [start.slice(0, 10), end.slice(0, 10)];
  }
  const [first, last] = [dates[0], dates[dates.length - 1]];
  if (attribute.type !== 'displacement') return [isoDate(first), isoDate(last)];
  const nearest = (day: string | undefined, otherwise: string) =>
    isoDate((day === undefined ? undefined : nearestDate(dates, day)) ?? otherwise);
  return [nearest(attribute.from, first), nearest(attribute.to, last)];
}
