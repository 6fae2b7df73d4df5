import { describe, expect, test } from 'vitest';
import {
  dispersionOfScr,
  phaseSigmaOfDispersion,
  phaseSigmaOfScr,
  scrOfDispersion,
} from '../../../../src/insar/psi/candidates/rice-phase.js';

/** Means over the plane of the noise, on a fine grid: the slow, obvious way. */
function byIntegration(scr: number): { readonly dispersion: number; readonly sigma: number } {
  const signal = Math.sqrt(scr);
  const step = 0.02;
  let [weights, amplitude, power, cosine] = [0, 0, 0, 0];
  for (let x = -5; x <= 5; x += step) {
    for (let y = -5 + step / 2; y <= 5; y += step) {
      const weight = Math.exp(-x * x - y * y);
      const size = Math.hypot(signal + x, y);
      weights += weight;
      amplitude += weight * size;
      power += weight * size * size;
      cosine += (weight * (signal + x)) / size;
    }
  }
  const mean = amplitude / weights;
  return {
    dispersion: Math.sqrt(power / weights - mean ** 2) / mean,
    sigma: Math.sqrt(-2 * Math.log(cosine / weights)),
  };
}

describe('amplitude and phase of a point in clutter', () => {
  test.each([0.5, 2, 6, 15])('agree with means over the noise at a ratio of %d', (scr) => {
    const slow = byIntegration(scr);
    expect(dispersionOfScr(scr)).toBeCloseTo(slow.dispersion, 4);
    expect(phaseSigmaOfScr(scr)).toBeCloseTo(slow.sigma, 3);
  });

  test('are those of speckle without a signal, and 1 / sqrt(2 SCR) with a strong one', () => {
    expect(dispersionOfScr(0)).toBeCloseTo(Math.sqrt(4 / Math.PI - 1), 6);
    expect(phaseSigmaOfScr(0)).toBeCloseTo(Math.PI / Math.sqrt(3), 6);
    expect(dispersionOfScr(1000) * Math.sqrt(2000)).toBeCloseTo(1, 2);
    expect(phaseSigmaOfScr(1000) * Math.sqrt(2000)).toBeCloseTo(1, 2);
  });

  test('tell one from the other', () => {
    for (const scr of [1, 4, 20, 300]) expect(scrOfDispersion(dispersionOfScr(scr)) / scr).toBeCloseTo(1, 2);
    expect(scrOfDispersion(0.6)).toBe(0);
    expect(phaseSigmaOfDispersion(0.01)).toBe(0.01);
    // Worse than the dispersion says, where that saturates.
    expect(phaseSigmaOfDispersion(0.4)).toBeGreaterThan(0.5);
    expect(scrOfDispersion(Number.NaN)).toBeNaN();
  });
});
