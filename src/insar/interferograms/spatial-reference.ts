/** Where displacements are zero: the level of every pair at a pixel, over an area, over the scene, or as it is. */
import { invalidParameter } from '../../errors.js';
import type { RowRange } from '../stack/open-stack.js';

export type SpatialReference =
  | { readonly kind: 'none' }
  | { readonly kind: 'pixel'; readonly row: number; readonly column: number }
  /** Median over pixels that all pairs have, or else over those of each pair. */
  | { readonly kind: 'area'; readonly rows: RowRange; readonly columns: RowRange }
  | { readonly kind: 'scene' };

export interface ReferenceWindow {
  readonly rows: RowRange;
  readonly columns: RowRange;
}

/** Pixels that are looked at; undefined for no reference. Throws `invalidParameter` for what leaves the scene. */
export function referenceWindow(
  reference: SpatialReference,
  widthPixels: number,
  heightPixels: number,
): ReferenceWindow | undefined {
  if (reference.kind === 'none') return undefined;
  if (reference.kind === 'scene') {
    return { rows: { first: 0, count: heightPixels }, columns: { first: 0, count: widthPixels } };
  }
  const window =
    reference.kind === 'pixel'
      ? { rows: { first: reference.row, count: 1 }, columns: { first: reference.column, count: 1 } }
      : { rows: reference.rows, columns: reference.columns };
  for (const [name, { first, count }, pixels] of [
    ['rows', window.rows, heightPixels],
    ['columns', window.columns, widthPixels],
  ] as const) {
    const isInside = Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count > 0;
    if (!isInside || first + count > pixels) {
      const detail = `expected ${name} of 0 to ${pixels - 1}, got ${count} from ${first}`;
      throw invalidParameter('reference', detail);
    }
  }
  return window;
}

/**
 * Median of the values that are there, the mean of the middle two when their number is even; NaN without any.
 * Changes the order of the values.
 */
export function medianInPlace(values: Float64Array): number {
  values.sort();
  // NaN is sorted to the end.
  let count = values.length;
  while (count > 0 && Number.isNaN(values[count - 1])) count--;
  if (count === 0) return Number.NaN;
  const middle = count >> 1;
  return count % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}
