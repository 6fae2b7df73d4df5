/** The drawn symbols under a pixel. */
import { compileRamp } from '../render/colour-ramp.js';
import type { ScreenPlaces, ScreenWarp } from '../render/screen-warp.js';
import { lookOf, type PointStyle } from '../render/style.js';
import { viewProjection } from '../render/view-projection.js';
import { extentOf } from './map-extent.js';
import type { DrawnView } from './map-image.js';
import type { MapPlaces, MapSymbols } from './map-symbols.js';
import { factsOf, type SymbolFacts } from './symbol-facts.js';

export interface PickedSymbol extends SymbolFacts {
  readonly value: number;
  /** From the middle of the pixel to the middle of the symbol. */
  readonly distancePx: number;
}

/** How far beside a symbol people may click. */
const TOLERANCE_PX = 2;

/** The nearest first. @param values of the symbols; those that the style gives no colour are not there to be picked */
export function pickedSymbols(
  view: DrawnView,
  symbols: MapSymbols,
  values: Float32Array,
  style: PointStyle,
  { column, row }: { readonly column: number; readonly row: number },
  limit: number,
): PickedSymbol[] {
  const warp = viewProjection(view, symbols.crsUri, extentOf(symbols));
  const { x, y } = warp.project(symbols.x, symbols.y);
  const { table, rowOf } = compileRamp(style.scale, style.noDataColour);
  const reachPx = reachesPx(view, symbols, { x, y }, warp, style);
  const found: { readonly index: number; readonly distancePx: number }[] = [];
  for (let i = 0; i < values.length; i++) {
    const distancePx = Math.hypot(x[i] - (column + 0.5), y[i] - (row + 0.5));
    if (distancePx <= reachPx[i] + TOLERANCE_PX && table[4 * rowOf(values[i]) + 3] > 0)
      found.push({ index: i, distancePx });
  }
  found.sort((a, b) => a.distancePx - b.distancePx || a.index - b.index);
  return found
    .slice(0, limit)
    .map(({ index, distancePx }) => ({ ...factsOf(symbols, index), value: values[index], distancePx }));
}

/** From the middle of each symbol to its farthest pixel. */
function reachesPx(
  view: DrawnView,
  { x, y, squareSize }: MapPlaces,
  middles: ScreenPlaces,
  warp: ScreenWarp,
  style: PointStyle,
): Float64Array {
  if (squareSize === undefined) {
    const { radiusPx, outline, halo } = lookOf(style, view.zoom, view.pixelRatio);
    return new Float64Array(x.length).fill(radiusPx + (outline?.widthPx ?? 0) + (halo?.widthPx ?? 0));
  }
  const toCorner = (value: number) => value + squareSize / 2;
  const corners = warp.project(x.map(toCorner), y.map(toCorner));
  return x.map((_, i) => Math.hypot(corners.x[i] - middles.x[i], corners.y[i] - middles.y[i]));
}
