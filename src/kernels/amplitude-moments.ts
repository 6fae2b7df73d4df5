/**
 * Moments of amplitude through time: what amplitude dispersion and the power of speckle are made of. Images are merged
 * into what is known, so that a stack may grow.
 */
import type { KernelThread } from './kernel-thread.js';
import { expectLength } from './slc-stack.js';

/** (pixels) each. */
export interface AmplitudeMoments {
  /** Epochs that are there. */
  readonly count: Float32Array;
  /** Linear amplitude; 0 where the count is. */
  readonly mean: Float32Array;
  /** Sum of squared deviations from the mean. */
  readonly squares: Float32Array;
}

/** In the kernels' memory (`memory.float32`) moments are not copied; such memory must be cleared (`fill(0)`) first. */
export function createAmplitudeMoments(
  pixels: number,
  float32: (length: number) => Float32Array = (length) => new Float32Array(length),
): AmplitudeMoments {
  return { count: float32(pixels), mean: float32(pixels), squares: float32(pixels) };
}

/**
 * Adds the amplitudes |z| gain of images to moments, which are changed.
 * @param images (pixels) interleaved complex each, pixels a multiple of 4; NaN = missing
 * @param gains of the images: calibration of their amplitudes
 */
export function addAmplitudeMoments(
  thread: KernelThread,
  images: readonly Float32Array[],
  gains: readonly number[],
  moments: AmplitudeMoments,
): void {
  const pixels = checkedMoments(moments);
  expectLength('gains', gains, images.length);
  for (const [k, image] of images.entries()) expectLength(`images[${k}]`, image, 2 * pixels);
  thread.run((functions, call) => {
    functions.add_amplitude_moments(
      call.input(Int32Array.from(images, (image) => call.input(image))),
      call.input(Float32Array.from(gains)),
      images.length,
      pixels,
      call.changed(moments.count),
      call.changed(moments.mean),
      call.changed(moments.squares),
      call.scratch(4 * 4 * CHUNK),
    );
  });
}

/** CHUNK of c/amplitude.c. */
const CHUNK = 1024;

/** Makes `moments` those of both. */
export function mergeAmplitudeMoments(thread: KernelThread, moments: AmplitudeMoments, others: AmplitudeMoments): void {
  const pixels = checkedMoments(moments);
  expectLength('others', others.count, pixels);
  checkedMoments(others);
  thread.run((functions, call) => {
    const own = [moments.count, moments.mean, moments.squares].map((array) => call.changed(array));
    const added = [others.count, others.mean, others.squares].map((array) => call.input(array));
    functions.merge_amplitude_moments(...own, ...added, pixels);
  });
}

/**
 * Amplitude dispersion sigma / mu, NaN below `leastEpochs`. Population sigma.
 * Source: Ferretti, Prati & Rocca 2001, doi:10.1109/36.898661.
 */
export function amplitudeDispersion(
  { count, mean, squares }: AmplitudeMoments,
  leastEpochs: number,
  out: Float32Array = new Float32Array(count.length),
): Float32Array {
  for (let p = 0; p < out.length; p++) {
    out[p] = count[p] < leastEpochs ? Number.NaN : Math.sqrt(squares[p] / count[p]) / mean[p];
  }
  return out;
}

/**
 * Power parameter of Rayleigh amplitudes, (variance + mean^2) / 2, NaN below `leastEpochs`: what `selectHomogeneous`
 * compares.
 */
export function rayleighPower(
  { count, mean, squares }: AmplitudeMoments,
  leastEpochs: number,
  out: Float32Array = new Float32Array(count.length),
): Float32Array {
  for (let p = 0; p < out.length; p++) {
    out[p] = count[p] < leastEpochs ? Number.NaN : (squares[p] / count[p] + mean[p] ** 2) / 2;
  }
  return out;
}

function checkedMoments({ count, mean, squares }: AmplitudeMoments): number {
  if (count.length % 4 !== 0) throw new RangeError(`pixels: expected a multiple of 4, got ${count.length}`);
  expectLength('moments.mean', mean, count.length);
  expectLength('moments.squares', squares, count.length);
  return count.length;
}
