import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../src/products/seeded-random.js';

const gaussians = (random: SeededRandom, count: number) => {
  const values = new Float64Array(count);
  random.fillGaussian(values);
  return values;
};

describe('seeded random numbers', () => {
  test('repeat with the seed and part with another, even its neighbour', () => {
    const draws = (seed: number) => {
      const random = new SeededRandom(seed);
      return [random.uniform(), random.gaussian(), random.between(5, 6), random.uniform()];
    };
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
  });

  test('drawn one by one or many at a time are the same', () => {
    const one = new SeededRandom(3);
    const many = new SeededRandom(3);
    expect([...gaussians(many, 5)]).toEqual(Array.from({ length: 5 }, () => one.gaussian()));
    expect(many.uniform()).toBe(one.uniform());
  });

  test('fill the unit interval evenly', () => {
    const random = new SeededRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random.uniform() * 10)]++;
    // Five standard deviations of a binomial count.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(9000));
  });

  test('have the mean, deviation and tails of a normal distribution', () => {
    const values = gaussians(new SeededRandom(2), 200_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const beyond = (limit: number) => values.filter((value) => Math.abs(value) > limit).length / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(beyond(1) - 0.3173)).toBeLessThan(0.02);
    expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.01);
    expect(beyond(3.5)).toBe(0);
  });

  test('are independent of their predecessor', () => {
    const values = gaussians(new SeededRandom(4), 100_000);
    let product = 0;
    for (let i = 1; i < values.length; i++) product += values[i] * values[i - 1];
    expect(Math.abs(product / values.length)).toBeLessThan(0.02);
  });
});
