/** The parameter `datetime`: an instant, or an interval that may be open or have a duration at one end. */
import { invalidParameter } from '../errors.js';

/** Closed interval of RFC 3339 dates or date-times; null is open. */
export type Interval = readonly [string | null, string | null];

/**
 * Reads `2021-05-01`, `2021-05-01T06:00:00Z`, `a/b`, `../b`, `a/..`, `/b`, `a/`, `a/P2D` and `P2D/b`. Clients write
 * "no beginning" and "no end" as years 0000 and 9999, too; those are open ends here. Throws `invalidParameter`.
 */
export function parseDatetime(text: string): Interval {
  const parts = text.split('/');
  if (parts.length > 2) throw invalid(text);
  // A plus sign in a query string arrives as a blank; here it can only be that of a zone.
  const [first, second] = parts.map((part) => part.trim().replace(' ', '+'));
  if (second === undefined) {
    const instant = requireInstant(first, text);
    return [instant, instant];
  }
  const start = isDuration(first) ? shifted(requireInstant(second, text), first, -1, text) : bound(first, text);
  const end = isDuration(second) ? shifted(requireInstant(first, text), second, 1, text) : bound(second, text);
  if (start !== null && end !== null && earliest(start) > latest(end)) {
    throw invalidParameter('datetime', `expected the start before the end, got "${text}"`);
  }
  return [start, end];
}

/** First and last moment of a date or date-time, in ms since 1970: a date lasts its whole day. */
export const earliest = (moment: string): number => Date.parse(moment);
export const latest = (moment: string): number => Date.parse(moment) + (moment.includes('T') ? 0 : DAY_MS - 1);

/** True when two closed intervals share a moment; null is open. */
export const intervalsMeet = (a: Interval, b: Interval): boolean => startsBeforeEnd(a, b) && startsBeforeEnd(b, a);

const startsBeforeEnd = ([start]: Interval, [, end]: Interval): boolean =>
  start === null || end === null || earliest(start) <= latest(end);

const DAY_MS = 86_400_000;

function bound(part: string, text: string): string | null {
  if (part === '' || part === '..') return null;
  const instant = requireInstant(part, text);
  return instant.startsWith('0000') || instant.startsWith('9999') ? null : instant;
}

function requireInstant(part: string, text: string): string {
  const [, date] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/i.exec(part) ?? [];
  // Date.parse lets 31 February through as 3 March; a real date survives the round trip.
  const isReal = date !== undefined && !Number.isNaN(Date.parse(part)) && roundTrip(date) === date;
  if (!isReal) throw invalid(text);
  return part.toUpperCase();
}

const roundTrip = (date: string): string => new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10);

const DURATION =
  /^P(?=.)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/;

const isDuration = (part: string): boolean => part.startsWith('P');

function shifted(instant: string, duration: string, sign: 1 | -1, text: string): string {
  const match = DURATION.exec(duration);
  if (!match) throw invalid(text);
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(1)
    .map((digits) => sign * Number(digits ?? 0));
  const moment = new Date(instant);
  moment.setUTCFullYear(
    moment.getUTCFullYear() + years,
    moment.getUTCMonth() + months,
    moment.getUTCDate() + weeks * 7 + days,
  );
  moment.setUTCHours(moment.getUTCHours() + hours, moment.getUTCMinutes() + minutes, moment.getUTCSeconds() + seconds);
  const year = moment.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) throw invalid(text);
  const isWholeDay = !instant.includes('T') && !duration.includes('T');
  return isWholeDay ? moment.toISOString().slice(0, 10) : moment.toISOString();
}

const invalid = (text: string) =>
  invalidParameter('datetime', `expected an RFC 3339 date or date-time, or two of them around a slash, got "${text}"`);
