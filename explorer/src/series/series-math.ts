/** Arithmetic on the series of points: dates as years, fitted lines, residuals, differences. Pure. */
import type { Series } from '../server/documents.js';

export interface Line {
  readonly interceptMm: number;
  readonly velocityMmPerYear: number;
}

const MS_PER_YEAR = 365.25 * 86_400_000;

/** Years since the first date. */
export const yearsSince = (dates: readonly string[], first = dates[0]): readonly number[] =>
  dates.map((date) => (Date.parse(date) - Date.parse(first)) / MS_PER_YEAR);

/** Least squares over the dates with a value; undefined with fewer than two of them. */
export function fittedLine(years: readonly number[], valuesMm: readonly (number | null)[]): Line | undefined {
  let [count, meanYear, meanMm, productSum, squareSum] = [0, 0, 0, 0, 0];
  valuesMm.forEach((value, i) => {
    if (value === null) return;
    count++;
    const deltaYear = years[i] - meanYear;
    meanYear += deltaYear / count;
    meanMm += (value - meanMm) / count;
    productSum += deltaYear * (value - meanMm);
    squareSum += deltaYear * (years[i] - meanYear);
  });
  if (count < 2 || squareSum === 0) return undefined;
  const velocityMmPerYear = productSum / squareSum;
  return { velocityMmPerYear, interceptMm: meanMm - velocityMmPerYear * meanYear };
}

/** Of a line: standard deviation of the residuals, with the two degrees of freedom of a line taken off. */
export function residualStdMm(years: readonly number[], valuesMm: readonly (number | null)[], line: Line): number {
  let [count, sum] = [0, 0];
  valuesMm.forEach((value, i) => {
    if (value === null) return;
    count++;
    sum += (value - line.interceptMm - line.velocityMmPerYear * years[i]) ** 2;
  });
  return count > 2 ? Math.sqrt(sum / (count - 2)) : Number.NaN;
}

export function withoutLine(
  years: readonly number[],
  valuesMm: readonly (number | null)[],
): readonly (number | null)[] {
  const line = fittedLine(years, valuesMm);
  if (!line) return valuesMm;
  return valuesMm.map((value, i) =>
    value === null ? null : value - line.interceptMm - line.velocityMmPerYear * years[i],
  );
}

export type Curve = Pick<Series, 'dates' | 'displacementMm'>;

/** At the dates that both have, starting at zero: two series have each a first date of their own. */
export function difference(a: Curve, b: Curve): Curve {
  const ofB = new Map(b.dates.map((date, i) => [date, b.displacementMm[i]]));
  const common = a.dates.flatMap((date, i) => {
    const [left, right] = [a.displacementMm[i], ofB.get(date)];
    return left === null || right === null || right === undefined ? [] : [{ date, mm: left - right }];
  });
  const start = common[0]?.mm ?? 0;
  return { dates: common.map(({ date }) => date), displacementMm: common.map(({ mm }) => mm - start) };
}

export interface Table {
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  /** One for each curve, in step with the times; undefined where a curve does not have the date. */
  readonly columns: readonly (readonly (number | null | undefined)[])[];
  readonly dates: readonly string[];
}

/** Curves with dates of their own, on all dates that any has. */
export function tableOf(curves: readonly Curve[]): Table {
  const dates = [...new Set(curves.flatMap((curve) => curve.dates))].sort();
  const columns = curves.map((curve) => {
    const values = new Map(curve.dates.map((date, i) => [date, curve.displacementMm[i]]));
    return dates.map((date) => values.get(date));
  });
  return { dates, times: dates.map((date) => Date.parse(date) / 1000), columns };
}

/** RFC 4180: a column for each curve, empty where it has no value. */
export function csvOf(curves: readonly (Curve & { readonly name: string })[]): string {
  const { dates, columns } = tableOf(curves);
  const head = ['date', ...curves.map(({ name }) => name)].map(cell).join(',');
  const rows = dates.map((date, i) => [date, ...columns.map((column) => column[i] ?? '')].join(','));
  return `${[head, ...rows].join('\r\n')}\r\n`;
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
