/**
 * What a point becomes in a focused image: a main lobe and sidelobes, sinc with Hamming weights, along rows and columns.
 * Sentinel-1 IW: 22 m along the flight and some 3 m along the line of sight, weighted with a coefficient of about 0.75.
 */
import type { View } from './view.js';

const AZIMUTH_M = 21.6;
const SLANT_RANGE_M = 2.9;
const HAMMING = 0.75;
/** Pixels to each side that are considered. */
const REACH_PIXELS = 8;

export class PointSpread {
  readonly #rowPixels: number;
  readonly #columnPixels: number;

  /** In geocoded images range is taken along rows, though it is turned by some ten degrees. */
  constructor({ spec }: View) {
    this.#rowPixels = AZIMUTH_M / spec.rowSpacingM;
    this.#columnPixels = SLANT_RANGE_M / Math.sin((spec.incidenceDeg * Math.PI) / 180) / spec.columnSpacingM;
  }

  /** Amplitude, 1 at the peak, so many rows and columns away from it; negative in every other sidelobe. */
  at(rows: number, columns: number): number {
    return weightedSinc(rows / this.#rowPixels) * weightedSinc(columns / this.#columnPixels);
  }

  /**
   * Pixels of one row on which a target leaves more than `least` of its peak: calls back with the share of it.
   * @param rows of the row from that of the target's pixel
   */
  alongRow(
    { rowOffset, columnOffset }: { readonly rowOffset: number; readonly columnOffset: number },
    rows: number,
    least: number,
    visit: (columns: number, share: number) => void,
  ): void {
    const shareOfRow = weightedSinc((rows - rowOffset) / this.#rowPixels);
    if (Math.abs(shareOfRow) <= least) return;
    for (let columns = -REACH_PIXELS; columns <= REACH_PIXELS; columns++) {
      const share = shareOfRow * weightedSinc((columns - columnOffset) / this.#columnPixels);
      if (Math.abs(share) > least) visit(columns, share);
    }
  }

  static readonly reachRows = REACH_PIXELS;
}

const weightedSinc = (x: number): number =>
  (HAMMING * sinc(x) + ((1 - HAMMING) / 2) * (sinc(x - 1) + sinc(x + 1))) / HAMMING;

const sinc = (x: number): number => (Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
