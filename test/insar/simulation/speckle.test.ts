/** Samples against the model they are drawn from, within what so many samples can differ. */
import { describe, expect, test } from 'vitest';
import {
  COHERENCE_MODELS,
  type CoherenceModelName,
  coherenceMatrix,
} from '../../../src/insar/simulation/coherence-models.js';
import { RandomStream } from '../../../src/insar/simulation/random-stream.js';
import { SpeckleSource } from '../../../src/insar/simulation/speckle.js';

const DATES = 14;
const PIXELS = 20_000;
const setting = {
  days: Float64Array.from({ length: DATES }, (_, i) => 6 * i + (i > 5 ? 12 : 0)),
  perpendicularBaselinesM: Float64Array.from({ length: DATES }, (_, i) => 60 * Math.sin(i)),
  wavelengthM: 0.0554658,
};

describe.each(['long', 'short', 'seasonal', 'coherent', 'fading', 'noise'] as CoherenceModelName[])(
  'speckle (%s)',
  (name) => {
    const model = COHERENCE_MODELS[name];
    const [re, im] = [new Float32Array(DATES * PIXELS), new Float32Array(DATES * PIXELS)];
    const pixels = Array.from({ length: PIXELS }, (_, i) => i);
    new SpeckleSource(model, setting).draw(new RandomStream(17), pixels, PIXELS, re, im);

    test('has the coherence of its model for every pair of dates', () => {
      const expected = coherenceMatrix(model, setting);
      let squares = 0;
      for (let i = 0; i < DATES; i++) {
        for (let j = 0; j <= i; j++) {
          let [real, imaginary] = [0, 0];
          for (let p = 0; p < PIXELS; p++) {
            const [a, b, c, d] = [re[i * PIXELS + p], im[i * PIXELS + p], re[j * PIXELS + p], im[j * PIXELS + p]];
            real += a * c + b * d;
            imaginary += b * c - a * d;
          }
          const dRe = real / PIXELS - expected.re[i * DATES + j];
          const dIm = imaginary / PIXELS - expected.im[i * DATES + j];
          // E |sum z_i conj(z_j) / L - gamma|^2 = 1 / L for unit powers, whatever gamma.
          expect((dRe * dRe + dIm * dIm) * PIXELS).toBeLessThan(18);
          squares += (dRe * dRe + dIm * dIm) * PIXELS;
        }
      }
      expect(squares / ((DATES * (DATES + 1)) / 2)).toBeGreaterThan(0.3);
      expect(squares / ((DATES * (DATES + 1)) / 2)).toBeLessThan(2.2);
    });

    test('is circular: the same in both parts, which have nothing in common', () => {
      for (const date of [0, DATES - 1]) {
        let [power, difference, cross, fourth] = [0, 0, 0, 0];
        for (let p = date * PIXELS; p < (date + 1) * PIXELS; p++) {
          const intensity = re[p] ** 2 + im[p] ** 2;
          power += intensity;
          fourth += intensity ** 2;
          difference += re[p] ** 2 - im[p] ** 2;
          cross += re[p] * im[p];
        }
        expect(power / PIXELS).toBeCloseTo(1, 1);
        // Exponential intensity: twice the square of the mean.
        expect(Math.abs(fourth / PIXELS - 2)).toBeLessThan(0.15);
        expect(Math.abs(difference / PIXELS)).toBeLessThan(0.04);
        expect(Math.abs(cross / PIXELS)).toBeLessThan(0.02);
      }
    });
  },
);

test('speckle is set where it is wanted and nowhere else', () => {
  const [re, im] = [new Float32Array(DATES * 100).fill(9), new Float32Array(DATES * 100).fill(9)];
  new SpeckleSource(COHERENCE_MODELS.long, setting).draw(new RandomStream(1), [3, 97], 100, re, im);
  expect(re.filter((value) => value !== 9).length).toBe(2 * DATES);
  expect([re[3], re[97], im[100 + 3]].every((value) => value !== 9)).toBe(true);
});
