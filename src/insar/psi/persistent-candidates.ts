/**
 * Persistent scatterers by amplitude dispersion, without those pixels that only show what a brighter one is.
 *
 * A point leaves its phase history in its neighbours. A candidate is dropped
 * (a) for a brighter one at most 3 rows and columns away, when their phases keep the same difference (coherence above 0.9),
 *     its amplitude is no larger than a point's response allows there, and the brighter one is seen to be spread out: along an
 *     axis that is sampled finer than it is resolved, both its neighbours have its phases. Scatterers of their own that
 *     happen to move alike stay;
 * (b) for one of more than 20 dB on the same row or column, up to 10 pixels away: coherence above 0.8 and below the
 *     envelope of the sidelobes.
 * What decides lies within `SUPPRESSION_REACH` pixels, so that no block is different from a whole image.
 */
import { responseEnvelope } from './point-response.js';
import { dispersionOfScr } from './rice-phase.js';

export interface PixelAmplitudes {
  readonly rows: number;
  readonly columns: number;
  /** For each date that can be used: (rows, columns) complex, interleaved, NaN = missing. */
  readonly images: readonly Float32Array[];
  /** (rows, columns) */
  readonly mean: Float32Array;
  readonly dispersion: Float32Array;
}

export interface SuppressionSetting {
  readonly maxDispersion: number;
  /** Of a resolution cell, along columns and along rows: in pixels. */
  readonly resolutionRows: number;
  readonly resolutionColumns: number;
}

const BOX = 3;
const BOX_COHERENCE = 0.9;
const LINE = 10;
const LINE_COHERENCE = 0.8;
/** Neighbours on both sides of the peak, which are fainter, have its phases so well at least. */
const SPREAD_COHERENCE = 0.8;
/** Resolution, in pixels, from which both neighbours of a peak belong to it. */
const OVERSAMPLED = 1.2;
const BRIGHT_DISPERSION = dispersionOfScr(100);
/** Clutter adds to the amplitudes of faint pixels. */
const AMPLITUDE_TOLERANCE = 1.25;
/** Sidelobes that matter look like this many clutters at most: nothing else is below it by chance. */
export const SUPPRESSION_REACH = LINE + 1;

/** 1 for the pixels that are kept. What is nearer than `SUPPRESSION_REACH` to the edges may be wrong, but at those of the image. */
export function persistentCandidates(pixels: PixelAmplitudes, setting: SuppressionSetting): Uint8Array {
  const { mean, dispersion } = pixels;
  const isCandidate = Uint8Array.from(dispersion, (value) => (value <= setting.maxDispersion ? 1 : 0));
  const judge = new Neighbours(pixels, setting);
  const kept = new Uint8Array(isCandidate.length);
  for (let pixel = 0; pixel < kept.length; pixel++) {
    if (isCandidate[pixel] === 1 && mean[pixel] > 0 && !judge.isShadow(pixel, isCandidate)) kept[pixel] = 1;
  }
  return kept;
}

class Neighbours {
  readonly #rowEnvelope: Float64Array;
  readonly #columnEnvelope: Float64Array;
  /** Whether a pixel is spread over its neighbours: 0 not asked, 1 no, 2 yes. */
  readonly #spread: Uint8Array;
  readonly #leastDates: number;

  constructor(
    private readonly pixels: PixelAmplitudes,
    private readonly setting: SuppressionSetting,
  ) {
    this.#rowEnvelope = responseEnvelope(setting.resolutionRows, LINE);
    this.#columnEnvelope = responseEnvelope(setting.resolutionColumns, LINE);
    this.#spread = new Uint8Array(pixels.rows * pixels.columns);
    this.#leastDates = Math.ceil(pixels.images.length / 2);
  }

  isShadow(pixel: number, isCandidate: Uint8Array): boolean {
    const { columns } = this.pixels;
    const [row, column] = [Math.floor(pixel / columns), pixel % columns];
    for (let dr = -BOX; dr <= BOX; dr++) {
      for (let dc = -BOX; dc <= BOX; dc++) {
        const other = this.#at(row + dr, column + dc);
        if (other < 0 || isCandidate[other] === 0 || !this.#isFainter(pixel, other, dr, dc)) continue;
        if (this.#coherence(pixel, other) > BOX_COHERENCE && this.#isSpread(other)) return true;
      }
    }
    for (let k = -LINE; k <= LINE; k++) {
      if (this.#isSidelobe(pixel, row + k, column, k, 0) || this.#isSidelobe(pixel, row, column + k, 0, k)) return true;
    }
    return false;
  }

  #isSidelobe(pixel: number, row: number, column: number, dr: number, dc: number): boolean {
    // Nearer ones are those of the box.
    if (Math.abs(dr + dc) <= 1) return false;
    const other = this.#at(row, column);
    if (other < 0 || !(this.pixels.dispersion[other] <= BRIGHT_DISPERSION)) return false;
    return this.#isFainter(pixel, other, dr, dc) && this.#coherence(pixel, other) > LINE_COHERENCE;
  }

  #isFainter(pixel: number, other: number, dr: number, dc: number): boolean {
    const { mean } = this.pixels;
    const isBelow = mean[pixel] < mean[other] || (mean[pixel] === mean[other] && pixel > other);
    const allowed = this.#rowEnvelope[Math.abs(dr)] * this.#columnEnvelope[Math.abs(dc)];
    return isBelow && mean[pixel] <= AMPLITUDE_TOLERANCE * allowed * mean[other];
  }

  /** Whether both neighbours along an axis show the same. */
  #isSpread(pixel: number): boolean {
    if (this.#spread[pixel] === 0) {
      const { columns } = this.pixels;
      const [row, column] = [Math.floor(pixel / columns), pixel % columns];
      const both = (a: number, b: number) =>
        a >= 0 && b >= 0 && [a, b].every((other) => this.#coherence(pixel, other) > SPREAD_COHERENCE);
      const { resolutionRows, resolutionColumns } = this.setting;
      const isSpread =
        (resolutionRows >= OVERSAMPLED && both(this.#at(row - 1, column), this.#at(row + 1, column))) ||
        (resolutionColumns >= OVERSAMPLED && both(this.#at(row, column - 1), this.#at(row, column + 1)));
      this.#spread[pixel] = isSpread ? 2 : 1;
    }
    return this.#spread[pixel] === 2;
  }

  /** |mean exp j(difference of the phases)| over dates that both have; 0 when they are few. */
  #coherence(a: number, b: number): number {
    let [re, im, count] = [0, 0, 0];
    for (const image of this.pixels.images) {
      const [ar, ai, br, bi] = [image[2 * a], image[2 * a + 1], image[2 * b], image[2 * b + 1]];
      const x = ar * br + ai * bi;
      const y = ai * br - ar * bi;
      const size = Math.sqrt(x * x + y * y);
      if (!(size > 0)) continue;
      re += x / size;
      im += y / size;
      count++;
    }
    return count < this.#leastDates ? 0 : Math.sqrt(re * re + im * im) / count;
  }

  /** -1 outside. */
  #at(row: number, column: number): number {
    const { rows, columns } = this.pixels;
    return row < 0 || row >= rows || column < 0 || column >= columns ? -1 : row * columns + column;
  }
}
