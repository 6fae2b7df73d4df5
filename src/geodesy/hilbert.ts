/**
 * Hilbert curve over the squares of 0.25 m of one 100 km cell: squares that are close along the curve are close on the
 * ground, so points stored by their place on it come back in few, long reads.
 *
 * The curve is the usual one (index 0 at the south-west, first step to the north on odd orders, last square at the
 * south-east). Each of its four orientations is a state: bit 0 says that x and y are swapped, bit 1 that both are mirrored.
 * Four levels are taken at once from a table made at start; the 19 levels are padded to 20 with one that changes nothing.
 */

export const HILBERT_ORDER = 19;
/** Side of a square: 2^19 of them make 131,072 m, enough for a cell and the points of its northern and eastern edges. */
export const HILBERT_STEP_M = 0.25;
/** Squares along each axis. */
export const HILBERT_SIZE = 2 ** HILBERT_ORDER;

const LEVELS_PER_LOOKUP = 4;
/** Swapped: its first quadrant leads to state 0, so one padding level of zeros in front leaves the curve as it is. */
const PADDED_START = 1;

/** One level: the quadrant (x, y) of an oriented square to its place 0 to 3 along the curve, and the state inside it. */
function step(state: number, x: number, y: number): { digit: number; next: number } {
  const mirror = state >> 1;
  const u = (state & 1 ? y : x) ^ mirror;
  const v = (state & 1 ? x : y) ^ mirror;
  const digit = (3 * u) ^ v;
  if (v === 1) return { digit, next: state };
  return { digit, next: state ^ (u === 1 ? 3 : 1) };
}

/** By state << 8 | x << 4 | y (four bits each): next state << 8 | eight bits of the index. */
const toIndex = new Uint16Array(4 << 8);
/** By state << 8 | eight bits of the index: next state << 8 | x << 4 | y. */
const toPoint = new Uint16Array(4 << 8);
for (let state = 0; state < 4; state++) {
  for (let xy = 0; xy < 256; xy++) {
    let index = 0;
    let next = state;
    for (let level = LEVELS_PER_LOOKUP - 1; level >= 0; level--) {
      const taken = step(next, (xy >> (4 + level)) & 1, (xy >> level) & 1);
      index = (index << 2) | taken.digit;
      next = taken.next;
    }
    toIndex[(state << 8) | xy] = (next << 8) | index;
    toPoint[(state << 8) | index] = (next << 8) | xy;
  }
}

/** One level by state << 2 | place along the curve: next state << 2 | x << 1 | y. */
const childOf = new Uint8Array(16);
for (let state = 0; state < 4; state++) {
  for (let xy = 0; xy < 4; xy++) {
    const { digit, next } = step(state, xy >> 1, xy & 1);
    childOf[(state << 2) | digit] = (next << 2) | xy;
  }
}

/** Place along the curve, 0 to 2^38 - 1, of the square (x, y); both integers from 0 to 2^19 - 1, not checked. */
export function hilbertIndex(x: number, y: number): number {
  let t = toIndex[(PADDED_START << 8) | ((x >> 12) & 0xf0) | (y >> 16)];
  let high = t & 0xff;
  t = toIndex[(t & 0x300) | ((x >> 8) & 0xf0) | ((y >> 12) & 0xf)];
  high = (high << 8) | (t & 0xff);
  t = toIndex[(t & 0x300) | ((x >> 4) & 0xf0) | ((y >> 8) & 0xf)];
  let low = t & 0xff;
  t = toIndex[(t & 0x300) | (x & 0xf0) | ((y >> 4) & 0xf)];
  low = (low << 8) | (t & 0xff);
  t = toIndex[(t & 0x300) | ((x << 4) & 0xf0) | (y & 0xf)];
  // 14 + 24 bits: each half is a small integer, the whole needs a double.
  return high * 0x1000000 + ((low << 8) | (t & 0xff));
}

/** The square at a place along the curve, an integer from 0 to 2^38 - 1, not checked. */
export function hilbertPoint(index: number): { x: number; y: number } {
  const high = Math.floor(index / 0x1000000);
  const low = index - high * 0x1000000;
  let x = 0;
  let y = 0;
  let t = PADDED_START << 8;
  for (let shift = 32; shift >= 0; shift -= 8) {
    const digits = shift >= 24 ? high >> (shift - 24) : low >> shift;
    t = toPoint[(t & 0x300) | (digits & 0xff)];
    x = (x << 4) | ((t >> 4) & 0xf);
    y = (y << 4) | (t & 0xf);
  }
  return { x, y };
}

/** A box of squares, both corners included. */
export interface SquareBox {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/**
 * Quadrants the border of a box may cut before the descent stops: finer ones would mostly be joined again. Bounds the
 * cost, which is about eight visits for each.
 */
const borderQuadrants = (maxRanges: number) => Math.min(512, Math.max(32, 8 * maxRanges));

/**
 * Stretches [lo, hi) of the curve that together cover a box, as flat pairs in ascending order: at most `maxRanges`, which
 * may run outside the box where that saves a stretch. Exact for a quadrant of any level, which is one stretch.
 * Throws RangeError for a box that is empty or leaves the grid.
 */
export function hilbertRanges(box: SquareBox, maxRanges: number): Float64Array {
  const { minX, minY, maxX, maxY } = box;
  if (!(minX >= 0 && minY >= 0 && minX <= maxX && minY <= maxY && maxX < HILBERT_SIZE && maxY < HILBERT_SIZE)) {
    throw new RangeError(`expected a box inside 0 to ${HILBERT_SIZE - 1}, got ${minX},${minY},${maxX},${maxY}`);
  }
  if (!(maxRanges >= 1)) throw new RangeError(`maxRanges: expected 1 or more, got ${maxRanges}`);

  const leafSide = sideOfLeaves(maxX - minX + 1, maxY - minY + 1, borderQuadrants(maxRanges));
  const ranges: number[] = [];
  let end = -1;

  /** The quadrant with its south-west square at (x, y), oriented by `state`, whose first square is at `start`. */
  const descend = (side: number, x: number, y: number, state: number, start: number): void => {
    const inside = x >= minX && y >= minY && x + side - 1 <= maxX && y + side - 1 <= maxY;
    if (inside || side <= leafSide) {
      const after = start + side * side;
      if (start === end) ranges[ranges.length - 1] = after;
      else ranges.push(start, after);
      end = after;
      return;
    }
    const half = side / 2;
    for (let place = 0; place < 4; place++) {
      const child = childOf[(state << 2) | place];
      const childX = child & 2 ? x + half : x;
      const childY = child & 1 ? y + half : y;
      if (childX > maxX || childY > maxY || childX + half <= minX || childY + half <= minY) continue;
      descend(half, childX, childY, child >> 2, start + place * half * half);
    }
  };
  descend(HILBERT_SIZE, 0, 0, 0, 0);
  return closeSmallestGaps(ranges, maxRanges);
}

/** Smallest side at which the border of a box cuts no more quadrants than allowed. */
function sideOfLeaves(width: number, height: number, allowed: number): number {
  let side = 1;
  while (2 * (width + height) > allowed * side) side *= 2;
  return side;
}

/** Joins the neighbours that are closest along the curve until at most `maxRanges` pairs are left. */
function closeSmallestGaps(ranges: readonly number[], maxRanges: number): Float64Array {
  const surplus = ranges.length / 2 - maxRanges;
  if (surplus <= 0) return Float64Array.from(ranges);
  const gaps = new Float64Array(ranges.length / 2 - 1);
  for (let i = 0; i < gaps.length; i++) gaps[i] = ranges[2 * i + 2] - ranges[2 * i + 1];
  const limit = gaps.slice().sort()[surplus - 1];
  // Of gaps as long as the limit, close only as many as are needed.
  let closeAtLimit = surplus - gaps.reduce((shorter, gap) => shorter + (gap < limit ? 1 : 0), 0);

  const joined = new Float64Array(2 * maxRanges);
  joined[0] = ranges[0];
  let at = 1;
  for (let i = 0; i < gaps.length; i++) {
    if (gaps[i] < limit || (gaps[i] === limit && closeAtLimit-- > 0)) continue;
    joined[at++] = ranges[2 * i + 1];
    joined[at++] = ranges[2 * i + 2];
  }
  joined[at] = ranges[ranges.length - 1];
  return joined;
}
