/** Epochs of a series: `YYYYMMDD` column names, and the time axis EGMS fits its models on. */

const DAY_MS = 86_400_000;
/** EGMS counts years of 365 days. */
export const DAYS_PER_YEAR = 365;

/** Days since 1970-01-01 of a `YYYYMMDD` date; undefined when the text is no date of the calendar. */
export function epochDay(date: string): number | undefined {
  if (!/^\d{8}$/.test(date)) return undefined;
  const day = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8))) / DAY_MS;
  return epochDate(day) === date ? day : undefined;
}

/** `YYYYMMDD` of a day counted from 1970-01-01. */
export function epochDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Days since 1 January of the same year. Throws RangeError for text that is no date. */
export function dayOfYear(date: string): number {
  return checkedDay(date) - checkedDay(`${date.slice(0, 4)}0101`);
}

/** Dates from `first` to at most `last`, both `YYYYMMDD`, one every `stepDays` days. */
export function regularEpochs(first: string, last: string, stepDays: number): string[] {
  const lastDay = checkedDay(last);
  const dates: string[] = [];
  for (let day = checkedDay(first); day <= lastDay; day += stepDays) dates.push(epochDate(day));
  return dates;
}

/** Years of 365 days since the first date. Throws RangeError for dates that do not exist or do not ascend. */
export function yearsSinceFirst(dates: readonly string[]): Float64Array {
  const days = dates.map(checkedDay);
  for (let i = 1; i < days.length; i++) {
    if (days[i] <= days[i - 1])
      throw new RangeError(`dates: expected ascending, got ${dates[i]} after ${dates[i - 1]}`);
  }
  return Float64Array.from(days, (day) => (day - days[0]) / DAYS_PER_YEAR);
}

function checkedDay(date: string): number {
  const day = epochDay(date);
  if (day === undefined) throw new RangeError(`dates: expected YYYYMMDD, got ${JSON.stringify(date)}`);
  return day;
}

/** `20200103` to `2020-01-03`. */
export const isoDate = (date: string): string => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
