/** The attributes of a measurement point as the API publishes them: EGMS's own names, then where the point came from. */
import { type ColumnDefinition, INTEGER_ATTRIBUTES } from '../../products/columns.js';
import type { AttributeName } from '../../products/point-batch.js';
import type { Property } from '../collection.js';

/** Names that EGMS used before or after a release; filters accept either. */
const ALIASES: Partial<Record<AttributeName, readonly string[]>> = {
  heightM: ['height', 'height_ortho'],
  heightEllipsoidM: ['height_wgs84', 'height_ellipse'],
  rmseMm: ['rmse', 'rmse_ts'],
};

/** Published for every point, whatever the file's columns: read from the product, not from the point's row. */
export const productProperties = [
  { name: 'product', type: 'string', title: 'Product', description: 'EGMS file the point came in' },
  {
    name: 'first_date',
    type: 'date',
    title: 'First epoch',
    description: 'First acquisition of the series',
    role: 'primary-interval-start',
  },
  {
    name: 'last_date',
    type: 'date',
    title: 'Last epoch',
    description: 'Last acquisition of the series',
    role: 'primary-interval-end',
  },
  { name: 'date_count', type: 'integer', title: 'Epochs', description: 'Acquisitions in the series' },
] as const satisfies readonly Property[];

const pid: Property = {
  name: 'pid',
  type: 'string',
  title: 'Point id',
  description: 'EGMS identifier, the same in every release in which the point survives',
  role: 'id',
};

export function pointProperties(columns: readonly ColumnDefinition[]): readonly Property[] {
  return [pid, ...columns.map(propertyOf), ...productProperties];
}

function propertyOf(column: ColumnDefinition): Property {
  const aliases = ALIASES[column.attribute]?.filter((alias) => alias !== column.name);
  return {
    name: column.name,
    type: INTEGER_ATTRIBUTES.has(column.attribute) ? 'integer' : 'number',
    title: titleOf(column.name),
    description: column.description,
    unit: column.unit,
    ...(aliases ? { aliases } : {}),
  };
}

/** `mean_velocity_std` to `Mean velocity std`. */
const titleOf = (name: string) => name[0].toUpperCase() + name.slice(1).replaceAll('_', ' ');
