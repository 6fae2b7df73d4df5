/** Points as CSV in the shape of EGMS's own files: identifier, attributes, place, then one column per date in millimetres. */
import type { Row } from '../../catalog/items.js';
import { epochWindow } from '../../catalog/points/epochs-filter.js';
import type { CellColumn } from '../../formats/cells.js';
import { csvHeader, csvRowWriter } from '../../formats/csv.js';
import { coordinateText } from '../../formats/geojson.js';
import { displacementText } from '../../formats/geojson-series.js';
import type { Crs } from '../../geodesy/crs.js';
import type { PointsAnswer } from './points-found.js';

const number = (name: string): CellColumn => ({ name, encoding: 'number' });

export async function* pointsCsv({ request, first, pages }: PointsAnswer): AsyncGenerator<string> {
  const { collection, crs, selection, interval } = request;
  const dates = selection.withSeries ? collection.dates.slice(...epochWindow(collection.dates, interval)) : [];
  const attributes = first.columns.map(({ property, encoding }): CellColumn => ({ name: property.name, encoding }));
  const names = placeNames(crs);
  const isPlaced = names.every((name) => attributes.some((column) => column.name === name));
  const place = isPlaced ? [] : names.map(number);
  const id: CellColumn = { name: 'pid', encoding: 'string' };
  const columns = [id, ...attributes, ...place, ...dates.map(number)];
  const write = csvRowWriter(columns);
  yield csvHeader(columns.map(({ name }) => name));
  for await (const { rows } of pages) {
    let block = '';
    for (const row of rows) {
      block += write([row.id, ...row.cells, ...(isPlaced ? [] : placeCells(row, crs)), ...seriesCells(row, dates)]);
    }
    yield block;
  }
}

/** As EGMS calls them. */
function placeNames({ unit, srid }: Crs): readonly [x: string, y: string] {
  if (unit === 'deg') return ['longitude', 'latitude'];
  return srid === 3035 ? ['easting', 'northing'] : ['x', 'y'];
}

function placeCells({ geometry }: Row, { unit }: Crs): readonly (string | null)[] {
  if (!geometry || !('x' in geometry)) return [null, null];
  return [geometry.x, geometry.y].map((text) => coordinateText(text, unit === 'deg' ? 7 : 3));
}

/** Bursts of one collection have different epochs: what was not observed is empty. Both lists of dates ascend. */
function seriesCells({ series }: Row, dates: readonly string[]): readonly (string | null)[] {
  if (!series) return [];
  let next = 0;
  return dates.map((date) => {
    if (series.dates[next] !== date) return null;
    const mm = series.displacementMm[next++];
    return mm === null || Number.isNaN(mm) ? null : displacementText(mm);
  });
}
