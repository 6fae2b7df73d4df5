/** What several collections have in common: their reference systems. */
import type { Collection } from '../../catalog/collection.js';
import { CRS84_URI } from '../../geodesy/crs.js';

/** URIs that all of them come in, in the order of the first. */
export function commonCrs([first, ...others]: readonly Collection[]): readonly string[] {
  return first?.crs.filter((uri) => others.every(({ crs }) => crs.includes(uri))) ?? [];
}

/** The system that all of them are stored in, CRS84 where they differ. */
export function commonStorageCrs([first, ...others]: readonly Collection[]): string {
  return first && others.every(({ storageCrs }) => storageCrs === first.storageCrs) ? first.storageCrs : CRS84_URI;
}
