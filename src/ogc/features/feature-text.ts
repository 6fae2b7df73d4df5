/** One feature as GeoJSON text, with as much of its series as the profile says. */
import type { Collection } from '../../catalog/collection.js';
import type { ItemsPage, Row } from '../../catalog/items.js';
import { featureWriter } from '../../formats/geojson.js';
import { seriesArrayText, wideSeriesWriter } from '../../formats/geojson-series.js';
import type { Crs } from '../../geodesy/crs.js';
import { isoDate } from '../../products/epochs.js';
import { xFirst } from './row-geometry.js';
import { onDates, type SeriesOutput, tenthsOf } from './series-profile.js';

type Series = NonNullable<Row['series']>;

/** `members`: JSON text of further members of the feature. */
export type RowWriter = (row: Row, members?: string) => string;

/**
 * Compiles the writer for the columns of a page. `sharedDates` stand once in the document around the features: a series
 * on just these dates does not repeat them.
 */
export function rowWriter(
  { properties: known }: Pick<Collection, 'properties'>,
  { columns }: Pick<ItemsPage, 'columns'>,
  crs: Crs,
  series: SeriesOutput,
  sharedDates?: readonly string[],
): RowWriter {
  const write = featureWriter(
    columns.map(({ property, encoding }) => ({ name: property.name, encoding })),
    crs,
    known.some(({ role, type }) => role === 'id' && type === 'integer') ? 'number' : 'string',
  );
  const geometry = xFirst(crs);
  const properties = seriesWriter(series, sharedDates);
  return (row, members) =>
    write(row.id, row.cells, geometry(row.geometry), {
      properties: row.series && properties(row.series),
      members,
    });
}

/** The points of a burst share their list of dates. */
const datesTexts = new WeakMap<readonly string[], string>();

/** `["2020-01-05","2020-01-17"]`. */
export function datesText(dates: readonly string[]): string {
  const text = datesTexts.get(dates) ?? JSON.stringify(dates.map(isoDate));
  datesTexts.set(dates, text);
  return text;
}

function seriesWriter(
  { profile, dates, dateNames }: SeriesOutput,
  sharedDates: readonly string[] | undefined,
): (series: Series) => string {
  if (profile === 'wide') {
    const write = wideSeriesWriter(dateNames);
    return (series) => write(onDates(series, dates));
  }
  const values = profile === 'compact' ? tenthsText : displacementText;
  return (series) =>
    isSame(series.dates, sharedDates) ? values(series) : `"dates":${datesText(series.dates)},${values(series)}`;
}

const displacementText = ({ displacementMm }: Series): string => `"displacement":${seriesArrayText(displacementMm)}`;

const tenthsText = ({ displacementMm }: Series): string =>
  `"displacement_tenths_mm":[${displacementMm.map(tenthsOf).map(String).join(',')}]`;

const isSame = (dates: readonly string[], shared: readonly string[] | undefined): boolean =>
  dates === shared || (dates.length === shared?.length && dates.every((date, i) => date === shared[i]));
