/** How much room the kernels of coherence and phase linking want, in float32 values; see space_in and link_windows in c/. */
import type { HalfWindow } from './slc-stack.js';

/** Planes of C, of the matrix that is solved and of its factors, and some vectors. */
export function linkingScratchFloats(epochs: number): number {
  const size = 4 * Math.ceil(epochs / 4);
  return 6 * size ** 2 + 12 * size;
}

/** And the sums of each column of a window, and of those that come in. */
export function windowScratchFloats(epochs: number, half: HalfWindow): number {
  const blocks = Math.ceil(epochs / 4);
  const sums = 32 * ((blocks * (blocks + 1)) / 2);
  return linkingScratchFloats(epochs) + (2 * half.columns + 2) * sums + 2 * half.rows + 1;
}
