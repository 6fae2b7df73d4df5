/** The parameters `crs`, `bbox-crs` and `filter-crs`: systems by reference (Features, Part 2). */
import type { Collection } from '../../catalog/collection.js';
import { invalidParameter } from '../../errors.js';
import { CRS84_URI, type Crs, crsByUri } from '../../geodesy/crs.js';

/** The system a parameter names, CRS84 without it. Throws `invalidParameter` unless the collection is offered in it. */
export function collectionCrs(parameter: string, uri: string | undefined, collection: Collection): Crs {
  const crs = crsByUri(uri ?? CRS84_URI);
  if (!crs || !collection.crs.includes(crs.uri)) {
    throw invalidParameter(parameter, `expected one of ${collection.crs.join(', ')}, got "${uri}"`);
  }
  return crs;
}

/** Says in which system the coordinates of an answer are. */
export const contentCrs = ({ uri }: Crs): { readonly 'Content-Crs': string } => ({ 'Content-Crs': `<${uri}>` });
