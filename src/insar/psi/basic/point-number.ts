/**
 * Line and pixel under which a pixel of the images stands in a product. An identifier has 11 bits for the line and 16 for
 * the pixel, as a burst in radar geometry needs. Where rows and columns fit, they are line and pixel. Larger grids (OPERA's
 * geocoded bursts have 4,917 rows) are folded: the number of the pixel, row after row, has its upper 11 bits in the line and
 * its lower 16 in the pixel. Either way two pixels never share an identifier, a pixel has the same one in every run on its
 * grid, and the columns `line` and `pixel` agree with it.
 */
import { invalidStack } from '../../../errors.js';

export interface PointNumbers {
  readonly isFolded: boolean;
  line(row: number, column: number): number;
  pixel(row: number, column: number): number;
}

const LINES = 2 ** 11;
const PIXELS = 2 ** 16;

interface Grid {
  readonly widthPixels: number;
  readonly heightPixels: number;
}

/** @throws `invalidStack` naming `where` for grids of more pixels than identifiers can tell apart */
export function pointNumbers({ widthPixels, heightPixels }: Grid, where: string): PointNumbers {
  if (heightPixels <= LINES && widthPixels <= PIXELS) {
    return { isFolded: false, line: (row) => row, pixel: (_row, column) => column };
  }
  const pixels = widthPixels * heightPixels;
  if (pixels > LINES * PIXELS) {
    const most = (LINES * PIXELS).toLocaleString('en');
    const detail = `expected at most ${most} pixels, which is how many the identifiers of points can tell apart, got ${pixels.toLocaleString('en')} (${heightPixels} x ${widthPixels}); cut the images`;
    throw invalidStack(where, detail);
  }
  const numberOf = (row: number, column: number) => row * widthPixels + column;
  return {
    isFolded: true,
    line: (row, column) => Math.floor(numberOf(row, column) / PIXELS),
    pixel: (row, column) => numberOf(row, column) % PIXELS,
  };
}

/** Row and column of a folded number: the inverse, for whoever looks for a point of a product in the images. */
export function unfolded(line: number, pixel: number, widthPixels: number): readonly [row: number, column: number] {
  const number = line * PIXELS + pixel;
  return [Math.floor(number / widthPixels), number % widthPixels];
}
