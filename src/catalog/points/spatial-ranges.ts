/** A box as runs of the point key: which stretches of each 100 km cell's Hilbert curve can hold points of the box. */
import { CELL_SIZE_M, cellOrigin } from '../../geodesy/cell.js';
import { crsByUri, EPSG_3035_URI } from '../../geodesy/crs.js';
import { HILBERT_SIZE, HILBERT_STEP_M, hilbertRanges } from '../../geodesy/hilbert.js';
import { keyRange } from '../../geodesy/point-key.js';
import { transformBox } from '../../geodesy/transform.js';
import type { BoundingBox } from '../items.js';

/** Keys `from <= id < to` of one cell, decimal text for int8 parameters; in key order. */
export interface KeyRange {
  readonly cell: number;
  readonly from: string;
  readonly to: string;
}

/** More ranges read fewer points in vain, but each costs an index descent; a few dozen is the measured optimum. */
const MAX_RANGES = 48;
const MIN_RANGES_PER_CELL = 4;
/** Boxes are widened before they are cut into ranges: the exact test on the coordinates follows in SQL. */
const MARGIN_M = 1;
const LAST_STEP = HILBERT_SIZE - 1;
const WHOLE_CELL = keyRange(0, HILBERT_SIZE ** 2);

/** Ranges of `cells` (ascending) that can hold points of every box; whole cells without a box. */
export function keyRanges(cells: readonly number[], boxes: readonly BoundingBox[]): readonly KeyRange[] {
  const parts = boxes.map(boxesInLaea);
  const wanted: { cell: number; box: Box | undefined }[] = [];
  for (const cell of cells) {
    const cut = cutToCell(cell, parts);
    if (cut !== undefined) wanted.push({ cell, box: cut === 'whole' ? undefined : cut });
  }
  const perCell = Math.max(MIN_RANGES_PER_CELL, Math.floor(MAX_RANGES / Math.max(1, wanted.length)));
  return wanted.flatMap(({ cell, box }) => (box ? rangesOfBox(cell, box, perCell) : [{ cell, ...WHOLE_CELL }]));
}

/** The ranges that remain after the key (cell, id). */
export function rangesAfter(ranges: readonly KeyRange[], cell: number, id: bigint): readonly KeyRange[] {
  const from = id + 1n;
  return ranges.flatMap((range) => {
    if (range.cell < cell || (range.cell === cell && BigInt(range.to) <= from)) return [];
    return range.cell === cell && BigInt(range.from) < from ? [{ ...range, from: from.toString() }] : [range];
  });
}

/** The ranges in two parts of about the same length of curve, in key order; one part when there is nothing to divide. */
export function halvesOf(ranges: readonly KeyRange[]): readonly (readonly KeyRange[])[] {
  const lengthOf = ({ from, to }: KeyRange) => BigInt(to) - BigInt(from);
  let before = ranges.reduce((sum, range) => sum + lengthOf(range), 0n) / 2n;
  if (before === 0n) return [ranges];
  const cut = ranges.findIndex((range) => {
    if (lengthOf(range) > before) return true;
    before -= lengthOf(range);
    return false;
  });
  const middle = (BigInt(ranges[cut].from) + before).toString();
  const first = before === 0n ? [] : [{ ...ranges[cut], to: middle }];
  const halves = [
    [...ranges.slice(0, cut), ...first],
    [{ ...ranges[cut], from: middle }, ...ranges.slice(cut + 1)],
  ];
  return halves.filter((half) => half.length > 0);
}

interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

/** Enclosing box in EPSG:3035; a box over the antimeridian (west > east) gives two. */
function boxesInLaea(box: BoundingBox): Box[] {
  const crs = crsByUri(box.crs);
  if (crs?.srid === 3035) return [box];
  const split =
    crs?.unit === 'deg' && box.minX > box.maxX
      ? [
          { ...box, maxX: 180 },
          { ...box, minX: -180 },
        ]
      : [box];
  return split.map((part) => transformBox(part, box.crs, EPSG_3035_URI));
}

/** Steps of the curve's grid that the boxes share with a cell; `whole` when nothing is cut off. */
function cutToCell(cell: number, parts: readonly (readonly Box[])[]): Box | 'whole' | undefined {
  const origin = cellOrigin(cell);
  let cut: Box = { minX: 0, minY: 0, maxX: CELL_SIZE_M, maxY: CELL_SIZE_M };
  for (const alternatives of parts) {
    // The hull of the parts that reach this cell: parts of one box never meet in a cell of Europe.
    const reaching = alternatives
      .map((box) => ({
        minX: Math.max(cut.minX, box.minX - MARGIN_M - origin.eastingM),
        minY: Math.max(cut.minY, box.minY - MARGIN_M - origin.northingM),
        maxX: Math.min(cut.maxX, box.maxX + MARGIN_M - origin.eastingM),
        maxY: Math.min(cut.maxY, box.maxY + MARGIN_M - origin.northingM),
      }))
      .filter((box) => box.minX <= box.maxX && box.minY <= box.maxY);
    if (reaching.length === 0) return undefined;
    cut = {
      minX: Math.min(...reaching.map((b) => b.minX)),
      minY: Math.min(...reaching.map((b) => b.minY)),
      maxX: Math.max(...reaching.map((b) => b.maxX)),
      maxY: Math.max(...reaching.map((b) => b.maxY)),
    };
  }
  const whole = cut.minX <= 0 && cut.minY <= 0 && cut.maxX >= CELL_SIZE_M && cut.maxY >= CELL_SIZE_M;
  return whole ? 'whole' : cut;
}

function rangesOfBox(cell: number, box: Box, maxRanges: number): KeyRange[] {
  const step = (metres: number) => Math.min(LAST_STEP, Math.max(0, Math.floor(metres / HILBERT_STEP_M)));
  const bounds = hilbertRanges(
    { minX: step(box.minX), minY: step(box.minY), maxX: step(box.maxX), maxY: step(box.maxY) },
    maxRanges,
  );
  const ranges: KeyRange[] = [];
  for (let i = 0; i < bounds.length; i += 2) ranges.push({ cell, ...keyRange(bounds[i], bounds[i + 1]) });
  return ranges;
}
