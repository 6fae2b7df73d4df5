/** Memory of series whose memory is known. */
import { describe, expect, test } from 'vitest';
import { autocorrelation } from '../../../src/insar/atmosphere/autocorrelation.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const random = new SeededRandom(5);
const white = (dates: number) => Float64Array.from({ length: dates }, () => random.gaussian());

/** x_i = r x_(i - 1) + noise. */
function remembering(dates: number, r: number): Float64Array {
  const values = white(dates);
  for (let i = 1; i < dates; i++) values[i] = r * values[i - 1] + Math.sqrt(1 - r * r) * values[i];
  return values;
}

describe('the autocorrelation', () => {
  test('of a handful of values is what is counted by hand', () => {
    // Products 2, -2, -1, of squares 1 + 4 + 1 + 1.
    expect(autocorrelation(Float64Array.of(1, 2, -1, 1)).neighbours).toBeCloseTo(-1 / 7, 12);
    expect(autocorrelation(Float64Array.of(1, Number.NaN, 2, -1, Number.NaN, 1)).neighbours).toBeCloseTo(-1 / 7, 12);
  });

  test('of white noise is nothing, with a memory of one standard deviation', () => {
    let [sum, squares] = [0, 0];
    for (let k = 0; k < 2000; k++) {
      const { neighbours, memory, dates } = autocorrelation(white(80));
      expect(dates).toBe(80);
      sum += neighbours / 2000;
      squares += memory ** 2 / 2000;
    }
    expect(Math.abs(sum)).toBeLessThan(0.01);
    // Sums over finite series are a little shorter than those over endless ones.
    expect(Math.sqrt(squares)).toBeGreaterThan(0.8);
    expect(Math.sqrt(squares)).toBeLessThan(1.1);
  });

  test.each([0.3, 0.6, -0.4])('of noise that remembers a share of %f of itself is that', (r) => {
    expect(autocorrelation(remembering(20_000, r)).neighbours).toBeCloseTo(r, 1);
  });

  test('shows a step below the noise in its memory, not in its neighbours', () => {
    const step = white(240).map((value, i) => value + (i < 120 ? -0.6 : 0.6));
    expect(autocorrelation(step).memory).toBeGreaterThan(5);
    expect(autocorrelation(step).neighbours).toBeLessThan(0.5);
  });

  test.each([
    ['no dates', []],
    ['one date', [3]],
    ['two dates', [3, 4]],
    ['zeros', [0, 0, 0, 0, 0]],
    ['gaps alone', [Number.NaN, Number.NaN]],
  ])('of %s is nothing', (_, values) => {
    expect(autocorrelation(Float64Array.from(values))).toMatchObject({ neighbours: 0, memory: 0 });
  });
});
