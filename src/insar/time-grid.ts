/** Regular dates: the time axis to which series of different orbits are brought before they are combined. */
import { epochDay, regularEpochs } from '../products/epochs.js';

export interface TimeGrid {
  /** `YYYYMMDD`, ascending, `stepDays` apart. */
  readonly dates: readonly string[];
  /** The same as days since 1970-01-01. */
  readonly days: Int32Array;
}

/** More dates than daily ones for twelve years have no use, and every cell would pay for them. */
export const MAX_GRID_DATES = 4_500;

/**
 * The dates from `start` on, one every `stepDays` days, the last at or before `end` (both `YYYYMMDD`).
 * Throws RangeError for dates that do not exist, a start after the end, and grids of too many dates.
 */
export function regularTimeGrid(start: string, end: string, stepDays: number): TimeGrid {
  const [startDay, endDay] = [checkedDay(start), checkedDay(end)];
  if (startDay > endDay) throw new RangeError(`expected a start at or before the end, got ${start} and ${end}`);
  if (!Number.isInteger(stepDays) || stepDays < 1) {
    throw new RangeError(`stepDays: expected a whole number of days from 1, got ${stepDays}`);
  }
  const count = Math.floor((endDay - startDay) / stepDays) + 1;
  if (count > MAX_GRID_DATES) {
    throw new RangeError(`expected at most ${MAX_GRID_DATES} dates, got ${count}: take a longer step`);
  }
  const dates = regularEpochs(start, end, stepDays);
  return { dates, days: Int32Array.from(dates, checkedDay) };
}

function checkedDay(date: string): number {
  const day = epochDay(date);
  if (day === undefined) throw new RangeError(`expected a date YYYYMMDD, got ${JSON.stringify(date)}`);
  return day;
}
