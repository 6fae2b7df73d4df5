/** Features as rows of a table, for formats that know columns only: identifier, attributes, then the series. */
import type { Collection, Property } from '../../catalog/collection.js';
import type { ItemsPage, Row } from '../../catalog/items.js';
import { displacementText, seriesArrayText } from '../../formats/geojson-series.js';
import { datesText } from './feature-text.js';
import { onDates, type SeriesOutput, TENTHS, tenthsOf } from './series-profile.js';

type Cells = readonly (string | null)[];

export interface FlatRows {
  readonly columns: readonly Property[];
  readonly cells: (row: Row) => Cells;
}

/** Compiles the columns of a page and what fills them. */
export function flatRows(collection: Collection, page: Pick<ItemsPage, 'columns'>, series: SeriesOutput): FlatRows {
  const attributes = page.columns.map(({ property }) => property);
  const hasId = attributes.some(({ role }) => role === 'id');
  const { columns, cells } = seriesColumns(series);
  return {
    columns: [...(hasId ? [] : [idColumn(collection)]), ...attributes, ...columns],
    cells: (row) => {
      const own = hasId ? row.cells : [row.id, ...row.cells];
      return row.series ? [...own, ...cells(row.series)] : own;
    },
  };
}

const idColumn = ({ properties }: Collection): Property => {
  const { name = 'id', title } = properties.find(({ role }) => role === 'id') ?? {};
  return { name, type: 'string', title };
};

const displacement = (name: string): Property => ({ name, type: 'number', title: 'Displacement', unit: 'mm' });
const DATES: Property = { name: 'dates', type: 'json', title: 'Epochs' };

/** One number per date, or two lists. */
function seriesColumns({ profile, dates, dateNames }: SeriesOutput): {
  readonly columns: readonly Property[];
  readonly cells: (series: NonNullable<Row['series']>) => Cells;
} {
  switch (profile) {
    case 'attributes':
      return { columns: [], cells: () => [] };
    case 'wide':
      return {
        columns: dateNames.map(displacement),
        cells: (series) => onDates(series, dates).map((mm) => (mm === null ? null : displacementText(mm))),
      };
    case 'series':
      return {
        columns: [DATES, { ...displacement('displacement'), type: 'json' }],
        cells: (series) => [datesText(series.dates), seriesArrayText(series.displacementMm)],
      };
    case 'compact':
      return {
        columns: [DATES, { ...TENTHS, type: 'json' }],
        cells: (series) => [datesText(series.dates), JSON.stringify(series.displacementMm.map(tenthsOf))],
      };
  }
}
