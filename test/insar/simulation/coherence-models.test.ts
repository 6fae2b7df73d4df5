import { describe, expect, test } from 'vitest';
import {
  COHERENCE_MODELS,
  type CoherenceModelName,
  choleskyFactor,
  coherenceMatrix,
} from '../../../src/insar/simulation/coherence-models.js';

const days = Float64Array.from({ length: 60 }, (_, i) => 6 * i);
const quiet = {
  days,
  perpendicularBaselinesM: new Float64Array(60),
  wavelengthM: 0.0554658,
  signalToNoiseDb: Number.POSITIVE_INFINITY,
};
const real = (name: CoherenceModelName, i: number, j: number) =>
  coherenceMatrix(COHERENCE_MODELS[name], quiet).re[i * 60 + j];

describe('coherence by name', () => {
  test('follows the published formulas', () => {
    expect(real('short', 5, 4)).toBeCloseTo(0.6 * Math.exp(-6 / 50), 12);
    expect(real('long', 50, 0)).toBeCloseTo(0.5 * Math.exp(-6) + 0.1, 12);
    expect(real('coherent', 1, 0)).toBeCloseTo(0.899 * Math.exp(-6 / 72) + 0.1, 12);
    expect(real('chain', 9, 6)).toBeCloseTo(0.512, 12);
    expect(real('constant', 9, 6)).toBe(0.6);
    expect(real('noise', 9, 6)).toBe(0);
    // Half a period after the best season everything is at its worst: sqrt(0.6 x 0.1) at day 90 against day 0.
    expect(real('seasonal', 15, 0)).toBeCloseTo(Math.sqrt(0.06) * Math.exp(-90 / 400), 12);
    expect(real('seasonal', 45, 15)).toBeCloseTo(0.1 * Math.exp(-180 / 400), 12);
  });

  test('of a fading echo turns with the part that moves by itself', () => {
    const { re, im } = coherenceMatrix(COHERENCE_MODELS.fading, quiet);
    const phaseRad = (4 * Math.PI * 0.05 * (6 / 365.25)) / 0.0554658;
    expect(re[60]).toBeCloseTo(0.5 * Math.exp(-0.12) + 0.1 + 0.18 * Math.exp(-6 / 11) * Math.cos(phaseRad), 12);
    expect(im[60]).toBeCloseTo(0.18 * Math.exp(-6 / 11) * Math.sin(phaseRad), 12);
    expect(im[1]).toBe(-im[60]);
  });

  test('loses what baselines and thermal noise take', () => {
    const perpendicularBaselinesM = Float64Array.from(days, (_, i) => (i === 0 ? 0 : 500));
    const noisy = coherenceMatrix(COHERENCE_MODELS.constant, {
      ...quiet,
      perpendicularBaselinesM,
      signalToNoiseDb: 10,
    });
    expect(noisy.re[1]).toBeCloseTo((0.6 * 0.9) / 1.1, 12);
    expect(noisy.re[60 + 2]).toBeCloseTo(0.6 / 1.1, 12);
    expect(noisy.re[0]).toBe(1);
  });

  test.each(Object.keys(COHERENCE_MODELS) as CoherenceModelName[])('(%s) has a factor that gives it back', (name) => {
    const matrix = coherenceMatrix(COHERENCE_MODELS[name], { ...quiet, signalToNoiseDb: 20 });
    const factor = choleskyFactor(matrix);
    for (let i = 0; i < 60; i += 7) {
      for (let j = 0; j <= i; j += 3) {
        let [re, im] = [0, 0];
        for (let k = 0; k <= j; k++) {
          const [a, b, c, d] = [
            factor.re[i * 60 + k],
            factor.im[i * 60 + k],
            factor.re[j * 60 + k],
            factor.im[j * 60 + k],
          ];
          re += a * c + b * d;
          im += b * c - a * d;
        }
        expect(re).toBeCloseTo(matrix.re[i * 60 + j], 10);
        expect(im).toBeCloseTo(matrix.im[i * 60 + j], 10);
      }
    }
  });

  test('that cannot be is refused', () => {
    const impossible = {
      size: 3,
      re: Float64Array.of(1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1),
      im: new Float64Array(9),
    };
    expect(() => choleskyFactor(impossible)).toThrow(/without negative eigenvalues, got pivot/);
  });
});
