/** How values are carried from points to places between them. */
import {
  type InterpolationOptions,
  type Interpolator,
  InverseDistance,
  LocalKriging,
} from '../../atmosphere/local-kriging.js';
import type { Variogram } from '../../atmosphere/variogram.js';

export function interpolatorOf(
  method: 'kriging' | 'idw',
  x: Float64Array,
  y: Float64Array,
  nugget: Float64Array,
  variogram: Variogram,
  options: InterpolationOptions,
): Interpolator {
  if (method === 'idw') return new InverseDistance(x, y, options);
  // Without any structure all neighbours count alike.
  return new LocalKriging(x, y, nugget, { ...variogram, sill: Math.max(variogram.sill, 1e-4) }, options);
}
