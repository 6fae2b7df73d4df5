/** The parameter `aggregate`: what shall be said of the points of an area together. */
import { invalidParameter } from '../../errors.js';
import type { ValueSummary } from '../../products/percentile.js';

const MAX_STATISTICS = 12;

export interface Statistic {
  /** As the request names it: `mean`, `median`, `p90`. */
  readonly name: string;
  /** For people: `Mean`, `90th percentile`. */
  readonly title: string;
  /** 0 to 100, where it is a percentile. */
  readonly percentile?: number;
}

const SIMPLE: readonly Statistic[] = [
  { name: 'mean', title: 'Mean' },
  { name: 'median', title: 'Median', percentile: 50 },
  { name: 'std', title: 'Standard deviation' },
  { name: 'min', title: 'Smallest value' },
  { name: 'max', title: 'Largest value' },
];

/** Without repetitions, in the order asked for; how many values there are is always told. Throws `invalidParameter`. */
export function readStatistics(names: readonly string[]): readonly Statistic[] {
  const distinct = [...new Set(names.map((name) => name.trim()))].filter((name) => name !== 'count');
  if (distinct.length > MAX_STATISTICS) {
    throw invalidParameter('aggregate', `expected at most ${MAX_STATISTICS} statistics, got ${distinct.length}`);
  }
  return distinct.map((name) => SIMPLE.find((each) => each.name === name) ?? percentile(name));
}

function percentile(name: string): Statistic {
  const [, digits] = /^p(\d{1,2})$/.exec(name) ?? [];
  if (digits === undefined || Number(digits) === 0) {
    throw invalidParameter(
      'aggregate',
      `expected names out of count, mean, median, std, min, max, p1 to p99, got "${name.slice(0, 40)}"`,
    );
  }
  return { name, title: `Percentile ${Number(digits)}`, percentile: Number(digits) };
}

/** What to ask for, in the order in which `valueOf` looks them up. */
export const percentilesOf = (statistics: readonly Statistic[]): readonly number[] =>
  statistics.flatMap(({ percentile }) => percentile ?? []);

/** Compiles the look-up of each statistic in a summary; NaN where there are no values. */
export function valueReaders(statistics: readonly Statistic[]): readonly ((summary: ValueSummary) => number)[] {
  let next = 0;
  return statistics.map(({ name, percentile }) => {
    if (percentile === undefined) return (summary) => summary[name as 'mean' | 'std' | 'min' | 'max'];
    const place = next++;
    return (summary) => summary.percentiles[place];
  });
}

/** Digits that mean something: values are tenths of a millimetre, places seven decimals of a degree. */
const DIGITS = 10;

/** As JSON and CSV have it; NaN is `null` there. */
export const statisticText = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : 'null';
