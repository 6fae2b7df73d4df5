/** Distances to line pieces: closed forms, and random ones beside small steps along every piece. */
import { describe, expect, test } from 'vitest';
import { nearnessTest } from '../../src/geodesy/nearness.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

describe('nearness', () => {
  test('to a piece has straight sides and round ends, the border included', () => {
    const { isNear } = nearnessTest(Float64Array.of(0, 0, 10, 0), 5);
    expect([isNear(5, 5), isNear(5, -5), isNear(-3, 4), isNear(14, -3)]).toEqual([true, true, true, true]);
    expect([isNear(5, 5.0001), isNear(-3.001, 4), isNear(-5, 0.1), isNear(NaN, 0)]).toEqual(Array(4).fill(false));
  });

  test('to a single place is a circle', () => {
    const { isNear, minX, maxY } = nearnessTest(Float64Array.of(3, 4, 3, 4), 5);
    expect([isNear(0, 0), isNear(8, 4), isNear(-0.001, 0)]).toEqual([true, true, false]);
    expect([minX, maxY]).toEqual([-2, 9]);
  });

  test('to many pieces is what walking along each of them in small steps says', () => {
    const random = new SeededRandom(3);
    const pieces = Float64Array.from({ length: 4 * 200 }, () => random.between(0, 1000));
    for (let at = 0; at < pieces.length; at += 4) {
      pieces[at + 2] = pieces[at] + random.between(-80, 80);
      pieces[at + 3] = pieces[at + 1] + random.between(-80, 80);
    }
    const { isNear } = nearnessTest(pieces, 20);
    for (let i = 0; i < 60; i++) {
      const [x, y] = [random.between(0, 1000), random.between(0, 1000)];
      let least = Number.POSITIVE_INFINITY;
      for (let at = 0; at < pieces.length; at += 4) {
        for (let step = 0; step <= 500; step++) {
          const px = pieces[at] + (step / 500) * (pieces[at + 2] - pieces[at]);
          const py = pieces[at + 1] + (step / 500) * (pieces[at + 3] - pieces[at + 1]);
          least = Math.min(least, Math.hypot(px - x, py - y));
        }
      }
      // The steps overestimate by less than a thousandth of a metre; none of these points is that close to the border.
      expect(Math.abs(least - 20)).toBeGreaterThan(1e-3);
      expect(isNear(x, y)).toBe(least < 20);
    }
  });

  test('refuses what is no piece and no distance', () => {
    expect(() => nearnessTest(new Float64Array(3), 1)).toThrow(/four numbers/);
    expect(() => nearnessTest(new Float64Array(4), 0)).toThrow(/distanceM/);
  });
});
