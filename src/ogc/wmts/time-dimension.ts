/** The dimension Time of a layer: the dates of its collection. */
import type { Collection } from '../../catalog/collection.js';
import { type Interval, intervalsMeet, parseDatetime } from '../../catalog/datetime.js';
import { isoDate } from '../../products/epochs.js';
import { invalid } from './exception-report.js';

export const TIME = 'Time';

/** Values of the dimension, the last of which is its default; none: the layer has no such dimension. */
export const timeValues = ({ dates }: Collection): readonly string[] => dates.map(isoDate);

/** What stands for the default, the latest: also a template that a client without dimensions left as it was. */
const DEFAULTS: readonly string[] = ['', 'default', 'current', `{${TIME}}`];

/**
 * The time that a request names: a value of the dimension, any moment between the first and the last of which the nearest
 * date is meant, or two around a slash. Throws `InvalidParameterValue`. Undefined for the default, and for layers without
 * time, for which it is one of the parameters that mean nothing.
 */
export function readTime(collection: Collection, text: string | undefined): Interval | undefined {
  const values = timeValues(collection);
  if (text === undefined || DEFAULTS.includes(text) || values.length === 0) return undefined;
  const extent: Interval = [values[0], values[values.length - 1]];
  const interval = parsed(text);
  if (intervalsMeet(interval, extent)) return interval;
  throw invalid(TIME, `expected a time from ${extent[0]} to ${extent[1]}, got "${text.slice(0, 80)}"`);
}

function parsed(text: string): Interval {
  try {
    return parseDatetime(text);
  } catch {
    throw invalid(TIME, `expected a date, or two around a slash, as 2021-05-01, got "${text.slice(0, 80)}"`);
  }
}
