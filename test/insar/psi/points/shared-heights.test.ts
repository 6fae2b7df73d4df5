import { describe, expect, test } from 'vitest';
import { sharedHeights } from '../../../../src/insar/psi/points/shared-heights.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';

const SIDE = 20;
const CELLS = SIDE * SIDE;
const eastM = Float64Array.from({ length: CELLS }, (_, c) => 200 * (c % SIDE) - 1900);
const northM = Float64Array.from({ length: CELLS }, (_, c) => 200 * Math.floor(c / SIDE) - 1900);

function heightsOf(heightErrorM: (cell: number) => number, airVarianceM2: number) {
  return sharedHeights(
    {
      places: { eastM, northM, heightM: new Float64Array(CELLS) },
      ...{ eastM, northM },
      weights: new Float64Array(CELLS).fill(1),
      heightErrorM: Float64Array.from({ length: CELLS }, (_, c) => heightErrorM(c)),
      varianceM2: new Float64Array(CELLS).fill(0.25),
    },
    airVarianceM2,
  );
}

describe('air in height errors', () => {
  const random = new SeededRandom(11);
  const noise = Float64Array.from({ length: CELLS }, () => random.gaussian());

  test('is a plane, and all of the rest when that is no larger than air makes', () => {
    const { plane, share, restM } = heightsOf((c) => 3 + eastM[c] / 1000 + 0.6 * noise[c], 0.5);
    expect(plane.constant).toBeCloseTo(3, 0);
    expect(plane.perMEast * 1000).toBeCloseTo(1, 1);
    expect(share).toBe(1);
    expect(restM.length).toBeGreaterThan(0.95 * CELLS);
  });

  test('is a share of the rest, that of the variances, when given heights have errors of their own', () => {
    // 4 m^2 in all, a quarter of a square metre of which is noise of the means.
    const { share } = heightsOf((c) => 2 * noise[c], 0.75);
    expect(share).toBeGreaterThan(0.14);
    expect(share).toBeLessThan(0.28);
  });

  test('is not looked for where buildings are', () => {
    const { restM } = heightsOf((c) => noise[c] + (c % 10 === 0 ? 30 : 0), 1);
    expect(restM.every((rest) => rest < 10)).toBe(true);
    expect(restM.length).toBeLessThanOrEqual(0.9 * CELLS);
  });

  test('of no cells is nothing', () => {
    const nothing = new Float64Array(0);
    const { restM } = sharedHeights(
      {
        places: { eastM: nothing, northM: nothing, heightM: nothing },
        ...{ eastM: nothing, northM: nothing, weights: nothing, heightErrorM: nothing, varianceM2: nothing },
      },
      1,
    );
    expect(restM).toHaveLength(0);
  });
});
