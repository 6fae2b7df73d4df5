/** What `datetime` means for points: a point belongs to the time its series spans. */
import { isoDate } from '../../products/epochs.js';
import type { PointsRecord } from './record.js';

/**
 * Numbers of the products whose series overlap the closed interval; undefined when all do.
 * Bounds are RFC 3339 dates or instants, null is open; comparison is by day, as acquisitions are.
 */
export function productNosAt(
  record: PointsRecord,
  [start, end]: readonly [string | null, string | null],
): readonly number[] | undefined {
  const from = start?.slice(0, 10) ?? '';
  const to = end?.slice(0, 10) ?? '\u{10FFFF}';
  const all = [...record.products.values()];
  const meeting = all.filter(({ dates }) => isoDate(dates[dates.length - 1]) >= from && isoDate(dates[0]) <= to);
  return meeting.length === all.length ? undefined : meeting.map((product) => product.productNo);
}

/** Indices [from, to) of the epochs inside the interval: what a series shows of itself when a time window is asked for. */
export function epochWindow(
  dates: readonly string[],
  interval: readonly [string | null, string | null] | undefined,
): readonly [number, number] {
  if (!interval) return [0, dates.length];
  const from = interval[0]?.slice(0, 10) ?? '';
  const to = interval[1]?.slice(0, 10) ?? '\u{10FFFF}';
  const first = dates.findIndex((date) => isoDate(date) >= from);
  const beyond = dates.findIndex((date) => isoDate(date) > to);
  return [first < 0 ? dates.length : first, beyond < 0 ? dates.length : beyond];
}
