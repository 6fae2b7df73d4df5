/**
 * How much neighbouring pixels of speckle have in common: images that are sampled finer than they are resolved hold fewer
 * independent looks than pixels. With rho(k) the complex correlation at a distance of k pixels along rows or columns
 *   looks per pixel = 1 / [(1 + 2 sum |rho_row(k)|^2) (1 + 2 sum |rho_column(k)|^2)].
 * Phases alone are correlated, so that bright points do not outvote the speckle: of circular Gaussian samples that gives
 * pi / 4 rho, nearly, which is put right.
 */
import type { ImageWindow } from '../image-window.js';

const LAGS = 3;
/** Of an image piece, spread over the dates. */
const MOST_DATES = 6;
const OF_PHASES = 4 / Math.PI;

export class SpeckleCorrelation {
  /** Sums of |rho|^2, less what chance leaves: along columns (rows apart), then along rows. */
  readonly #sums = [new Float64Array(LAGS), new Float64Array(LAGS)];
  #count = 0;

  add(window: ImageWindow, usable: readonly number[]): void {
    const count = Math.min(MOST_DATES, usable.length);
    for (let k = 0; k < count; k++) {
      const image = window.images[usable[Math.floor(((k + 0.5) * usable.length) / count)]];
      const found = [true, false].map((isAcross) =>
        Array.from({ length: LAGS }, (_, lag) => correlationPower(image, window, isAcross, lag + 1)),
      );
      if (found.flat().some(Number.isNaN)) continue;
      found.forEach((powers, axis) => {
        powers.forEach((power, lag) => {
          this.#sums[axis][lag] += power;
        });
      });
      this.#count++;
    }
  }

  /** At most 1. */
  looksPerSample(): number {
    if (this.#count === 0) return 1;
    const spread = (sums: Float64Array) =>
      1 + 2 * sums.reduce((sum, value) => sum + Math.min(1, Math.max(0, value / this.#count)), 0);
    return 1 / (spread(this.#sums[0]) * spread(this.#sums[1]));
  }
}

/** |rho|^2 of phases, NaN for too few pixels. */
function correlationPower(image: Float32Array, { rows, columns }: ImageWindow, isAcross: boolean, lag: number): number {
  const [lastRow, lastColumn] = isAcross ? [rows, columns - lag] : [rows - lag, columns];
  const step = 2 * (isAcross ? lag : lag * columns);
  let [re, im, count] = [0, 0, 0];
  for (let row = 0; row < lastRow; row++) {
    for (let at = 2 * row * columns, end = at + 2 * lastColumn; at < end; at += 2) {
      const x = image[at] * image[at + step] + image[at + 1] * image[at + step + 1];
      const y = image[at + 1] * image[at + step] - image[at] * image[at + step + 1];
      const size = Math.sqrt(x * x + y * y);
      if (!(size > 0)) continue;
      re += x / size;
      im += y / size;
      count++;
    }
  }
  if (count < 32) return Number.NaN;
  const power = (re * re + im * im) / (count * count);
  return OF_PHASES ** 2 * ((power * count - 1) / (count - 1));
}
