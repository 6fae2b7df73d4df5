/** The step model on series that were made of it, and the algebra of its functions. */
import { describe, expect, test } from 'vitest';
import {
  fitStepModel,
  heightOf,
  modelled,
  smoothCoefficients,
  smoothFunctions,
  smoothValue,
  stepModel,
} from '../../../src/insar/psi/step-model.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { kernelsOf } from '../../support/kernels.js';
import { madeModel, madePhase } from './made-model.js';

const { thread } = await kernelsOf('simd128');
const MODEL = madeModel(60, 24);
const STEP = stepModel(MODEL);
const DATES = 60;

/** Of a constant, a height of 9 m, a velocity, a parabola, a cubic and a wave. */
const COEFFICIENTS = [0.4, 9, -3, 2, -1, 0.8, -0.15];

function valueAt(date: number): number {
  const t = MODEL.timesYears[date];
  const columns = [1, MODEL.heightRad[date], t, Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t), t ** 2, t ** 3];
  return COEFFICIENTS.reduce((sum, c, k) => sum + c * columns[k], 0);
}

describe('the step model', () => {
  test.each([
    ['without gaps', () => false],
    ['with gaps', (i: number) => i % 7 === 2 || (i > 20 && i < 28)],
  ])('gives the coefficients of a series %s', (_, isMissing) => {
    const series = Float32Array.from({ length: DATES }, (_, i) => (isMissing(i) ? Number.NaN : valueAt(i)));
    const fits = fitStepModel(thread, series, STEP);
    expect(STEP.columns).toBe(7);
    COEFFICIENTS.forEach((expected, k) => {
      expect(Math.abs(fits.coefficients[k] - expected)).toBeLessThan(2e-5 * (1 + Math.abs(expected)));
    });
    expect(fits.rms[0]).toBeLessThan(1e-5);
    for (let i = 0; i < DATES; i++) expect(modelled(STEP, fits.coefficients, 0, i)).toBeCloseTo(valueAt(i), 4);
    expect(heightOf(STEP, fits, 0).heightM).toBeCloseTo(9, 3);
  });

  test('does not fit a series of too few dates', () => {
    const series = Float32Array.from({ length: DATES }, (_, i) => (i < 5 ? valueAt(i) : Number.NaN));
    const fits = fitStepModel(thread, series, STEP);
    expect(fits.rms[0]).toBeNaN();
    expect(heightOf(STEP, fits, 0).heightM).toBeNaN();
  });

  test('says how far heights are off, with noise of the series and with air that neighbours share', () => {
    const random = new SeededRandom(3);
    const points = 2000;
    const sigma = 0.5;
    const series = Float32Array.from({ length: points * DATES }, () => sigma * random.gaussian());
    const fits = fitStepModel(thread, series, STEP);
    let [squares, expected] = [0, 0];
    for (let p = 0; p < points; p++) {
      const { heightM, stdM } = heightOf(STEP, fits, p);
      squares += heightM ** 2;
      expected += stdM ** 2;
    }
    expect(squares / expected).toBeGreaterThan(0.9);
    expect(squares / expected).toBeLessThan(1.1);
    // Air of three times the variance of the noise: twice the standard deviation.
    const alone = heightOf(STEP, fits, 7).stdM;
    const own = (fits.rms[7] ** 2 * DATES) / (DATES - 7);
    expect(heightOf(STEP, fits, 7, 3 * own).stdM / alone).toBeCloseTo(2, 9);
  });

  test('has no height where dates are too few for one', () => {
    const small = stepModel(madeModel(5, 24));
    const fits = fitStepModel(thread, Float32Array.of(1, 2, 3, 4, 5), small);
    expect(small.columns).toBe(1);
    expect(heightOf(small, fits, 0)).toEqual({ heightM: 0, stdM: Number.NaN });
    expect(smoothFunctions(small)).toBe(0);
  });

  test('takes motion for motion where all baselines are alike', () => {
    const still = madeModel(60, 24, 0);
    const step = stepModel(still);
    const series = Float32Array.from({ length: DATES }, (_, i) => madePhase(still, { velocityMmPerYear: 20 }, i));
    const fits = fitStepModel(thread, series, step);
    expect(fits.rms[0]).toBeLessThan(1e-4);
    expect(heightOf(step, fits, 0).heightM).toBe(0);
    expect(smoothFunctions(step)).toBe(5);
  });
});

describe('smooth functions', () => {
  const dot = (a: (i: number) => number, b: (i: number) => number) =>
    Array.from({ length: DATES }, (_, i) => a(i) * b(i)).reduce((sum, value) => sum + value, 0);
  const functions = Array.from({ length: smoothFunctions(STEP) }, (_, k) => (i: number) => smoothValue(STEP, i, k));

  test('are orthonormal over the dates, and orthogonal to a constant and the height', () => {
    expect(functions).toHaveLength(5);
    for (const [k, a] of functions.entries()) {
      for (const [l, b] of functions.entries()) expect(dot(a, b)).toBeCloseTo(k === l ? 1 : 0, 9);
      expect(dot(a, () => 1)).toBeCloseTo(0, 9);
      expect(dot(a, (i) => MODEL.heightRad[i])).toBeCloseTo(0, 9);
    }
  });

  test('times their coefficients are the model less its constant and its height', () => {
    const series = Float32Array.from({ length: DATES }, (_, i) => valueAt(i));
    const fits = fitStepModel(thread, series, STEP);
    const coefficients = smoothCoefficients(STEP, fits.coefficients, 0);
    const rest = (i: number) => valueAt(i) - functions.reduce((sum, f, k) => sum + coefficients[k] * f(i), 0);
    // What is left lies in the constant and the height alone: no function sees any of it, and two numbers make it.
    const heightPart = (i: number) => MODEL.heightRad[i];
    const n = DATES;
    const [s1, sh, shh] = [n, dot(() => 1, heightPart), dot(heightPart, heightPart)];
    const [r1, rh] = [dot(() => 1, rest), dot(heightPart, rest)];
    const determinant = s1 * shh - sh * sh;
    const [a, b] = [(r1 * shh - rh * sh) / determinant, (s1 * rh - sh * r1) / determinant];
    for (let i = 0; i < n; i++) expect(rest(i)).toBeCloseTo(a + b * heightPart(i), 3);
  });

  test('see the variance of what is new at every date, each alike', () => {
    const random = new SeededRandom(4);
    const points = 3000;
    const series = Float32Array.from({ length: points * DATES }, () => 0.7 * random.gaussian());
    const fits = fitStepModel(thread, series, STEP);
    const squares = new Float64Array(functions.length);
    for (let p = 0; p < points; p++) {
      smoothCoefficients(STEP, fits.coefficients, p).forEach((value, k) => {
        squares[k] += value ** 2 / points;
      });
    }
    for (const value of squares) expect(Math.abs(value / 0.49 - 1)).toBeLessThan(0.1);
  });
});
