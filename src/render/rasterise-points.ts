/**
 * Points as discs with smooth edges, strong motion in front. A point that has an outline, or a halo because its value
 * was selected, carries it underneath.
 *
 * Drawing goes from the front to the back: what is covered already is passed over, which in a dense scene is nearly all.
 */
import { type Canvas, createCanvas, premultipliedWord, shareOf, weightedWord } from './canvas.js';
import type { Rgba } from './colour.js';
import type { ColourRamp } from './colour-ramp.js';
import { type DiscStamp, discStamp, PHASES } from './disc-stamp.js';
import { type DrawOrder, drawOrder } from './draw-order.js';

export interface ScreenPoints {
  /** (n), pixel space; NaN: nowhere, not drawn. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** (n), what the ramp colours. */
  readonly values: Float32Array;
}

export interface PointLook {
  readonly ramp: ColourRamp;
  readonly radiusPx: number;
  readonly order: DrawOrder;
  /** A rim outside the radius, on every point. */
  readonly outline?: { readonly colour: Rgba; readonly widthPx: number };
  readonly halo?: Halo;
}

/**
 * A rim around all points with values from `min` to `max`, together: they stand in front of the others, and no halo
 * covers another selected point.
 */
export interface Halo {
  readonly min: number;
  readonly max: number;
  readonly colour: Rgba;
  readonly widthPx: number;
}

/** Throws RangeError for lengths that differ and sizes out of range. */
export function rasterisePoints(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  points: ScreenPoints,
  look: PointLook,
): Canvas {
  const { x, y, values } = points;
  if (x.length !== values.length || y.length !== values.length) {
    throw new RangeError(`expected as many x and y as values, got ${x.length}, ${y.length} and ${values.length}`);
  }
  const canvas = createCanvas(widthPx, heightPx);
  const sheet = { canvas, free: new Uint8Array(widthPx * heightPx).fill(255) };
  const { outline, halo } = look;
  const outlinePx = outline?.widthPx ?? 0;
  const prints: Print[] = [{ stamp: discStamp(look.radiusPx), colours: rampColours(look.ramp) }];
  if (outline) prints.push({ stamp: discStamp(look.radiusPx + outlinePx), colours: oneColour(outline.colour) });
  const halos: Print[] = [];
  if (halo) halos.push({ stamp: discStamp(look.radiusPx + outlinePx + halo.widthPx), colours: oneColour(halo.colour) });

  const reachPx = Math.max(...[...prints, ...halos].map(({ stamp }) => stamp.reachPx));
  const { indices, rows } = visible(canvas, points, look.ramp, reachPx);
  const order = drawOrder(values, indices, look.order);
  const isSelected = halo && isWithin(values, halo);
  if (isSelected) {
    const selected = order.filter(isSelected);
    printDiscs(sheet, points, rows, selected, prints);
    printDiscs(sheet, points, rows, selected, halos);
  }
  printDiscs(sheet, points, rows, isSelected ? order.filter((index) => !isSelected(index)) : order, prints);
  return canvas;
}

/** Whether a value lies in the range of a halo; float32, as the values are. */
function isWithin(values: Float32Array, { min, max }: Halo): (index: number) => boolean {
  const [low, high] = [Math.fround(min), Math.fround(max)];
  return (index) => values[index] >= low && values[index] <= high;
}

/** Discs of one size. */
interface Print {
  readonly stamp: DiscStamp;
  /** Colour by row of the ramp; of a single colour there is but one. */
  readonly colours: { readonly words: Int32Array; readonly alphas: Uint8Array; readonly isSingle: boolean };
}

function rampColours({ table }: ColourRamp): Print['colours'] {
  const colours = Array.from(
    { length: table.length / 4 },
    (_, row): Rgba => [table[4 * row], table[4 * row + 1], table[4 * row + 2], table[4 * row + 3]],
  );
  return {
    words: Int32Array.from(colours, premultipliedWord),
    alphas: Uint8Array.from(colours, ([, , , alpha]) => alpha),
    isSingle: false,
  };
}

const oneColour = (colour: Rgba): Print['colours'] => ({
  words: Int32Array.of(premultipliedWord(colour)),
  alphas: Uint8Array.of(colour[3]),
  isSingle: true,
});

/** Points whose disc can touch the canvas and whose colour shows; and rows of the ramp, of those points only. */
function visible(
  { widthPx, heightPx }: Canvas,
  { x, y, values }: ScreenPoints,
  { table, rowOf }: ColourRamp,
  reachPx: number,
): { readonly indices: Uint32Array; readonly rows: Uint16Array } {
  const indices = new Uint32Array(values.length);
  const rows = new Uint16Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    // Written so that NaN fails.
    const isNear = x[i] > -reachPx && x[i] < widthPx + reachPx && y[i] > -reachPx && y[i] < heightPx + reachPx;
    if (!isNear) continue;
    rows[i] = rowOf(values[i]);
    if (table[4 * rows[i] + 3] > 0) indices[count++] = i;
  }
  return { indices: indices.subarray(0, count), rows };
}

/** A canvas in the making, and apart from it what is still free of each pixel, 255 to 0: most steps look at no more. */
interface Sheet {
  readonly canvas: Canvas;
  readonly free: Uint8Array;
}

/** Prints of each point in turn, from the last index to the first, behind what is there. */
function printDiscs(
  { canvas, free }: Sheet,
  { x, y }: ScreenPoints,
  rows: Uint16Array,
  indices: Uint32Array,
  prints: readonly Print[],
): void {
  const { words, widthPx, heightPx } = canvas;
  const offsets = prints.map(({ stamp }) =>
    Int32Array.from(stamp.columns, (column, i) => stamp.rows[i] * widthPx + column),
  );
  for (let k = indices.length - 1; k >= 0; k--) {
    const index = indices[k];
    const column = Math.floor(x[index]);
    const line = Math.floor(y[index]);
    const phase = Math.floor((y[index] - line) * PHASES) * PHASES + Math.floor((x[index] - column) * PHASES);
    for (let p = 0; p < prints.length; p++) {
      const { stamp, colours } = prints[p];
      const { reachPx, starts, coverage } = stamp;
      const row = colours.isSingle ? 0 : rows[index];
      const isInside = column >= reachPx && column + reachPx < widthPx && line >= reachPx && line + reachPx < heightPx;
      if (isInside) {
        const centre = line * widthPx + column;
        const start = starts[phase];
        const end = starts[phase + 1];
        printWhole(words, free, offsets[p], coverage, start, end, centre, colours.words[row], colours.alphas[row]);
      } else {
        printClipped(canvas, free, stamp, phase, column, line, colours.words[row], colours.alphas[row]);
      }
    }
  }
}

/** Arrays and numbers apart, because this is where the time goes. */
function printWhole(
  words: Int32Array,
  free: Uint8Array,
  offsets: Int32Array,
  coverage: Uint8Array,
  start: number,
  end: number,
  centre: number,
  word: number,
  alpha: number,
): void {
  for (let i = start; i < end; i++) {
    const target = centre + offsets[i];
    const left = free[target];
    if (left === 0) continue;
    const weight = shareOf(coverage[i], left);
    words[target] = (words[target] + weightedWord(word, weight)) | 0;
    free[target] = left - shareOf(alpha, weight);
  }
}

/** The same for a disc that reaches over the border. */
function printClipped(
  { words, widthPx, heightPx }: Canvas,
  free: Uint8Array,
  { starts, columns, rows, coverage }: DiscStamp,
  phase: number,
  column: number,
  line: number,
  word: number,
  alpha: number,
): void {
  for (let i = starts[phase]; i < starts[phase + 1]; i++) {
    const c = column + columns[i];
    const r = line + rows[i];
    if (c < 0 || c >= widthPx || r < 0 || r >= heightPx) continue;
    const target = r * widthPx + c;
    const weight = shareOf(coverage[i], free[target]);
    words[target] = (words[target] + weightedWord(word, weight)) | 0;
    free[target] -= shareOf(alpha, weight);
  }
}
