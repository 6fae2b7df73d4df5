/**
 * Points that lie too densely to be looked up one by one, joined in squares of a few whole pixels; each shows its fastest,
 * as the cells of overviews do. Squares are counted from the origin of the map's reference system, so that maps side by
 * side have the same.
 */
import { type ScreenView, scaleOf, viewProjection } from '../render/view-projection.js';
import { extentOf } from './map-extent.js';
import { type MapSymbols, propertyValues, selected } from './map-symbols.js';

/** @param marginPx as far as symbols beside the map count, whole squares further */
export function fastestOfSquares(symbols: MapSymbols, view: ScreenView, sidePx: number, marginPx: number): MapSymbols {
  const { x, y } = viewProjection(view, symbols.crsUri, extentOf(symbols)).project(symbols.x, symbols.y);
  const { perX, perY } = scaleOf(view);
  // How far the map's corner lies into a square: whole pixels, because what rounding adds grows with the coordinates.
  const phaseX = remainder(Math.round(view.box.minX * perX), sidePx);
  const phaseY = remainder(Math.round(-view.box.maxY * perY), sidePx);
  const beside = Math.ceil(marginPx / sidePx) + 1;
  const columns = Math.ceil(view.widthPx / sidePx) + 2 * beside + 1;
  const rows = Math.ceil(view.heightPx / sidePx) + 2 * beside + 1;
  const best = new Uint32Array(columns * rows);
  const counts = new Uint32Array(columns * rows);
  const speeds = new Float32Array(columns * rows).fill(NOTHING);
  const velocities = propertyValues(symbols, 'mean_velocity');
  let found = 0;
  for (let i = 0; i < velocities.length; i++) {
    const column = Math.floor((x[i] + phaseX) / sidePx) + beside;
    const row = Math.floor((y[i] + phaseY) / sidePx) + beside;
    // Written so that NaN fails.
    if (!(column >= 0 && column < columns && row >= 0 && row < rows)) continue;
    const square = row * columns + column;
    if (counts[square]++ === 0) found++;
    const velocity = velocities[i];
    const speed = Number.isNaN(velocity) ? SLOWEST : Math.abs(velocity);
    // Strictly faster: of equal ones the first in key order stays.
    if (speed <= speeds[square]) continue;
    speeds[square] = speed;
    best[square] = i;
  }
  const taken = new Uint32Array(found);
  const pointCounts = new Uint32Array(found);
  for (let square = 0, at = 0; at < found; square++) {
    if (counts[square] === 0) continue;
    taken[at] = best[square];
    pointCounts[at++] = counts[square];
  }
  return { ...selected(symbols, taken), pointCounts };
}

/** Speed of a point without velocity, and of no point. */
const SLOWEST = -1;
const NOTHING = -2;

/** Never negative, unlike what `%` gives. */
const remainder = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;
