/**
 * How well phases are estimated from simulated samples: against the Cramer-Rao bound of the true coherence, and against
 * the bias of fading signals (Ansari, De Zan, Parizzi 2021, doi:10.1109/TGRS.2020.3003421).
 */
import { describe, expect, test } from 'vitest';
import { type LinkingOptions, linkPhases } from '../../src/kernels/index.js';
import { cramerRaoReference, wrapped } from '../../src/kernels/reference.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { kernelsOf } from '../support/kernels.js';
import {
  type CoherenceModel,
  choleskyOf,
  consecutiveLists,
  covarianceOf,
  decaying,
  drawScatter,
  seasonal,
  stackOf,
} from '../support/simulated-samples.js';

const EPOCHS = 60;
const days = Array.from({ length: EPOCHS }, (_, i) => 6 * i);
const RAD_PER_MM = (4 * Math.PI) / 55.4658;

const { thread } = await kernelsOf('simd128');

describe('root mean square error over Cramer-Rao bound', () => {
  test.each<[string, CoherenceModel, number, readonly [LinkingOptions['method'], number][]]>([
    [
      'long-lived',
      decaying(0.1),
      200,
      [
        ['laplacian', 1.3],
        ['evd', 1.3],
        ['emi', 1.3],
      ],
    ],
    [
      'seasonal',
      seasonal,
      200,
      [
        ['laplacian', 1.3],
        ['evd', 1.3],
        ['emi', 1.3],
      ],
    ],
    ['short-lived', decaying(0), 300, [['laplacian', 2]]],
  ])('%s coherence', (_, model, looks, limits) => {
    const pixels = 150;
    const truth = days.map((day) => -RAD_PER_MM * ((4 * day) / 365 + Math.sin(day / 50)));
    const { stack, lists, looksPerSample } = simulated(covarianceOf(days, model, truth), pixels, looks, 21);
    const gamma = Float64Array.from({ length: EPOCHS ** 2 }, (_, k) => {
      const [i, j] = [Math.floor(k / EPOCHS), k % EPOCHS];
      return i === j ? 1 : model(days[i], days[j]);
    });
    const bound = rms(cramerRaoReference(gamma, EPOCHS, looks, 0).subarray(1));
    for (const [method, limit] of limits) {
      const { phasesRad } = linkPhases(thread, stack, lists, { method, looksPerSample });
      const errors = phasesRad.map((phase, k) => wrapped(phase - truth[k % EPOCHS] + truth[0]));
      const ratio = rms(errors.filter((_, k) => k % EPOCHS !== 0)) / bound;
      // Nobody beats the bound by more than chance.
      expect(ratio).toBeGreaterThan(0.95);
      expect(ratio).toBeLessThan(limit);
    }
  });
});

test.each([
  [0, 0.6, 1.5, 5],
  [0.1, 0.3, 1.2, 4.7],
  [0.2, 0, 0.9, 4.5],
])(
  'fading signals bias networks of near pairs by mm/yr, all pairs hardly: %d stays',
  (stays, ofAll, ofTen, ofThree) => {
    // A part of 0.18 that moves by 50 mm/yr and is gone after 11 days (values of MiaplPy's simulator); nothing else moves.
    const n = EPOCHS;
    // Without anything that stays, phases wander: a mean of more pixels is as sure.
    const [pixels, looks] = [stays === 0 ? 300 : 100, 300];
    const covariance = covarianceOf(
      days,
      decaying(stays),
      days.map(() => 0),
    );
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i === j) continue;
        const lag = days[i] - days[j];
        const fading = 0.18 * Math.exp(-Math.abs(lag) / 11);
        covariance[2 * (i * n + j)] += fading * Math.cos((RAD_PER_MM * 50 * lag) / 365);
        covariance[2 * (i * n + j) + 1] += fading * Math.sin((RAD_PER_MM * 50 * lag) / 365);
      }
    }
    const { stack, lists, looksPerSample } = simulated(covariance, pixels, looks, 33);
    const bias = (options: Partial<LinkingOptions>) =>
      velocityOf(linkPhases(thread, stack, lists, { ...options, looksPerSample }).phasesRad, pixels);
    const [evd, emi, all] = [bias({ method: 'evd' }), bias({ method: 'emi' }), bias({})];
    const [ten, three] = [bias({ mostLagEpochs: 10 }), bias({ mostLagEpochs: 3 })];
    const chance = stays === 0 ? 0.5 : 0.3;
    for (const own of [evd, emi]) expect(Math.abs(own)).toBeLessThan(0.5 + chance);
    // What was found with the same parameters by other programs.
    expect(Math.abs(all - ofAll)).toBeLessThan(chance);
    expect(Math.abs(ten - ofTen)).toBeLessThan(0.3);
    expect(Math.abs(three - ofThree)).toBeLessThan(0.5);
    expect(ten).toBeGreaterThan(all + 0.5);
    expect(three).toBeGreaterThan(ten + 2);
  },
);

/** Pixels of so many looks each, as fewer samples that count for more. */
function simulated(covariance: Float64Array, pixels: number, looks: number, seed: number) {
  const vectors = drawScatter(new SeededRandom(seed), choleskyOf(covariance, EPOCHS), EPOCHS, looks, pixels);
  return {
    stack: stackOf(thread, vectors, EPOCHS),
    lists: consecutiveLists(pixels, EPOCHS),
    looksPerSample: looks / EPOCHS,
  };
}

function rms(values: ArrayLike<number>): number {
  return Math.sqrt(
    Array.from(values, (value) => value * value).reduce((sum, square) => sum + square, 0) / values.length,
  );
}

/** mm/yr of the mean phase over pixels: its steps, averaged, add up without ambiguity. */
function velocityOf(phasesRad: Float32Array, pixels: number): number {
  let [phase, sumT, sumTT, sumP, sumTP] = [0, 0, 0, 0, 0];
  for (let i = 0; i < EPOCHS; i++) {
    let [re, im] = [0, 0];
    for (let p = 0; p < pixels && i > 0; p++) {
      const step = phasesRad[p * EPOCHS + i] - phasesRad[p * EPOCHS + i - 1];
      re += Math.cos(step);
      im += Math.sin(step);
    }
    phase += Math.atan2(im, re);
    const years = days[i] / 365;
    sumT += years;
    sumTT += years * years;
    sumP += phase;
    sumTP += years * phase;
  }
  return (EPOCHS * sumTP - sumT * sumP) / (EPOCHS * sumTT - sumT * sumT) / RAD_PER_MM;
}
