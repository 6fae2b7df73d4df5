/** From the cells of a statement, in the order of `Selection`, to the rows of a page. */
import type { PropertyType } from '../collection.js';
import type { Column, Row } from '../items.js';
import type { TextRow } from '../text-rows.js';
import type { Selection } from './table-statements.js';

export const columnsOf = ({ columns }: Selection): readonly Column[] =>
  columns.map(({ property }) => ({ property, encoding: encodingOf(property.type) }));

export function rowOf({ columns, crs }: Selection, [id, ...cells]: TextRow): Row {
  const geojson = crs ? cells[columns.length] : null;
  return {
    id: id!,
    cells: columns.map(({ property }, i) => (isNumeric(property.type) ? jsonNumber(cells[i]) : cells[i])),
    geometry: geojson === null ? null : { geojson },
  };
}

/** The values that a row was sorted by, which come last. */
export const sortValuesOf = (row: TextRow, count: number): TextRow => row.slice(row.length - count);

/** JSON has no `NaN` and no `Infinity`; no other number begins or ends with a letter. */
const jsonNumber = (text: string | null): string | null => (text !== null && /[a-z]$/i.test(text) ? null : text);

const isNumeric = (type: PropertyType) => type === 'number' || type === 'integer';

function encodingOf(type: PropertyType): Column['encoding'] {
  if (isNumeric(type)) return 'number';
  return type === 'boolean' || type === 'json' ? type : 'string';
}
