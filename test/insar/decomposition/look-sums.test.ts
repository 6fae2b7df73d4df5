import { describe, expect, test } from 'vitest';
import { LookSums } from '../../../src/insar/decomposition/look-sums.js';

const point = (weight: number, gnssVelocityMmPerYear = Number.NaN) => ({
  weight,
  varianceMm2: 4,
  slopeVariance: 0.5,
  losEast: -0.6,
  losNorth: -0.1,
  losUp: 0.8,
  gnssVelocityMmPerYear,
});

describe('the sums of a look', () => {
  test('give weighted means and the variance of the mean', () => {
    const sums = new LookSums(2);
    sums.add(point(1), Float64Array.of(1, 2), true);
    sums.add(point(3), Float64Array.of(5, -2), true);
    expect([...sums.displacement].map((sum) => sum / sums.weight)).toEqual([4, -1]);
    expect(sums.losEast / sums.weight).toBeCloseTo(-0.6, 15);
    // (1 + 9) * 4 / 16
    expect(sums.noise / sums.weight ** 2).toBe(2.5);
    expect(sums.slopeNoise / sums.weight ** 2).toBe(1.25);
    expect(sums.isComplete).toBe(true);
  });

  test('divide each epoch by the points that have it, whichever came first', () => {
    const whole = Float64Array.of(1, 2, 3);
    const holed = Float64Array.of(5, Number.NaN, 7);
    for (const order of [
      [whole, holed],
      [holed, whole],
    ]) {
      const sums = new LookSums(3);
      for (const series of order) sums.add(point(1), series, series === whole);
      expect([0, 1, 2].map((epoch) => sums.displacement[epoch] / sums.epochWeight(epoch))).toEqual([3, 2, 5]);
      expect(sums.isComplete).toBe(false);
    }
  });

  test('have no mean where no point has the epoch', () => {
    const sums = new LookSums(1);
    sums.add(point(1), Float64Array.of(Number.NaN), false);
    expect(sums.epochWeight(0)).toBe(0);
  });

  test('average GNSS velocities over the points that have one', () => {
    const sums = new LookSums(1);
    sums.add(point(1, 2), Float64Array.of(0), true);
    sums.add(point(1), Float64Array.of(0), true);
    sums.add(point(2, 5), Float64Array.of(0), true);
    expect(sums.gnssVelocity / sums.gnssWeight).toBe(4);
  });
});
