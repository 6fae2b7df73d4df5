/**
 * The dimension time of a layer: the dates of its series (OGC 06-042, annex C). At an instant a map shows the displacement
 * since the first date, over an interval or between the ends of a list the one in between. The nearest dates count.
 */
import type { Collection } from '../../catalog/collection.js';
import { type Interval, parseDatetime } from '../../catalog/datetime.js';
import { ServiceError } from '../../errors.js';
import { epochDay, isoDate } from '../../products/epochs.js';
import { nearestDate } from '../common/drawing/map-period.js';
import { wmsError } from './service-exception.js';

export interface TimeDimension {
  /** ISO dates between commas, or `first/last/P6D` where they are regular. */
  readonly extent: string;
  readonly default: string;
}

export function timeDimension({ dates }: Collection): TimeDimension | undefined {
  if (dates.length === 0) return undefined;
  const [first, last] = [isoDate(dates[0]), isoDate(dates[dates.length - 1])];
  const stepDays = regularStepDays(dates);
  const extent = stepDays === undefined ? dates.map(isoDate).join(',') : `${first}/${last}/P${stepDays}D`;
  return { extent, default: last };
}

function regularStepDays(dates: readonly string[]): number | undefined {
  if (dates.length < 3) return undefined;
  const days = dates.map((date) => epochDay(date)!);
  const step = days[1] - days[0];
  return days.every((day, i) => i === 0 || day - days[i - 1] === step) ? step : undefined;
}

export interface AskedTime {
  /** ISO dates of the series; absent: the latest, by default. */
  readonly interval?: readonly [string, string];
  /** What the standard wants to be said in a header when another value than the one asked for was taken. */
  readonly warning?: string;
}

/** @param text the parameter TIME. Throws InvalidDimensionValue for what is no time, or lies outside the series. */
export function askedTime(text: string | undefined, { id, dates }: Collection): AskedTime {
  if (dates.length === 0) return {};
  const [first, latest] = [isoDate(dates[0]), isoDate(dates[dates.length - 1])];
  if (text === undefined || text === '') return { warning: `99 Default value used: time=${latest} ISO8601` };
  const intervals = text.split(',').map((part) => readPart(part, latest));
  const starts = intervals.map(([start]) => start?.slice(0, 10) ?? first);
  const ends = intervals.map(([, end]) => end?.slice(0, 10) ?? latest);
  const [start, end] = [starts.reduce(earlier), ends.reduce(later)];
  if (end < first || start > latest) {
    throw wmsError('InvalidDimensionValue', `TIME: expected ${first} to ${latest} for ${id}, got "${text}"`);
  }
  const [from, to] = [start, end].map((day) => isoDate(nearestDate(dates, day)!));
  if (start !== end) return { interval: [from, to] };
  return { interval: [to, to], ...(to !== end && { warning: `99 Nearest value used: time=${to} ISO8601` }) };
}

/** An instant, an interval, an interval with its resolution, of which only the ends matter; `current` is the latest date. */
function readPart(part: string, latest: string): Interval {
  const pieces = part.split('/').map((piece) => (piece.trim() === 'current' ? latest : piece));
  const hasResolution = pieces.length === 3 && /^P\w+$/.test(pieces[2]);
  try {
    return parseDatetime(pieces.slice(0, hasResolution ? 2 : undefined).join('/'));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw wmsError(
      'InvalidDimensionValue',
      `TIME: expected dates or date-times of ISO 8601, intervals of them, or "current", got "${part.slice(0, 80)}"`,
      error,
    );
  }
}

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);
