/**
 * Persistent scatterers by amplitude dispersion, without those pixels that only show what a brighter one is.
 *
 * A point leaves its phase history in its neighbours. A candidate is dropped
 * (a) for a brighter one at most 3 rows and columns away, when their phases keep the same difference (coherence above 0.9),
 *     its amplitude is no larger than a point's response allows there, and the brighter one is seen to be spread out: along an
 *     axis that is sampled finer than it is resolved, both its neighbours have its phases, turned to opposite sides if at
 *     all (the carrier of the image), and amplitudes of which the product is that of a response, wherever in the pixel the
 *     point lies. Scatterers of their own that happen to move alike stay: their own phases are anything;
 * (b) for one of more than 20 dB on the same row or column, up to 16 pixels away: coherence above 0.8, below the
 *     envelope of the sidelobes, and spread out likewise.
 * Of the rest, those of more than 0.25 are dropped that are no brighter than the ground about them: speckle of ground that
 * changes slowly is steady, too, but no point; and those that no good one (of at most 0.25) within 10 pixels resembles: where
 * there are good ones, the phases of speckle that is steady by chance show what it is.
 * What decides lies within `SUPPRESSION_REACH` pixels, so that no block is different from a whole image.
 */
import { lobeProducts, responseEnvelope } from './point-response.js';
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
const LINE = 16;
/** Where points are looked for that a doubtful one resembles. */
const NEIGHBOURHOOD = 10;
const LINE_COHERENCE = 0.8;
/** Neighbours on both sides of the peak, which are fainter, have its phases so well at least. */
const SPREAD_COHERENCE = 0.8;
/** Of the turns to both sides, rad, and of the product of the amplitudes. */
const TURN_TOLERANCE = 0.6;
const PRODUCT_TOLERANCE = 1.6;
/** Resolution, in pixels, from which both neighbours of a peak belong to it. */
const OVERSAMPLED = 1.2;
const BRIGHT_DISPERSION = dispersionOfScr(100);
/** Clutter adds to the amplitudes of faint pixels. */
const AMPLITUDE_TOLERANCE = 1.25;
/** Points of at most this dispersion are beyond doubt. */
export const GOOD_DISPERSION = 0.25;
const LEAST_GOOD = 5;
/** In a simulated town 2 of 365 weak points stay below, and 30 % of the speckle that is taken for points. */
const LEAST_RESEMBLANCE = 0.6;
/**
 * Power over that of the ground, which is taken from the darkest quarter of the pixels around: towns have up to a third that
 * hold points. One of 4 dB passes; of speckle that lasts a year one in fifty.
 */
const LEAST_BRIGHTNESS = 3.5;
export const SUPPRESSION_REACH = LINE + 1;

/** 1 for the pixels that are kept. What is nearer than `SUPPRESSION_REACH` to the edges may be wrong, but at those of the image. */
export function persistentCandidates(pixels: PixelAmplitudes, setting: SuppressionSetting): Uint8Array {
  const { mean, dispersion } = pixels;
  const isCandidate = Uint8Array.from(dispersion, (value) => (value <= setting.maxDispersion ? 1 : 0));
  const judge = new Neighbours(pixels, setting);
  const isDoubtful = (pixel: number) =>
    dispersion[pixel] > GOOD_DISPERSION && (judge.isGround(pixel) || judge.isAlone(pixel));
  const kept = new Uint8Array(isCandidate.length);
  for (let pixel = 0; pixel < kept.length; pixel++) {
    if (isCandidate[pixel] === 0 || !(mean[pixel] > 0)) continue;
    if (!isDoubtful(pixel) && !judge.isShadow(pixel, isCandidate)) kept[pixel] = 1;
  }
  return kept;
}

class Neighbours {
  readonly #rowEnvelope: Float64Array;
  readonly #columnEnvelope: Float64Array;
  /** Whether a pixel is spread over its neighbours: 0 not asked, 1 no, 2 yes. */
  readonly #spread: Uint8Array;
  readonly #leastDates: number;
  readonly #around = new Float32Array((2 * NEIGHBOURHOOD + 1) ** 2);
  /** Of the last coherence that was asked for. */
  #re = 0;
  #im = 0;

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
    const isLike = this.#isFainter(pixel, other, dr, dc) && this.#coherence(pixel, other) > LINE_COHERENCE;
    return isLike && this.#isSpread(other);
  }

  #isFainter(pixel: number, other: number, dr: number, dc: number): boolean {
    const { mean } = this.pixels;
    const isBelow = mean[pixel] < mean[other] || (mean[pixel] === mean[other] && pixel > other);
    const allowed = this.#rowEnvelope[Math.abs(dr)] * this.#columnEnvelope[Math.abs(dc)];
    return isBelow && mean[pixel] <= AMPLITUDE_TOLERANCE * allowed * mean[other];
  }

  /** Whether it is about as bright as the ground around. */
  isGround(pixel: number): boolean {
    const { mean, columns } = this.pixels;
    const [row, column] = [Math.floor(pixel / columns), pixel % columns];
    let count = 0;
    for (let dr = -NEIGHBOURHOOD; dr <= NEIGHBOURHOOD; dr++) {
      for (let dc = -NEIGHBOURHOOD; dc <= NEIGHBOURHOOD; dc++) {
        const other = this.#at(row + dr, column + dc);
        if (other >= 0 && mean[other] > 0) this.#around[count++] = mean[other];
      }
    }
    const ground = this.#around.subarray(0, count).sort()[count >> 2];
    return mean[pixel] ** 2 < LEAST_BRIGHTNESS * ground ** 2;
  }

  /** Whether there are good points around, and none of them has phases like this one's. */
  isAlone(pixel: number): boolean {
    const { dispersion, columns } = this.pixels;
    const [row, column] = [Math.floor(pixel / columns), pixel % columns];
    let good = 0;
    for (let dr = -NEIGHBOURHOOD; dr <= NEIGHBOURHOOD; dr++) {
      for (let dc = -NEIGHBOURHOOD; dc <= NEIGHBOURHOOD; dc++) {
        const other = this.#at(row + dr, column + dc);
        if (other < 0 || other === pixel || !(dispersion[other] <= GOOD_DISPERSION)) continue;
        if (this.#coherence(pixel, other) > LEAST_RESEMBLANCE) return false;
        good++;
      }
    }
    return good >= LEAST_GOOD;
  }

  /** Whether both neighbours along an axis show the same. */
  #isSpread(pixel: number): boolean {
    if (this.#spread[pixel] === 0) {
      const { columns } = this.pixels;
      const [row, column] = [Math.floor(pixel / columns), pixel % columns];
      const { resolutionRows, resolutionColumns } = this.setting;
      const isSpread =
        this.#isLobe(this.#at(row - 1, column), pixel, this.#at(row + 1, column), resolutionRows) ||
        this.#isLobe(this.#at(row, column - 1), pixel, this.#at(row, column + 1), resolutionColumns);
      this.#spread[pixel] = isSpread ? 2 : 1;
    }
    return this.#spread[pixel] === 2;
  }

  /** Whether three pixels in line show one point. */
  #isLobe(before: number, peak: number, after: number, resolutionPixels: number): boolean {
    if (resolutionPixels < OVERSAMPLED || before < 0 || after < 0) return false;
    let turn = 0;
    for (const other of [before, after]) {
      if (this.#coherence(peak, other) < SPREAD_COHERENCE) return false;
      turn += Math.atan2(this.#im, this.#re);
    }
    if (Math.cos(turn) < Math.cos(TURN_TOLERANCE)) return false;
    const { mean } = this.pixels;
    const product = (mean[before] * mean[after]) / mean[peak] ** 2;
    const [least, most] = lobeProducts(resolutionPixels);
    return product > least / PRODUCT_TOLERANCE && product < most * PRODUCT_TOLERANCE;
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
    this.#re = re;
    this.#im = im;
    return count < this.#leastDates ? 0 : Math.sqrt(re * re + im * im) / count;
  }

  /** -1 outside. */
  #at(row: number, column: number): number {
    const { rows, columns } = this.pixels;
    return row < 0 || row >= rows || column < 0 || column >= columns ? -1 : row * columns + column;
  }
}
