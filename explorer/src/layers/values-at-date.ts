/** Displacement of many points at a date, out of the server's statistics date by date. Pure. */

export interface ValuesAtDate {
  readonly date: string;
  readonly count: number;
  readonly meanMm: number;
  readonly medianMm: number;
  readonly p10Mm: number;
  readonly p90Mm: number;
  /** In the area, and those of them that were summed up: fewer where the server took an even share. */
  readonly points: number;
  readonly pointsUsed: number;
}

/** `properties` of an area whose displacement was asked for with `aggregate`. */
export interface StatisticsByDate {
  readonly points: number;
  readonly points_used: number;
  readonly dates: readonly string[];
  readonly displacement: Readonly<Record<'count' | 'mean' | 'median' | 'p10' | 'p90', readonly (number | null)[]>>;
}

/** Of the nearest date on which points have values, the earlier of two. */
export function valuesAt(date: string, answer: StatisticsByDate | undefined): ValuesAtDate | undefined {
  if (!answer) return undefined;
  const { dates, displacement, points, points_used: pointsUsed } = answer;
  const distance = (i: number) => Math.abs(Date.parse(dates[i]) - Date.parse(date));
  const [at] = dates
    .map((_, i) => i)
    .filter((i) => (displacement.count[i] ?? 0) > 0)
    .sort((a, b) => distance(a) - distance(b));
  if (at === undefined) return undefined;
  const value = (name: 'mean' | 'median' | 'p10' | 'p90') => displacement[name][at]!;
  return {
    date: dates[at],
    count: displacement.count[at]!,
    meanMm: value('mean'),
    medianMm: value('median'),
    p10Mm: value('p10'),
    p90Mm: value('p90'),
    points,
    pointsUsed,
  };
}
