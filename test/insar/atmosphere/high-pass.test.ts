/** What a triangular mean in time takes off, by hand and for motion that is slow. */
import { describe, expect, test } from 'vitest';
import { highPassOf } from '../../../src/insar/atmosphere/high-pass.js';

const everyDays = (days: number, dates: number) => Float64Array.from({ length: dates }, (_, i) => (i * days) / 365);

describe('a high pass in time', () => {
  test('of no width takes nothing off', () => {
    expect(highPassOf(everyDays(6, 10), 0)).toBeUndefined();
  });

  test('takes the weighted mean of the dates around off', () => {
    const series = Float32Array.of(1, 4, Number.NaN, -2);
    highPassOf(everyDays(10, 4), 20)!(series);
    // Each has one neighbour within reach, or none.
    expect(series[0]).toBeCloseTo(1 - 4, 6);
    expect(series[1]).toBeCloseTo(4 - 1, 6);
    expect(series[2]).toBeNaN();
    expect(series[3]).toBeCloseTo(-2, 6);
  });

  test('takes slow motion off, and leaves most of what is new at every date', () => {
    const dates = 100;
    const slow = Float32Array.from({ length: dates }, (_, i) => 3 * Math.sin(i / 30));
    const fast = Float32Array.from({ length: dates }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const highPass = highPassOf(everyDays(6, dates), 60)!;
    highPass(slow);
    highPass(fast);
    for (let i = 15; i < dates - 15; i++) {
      expect(Math.abs(slow[i])).toBeLessThan(0.1);
      expect(Math.abs(fast[i])).toBeGreaterThan(0.9);
    }
  });

  test('leaves dates that are rarer than its width as they are', () => {
    const series = Float32Array.of(1, -3, 2);
    highPassOf(everyDays(90, 3), 60)!(series);
    expect([...series]).toEqual([1, -3, 2]);
  });

  test('leaves a series in which nothing is as it is', () => {
    const series = new Float32Array(5).fill(Number.NaN);
    highPassOf(everyDays(6, 5), 60)!(series);
    expect(series.every(Number.isNaN)).toBe(true);
  });
});
