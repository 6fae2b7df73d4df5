import { describe, expect, test } from 'vitest';
import { hashUniform, RandomStream } from '../../../src/insar/simulation/random-stream.js';

describe('random streams', () => {
  test('have normal deviates with the moments and tails of the normal distribution', () => {
    const count = 1_000_000;
    const values = new Float64Array(count);
    new RandomStream(5, 1).fillNormal(values, 0, count, 1);
    const mean = (f: (x: number) => number) => values.reduce((sum, x) => sum + f(x), 0) / count;
    expect(mean((x) => x)).toBeCloseTo(0, 2);
    expect(mean((x) => x * x)).toBeCloseTo(1, 2);
    expect(Math.abs(mean((x) => x ** 4) - 3)).toBeLessThan(0.04);
    // Two-sided tails: 4.55e-2, 2.70e-3, 6.33e-5; beyond 3.44 the ziggurat has its own branch.
    for (const [limit, share] of [
      [2, 4.55e-2],
      [3, 2.6998e-3],
      [3.5, 4.6526e-4],
      [4, 6.334e-5],
    ]) {
      const expected = share * count;
      const found = values.reduce((sum, x) => sum + (Math.abs(x) > limit ? 1 : 0), 0);
      expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
  });

  test('give the same numbers one by one or at once', () => {
    const [a, b] = [new RandomStream(9, 2, 3), new RandomStream(9, 2, 3)];
    const values = new Float64Array(5000);
    a.fillNormal(values, 0, 5000, 2);
    expect(values.every((value) => value === 2 * b.normal())).toBe(true);
    expect(a.uniform()).toBe(b.uniform());
  });

  test('of neighbouring names have nothing in common', () => {
    const streams = [new RandomStream(1, 7), new RandomStream(1, 8), new RandomStream(2, 7), new RandomStream(1, 0, 7)];
    const values = streams.map((stream) => Array.from({ length: 4000 }, () => stream.normal()));
    for (let i = 0; i < values.length; i++) {
      for (let j = 0; j < i; j++) {
        const correlation = values[i].reduce((sum, x, k) => sum + x * values[j][k], 0) / 4000;
        expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(4000));
      }
    }
  });

  test('count rare and frequent events as often as is expected', () => {
    const random = new RandomStream(3);
    for (const mean of [0.4, 12, 250]) {
      const counts = Array.from({ length: 4000 }, () => random.poisson(mean));
      const average = counts.reduce((sum, x) => sum + x, 0) / 4000;
      const variance = counts.reduce((sum, x) => sum + (x - average) ** 2, 0) / 4000;
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / 4000));
      expect(variance / mean).toBeCloseTo(1, 0);
    }
  });

  test('hashes of whole numbers are spread evenly, zero and negative ones too', () => {
    const bins = new Array(16).fill(0);
    for (let a = -50; a < 50; a++) for (let b = -50; b < 50; b++) bins[Math.floor(16 * hashUniform(0, a, b))]++;
    const chiSquared = bins.reduce((sum, n) => sum + (n - 625) ** 2 / 625, 0);
    expect(chiSquared).toBeLessThan(45);
  });
});
