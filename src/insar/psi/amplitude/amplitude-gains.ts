/**
 * Factors between the amplitudes of images, from stable pixels: k_i that minimise sum rho([ln A_i(p) - m(p) - k_i] / s(p)),
 * sum k_i = 0; amplitudes are then multiplied by exp(-k_i). rho is Tukey's, so that what appears, vanishes or floods does not
 * count; s(p), the pixel's own deviation, makes steady pixels count most. Starts from medians over pixels: the mean amplitude of
 * an image, with which StaMPS makes do, follows a few bright points that appear.
 */

const ROUNDS = 12;
/** Residuals of so many deviations count nothing (95 % efficient for normal ones). */
const TUKEY = 4.685;
/** Pixels are not believed to be steadier than this. */
const LEAST_DEVIATION = 0.03;
/** Median absolute deviation of a normal deviate. */
const MEDIAN_DEVIATION = 0.6745;
const CONVERGED = 1e-7;

/**
 * @param logAmplitudes (pixels, dates) ln of amplitudes; NaN = missing
 * @returns (dates) gains; NaN for dates of which nothing is known
 */
export function amplitudeGains(logAmplitudes: Float32Array, dates: number): Float64Array {
  const pixels = logAmplitudes.length / dates;
  if (!Number.isInteger(pixels)) {
    throw new RangeError(`logAmplitudes: expected a multiple of ${dates} values, got ${logAmplitudes.length}`);
  }
  const k = new Float64Array(dates);
  const means = new Float64Array(pixels);
  const deviations = new Float64Array(pixels);
  const of = (pixel: number) => logAmplitudes.subarray(pixel * dates, (pixel + 1) * dates);
  for (let p = 0; p < pixels; p++) means[p] = medianOf(of(p), (value, i) => value - k[i]);
  k.set(startOf(logAmplitudes, dates, means));
  for (let p = 0; p < pixels; p++) {
    means[p] = medianOf(of(p), (value, i) => value - k[i]);
    const deviation = medianOf(of(p), (value, i) => Math.abs(value - k[i] - means[p])) / MEDIAN_DEVIATION;
    deviations[p] = Math.max(LEAST_DEVIATION, deviation);
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (let p = 0; p < pixels; p++) means[p] = robustMean(of(p), k, means[p], deviations[p]);
    if (renewFactors(logAmplitudes, dates, means, deviations, k) < CONVERGED) break;
  }
  return k.map((value) => Math.exp(-value));
}

/** Of each date the median over pixels of what is above their own. */
function startOf(logAmplitudes: Float32Array, dates: number, means: Float64Array): Float64Array {
  const column = new Float32Array(means.length);
  const start = Float64Array.from({ length: dates }, (_, i) => {
    for (let p = 0; p < means.length; p++) column[p] = logAmplitudes[p * dates + i] - means[p];
    return medianOf(column, (value) => value);
  });
  return centred(start);
}

/** NaN of nothing; values that are NaN are left out. */
function medianOf(values: Float32Array, mapped: (value: number, index: number) => number): number {
  const known = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = mapped(values[i], i);
    if (!Number.isNaN(value)) known[count++] = value;
  }
  const sorted = known.subarray(0, count).sort();
  const half = count >> 1;
  return count === 0 ? Number.NaN : count % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function robustMean(values: Float32Array, k: Float64Array, mean: number, deviation: number): number {
  let [sum, weights] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] - k[i];
    const weight = tukeyWeight((value - mean) / deviation);
    if (!(weight > 0)) continue;
    sum += weight * value;
    weights += weight;
  }
  return weights > 0 ? sum / weights : mean;
}

/** Changes k; returns by how much. */
function renewFactors(
  logAmplitudes: Float32Array,
  dates: number,
  means: Float64Array,
  deviations: Float64Array,
  k: Float64Array,
): number {
  const sums = new Float64Array(dates);
  const weights = new Float64Array(dates);
  for (let p = 0, at = 0; p < means.length; p++) {
    const scale = 1 / deviations[p];
    for (let i = 0; i < dates; i++, at++) {
      const value = logAmplitudes[at] - means[p];
      const weight = tukeyWeight((value - k[i]) * scale) * scale * scale;
      if (!(weight > 0)) continue;
      sums[i] += weight * value;
      weights[i] += weight;
    }
  }
  const next = centred(sums.map((sum, i) => (weights[i] > 0 ? sum / weights[i] : k[i])));
  const change = next.reduce((most, value, i) => (Math.abs(value - k[i]) > most ? Math.abs(value - k[i]) : most), 0);
  k.set(next);
  return change;
}

/** 0 for what is far off, or NaN. */
function tukeyWeight(u: number): number {
  const rest = 1 - (u / TUKEY) ** 2;
  return rest > 0 ? rest * rest : 0;
}

function centred(k: Float64Array): Float64Array {
  const known = k.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return k.map((value) => value - mean);
}
