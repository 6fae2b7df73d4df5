/** Parameters that name a reference system by its URI: `crs`, `bbox-crs`, `filter-crs` and their like. */
import { invalidParameter } from '../../errors.js';
import { CRS84_URI, type Crs, crsByUri } from '../../geodesy/crs.js';

/**
 * The system that a parameter names, CRS84 without it. Throws `invalidParameter` unless it is one of those offered.
 * @param offered URIs
 */
export function offeredCrs(parameter: string, uri: string | undefined, offered: readonly string[]): Crs {
  const crs = crsByUri(uri ?? CRS84_URI);
  if (crs && offered.includes(crs.uri)) return crs;
  throw invalidParameter(parameter, `expected one of ${offered.join(', ')}, got "${uri?.slice(0, 120)}"`);
}
