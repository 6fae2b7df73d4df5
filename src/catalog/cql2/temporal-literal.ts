/** Dates, timestamps and intervals. Source: OGC 21-065r2, clauses 6.3 and 7.7; RFC 3339 with `Z` only. */
import { invalidParameter } from '../../errors.js';
import { excerpt } from './excerpt.js';
import type { Expression, InstantLiteral, Interval } from './expression.js';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/;
const FORM = { date: 'YYYY-MM-DD', timestamp: 'YYYY-MM-DDThh:mm:ssZ' };

/** The instant a text names, undefined when it names none. */
export function readInstant(text: string): InstantLiteral | undefined {
  if (isCalendarDate(text)) return { kind: 'date', text };
  const [, day, fraction = ''] = TIMESTAMP.exec(text) ?? [];
  if (day === undefined || !isCalendarDate(day)) return undefined;
  // One spelling per instant, so that equal filters are equal trees.
  const seconds = `${text.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)}${fraction.replace(/\.?0+$/, '')}`;
  return { kind: 'timestamp', text: `${seconds}Z` };
}

/** The instant in a plain string literal. GDAL compares dates with such strings and leaves the `T` of a timestamp on. */
export const readQuotedInstant = (text: string): InstantLiteral | undefined => readInstant(text.replace(/T$/, ''));

/** Throws `invalidParameter` unless `text` is of that kind. */
export function instantLiteral(kind: InstantLiteral['kind'], text: string): InstantLiteral {
  const instant = readInstant(text);
  if (instant?.kind !== kind)
    throw invalidParameter('filter', `${kind} '${excerpt(text)}' is none; expected ${FORM[kind]}`);
  return instant;
}

/** An end of an interval given as text; null for `..`. Throws `invalidParameter` for anything else. */
export function readIntervalEnd(text: string): InstantLiteral | null {
  if (text === '..') return null;
  const instant = readInstant(text);
  if (instant === undefined) {
    throw invalidParameter('filter', `interval end '${excerpt(text)}': expected ${FORM.date}, ${FORM.timestamp} or ..`);
  }
  return instant;
}

/** Throws `invalidParameter` when the interval ends before it starts. */
export function interval(start: Expression | null, end: Expression | null): Interval {
  if (isInstant(start) && isInstant(end) && isAfter(start, end)) {
    throw invalidParameter('filter', `interval from ${start.text} to ${end.text} ends before it starts`);
  }
  return { kind: 'interval', start, end };
}

const isInstant = (end: Expression | null): end is InstantLiteral => end?.kind === 'date' || end?.kind === 'timestamp';

/** By days when one of them is a date. Without their `Z`, timestamps sort as text. */
function isAfter(a: InstantLiteral, b: InstantLiteral): boolean {
  const length = a.kind === 'date' || b.kind === 'date' ? 'YYYY-MM-DD'.length : -1;
  return a.text.slice(0, length) > b.text.slice(0, length);
}

function isCalendarDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** The instant as PostgreSQL reads it: its calendar calls the year 0000 of RFC 3339 the year 1 BC. */
export const postgresInstant = ({ text }: InstantLiteral): string =>
  text.startsWith('0000-') ? `0001${text.slice(4)} BC` : text;
