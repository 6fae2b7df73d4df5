/** The primary network on points whose motion, height and whole phases are known. */
import { describe, expect, test } from 'vitest';
import { invertSymmetric } from '../../../../src/insar/calibration/small-inverse.js';
import {
  mediansByCluster,
  type PrimaryNetwork,
  primaryNetwork,
} from '../../../../src/insar/psi/network/primary-network.js';
import type { PhaseModel } from '../../../../src/insar/psi/phase-model.js';
import { DEFAULT_PSI_PARAMETERS } from '../../../../src/insar/psi/psi-parameters.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';
import { kernelsOf } from '../../../support/kernels.js';
import { madeModel } from '../made-model.js';
import {
  crewOf,
  gridPlaces,
  MadeAir,
  type MadePoints,
  madePoints,
  networkPointsOf,
  together,
} from '../made-network.js';

const { thread } = await kernelsOf('simd128');
const MODEL = madeModel(60, 24);
const DATES = 60;
const TURN = 2 * Math.PI;

const solved = (points: MadePoints, model: PhaseModel = MODEL, threads = 2): Promise<PrimaryNetwork> =>
  primaryNetwork(networkPointsOf(points), {
    model,
    parameters: DEFAULT_PSI_PARAMETERS,
    crew: crewOf(thread),
    threads,
    signal: new AbortController().signal,
    onProgress: () => {},
  });

/** A bowl of -15 mm/yr, and heights of houses. */
function motionAbout(centreM: number, seed: number) {
  const random = new SeededRandom(seed);
  return (eastM: number, northM: number) => ({
    velocityMmPerYear: -15 * Math.exp(-((eastM - centreM) ** 2 + (northM - 1000) ** 2) / 500 ** 2) + random.gaussian(),
    heightM: random.between(-5, 35),
  });
}

const AIR = new MadeAir(DATES, 0.5, 3);
const island = (firstEastM: number, rows: number, columns: number, seed: number): MadePoints =>
  madePoints(
    MODEL,
    gridPlaces(rows, columns, seed, firstEastM),
    motionAbout(firstEastM + 75 * columns, seed),
    AIR,
    0.25,
    seed,
  );

const median = (values: readonly number[]) => Float64Array.from(values).sort()[values.length >> 1];

/** Whole cycles between what was found and what is true, besides what a date has in common: none for most. */
function wrongCycles({ cluster, unwrappedRad }: PrimaryNetwork, { wholeRad }: MadePoints, own: number): number {
  const points = [...cluster.keys()].filter((point) => cluster[point] === own);
  let wrong = 0;
  for (let i = 0; i < DATES; i++) {
    const off = points.map((point) => unwrappedRad[point * DATES + i] - wholeRad[point * DATES + i]);
    const common = median(off);
    for (const value of off) wrong += Math.abs(value - common) > 0.01 ? 1 : 0;
  }
  return wrong;
}

/** Constant, velocity and height of each point by least squares. */
function lines(wholeRad: Float64Array): readonly Float64Array[] {
  const columns = [new Float64Array(DATES).fill(1), MODEL.velocityRad, MODEL.heightRad];
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, v, i) => sum + v * b[i], 0);
  const inverse = invertSymmetric(Float64Array.from(columns.flatMap((a) => columns.map((b) => dot(a, b)))), 3)!;
  return Array.from({ length: wholeRad.length / DATES }, (_, p) => {
    const right = columns.map((column) => dot(column, wholeRad.subarray(p * DATES, (p + 1) * DATES)));
    return Float64Array.from(columns, (_, a) => dot(inverse.subarray(3 * a, 3 * a + 3), right));
  });
}

describe('medians', () => {
  test('are of each cluster, of values that are there', () => {
    const cluster = Int32Array.of(0, 0, 1, -1, 0, 2, 0);
    const values = [5, 1, 7, 100, 3, Number.NaN, Number.NaN];
    expect(mediansByCluster(values, cluster, 3)).toEqual(Float64Array.of(3, 7, Number.NaN));
  });
});

describe('a network under air', async () => {
  const good = island(0, 14, 14, 11);
  /** Phases of nothing in every twentieth point. */
  const isNoise = (point: number) => point % 20 === 7;
  const random = new SeededRandom(21);
  const phasesRad = good.phasesRad.map((phase, k) =>
    isNoise(Math.floor(k / DATES)) ? random.between(-Math.PI, Math.PI) : phase,
  );
  const points = { ...good, phasesRad };
  const found = await solved(points);

  test('is one part, without the points that show nothing', () => {
    expect(found.clusters).toBe(1);
    for (let point = 0; point < found.cluster.length; point++) {
      expect(found.cluster[point], `point ${point}`).toBe(isNoise(point) ? -1 : 0);
    }
  });

  test('has the velocities and heights that least squares gives its whole phases, air and all', () => {
    const fitted = lines(points.wholeRad);
    const kept = [...found.cluster.keys()].filter((point) => !isNoise(point));
    const errors = (values: Float64Array, truth: (point: number) => number) => {
      const off = kept.map((point) => values[point] - truth(point));
      const common = median(off);
      return off.map((value) => Math.abs(value - common));
    };
    // Arcs see the maximum of coherence, which is not quite least squares, and pass it on from one to the next.
    expect(Math.max(...errors(found.velocityMmPerYear, (p) => fitted[p][1]))).toBeLessThan(0.3);
    expect(Math.max(...errors(found.heightM, (p) => fitted[p][2]))).toBeLessThan(3);
    // Air and noise are 1 rad in 60 dates over four years: 0.7 mm/yr and 5 m, one sigma.
    expect(Math.max(...errors(found.velocityMmPerYear, (p) => points.motions[p].velocityMmPerYear!))).toBeLessThan(2);
    expect(Math.max(...errors(found.heightM, (p) => points.motions[p].heightM!))).toBeLessThan(15);
    expect(mediansByCluster(found.velocityMmPerYear, found.cluster, 1)[0]).toBe(0);
  });

  test('has whole phases without a single wrong cycle, and they are the phases that were given', () => {
    expect(wrongCycles(found, points, 0)).toBe(0);
    for (let point = 0; point < found.cluster.length; point++) {
      if (found.cluster[point] < 0) continue;
      for (let i = 0; i < DATES; i++) {
        const cycles =
          (found.unwrappedRad[point * DATES + i] - points.phasesRad[point * DATES + i] + found.commonRad[i]) / TURN;
        expect(Math.abs(cycles - Math.round(cycles))).toBeLessThan(1e-4);
      }
    }
    expect(found.epochs).toHaveLength(DATES);
    expect(found.epochs.every(({ isCheapest }) => isCheapest)).toBe(true);
  });

  test('tells points that were given up by NaN', () => {
    expect(found.unwrappedRad.subarray(7 * DATES, 8 * DATES).every(Number.isNaN)).toBe(true);
    expect(found.velocityMmPerYear[7]).toBeNaN();
  });

  test('has a variogram of about the noise and the air', () => {
    const { nugget, sill } = found.variogram;
    // Twice 0.25^2 of noise halved, and air that differs by up to a radian.
    expect(nugget).toBeGreaterThan(0.03);
    expect(nugget).toBeLessThan(0.12);
    expect(sill).toBeGreaterThan(0.1);
  });

  test('does not depend on the number of threads, bit by bit', async () => {
    const again = await solved(points, MODEL, 5);
    expect(again.unwrappedRad).toEqual(found.unwrappedRad);
    expect(again.velocityMmPerYear).toEqual(found.velocityMmPerYear);
  });
});

describe('a network in pieces', () => {
  test('of two islands has two clusters, the larger first, each with its own zero', async () => {
    const points = together(island(0, 5, 6, 31), island(9000, 7, 8, 32));
    const found = await solved(points);
    expect(found.clusters).toBe(2);
    expect(found.cluster.subarray(0, 30).every((c) => c === 1)).toBe(true);
    expect(found.cluster.subarray(30).every((c) => c === 0)).toBe(true);
    expect(wrongCycles(found, points, 0)).toBe(0);
    expect(wrongCycles(found, points, 1)).toBe(0);
    expect([...mediansByCluster(found.heightM, found.cluster, 2)]).toEqual([0, 0]);
  });

  test('gives up a piece of less than a dozen points', async () => {
    const found = await solved(together(island(0, 2, 4, 31), island(9000, 7, 8, 32)));
    expect(found.clusters).toBe(1);
    expect(found.cluster.subarray(0, 8).every((c) => c === -1)).toBe(true);
  });

  test('of pure noise has no part at all', async () => {
    const points = island(0, 6, 6, 41);
    const random = new SeededRandom(42);
    const noise = points.phasesRad.map(() => random.between(-Math.PI, Math.PI));
    const found = await solved({ ...points, phasesRad: noise });
    expect(found.clusters).toBe(0);
    expect(found.cluster.every((c) => c === -1)).toBe(true);
    expect(found.commonRad).toHaveLength(0);
    expect(found.epochs).toHaveLength(DATES);
  });

  test.each([0, 1, 2])('of %i points has no part either', async (count) => {
    const all = island(0, 1, 3, 51);
    const some = {
      ...all,
      eastM: all.eastM.slice(0, count),
      northM: all.northM.slice(0, count),
      phasesRad: all.phasesRad.slice(0, count * DATES),
    };
    expect((await solved(some)).clusters).toBe(0);
  });
});
