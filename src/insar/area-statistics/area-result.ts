/** What is said of one area, as numbers that can be written down and read again: rounded, null where there is nothing. */
import { isoDate } from '../../products/epochs.js';
import type { Turns } from '../turns.js';
import type { AreaFinder } from './area-finder.js';
import type { ColumnStatistics, ColumnSummary } from './column-statistics.js';
import type { GroupValues } from './group-values.js';
import type { MeasuredPoints } from './measured-points.js';
import { POINTS_PER_LOOK } from './point-tally.js';

export interface AreaResult {
  /** Points. */
  readonly count: number;
  /** One for each attribute asked for. */
  readonly attributes: readonly AttributeResult[];
  /** Absent when not asked for; null for an area with too few points. */
  readonly series?: SeriesResult | null;
}

export interface AttributeResult {
  /** Points that have the attribute; null where the area has too few to say anything. */
  readonly count: number | null;
  readonly mean: number | null;
  readonly median: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly percentiles: readonly (number | null)[];
}

/** One value for each date, mm; null where no point was observed. */
export interface SeriesResult {
  /** `YYYY-MM-DD`. */
  readonly dates: readonly string[];
  readonly count: readonly number[];
  readonly mean: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  readonly std: readonly (number | null)[];
  /** One array for each percentile asked for. */
  readonly percentiles: readonly (readonly (number | null)[])[];
}

/** Beyond what doubles are sure of: what rounding has left of 0.1 + 0.2. */
const ATTRIBUTE_DIGITS = 12;
/** Micrometres; the measurements are rounded to tenths of a millimetre. */
const SERIES_DECIMALS = 1000;

/** Reads the points of a group into its values. */
export async function collect(
  points: MeasuredPoints,
  finder: AreaFinder,
  values: GroupValues,
  turns: Turns,
): Promise<void> {
  const { count, longitudeDeg, latitudeDeg, eastingM, northingM } = points;
  const places: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i % POINTS_PER_LOOK === 0 && turns.isDue) await turns.pass();
    finder.find(longitudeDeg[i], latitudeDeg[i], eastingM[i], northingM[i], places);
    if (places.length > 0) values.add(points, i, places);
  }
}

/** Gathers the statistics of an area, whose dates may come in several windows. */
export class AreaResultBuilder {
  readonly #attributes: ColumnStatistics[] = [];
  readonly #dates: ColumnStatistics[] = [];

  constructor(private readonly summary: ColumnSummary) {}

  /** Takes the attributes from the first window, the dates from every one. */
  async add(values: GroupValues, place: number, attributeCount: number, turns: Turns): Promise<void> {
    for (let k = this.#attributes.length; k < attributeCount; k++) {
      if (turns.isDue) await turns.pass();
      this.#attributes.push(values.attributeStatistics(place, k, this.summary));
    }
    for (let date = 0; date < values.dateCount(place); date++) {
      if (turns.isDue) await turns.pass();
      this.#dates.push(values.dateStatistics(place, date, this.summary));
    }
  }

  /** @param dates of the area, or undefined when no series were asked for */
  result(count: number, dates: readonly string[] | undefined, percentileCount: number): AreaResult {
    const attributes = this.#attributes.map(attributeResult);
    if (!dates) return { count, attributes };
    return { count, attributes, series: seriesResult(dates, this.#dates, percentileCount) };
  }
}

/** An area without points, or with fewer than asked for: kept, with nothing said of them. */
export function emptyResult(
  count: number,
  attributeCount: number,
  percentileCount: number,
  withSeries: boolean,
): AreaResult {
  const nothing = { mean: null, median: null, std: null, min: null, max: null };
  const percentiles = Array<null>(percentileCount).fill(null);
  const own = { count: count === 0 ? 0 : null, ...nothing, percentiles };
  const attributes = Array<AttributeResult>(attributeCount).fill(own);
  return withSeries ? { count, attributes, series: null } : { count, attributes };
}

function attributeResult(statistics: ColumnStatistics): AttributeResult {
  const rounded = (value: number) => (Number.isNaN(value) ? null : Number(value.toPrecision(ATTRIBUTE_DIGITS)));
  const { count, mean, median, std, min, max, percentiles } = statistics;
  return {
    count,
    mean: rounded(mean),
    median: rounded(median),
    std: rounded(std),
    min: rounded(min),
    max: rounded(max),
    percentiles: percentiles.map(rounded),
  };
}

function seriesResult(
  dates: readonly string[],
  columns: readonly ColumnStatistics[],
  percentileCount: number,
): SeriesResult {
  // Adding zero turns -0, which is what rounding makes of -0.0001, into 0.
  const rounded = (value: number) =>
    Number.isNaN(value) ? null : Math.round(value * SERIES_DECIMALS) / SERIES_DECIMALS + 0;
  return {
    dates: dates.map(isoDate),
    count: columns.map(({ count }) => count),
    mean: columns.map(({ mean }) => rounded(mean)),
    median: columns.map(({ median }) => rounded(median)),
    std: columns.map(({ std }) => rounded(std)),
    percentiles: Array.from({ length: percentileCount }, (_, p) =>
      columns.map(({ percentiles }) => rounded(percentiles[p])),
    ),
  };
}
