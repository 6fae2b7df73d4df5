/**
 * Features as GeoParquet, row group by row group. A series is a list of numbers beside the list of its dates, whatever the
 * profile asked for: one column per date would make the footer, which is held until the end, a hundred times as long.
 */
import { createGeoParquetWriter } from '../../formats/geoparquet.js';
import { fieldOf } from './binary-field.js';
import { flatRows } from './flat-rows.js';
import type { ItemsAnswer } from './items-answer.js';
import { xFirst } from './row-geometry.js';

/** Encoding so many takes some 30 ms, for which the thread of a server does nothing else. */
const VALUES_PER_GROUP = 75_000;

/** For a server's thread. */
export const itemsGeoParquet = (answer: ItemsAnswer): AsyncGenerator<Uint8Array> =>
  itemsGeoParquetGroups(answer, VALUES_PER_GROUP);

/** @param valuesPerGroup as many as the writer thinks best when absent: for a thread that nobody waits for */
export async function* itemsGeoParquetGroups(
  { request, first, pages }: ItemsAnswer,
  valuesPerGroup?: number,
): AsyncGenerator<Uint8Array> {
  const { collection, crs, series } = request;
  const withSeries = series.profile !== 'attributes';
  const flat = flatRows(collection, first, { ...series, profile: 'attributes' });
  const geometry = xFirst(crs);
  const writer = createGeoParquetWriter({ fields: flat.columns.map(fieldOf), crs, withSeries, valuesPerGroup });
  for await (const { rows } of pages) {
    for (const row of rows) {
      const bytes = writer.row(flat.cells({ ...row, series: undefined }), geometry(row.geometry), row.series);
      if (bytes) yield bytes;
    }
  }
  yield writer.finish();
}
