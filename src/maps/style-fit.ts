/** Which styles a collection can be drawn in: those whose attribute it has. */
import type { Collection, Property } from '../catalog/collection.js';
import { isoDate } from '../products/epochs.js';
import type { PointStyle, StyleAttribute, StyleProperty } from '../render/style.js';

/** Side of the cells of level 3. */
export const ORTHO_CELL_M = 100;

export const isGridded = ({ identity }: Collection): boolean => identity?.level === 'L3';

/** The attribute as the collection has it, under EGMS's name of whatever release: `rmse_ts` for `rmse`. */
export const propertyOf = ({ properties }: Collection, name: StyleProperty): Property | undefined =>
  properties.find((property) => property.name === name || property.aliases?.includes(name));

/** A displacement lies between two dates. */
export const hasAttribute = (collection: Collection, attribute: StyleAttribute): boolean =>
  attribute.type === 'displacement'
    ? collection.dates.length > 1
    : propertyOf(collection, attribute.name) !== undefined;

export interface StyleFault {
  /** JSON pointer into the style. */
  readonly pointer: string;
  readonly detail: string;
}

/** Why the collection cannot be drawn in the style; nothing when it can. */
export function fitFaults({ attribute, cells }: PointStyle, collection: Collection): readonly StyleFault[] {
  const faults: StyleFault[] = [];
  if (attribute.type === 'property' && !hasAttribute(collection, attribute)) {
    faults.push({ pointer: '/attribute/name', detail: `${collection.id} has no attribute ${attribute.name}` });
  }
  if (attribute.type === 'displacement') faults.push(...dateFaults(attribute, collection));
  if (cells && !isGridded(collection)) {
    faults.push({ pointer: '/cells', detail: `the points of ${collection.id} stand for no cells; level 3 has cells` });
  } else if (cells && cells.sizeM !== ORTHO_CELL_M) {
    faults.push({
      pointer: '/cells/sizeM',
      detail: `expected ${ORTHO_CELL_M}, the cells of level 3, got ${cells.sizeM}`,
    });
  }
  return faults;
}

/** The nearest dates are taken, but they must not be one and the same. */
function dateFaults({ from, to }: { readonly from?: string; readonly to?: string }, collection: Collection) {
  const { id, dates } = collection;
  if (dates.length < 2) return [{ pointer: '/attribute/type', detail: `${id} has no two dates to compare` }];
  const [first, last] = [dates[0], dates[dates.length - 1]].map(isoDate);
  return [
    ...(from !== undefined && from >= last
      ? [{ pointer: '/attribute/from', detail: `expected a date before ${last}, the last of ${id}, got ${from}` }]
      : []),
    ...(to !== undefined && to <= first
      ? [{ pointer: '/attribute/to', detail: `expected a date after ${first}, the first of ${id}, got ${to}` }]
      : []),
  ];
}
