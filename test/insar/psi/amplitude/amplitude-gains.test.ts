import { describe, expect, test } from 'vitest';
import { amplitudeGains } from '../../../../src/insar/psi/amplitude/amplitude-gains.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';

const DATES = 30;
const truth = Float64Array.from({ length: DATES }, (_, i) => Math.exp(0.4 * Math.sin(i)));
/** Of mean 1 in logarithms, as gains are found. */
const level = Math.exp(truth.reduce((sum, value) => sum + Math.log(value), 0) / DATES);

/** ln amplitudes of points of 15 dB and of speckle in equal parts; `spoil` may change them. */
function amplitudes(pixels: number, spoil: (pixel: number, date: number, amplitude: number) => number): Float32Array {
  const random = new SeededRandom(4);
  return Float32Array.from({ length: pixels * DATES }, (_, k) => {
    const [pixel, date] = [Math.floor(k / DATES), k % DATES];
    const signal = pixel % 2 === 0 ? 8 : 0;
    const amplitude = (5 + (pixel % 7)) * Math.hypot(signal + random.gaussian(), random.gaussian());
    return Math.log(spoil(pixel, date, amplitude) * truth[date]);
  });
}

/** Largest relative difference from the true ones, over known dates. */
function worstError(gains: Float64Array): number {
  return gains.reduce((most, gain, date) => {
    const error = Math.abs((gain * truth[date]) / level - 1);
    return error > most ? error : most;
  }, 0);
}

describe('factors between the amplitudes of images', () => {
  test('are found to one percent', () => {
    expect(
      worstError(
        amplitudeGains(
          amplitudes(3000, (_, __, amplitude) => amplitude),
          DATES,
        ),
      ),
    ).toBeLessThan(0.01);
  });

  test('do not follow what appears, or lies under snow', () => {
    const spoiled = amplitudes(3000, (pixel, date, amplitude) =>
      pixel % 9 === 0 && date > 20 ? 12 * amplitude : pixel % 11 === 0 && date % 10 === 3 ? amplitude / 6 : amplitude,
    );
    expect(worstError(amplitudeGains(spoiled, DATES))).toBeLessThan(0.015);
  });

  test('are NaN for a date without values, and the others are as they were', () => {
    const holed = amplitudes(3000, (_, date, amplitude) => (date === 7 ? Number.NaN : amplitude));
    const gains = amplitudeGains(holed, DATES);
    expect(gains[7]).toBeNaN();
    const known = Array.from(gains, (gain, date) => Math.log(gain * truth[date])).filter((_, date) => date !== 7);
    expect(Math.max(...known) - Math.min(...known)).toBeLessThan(0.02);
  });

  test('want whole pixels', () => {
    expect(() => amplitudeGains(new Float32Array(31), DATES)).toThrow('expected a multiple of 30 values, got 31');
  });
});
