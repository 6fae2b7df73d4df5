/** One point of an answer to "what is here", and what all formats say of it. */
import type { Column, Row } from '../../../catalog/items.js';
import type { PickedPoint } from '../../../maps/map.js';
import { isoDate } from '../../../products/epochs.js';
import { unitOf } from '../../../render/style.js';

export interface PointInfo {
  readonly pick: PickedPoint;
  readonly columns: readonly Column[];
  readonly row: Row;
}

/** Longitude and latitude as decimal text. */
export function positionOf({ pick, row }: PointInfo): readonly [longitude: string, latitude: string] {
  const { geometry } = row;
  return geometry && 'x' in geometry ? [geometry.x, geometry.y] : [String(pick.longitudeDeg), String(pick.latitudeDeg)];
}

/** Cells of a row with their columns. */
export const cellsOf = ({ columns, row }: PointInfo): readonly (Column & { readonly cell: string | null })[] =>
  columns.map((column, i) => ({ ...column, cell: row.cells[i] }));

/** What the map's colour says at the point: of which quantity, over which time. */
export function drawnValue({ pick: { layer, value } }: PointInfo) {
  const { attribute, title } = layer.style;
  const { dates } = layer.collection;
  const span = attribute.type === 'displacement' ? spanOf(attribute, dates) : undefined;
  return { title, unit: unitOf(attribute), value: Number.isFinite(value) ? rounded(value) : null, ...span };
}

/** Without dates of its own a displacement is that between the first and the last. */
function spanOf({ from, to }: { readonly from?: string; readonly to?: string }, dates: readonly string[]) {
  if (dates.length === 0) return undefined;
  return { from: from ?? isoDate(dates[0]), to: to ?? isoDate(dates[dates.length - 1]) };
}

/** Values of maps are float32. */
const rounded = (value: number): number => Number(value.toPrecision(7));
