/** The box around places. */
import type { Box } from '../geodesy/transform.js';

/** From infinity to minus infinity where there are none. */
export function extentOf({ x, y }: { readonly x: Float64Array; readonly y: Float64Array }): Box {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    if (x[i] < minX) minX = x[i];
    if (x[i] > maxX) maxX = x[i];
    if (y[i] < minY) minY = y[i];
    if (y[i] > maxY) maxY = y[i];
  }
  return { minX, minY, maxX, maxY };
}
