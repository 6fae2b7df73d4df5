/**
 * Square cells of a grid (level 3, overviews) filled without gaps, in any reference system: each pixel takes the colour of
 * the cell that its centre lies in. Edges are not smoothed: between neighbours smoothing would let the ground shine
 * through. A cell that holds no pixel's centre takes the pixel that its own centre lies in, so that none falls through;
 * cells smaller than a pixel are drawn as discs, because single pixels are not seen.
 */
import { type Canvas, createCanvas, premultipliedWord } from './canvas.js';
import type { ColourRamp } from './colour-ramp.js';
import { type DrawOrder, drawOrder } from './draw-order.js';
import { rasterisePoints } from './rasterise-points.js';
import type { ScreenWarp } from './screen-warp.js';

export interface GridCells {
  /** (n) centres, in the coordinates of the grid. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** (n), what the ramp colours. */
  readonly values: Float32Array;
  /** Length of the sides, in the unit of the coordinates. */
  readonly size: number;
}

export interface CellLook {
  readonly ramp: ColourRamp;
  /** Who stands in front where cells of different grids overlap, and among cells too small to fill. */
  readonly order: DrawOrder;
}

/** A cell as high as this holds the centre of a pixel, however it is turned. */
const SURE_PX = 4;
/** Cells whose shortest side is below this many pixels are drawn as discs. */
const SMALL_CELL_PX = 1;
const MIN_RADIUS_PX = 0.9;

/** Throws RangeError for lengths that differ and a size that is not positive. */
export function rasteriseCells(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  cells: GridCells,
  look: CellLook,
  warp: ScreenWarp,
): Canvas {
  const { x, y, values, size } = cells;
  if (x.length !== values.length || y.length !== values.length) {
    throw new RangeError(`expected as many x and y as values, got ${x.length}, ${y.length} and ${values.length}`);
  }
  if (!(size > 0)) throw new RangeError(`expected a size above 0, got ${size}`);
  const corners = cornersOf(cells, warp);
  const sidePx = shortestSidePx(corners, values.length);
  if (sidePx < SMALL_CELL_PX) {
    // A disc of the area of the cell.
    const radiusPx = Math.max(MIN_RADIUS_PX, sidePx / Math.sqrt(Math.PI));
    const places = warp.project(x, y);
    return rasterisePoints({ widthPx, heightPx }, { ...places, values }, { ...look, radiusPx });
  }
  const canvas = createCanvas(widthPx, heightPx);
  const rows = Uint16Array.from(values, look.ramp.rowOf);
  const { table } = look.ramp;
  const all = Uint32Array.from(values, (_, index) => index);
  const colours = Int32Array.from({ length: table.length / 4 }, (_, row) =>
    premultipliedWord([table[4 * row], table[4 * row + 1], table[4 * row + 2], table[4 * row + 3]]),
  );
  for (const index of drawOrder(values, all, look.order)) {
    const word = colours[rows[index]];
    if (word !== 0) fillQuad(canvas, corners, index, word);
  }
  return canvas;
}

/** (4, n) pixels: south-west, south-east, north-east, north-west. Neighbours share corners to the bit. */
type Corners = readonly { readonly x: Float64Array; readonly y: Float64Array }[];

function cornersOf({ x, y, size }: GridCells, warp: ScreenWarp): Corners {
  const half = size / 2;
  const [west, east] = [x.map((value) => value - half), x.map((value) => value + half)];
  const [south, north] = [y.map((value) => value - half), y.map((value) => value + half)];
  return [warp.project(west, south), warp.project(east, south), warp.project(east, north), warp.project(west, north)];
}

/** Of the cell in the middle of the list: over one picture cells differ little. */
function shortestSidePx(corners: Corners, count: number): number {
  if (count === 0) return Infinity;
  const lengths: number[] = [];
  for (let index = 0; index < count; index += Math.ceil(count / 16)) {
    for (const [a, b] of [
      [0, 1],
      [1, 2],
    ]) {
      const length = Math.hypot(corners[b].x[index] - corners[a].x[index], corners[b].y[index] - corners[a].y[index]);
      if (Number.isFinite(length)) lengths.push(length);
    }
  }
  return Math.min(...lengths);
}

/** Pixels whose centre lies in a convex quadrilateral; of centres on a side one neighbour has each. */
function fillQuad({ words, widthPx, heightPx }: Canvas, corners: Corners, index: number, word: number): void {
  let top = Infinity;
  let bottom = -Infinity;
  for (let corner = 0; corner < 4; corner++) {
    const y = corners[corner].y[index];
    // NaN in one corner leaves nothing of the cell.
    if (Number.isNaN(y) || Number.isNaN(corners[corner].x[index])) return;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  // Whether a small one holds any centre at all, on the canvas or beside it.
  const isSmall = bottom - top < SURE_PX;
  let isEmpty = isSmall;
  const firstRow = Math.ceil(top - 0.5);
  const lastRow = Math.ceil(bottom - 0.5);
  for (
    let row = isSmall ? firstRow : Math.max(0, firstRow);
    row < (isSmall ? lastRow : Math.min(heightPx, lastRow));
    row++
  ) {
    const centre = row + 0.5;
    let left = Infinity;
    let right = -Infinity;
    for (let side = 0; side < 4; side++) {
      const a = corners[side];
      const b = corners[(side + 1) & 3];
      // From the upper end, whichever of two neighbours asks, so that both get the same to the bit.
      const crossing =
        a.y[index] <= b.y[index]
          ? crossingAt(a.x[index], a.y[index], b.x[index], b.y[index], centre)
          : crossingAt(b.x[index], b.y[index], a.x[index], a.y[index], centre);
      if (crossing < left) left = crossing;
      if (crossing > right) right = crossing;
    }
    if (Math.ceil(left - 0.5) < Math.ceil(right - 0.5)) isEmpty = false;
    if (row < 0 || row >= heightPx) continue;
    const start = row * widthPx + Math.max(0, Math.ceil(left - 0.5));
    const end = row * widthPx + Math.min(widthPx, Math.ceil(right - 0.5));
    for (let i = start; i < end; i++) words[i] = word;
  }
  if (isEmpty) fillCentre({ words, widthPx, heightPx }, corners, index, word);
}

function fillCentre(
  { words, widthPx, heightPx }: Pick<Canvas, 'words' | 'widthPx' | 'heightPx'>,
  corners: Corners,
  index: number,
  word: number,
): void {
  const column = Math.floor((corners[0].x[index] + corners[2].x[index]) / 2);
  const row = Math.floor((corners[0].y[index] + corners[2].y[index]) / 2);
  if (column >= 0 && column < widthPx && row >= 0 && row < heightPx) words[row * widthPx + column] = word;
}

/** Where a side that goes down crosses a horizontal line; NaN where it does not. */
function crossingAt(fromX: number, fromY: number, toX: number, toY: number, centre: number): number {
  if (!(fromY <= centre && centre < toY)) return Number.NaN;
  return fromX + ((centre - fromY) / (toY - fromY)) * (toX - fromX);
}
