/**
 * The parameter `subset`: parts of axes, `Lat(38:39),Lon(13:14),time("2021-01-01":"2021-12-31")` (OGC 20-058, clauses on
 * spatial subsetting and date and time). A map needs an interval of each spatial axis; of time an instant will do.
 */

import { type Interval, intervalsMeet, parseDatetime } from '../../catalog/datetime.js';
import { invalidParameter, notFound } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';

/** Undefined is the end of what there is, `*`. */
export type AxisInterval = readonly [low: number | undefined, high: number | undefined];

export interface Subset {
  readonly x?: AxisInterval;
  readonly y?: AxisInterval;
  /** As the parameter `datetime` has it. */
  readonly time?: string;
}

const PART = /\s*([A-Za-z][A-Za-z0-9]*)\(\s*("[^"]*"|[^":()]+?)\s*(?::\s*("[^"]*"|[^":()]+?)\s*)?\)\s*(?:,|$)/y;

/** @param texts values of all parameters of that name. Throws `invalidParameter`, and `notFound` beyond an axis. */
export function readSubset(texts: readonly string[], crs: Crs): Subset {
  const subset: { x?: AxisInterval; y?: AxisInterval; time?: string } = {};
  for (const { axis, low, high } of texts.flatMap(partsOf)) {
    const role = roleOf(axis, crs);
    if (subset[role] !== undefined) throw invalidParameter('subset', `${axis}: expected once, got it several times`);
    if (role === 'time') subset.time = timeText(low, high);
    else subset[role] = axisInterval(role, axis, low, high, crs);
  }
  return subset;
}

interface Part {
  readonly axis: string;
  readonly low: string;
  readonly high?: string;
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const match = PART.exec(text);
    if (!match) throw invalidParameter('subset', `expected AXIS(LOW:HIGH), got "${text.slice(0, 80)}"`);
    parts.push({ axis: match[1], low: match[2], high: match[3] });
  }
  if (parts.length === 0) throw invalidParameter('subset', 'expected AXIS(LOW:HIGH), got nothing');
  return parts;
}

const TIME_AXES: readonly string[] = ['time', 'Time', 't', 'T'];
const SPATIAL_AXES = { deg: { Lon: 'x', Lat: 'y' }, m: { E: 'x', N: 'y' } } as const;

function roleOf(axis: string, { unit }: Crs): keyof Subset {
  if (TIME_AXES.includes(axis)) return 'time';
  const axes: Readonly<Record<string, 'x' | 'y'>> = SPATIAL_AXES[unit];
  if (!Object.hasOwn(axes, axis)) {
    const known = [...Object.keys(axes), 'time'].join(', ');
    throw invalidParameter('subset', `expected an axis of the subset-crs (${known}), got ${axis}`);
  }
  return axes[axis];
}

function axisInterval(role: 'x' | 'y', axis: string, low: string, high: string | undefined, crs: Crs): AxisInterval {
  if (high === undefined) throw invalidParameter('subset', `${axis}: expected an interval LOW:HIGH, got one value`);
  const [from, to] = [low, high].map((text) => (text === '*' ? undefined : numberOf(axis, text)));
  if (from !== undefined && to !== undefined) {
    const mayWrap = role === 'x' && crs.unit === 'deg';
    if (from === to || (from > to && !mayWrap)) {
      throw invalidParameter('subset', `${axis}: expected the lower value first, got ${from}:${to}`);
    }
  }
  if (crs.unit === 'deg') refuseBeyond(axis, role === 'x' ? 180 : 90, from, to);
  return [from, to];
}

/** The standard wants 404 for what lies wholly outside the values of an axis. */
function refuseBeyond(axis: string, limit: number, from = -limit, to = limit): void {
  const isBeyond = Math.min(from, to) > limit || Math.max(from, to) < -limit;
  if (isBeyond) throw notFound('map', `${axis}(${from}:${to}) lies beyond ${-limit} to ${limit} degrees`);
}

function numberOf(axis: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || /[xob]/i.test(text)) {
    throw invalidParameter('subset', `${axis}: expected a number or *, got ${text.slice(0, 40)}`);
  }
  return value;
}

/** Years, months and hours alone are times, too; what `datetime` reads are days and moments. */
function timeText(low: string, high: string | undefined): string {
  if (high === undefined) return low === '*' ? '../..' : boundedTime(unquoted(low));
  const start = low === '*' ? '..' : firstMoment(unquoted(low));
  const end = high === '*' ? '..' : lastMoment(unquoted(high));
  return `${start}/${end}`;
}

const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1, -1) : text);

/** A time of less than a day's precision is the interval that it names. */
function boundedTime(text: string): string {
  const [start, end] = [firstMoment(text), lastMoment(text)];
  return start === end ? start : `${start}/${end}`;
}

function firstMoment(text: string): string {
  if (/^\d{4}$/.test(text)) return `${text}-01-01`;
  if (/^\d{4}-\d{2}$/.test(text)) return `${text}-01`;
  return withMinutes(text, '00:00');
}

function lastMoment(text: string): string {
  if (/^\d{4}$/.test(text)) return `${text}-12-31`;
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return withMinutes(text, '00:00');
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return `${text}-${String(days).padStart(2, '0')}`;
}

/** `2021-05-01T06Z` and `2021-05-01T06:30Z` as RFC 3339 has them. */
function withMinutes(text: string, rest: string): string {
  const [, day, hour, minute, zone] = /^(\d{4}-\d{2}-\d{2})T(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  return day === undefined ? text : `${day}T${hour}:${minute ?? rest.slice(0, 2)}:${rest.slice(3)}${zone}`;
}

/** The interval of `subset`; 404 where it does not meet the time of any collection, as the standard has it. */
export function subsetInterval(time: string, extents: readonly Interval[]): Interval {
  let interval: Interval;
  try {
    interval = parseDatetime(time);
  } catch (cause) {
    throw invalidParameter('subset', `time: ${(cause as Error).message.replace(/^datetime: /, '')}`, cause);
  }
  if (!extents.some((extent) => intervalsMeet(interval, extent))) throw notFound('map', `nothing has time in ${time}`);
  return interval;
}
