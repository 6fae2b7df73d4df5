/** The reference systems of the maps, by the names WMS has for them. */
import { allCrs, type Crs, crsByUri } from '../../geodesy/crs.js';
import { wmsError } from './service-exception.js';
import type { WmsVersion } from './wms-version.js';

export const offeredCrs: readonly Crs[] = allCrs;

/** `CRS:84`, `EPSG:3035`. */
export const crsName = ({ authority, code }: Crs): string => (authority === 'EPSG' ? `EPSG:${code}` : 'CRS:84');

/** True where a box begins with y: in 1.3.0 as the authority has it, in 1.1.1 never. */
export const isYFirst = ({ axisOrder }: Crs, version: WmsVersion): boolean => version === '1.3.0' && axisOrder === 'yx';

export function offeredCrsOf(name: string): Crs {
  const crs = crsByUri(name);
  if (!crs || !offeredCrs.includes(crs)) {
    throw wmsError('InvalidCRS', `expected one of ${offeredCrs.map(crsName).join(', ')}, got "${name.slice(0, 80)}"`);
  }
  return crs;
}
