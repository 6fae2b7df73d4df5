/**
 * Statistically homogeneous pixels by the likelihood-ratio test of Rayleigh amplitudes, for stacks of 20 dates and more;
 * shorter ones want `selectHomogeneousByRank`. Test and source: c/homogeneous_pixels.c.
 */
import { chiSquaredQuantile } from './chi-squared.js';
import type { KernelThread } from './kernel-thread.js';
import type { HalfWindow, SampleLists } from './slc-stack.js';
import { type Centres, checkCentres, expectLength } from './slc-stack.js';

/** Rows of a window are words of 64 bits. */
export const MOST_HALF_WINDOW = 31;

/**
 * Largest ratio of two powers that the test accepts: with T = chi2_(1 - alpha)(1), 2 N [2 ln((s1 + s2) / 2) - ln s1 - ln s2] = T
 * at (1 + r)^2 / r = 4 exp(T / 2 N).
 *
 * Wilks' statistic has 2 N because N amplitudes of each pixel are N exponential powers; N in its place rejects six times
 * too rarely at alpha = 0.05.
 *
 * @param epochs N; where speckle is correlated in time, the number of independent ones among them
 * @param alpha share of equal neighbours that are rejected
 */
export function powerRatioLimit(epochs: number, alpha: number): number {
  if (!(epochs >= 1)) throw new RangeError(`epochs: expected 1 or more, got ${epochs}`);
  const half = 2 * Math.exp(chiSquaredQuantile(alpha) / (2 * epochs)) - 1;
  return half + Math.sqrt(half ** 2 - 1);
}

/** Where lists go. In the kernels' memory (`memory.int32`) they are not copied. */
export function createSampleLists(
  count: number,
  half: HalfWindow,
  int32: (length: number) => Int32Array = (length) => new Int32Array(length),
): SampleLists {
  const capacity = (2 * half.rows + 1) * (2 * half.columns + 1);
  return { samples: int32(count * capacity), counts: int32(count), capacity };
}

/**
 * For centres of one row the neighbours that are alike and hang together with them over edges or corners, in ascending
 * order, the centre among them.
 * @param power (rows, columns) mean power of each pixel, as `rayleighPower` gives it; NaN or 0 = nothing known
 * @param ratio `powerRatioLimit`
 */
export function selectHomogeneous(
  thread: KernelThread,
  power: Float32Array,
  rows: number,
  columns: number,
  centres: Centres,
  half: HalfWindow,
  ratio: number,
  out = createSampleLists(centres.count, half),
): SampleLists {
  checkHomogeneous(power, rows * columns, rows, columns, centres, half, out);
  if (!(ratio >= 1)) throw new RangeError(`ratio: expected 1 or more, got ${ratio}`);
  thread.run((functions, call) => {
    functions.select_homogeneous(
      call.input(power),
      rows,
      columns,
      centres.row,
      centres.first,
      centres.stride,
      centres.count,
      half.rows,
      half.columns,
      ratio,
      call.output(out.samples),
      call.output(out.counts),
      out.capacity,
    );
  });
  return out;
}

export function checkHomogeneous(
  values: Float32Array,
  length: number,
  rows: number,
  columns: number,
  centres: Centres,
  half: HalfWindow,
  out: SampleLists,
): void {
  expectLength('values of the pixels', values, length);
  checkCentres(centres, rows, columns, half);
  if (half.rows > MOST_HALF_WINDOW || half.columns > MOST_HALF_WINDOW) {
    throw new RangeError(`half window: expected at most ${MOST_HALF_WINDOW}, got ${half.rows} x ${half.columns}`);
  }
  const size = (2 * half.rows + 1) * (2 * half.columns + 1);
  if (out.capacity < size) throw new RangeError(`out.capacity: expected ${size} or more, got ${out.capacity}`);
  expectLength('out.counts', out.counts, centres.count);
  expectLength('out.samples', out.samples, centres.count * out.capacity);
}
