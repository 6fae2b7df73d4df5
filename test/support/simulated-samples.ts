/**
 * Samples of distributed scatterers with a known coherence: circular Gaussian vectors z = L w, L L^H = Gamma o exp j(phi_i -
 * phi_j), and the coherence models of Ansari et al. 2018 that open processors test with.
 */
import { createStack, type KernelThread, packEpoch, type SampleLists, type SlcStack } from '../../src/kernels/index.js';
import type { SeededRandom } from '../../src/products/seeded-random.js';

/** Coherence of two acquisitions, given as days since the first. */
export type CoherenceModel = (daysI: number, daysJ: number) => number;

/** Falls from 0.6 to `persistent` with a time constant of 50 days. */
export const decaying =
  (persistent: number): CoherenceModel =>
  (a, b) =>
    (0.6 - persistent) * Math.exp(-Math.abs(a - b) / 50) + persistent;

/** Between sqrt 0.1 and sqrt 0.6 twice a year: fields and snow. */
export const seasonal: CoherenceModel = (a, b) => {
  const [most, least] = [Math.sqrt(0.6), Math.sqrt(0.1)];
  const share = (days: number) => (most + least) / 2 + ((most - least) / 2) * Math.cos((2 * Math.PI * days) / 180);
  return share(a) * share(b) * Math.exp(-Math.abs(a - b) / 400);
};

/** (epochs, epochs) complex covariance with a diagonal of 1. */
export function covarianceOf(
  days: readonly number[],
  coherence: CoherenceModel,
  phaseRad: readonly number[],
): Float64Array {
  const n = days.length;
  const out = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const g = i === j ? 1 : coherence(days[i], days[j]);
      out[2 * (i * n + j)] = g * Math.cos(phaseRad[i] - phaseRad[j]);
      out[2 * (i * n + j) + 1] = g * Math.sin(phaseRad[i] - phaseRad[j]);
    }
  }
  return out;
}

/** Lower triangle L with L L^H = the covariance. */
export function choleskyOf(covariance: Float64Array, n: number): Float64Array {
  const l = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let [re, im] = [covariance[2 * (i * n + j)], covariance[2 * (i * n + j) + 1]];
      for (let k = 0; k < j; k++) {
        const [a, b, c, d] = [l[2 * (i * n + k)], l[2 * (i * n + k) + 1], l[2 * (j * n + k)], l[2 * (j * n + k) + 1]];
        re -= a * c + b * d;
        im -= b * c - a * d;
      }
      if (i === j) {
        if (!(re > 0)) throw new RangeError('the covariance is not positive definite');
        l[2 * (i * n + i)] = Math.sqrt(re);
      } else {
        l[2 * (i * n + j)] = re / l[2 * (j * n + j)];
        l[2 * (i * n + j) + 1] = im / l[2 * (j * n + j)];
      }
    }
  }
  return l;
}

/** Exactly normal deviates, by Box and Muller. */
export function fillNormal(random: SeededRandom, out: Float64Array): void {
  for (let i = 0; i < out.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    out[i] = radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
  }
}

/** (count, n) complex vectors. */
export function drawSamples(random: SeededRandom, l: Float64Array, n: number, count: number): Float64Array {
  const out = new Float64Array(2 * n * count);
  const white = new Float64Array(2 * n);
  for (let s = 0; s < count; s++) {
    fillNormal(random, white);
    multiplyTriangle(l, n, white, 0, out.subarray(2 * n * s, 2 * n * (s + 1)));
  }
  return out;
}

/**
 * n vectors for each of `count` pixels whose sample covariance is distributed as that of `looks` samples: L times
 * Bartlett's triangle, with chi-squared variables on its diagonal (Goodman 1963). A fifth of the numbers for 60 epochs and
 * 300 looks. The sums must be taken for those of `looks` samples.
 */
export function drawScatter(
  random: SeededRandom,
  l: Float64Array,
  n: number,
  looks: number,
  count: number,
): Float64Array {
  const out = new Float64Array(2 * n * n * count);
  const column = new Float64Array(2 * n);
  for (let s = 0; s < n * count; s++) {
    const k = s % n;
    fillNormal(random, column.subarray(2 * k));
    // Parts of variance 1 each, as in drawSamples: the diagonal holds a chi of twice as many degrees.
    column.fill(0, 0, 2 * k);
    column[2 * k] = Math.sqrt(2 * gamma(random, looks - k));
    column[2 * k + 1] = 0;
    multiplyTriangle(l, n, column, k, out.subarray(2 * n * s, 2 * n * (s + 1)));
  }
  return out;
}

/** Gamma deviate of a shape of 1 and more (Marsaglia & Tsang 2000). */
function gamma(random: SeededRandom, shape: number): number {
  const d = shape - 1 / 3;
  const normal = new Float64Array(1);
  for (;;) {
    fillNormal(random, normal);
    const v = (1 + normal[0] / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < normal[0] ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** out = L x for an x that is 0 before `from`. */
function multiplyTriangle(l: Float64Array, n: number, x: Float64Array, from: number, out: Float64Array): void {
  for (let i = from; i < n; i++) {
    let [re, im] = [0, 0];
    for (let k = from, at = 2 * (i * n + from); k <= i; k++, at += 2) {
      re += l[at] * x[2 * k] - l[at + 1] * x[2 * k + 1];
      im += l[at] * x[2 * k + 1] + l[at + 1] * x[2 * k];
    }
    out[2 * i] = re;
    out[2 * i + 1] = im;
  }
}

/** A stack of one row whose pixels are the vectors; NaN parts = missing. */
export function stackOf(
  thread: KernelThread,
  vectors: Float64Array,
  epochs: number,
  allocate?: (length: number) => Float32Array,
): SlcStack {
  const pixels = vectors.length / (2 * epochs);
  const stack = createStack(1, pixels, epochs, allocate);
  const image = new Float32Array(2 * pixels);
  for (let i = 0; i < epochs; i++) {
    for (let p = 0; p < pixels; p++) {
      image[2 * p] = vectors[2 * (p * epochs + i)];
      image[2 * p + 1] = vectors[2 * (p * epochs + i) + 1];
    }
    packEpoch(thread, image, i, stack);
  }
  return stack;
}

/** Lists of `looks` pixels each, one after another. */
export function consecutiveLists(lists: number, looks: number): SampleLists {
  return {
    samples: Int32Array.from({ length: lists * looks }, (_, i) => i),
    counts: new Int32Array(lists).fill(looks),
    capacity: looks,
  };
}
