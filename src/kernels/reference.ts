/**
 * The kernels once more in plain float64 TypeScript, one pixel, arc or series at a time and straight from the formulas.
 * Tests and benches compare with them; nothing else needs them.
 */

import type { LinkingOptions } from './phase-linking.js';
import { hermitianEigen, inverseOf } from './reference-matrix.js';

/**
 * Coherence matrix (epochs, epochs) complex.
 * @param vectors (samples, epochs) complex; 0 = missing
 */
export function coherenceReference(vectors: Float64Array, epochs: number): Float64Array {
  const n = epochs;
  const out = new Float64Array(2 * n * n);
  const samples = vectors.length / (2 * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let [re, im, powerI, powerJ] = [0, 0, 0, 0];
      for (let l = 0; l < samples; l++) {
        const [a, b] = [2 * (l * n + i), 2 * (l * n + j)];
        re += vectors[a] * vectors[b] + vectors[a + 1] * vectors[b + 1];
        im += vectors[a + 1] * vectors[b] - vectors[a] * vectors[b + 1];
        powerI += vectors[a] ** 2 + vectors[a + 1] ** 2;
        powerJ += vectors[b] ** 2 + vectors[b + 1] ** 2;
      }
      const scale = powerI > 0 && powerJ > 0 ? 1 / Math.sqrt(powerI * powerJ) : 0;
      out[2 * (i * n + j)] = re * scale;
      out[2 * (i * n + j) + 1] = im * scale;
    }
  }
  return out;
}

export interface LinkedReference {
  readonly phasesRad: Float64Array;
  readonly temporalCoherence: number;
  readonly eigenvalue: number;
}

/** Phases of a coherence matrix without missing epochs; undefined where EMI finds no positive definite matrix. */
export function linkReference(
  c: Float64Array,
  epochs: number,
  looks: number,
  { method, regularisation, referenceEpoch, mostLagEpochs }: LinkingOptions,
): LinkedReference | undefined {
  const n = epochs;
  const size = Float64Array.from({ length: n * n }, (_, k) => Math.hypot(c[2 * k], c[2 * k + 1]));
  let factor: Float64Array;
  if (method === 'evd') {
    factor = size;
  } else if (method === 'emi') {
    const inverse = inverseOf(regularised(size, n, regularisation), n);
    if (!inverse) return undefined;
    factor = inverse;
  } else {
    factor = size.map((g, k) => {
      const lag = Math.abs(Math.floor(k / n) - (k % n));
      return lag === 0 || lag > mostLagEpochs || g === 0 ? 0 : -fisherWeight(g, looks) / g;
    });
  }
  const matrix = c.map((value, k) => value * factor[k >> 1]);
  if (method === 'laplacian') {
    for (let i = 0; i < n; i++) {
      let degree = 0;
      for (let j = 0; j < n; j++) degree -= factor[i * n + j] * size[i * n + j];
      matrix[2 * (i * n + i)] = degree;
    }
  }
  const { values, vectors } = hermitianEigen(matrix, n);
  const row = method === 'evd' ? n - 1 : 0;
  // hermitianEigen's rows are eigenvectors x of A x = lambda x.
  const angle = (i: number) => Math.atan2(vectors[2 * (row * n + i) + 1], vectors[2 * (row * n + i)]);
  const phasesRad = Float64Array.from({ length: n }, (_, i) => wrapped(angle(i) - angle(referenceEpoch)));
  return { phasesRad, temporalCoherence: temporalCoherenceReference(c, phasesRad), eigenvalue: values[row] };
}

/** To [-pi, pi). */
export const wrapped = (rad: number): number => rad - 2 * Math.PI * Math.floor(rad / (2 * Math.PI) + 0.5);

/** g^2 / (1 - g^2) of the debiased coherence, at least a thousandth of what it is undebiased, g at most 0.98. */
function fisherWeight(g: number, looks: number): number {
  const unbiased = looks > 1.001 ? (looks * g * g - 1) / (looks - 1) : g * g;
  const power = Math.min(0.98 ** 2, Math.max(1e-3 * g * g, unbiased));
  return power / (1 - power);
}

const regularised = (size: Float64Array, n: number, beta: number) =>
  size.map((g, k) => (1 - beta) * g + (Math.floor(k / n) === k % n ? beta : 0));

export function temporalCoherenceReference(c: Float64Array, phasesRad: Float64Array): number {
  const n = phasesRad.length;
  let [re, im] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const rest = Math.atan2(c[2 * (i * n + j) + 1], c[2 * (i * n + j)]) - (phasesRad[i] - phasesRad[j]);
      re += Math.cos(rest);
      im += Math.sin(rest);
    }
  }
  return (2 * Math.hypot(re, im)) / (n * (n - 1));
}

/**
 * Cramer-Rao standard deviations (epochs), rad, of phases against the reference epoch.
 * @param gamma (epochs, epochs) real coherence, true or estimated
 */
export function cramerRaoReference(
  gamma: Float64Array,
  epochs: number,
  looks: number,
  reference: number,
): Float64Array {
  const inverse = inverseOf(gamma, epochs);
  const others = Array.from({ length: epochs }, (_, i) => i).filter((i) => i !== reference);
  const information = new Float64Array(others.length ** 2);
  others.forEach((i, row) => {
    others.forEach((j, column) => {
      const product = inverse ? gamma[i * epochs + j] * inverse[i * epochs + j] : Number.NaN;
      information[row * others.length + column] = 2 * looks * (product - (i === j ? 1 : 0));
    });
  });
  const covariance = inverseOf(information, others.length);
  const out = new Float64Array(epochs);
  others.forEach((i, row) => {
    out[i] = covariance ? Math.sqrt(covariance[row * others.length + row]) : Number.NaN;
  });
  return out;
}

/** Test statistic of two powers of Rayleigh amplitudes over N epochs, chi2(1) where they are equal. */
export const likelihoodRatio = (powerA: number, powerB: number, epochs: number): number =>
  2 * epochs * (2 * Math.log((powerA + powerB) / 2) - Math.log(powerA) - Math.log(powerB));

/** xi(v, h) of one arc; missing phases are left out. */
export function periodogramReference(
  phasesRad: ArrayLike<number>,
  velocityRad: ArrayLike<number>,
  heightRad: ArrayLike<number>,
  velocity: number,
  height: number,
): number {
  let [re, im, count] = [0, 0, 0];
  for (let i = 0; i < phasesRad.length; i++) {
    if (Number.isNaN(phasesRad[i])) continue;
    const rest = phasesRad[i] - velocityRad[i] * velocity - heightRad[i] * height;
    re += Math.cos(rest);
    im += Math.sin(rest);
    count++;
  }
  return Math.hypot(re, im) / count;
}

export interface ArcReference {
  readonly velocity: number;
  readonly height: number;
  readonly coherence: number;
}

/** The best cell of a grid, and from there the top by steps that are halved when none leads up. */
export function arcReference(
  phasesRad: ArrayLike<number>,
  velocityRad: ArrayLike<number>,
  heightRad: ArrayLike<number>,
  grid: { velocities: number; velocityStepMmPerYear: number; heights: number; heightStepM: number },
): { readonly cell: ArcReference; readonly top: ArcReference } {
  const at = (velocity: number, height: number): ArcReference => ({
    velocity,
    height,
    coherence: periodogramReference(phasesRad, velocityRad, heightRad, velocity, height),
  });
  let cell: ArcReference = { velocity: 0, height: 0, coherence: -1 };
  for (let h = -grid.heights; h <= grid.heights; h++) {
    for (let v = 1 - grid.velocities; v < grid.velocities; v++) {
      const next = at(v * grid.velocityStepMmPerYear, h * grid.heightStepM);
      if (next.coherence > cell.coherence) cell = next;
    }
  }
  let top = cell;
  for (let size = 0.5; size > 1e-7; ) {
    let best = top;
    for (const [dv, dh] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [-1, -1],
      [1, -1],
      [-1, 1],
    ]) {
      const next = at(top.velocity + dv * size * grid.velocityStepMmPerYear, top.height + dh * size * grid.heightStepM);
      if (next.coherence > best.coherence) best = next;
    }
    if (best === top) size /= 2;
    top = best;
  }
  return { cell, top };
}

/** Count, mean and sum of squared deviations of amplitudes, in two passes. */
export function momentsReference(amplitudes: readonly number[]): { count: number; mean: number; squares: number } {
  const known = amplitudes.filter((amplitude) => !Number.isNaN(amplitude));
  const mean = known.reduce((sum, a) => sum + a, 0) / Math.max(1, known.length);
  return { count: known.length, mean, squares: known.reduce((sum, a) => sum + (a - mean) ** 2, 0) };
}

/** Coefficients by the normal equations, with scaled columns, and the root mean square of the residuals. */
export function fitReference(
  series: ArrayLike<number>,
  columns: readonly ((epoch: number) => number)[],
): { readonly coefficients: number[]; readonly rms: number; readonly cofactors: number[] } | undefined {
  const known = Array.from({ length: series.length }, (_, i) => i).filter((i) => !Number.isNaN(series[i]));
  const k = columns.length;
  if (known.length <= k) return undefined;
  const rows = known.map((i) => columns.map((valueAt) => valueAt(i)));
  const scale = columns.map((_, c) => Math.sqrt(rows.reduce((sum, row) => sum + row[c] ** 2, 0)));
  const normal = new Float64Array(k * k);
  const right = new Float64Array(k);
  rows.forEach((row, r) => {
    for (let a = 0; a < k; a++) {
      right[a] += (row[a] / scale[a]) * series[known[r]];
      for (let b = 0; b < k; b++) normal[a * k + b] += (row[a] / scale[a]) * (row[b] / scale[b]);
    }
  });
  const inverse = inverseOf(normal, k);
  if (!inverse) return undefined;
  const coefficients = columns.map(
    (_, a) => columns.reduce((sum, __, b) => sum + inverse[a * k + b] * right[b], 0) / scale[a],
  );
  const squares = rows.reduce(
    (sum, row, r) => sum + (series[known[r]] - row.reduce((fit, x, c) => fit + x * coefficients[c], 0)) ** 2,
    0,
  );
  return {
    coefficients,
    rms: Math.sqrt(squares / known.length),
    cofactors: columns.map((_, a) => inverse[a * k + a] / scale[a] ** 2),
  };
}
