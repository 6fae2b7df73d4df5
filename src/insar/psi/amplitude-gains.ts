/**
 * Factors between the amplitudes of images, from stable pixels: k_i that minimise sum rho([ln A_i(p) - m(p) - k_i] / s(p)),
 * sum k_i = 0; amplitudes are then multiplied by exp(-k_i). rho is Tukey's, so that what appears, vanishes or floods does not
 * count; s(p), the pixel's own deviation, makes steady pixels count most. Starts from k_i = ln of the mean amplitude
 * (StaMPS's calibration ends there).
 */

const ROUNDS = 12;
/** Residuals of so many deviations count nothing (95 % efficient for normal ones). */
const TUKEY = 4.685;
/** Pixels are not believed to be steadier than this. */
const LEAST_DEVIATION = 0.03;
/** Mean to root mean square of a normal deviate. */
const MEAN_DEVIATION = Math.sqrt(2 / Math.PI);
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
  const k = logMeans(logAmplitudes, dates);
  const means = new Float64Array(pixels);
  const deviations = new Float64Array(pixels);
  for (let round = 0; round < ROUNDS; round++) {
    for (let p = 0; p < pixels; p++) {
      const own = logAmplitudes.subarray(p * dates, (p + 1) * dates);
      if (round === 0) means[p] = median(own, k);
      deviations[p] = round === 0 ? deviationOf(own, k, means[p]) : deviations[p];
      if (round > 0) means[p] = robustMean(own, k, means[p], deviations[p]);
    }
    if (renewFactors(logAmplitudes, dates, means, deviations, k) < CONVERGED) break;
  }
  return k.map((value) => Math.exp(-value));
}

function logMeans(logAmplitudes: Float32Array, dates: number): Float64Array {
  const k = new Float64Array(dates);
  const counts = new Float64Array(dates);
  for (let at = 0; at < logAmplitudes.length; at++) {
    const value = logAmplitudes[at];
    if (Number.isNaN(value)) continue;
    k[at % dates] += Math.exp(value);
    counts[at % dates]++;
  }
  return centred(k.map((sum, date) => (counts[date] > 0 ? Math.log(sum / counts[date]) : Number.NaN)));
}

function median(values: Float32Array, k: Float64Array): number {
  const known = Array.from(values, (value, i) => value - k[i]).filter((value) => !Number.isNaN(value));
  known.sort((a, b) => a - b);
  const half = known.length >> 1;
  return known.length === 0 ? Number.NaN : known.length % 2 === 1 ? known[half] : (known[half - 1] + known[half]) / 2;
}

/** From the mean absolute deviation: less moved by single dates than the root of squares. */
function deviationOf(values: Float32Array, k: Float64Array, mean: number): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const rest = Math.abs(values[i] - k[i] - mean);
    if (!(rest >= 0)) continue;
    sum += rest;
    count++;
  }
  return Math.max(LEAST_DEVIATION, sum / count / MEAN_DEVIATION);
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
