/** What a chart of the tools shows, whoever draws it: uPlot on the screen, `chart-svg.ts` in a file. */
export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null | undefined)[];
  readonly colour: string;
  readonly isDashed?: boolean;
  readonly withPoints?: boolean;
  readonly withoutLine?: boolean;
}

export interface ChartContent {
  /** Seconds since 1970 when `isTime`; ascending. */
  readonly x: readonly number[];
  readonly isTime: boolean;
  /** Absent: as far as there are values. */
  readonly xRange?: readonly [number, number];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly unit: string;
  readonly series: readonly ChartSeries[];
  /** Filled between two of the series, by their places. */
  readonly band?: { readonly high: number; readonly low: number; readonly colour: string };
  /** Never narrower than this, so that noise does not look like motion. */
  readonly leastSpan: number;
}

/** Around the values, with a margin. */
export function valueRange({ series, leastSpan }: ChartContent): readonly [number, number] {
  const values = series.flatMap((each) => each.values.filter((value): value is number => Number.isFinite(value)));
  if (values.length === 0) return [-leastSpan / 2, leastSpan / 2];
  // Without spreading arguments: a profile may have tens of thousands.
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [values[0], values[0]],
  );
  const half = Math.max((high - low) / 2, leastSpan / 2) * 1.08;
  return [(low + high) / 2 - half, (low + high) / 2 + half];
}
