/** Discs ready to print: how much of each pixel a disc covers, exactly, for 8 x 8 places of its centre in a pixel. */

/** Places along each axis; a centre is at most a sixteenth of a pixel from where it should be. */
export const PHASES = 8;

export const MAX_RADIUS_PX = 64;

export interface DiscStamp {
  /** Pixels on each side of the one that holds the centre. */
  readonly reachPx: number;
  /** Where the pixels of each phase (of y, of x) start, and where the last ones end. */
  readonly starts: Uint32Array;
  /** Of the pixels touched: place from that of the centre, and how much is covered, 1 to 255. */
  readonly columns: Int8Array;
  readonly rows: Int8Array;
  readonly coverage: Uint8Array;
}

/** Throws RangeError for a radius that is not positive or above 64 pixels. */
export function discStamp(radiusPx: number): DiscStamp {
  if (!(radiusPx > 0 && radiusPx <= MAX_RADIUS_PX)) {
    throw new RangeError(`expected a radius above 0 and up to ${MAX_RADIUS_PX} pixels, got ${radiusPx}`);
  }
  const reachPx = Math.ceil(radiusPx);
  const starts = new Uint32Array(PHASES * PHASES + 1);
  const most = PHASES * PHASES * (2 * reachPx + 1) ** 2;
  const [columns, rows, coverage] = [new Int8Array(most), new Int8Array(most), new Uint8Array(most)];
  let count = 0;
  for (let phase = 0; phase < PHASES * PHASES; phase++) {
    starts[phase] = count;
    const x = ((phase % PHASES) + 0.5) / PHASES;
    const y = (Math.floor(phase / PHASES) + 0.5) / PHASES;
    for (let row = -reachPx; row <= reachPx; row++) {
      for (let column = -reachPx; column <= reachPx; column++) {
        const covered = Math.round(255 * discPixelArea(radiusPx, column - x, row - y));
        if (covered === 0) continue;
        columns[count] = column;
        rows[count] = row;
        coverage[count++] = covered;
      }
    }
  }
  starts[PHASES * PHASES] = count;
  return {
    reachPx,
    starts,
    columns: columns.slice(0, count),
    rows: rows.slice(0, count),
    coverage: coverage.slice(0, count),
  };
}

/** Area of the unit pixel with its upper left corner at (x, y) that a disc about the origin covers. */
export function discPixelArea(radius: number, x: number, y: number): number {
  // Most pixels lie wholly inside or outside.
  const farthest = Math.hypot(Math.max(-x, x + 1), Math.max(-y, y + 1));
  if (farthest <= radius) return 1;
  const nearest = Math.hypot(Math.max(0, x, -x - 1), Math.max(0, y, -y - 1));
  if (nearest >= radius) return 0;
  const area =
    cornerArea(radius, x + 1, y + 1) -
    cornerArea(radius, x, y + 1) -
    cornerArea(radius, x + 1, y) +
    cornerArea(radius, x, y);
  return Math.min(1, Math.max(0, area));
}

/**
 * Area of the disc left of x and above y. Each column of the disc at X is 2 s long, s^2 = r^2 - X^2; where |X| is below
 * c = sqrt(r^2 - y^2), the line at y cuts it to y + s, elsewhere it is whole (y > 0) or gone.
 */
function cornerArea(radius: number, x: number, y: number): number {
  const right = Math.min(radius, Math.max(-radius, x));
  if (y >= radius) return leftArea(radius, right);
  if (y <= -radius) return 0;
  const c = Math.sqrt(radius * radius - y * y);
  const cut = Math.min(c, Math.max(-c, right));
  const cutArea = (leftArea(radius, cut) - leftArea(radius, -c)) / 2 + y * (cut + c);
  if (y < 0) return cutArea;
  const whole = leftArea(radius, Math.min(right, -c)) + (right > c ? leftArea(radius, right) - leftArea(radius, c) : 0);
  return cutArea + whole;
}

/** Area of the disc left of x, |x| at most the radius. */
const leftArea = (radius: number, x: number): number =>
  radius * radius * (Math.PI - Math.acos(x / radius)) + x * Math.sqrt(Math.max(0, radius * radius - x * x));
