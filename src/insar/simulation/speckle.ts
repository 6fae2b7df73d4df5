/**
 * Circular complex Gaussian samples with a given coherence from date to date: z = L w, L the Cholesky factor of the
 * coherence matrix, w white. One factor serves all pixels of a class.
 */
import { type CoherenceModel, type CoherenceSetting, choleskyFactor, coherenceMatrix } from './coherence-models.js';
import type { RandomStream } from './random-stream.js';

/** Pixels that are worked on together: their dates fit into the cache next to the processor. */
const CHUNK = 64;

export class SpeckleSource {
  readonly #size: number;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #kind: 'white' | 'real' | 'complex';
  /** (dates, CHUNK), real parts then imaginary ones. */
  readonly #chunk: Float64Array;

  constructor(model: CoherenceModel, setting: CoherenceSetting) {
    this.#size = setting.days.length;
    const factor = choleskyFactor(coherenceMatrix(model, setting));
    this.#re = factor.re;
    this.#im = factor.im;
    this.#kind = model.kind === 'noise' ? 'white' : factor.im.some((value) => value !== 0) ? 'complex' : 'real';
    this.#chunk = new Float64Array(2 * this.#size * CHUNK);
  }

  /**
   * Draws unit-power samples for some pixels of a row.
   * @param pixels their columns
   * @param outRe (dates, width), where `pixels` are set and nothing else; outIm likewise
   */
  draw(random: RandomStream, pixels: readonly number[], width: number, outRe: Float32Array, outIm: Float32Array): void {
    const half = this.#size * CHUNK;
    for (let from = 0; from < pixels.length; from += CHUNK) {
      random.fillNormal(this.#chunk, 0, 2 * half, Math.SQRT1_2);
      if (this.#kind === 'real') this.#mixReal();
      else if (this.#kind === 'complex') this.#mixComplex();
      const count = Math.min(CHUNK, pixels.length - from);
      for (let date = 0; date < this.#size; date++) {
        const row = date * width;
        const at = date * CHUNK;
        for (let k = 0; k < count; k++) {
          outRe[row + pixels[from + k]] = this.#chunk[at + k];
          outIm[row + pixels[from + k]] = this.#chunk[half + at + k];
        }
      }
    }
  }

  /** In place: the last date first, since each needs only those before it. */
  #mixReal(): void {
    const [size, lower, chunk] = [this.#size, this.#re, this.#chunk];
    const half = size * CHUNK;
    for (let i = size - 1; i >= 0; i--) {
      const row = i * size;
      const to = i * CHUNK;
      const own = lower[row + i];
      for (let k = 0; k < CHUNK; k++) {
        chunk[to + k] *= own;
        chunk[half + to + k] *= own;
      }
      let j = 0;
      // Four dates at a time: as many factors as the processor's registers hold.
      for (; j + 4 <= i; j += 4) {
        const [l0, l1, l2, l3] = [lower[row + j], lower[row + j + 1], lower[row + j + 2], lower[row + j + 3]];
        const from = j * CHUNK;
        for (let k = 0; k < CHUNK; k++) {
          const at = from + k;
          chunk[to + k] +=
            l0 * chunk[at] + l1 * chunk[at + CHUNK] + l2 * chunk[at + 2 * CHUNK] + l3 * chunk[at + 3 * CHUNK];
        }
        for (let k = 0; k < CHUNK; k++) {
          const at = half + from + k;
          chunk[half + to + k] +=
            l0 * chunk[at] + l1 * chunk[at + CHUNK] + l2 * chunk[at + 2 * CHUNK] + l3 * chunk[at + 3 * CHUNK];
        }
      }
      for (; j < i; j++) {
        const l0 = lower[row + j];
        for (let k = 0; k < CHUNK; k++) {
          chunk[to + k] += l0 * chunk[j * CHUNK + k];
          chunk[half + to + k] += l0 * chunk[half + j * CHUNK + k];
        }
      }
    }
  }

  #mixComplex(): void {
    const [size, re, im, chunk] = [this.#size, this.#re, this.#im, this.#chunk];
    const half = size * CHUNK;
    for (let i = size - 1; i >= 0; i--) {
      const to = i * CHUNK;
      const own = re[i * size + i];
      for (let k = 0; k < CHUNK; k++) {
        chunk[to + k] *= own;
        chunk[half + to + k] *= own;
      }
      for (let j = 0; j < i; j++) {
        const [a, b] = [re[i * size + j], im[i * size + j]];
        const from = j * CHUNK;
        for (let k = 0; k < CHUNK; k++) {
          const [x, y] = [chunk[from + k], chunk[half + from + k]];
          chunk[to + k] += a * x - b * y;
          chunk[half + to + k] += a * y + b * x;
        }
      }
    }
  }
}
