/** Points of the primary network do not depend on where blocks end. */
import { describe, expect, test } from 'vitest';
import { NetworkPointCollector, type NetworkPoints } from '../../../../src/insar/psi/network/network-points.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';

const DATES = 3;
const CELL_M = 150;
const MAX_SIGMA_RAD = 0.9;

function scattered(count: number, seed: number) {
  const random = new SeededRandom(seed);
  const column = (most: number) => Float64Array.from({ length: count }, () => random.between(-most, most));
  return {
    eastM: column(1000),
    northM: column(1000),
    heightM: column(50),
    sigmaRad: Float32Array.from({ length: count }, () => random.between(0.1, 1.2)),
    phasesRad: Float32Array.from({ length: count * DATES }, () => random.between(-3, 3)),
  };
}

type Candidates = ReturnType<typeof scattered>;

/** In blocks by easting, which cut through cells. */
function collected(all: Candidates, borders: readonly number[]): NetworkPoints {
  const collector = new NetworkPointCollector(CELL_M, DATES, MAX_SIGMA_RAD);
  const edges = [Number.NEGATIVE_INFINITY, ...borders, Number.POSITIVE_INFINITY];
  for (let block = 0; block + 1 < edges.length; block++) {
    const own = [...all.eastM.keys()].filter((p) => all.eastM[p] >= edges[block] && all.eastM[p] < edges[block + 1]);
    const pick = (values: Float64Array) => Float64Array.from(own, (p) => values[p]);
    collector.add({
      block,
      eastM: pick(all.eastM),
      northM: pick(all.northM),
      heightM: pick(all.heightM),
      sigmaRad: Float32Array.from(own, (p) => all.sigmaRad[p]),
      phasesRad: Float32Array.from(own.flatMap((p) => [...all.phasesRad.subarray(p * DATES, (p + 1) * DATES)])),
    });
  }
  return collector.points();
}

const ALL = scattered(800, 4);

describe('points of the network', () => {
  test('are the least noisy of each cell, with all that is known of them', () => {
    const points = collected(ALL, []);
    const best = new Map<string, number>();
    for (let p = 0; p < 800; p++) {
      const key = `${Math.floor(ALL.eastM[p] / CELL_M)} ${Math.floor(ALL.northM[p] / CELL_M)}`;
      const before = best.get(key);
      if (ALL.sigmaRad[p] > MAX_SIGMA_RAD) continue;
      if (before === undefined || ALL.sigmaRad[p] < ALL.sigmaRad[before]) best.set(key, p);
    }
    expect([...points.index].toSorted((a, b) => a - b)).toEqual([...best.values()].toSorted((a, b) => a - b));
    expect(points.count).toBe(best.size);
    points.index.forEach((p, k) => {
      expect([points.eastM[k], points.northM[k], points.heightM[k], points.sigmaRad[k]]).toEqual([
        ALL.eastM[p],
        ALL.northM[p],
        ALL.heightM[p],
        ALL.sigmaRad[p],
      ]);
      expect(points.phasesRad.subarray(k * DATES, (k + 1) * DATES)).toEqual(
        ALL.phasesRad.subarray(p * DATES, (p + 1) * DATES),
      );
    });
  });

  test('are the same points wherever blocks end', () => {
    const placesOf = ({ eastM, northM }: NetworkPoints) =>
      [...eastM].map((east, k) => `${east} ${northM[k]}`).toSorted();
    const whole = placesOf(collected(ALL, []));
    expect(placesOf(collected(ALL, [10]))).toEqual(whole);
    expect(placesOf(collected(ALL, [-700, -333, 10, 60, 70, 600]))).toEqual(whole);
  });

  test('know the block they are from, and their place in it', () => {
    const points = collected(ALL, [10]);
    const own = [...ALL.eastM.keys()].filter((p) => ALL.eastM[p] >= 10);
    points.block.forEach((block, k) => {
      if (block === 1) expect(points.eastM[k]).toBe(ALL.eastM[own[points.index[k]]]);
      else expect(points.eastM[k]).toBeLessThan(10);
    });
  });

  test('are none where all are too noisy, or none were given', () => {
    const noisy = { ...ALL, sigmaRad: ALL.sigmaRad.map((sigma, p) => (p % 2 ? Number.NaN : sigma + 1)) };
    expect(collected(noisy, [0]).count).toBe(0);
    expect(new NetworkPointCollector(CELL_M, DATES, MAX_SIGMA_RAD).points().phasesRad).toHaveLength(0);
  });
});
