/** Candidates of known motion between points of a known network: found, unwrapped right, or refused. */
import { describe, expect, test } from 'vitest';
import { LocalKriging } from '../../../../src/insar/atmosphere/local-kriging.js';
import { type DensePoints, type DensifySetting, densify } from '../../../../src/insar/psi/points/densify.js';
import { stepModel } from '../../../../src/insar/psi/step-model.js';
import { halfRayleighGrid } from '../../../../src/kernels/index.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';
import { kernelsOf } from '../../../support/kernels.js';
import { type MadeMotion, madeModel } from '../made-model.js';
import { gridPlaces, MadeAir, type MadePoints, madePoints } from '../made-network.js';

const { thread } = await kernelsOf('simd128');
const MODEL = madeModel(60, 24);
const DATES = 60;
const AIR = new MadeAir(DATES, 0.3, 3);
const THRESHOLD = 0.56;
const WAVE_THRESHOLD = 0.59;

/** Still points every 150 m over 1.8 km, with heights of their own; their whole phases less 0.1 i at date i. */
const NETWORK = madePoints(MODEL, gridPlaces(12, 12, 5), (_e, _n, p) => ({ heightM: (p % 9) * 3 }), AIR, 0.1, 5);
const COMMON = Float64Array.from({ length: DATES }, (_, i) => 0.1 * i);

function setting(): DensifySetting {
  const { eastM, northM, wholeRad, motions } = NETWORK;
  const count = eastM.length;
  const nuggetRad2 = new Float64Array(count).fill(0.01);
  const variogram = { nugget: 0.01, sill: 0.5, rangeM: 1500, exponent: 1.4 };
  return {
    network: {
      eastM,
      northM,
      heightM: new Float64Array(count),
      cluster: new Int32Array(count),
      nuggetRad2,
      heightErrorM: Float64Array.from(motions, ({ heightM }) => heightM!),
      unwrappedRad: Float32Array.from(wholeRad, (phase, k) => phase - COMMON[k % DATES]),
      block: new Int32Array(count),
      index: Int32Array.from(eastM.keys()),
      commonRad: COMMON,
      variogram: new Float64Array(4),
    },
    model: MODEL,
    step: stepModel(MODEL),
    grid: halfRayleighGrid(MODEL, 60, 120),
    threshold: THRESHOLD,
    waveThreshold: WAVE_THRESHOLD,
    leastDates: 30,
    clusterAt: (eastM) => (eastM > 5000 ? -1 : 0),
    interpolators: [new LocalKriging(eastM, northM, nuggetRad2, variogram, { neighbours: 10, maxDistanceM: 1500 })],
    members: [Int32Array.from(eastM.keys())],
    placeInCluster: Int32Array.from(eastM.keys()),
  };
}

/** All in the middle of the network, which knows the air there. */
function candidates(motions: readonly MadeMotion[], noiseRad = 0.3, seed = 8): MadePoints {
  const random = new SeededRandom(seed);
  const places = motions.map(() => [random.between(300, 1500), random.between(300, 1500)]);
  return madePoints(
    MODEL,
    { eastM: Float64Array.from(places, ([east]) => east), northM: Float64Array.from(places, ([, north]) => north) },
    (_e, _n, p) => motions[p],
    AIR,
    noiseRad,
    seed,
  );
}

const densified = ({ eastM, northM, phasesRad }: MadePoints, networkPoint?: Int32Array): DensePoints =>
  densify(
    thread,
    {
      count: eastM.length,
      eastM,
      northM,
      phasesRad,
      networkPoint: networkPoint ?? new Int32Array(eastM.length).fill(-1),
    },
    setting(),
  );

/** Dates of which the whole phase is off by a cycle, besides a level of the series. */
function wrongCycles({ candidate, unwrappedRad }: DensePoints, { wholeRad }: MadePoints, k: number): number {
  const off = Array.from({ length: DATES }, (_, i) => {
    const value = unwrappedRad[k * DATES + i] + COMMON[i] - wholeRad[candidate[k] * DATES + i];
    return Math.round(value / (2 * Math.PI));
  });
  const level = off.toSorted((a, b) => a - b)[DATES >> 1];
  return off.filter((cycles) => cycles !== level).length;
}

describe('a candidate', () => {
  test.each<[string, MadeMotion]>([
    ['is still', {}],
    ['moves at 35 mm/yr', { velocityMmPerYear: 35 }],
    ['moves at -50 mm/yr on a tower of 60 m', { velocityMmPerYear: -50, heightM: 60 }],
    ['accelerates by 5 mm/yr2', { velocityMmPerYear: -6, accelerationMmPerYear2: 5 }],
    ['swings by 5 mm with the seasons', { annualMm: 5, heightM: 10 }],
    // A line alone fits better a cycle a year off: J1 of 1.8 rad is 0.58, J0 is 0.34.
    ['swings by 8 mm with the seasons', { annualMm: 8, heightM: 10 }],
    ['swings by 11 mm and moves', { annualMm: -11, velocityMmPerYear: -9 }],
    ['swings and moves', { annualMm: -4, velocityMmPerYear: 12 }],
  ])('that %s is found, and its phases are whole', (_, motion) => {
    const made = candidates(new Array(20).fill(motion));
    const found = densified(made);
    expect(found.count).toBe(20);
    for (let k = 0; k < found.count; k++) expect(wrongCycles(found, made, k), `candidate ${k}`).toBe(0);
  });

  test('keeps the phase that was given, but for whole cycles', () => {
    const made = candidates([{ velocityMmPerYear: 20, heightM: -30 }, {}]);
    const { unwrappedRad, candidate } = densified(made);
    unwrappedRad.forEach((value, at) => {
      const given = made.phasesRad[candidate[Math.floor(at / DATES)] * DATES + (at % DATES)];
      const cycles = (value + COMMON[at % DATES] - given) / (2 * Math.PI);
      expect(Math.abs(cycles - Math.round(cycles))).toBeLessThan(1e-4);
    });
  });

  test('has a coherence of about its noise', () => {
    const made = candidates(new Array(40).fill({ velocityMmPerYear: 8 }), 0.5);
    const { coherence } = densified(made);
    const mean = coherence.reduce((sum, xi) => sum + xi, 0) / coherence.length;
    // exp(-0.5^2 / 2) = 0.88, a little less for the air that is not known.
    expect(mean).toBeGreaterThan(0.83);
    expect(mean).toBeLessThan(0.9);
  });

  test('of pure noise is refused', () => {
    const random = new SeededRandom(33);
    const made = candidates(new Array(500).fill({}));
    const noise = made.phasesRad.map(() => random.between(-Math.PI, Math.PI));
    expect(densified({ ...made, phasesRad: noise }).count).toBe(0);
  });

  test('far from the network is left out, the others keep their order', () => {
    const made = candidates([{}, {}, {}]);
    const { candidate, cluster } = densified({ ...made, eastM: Float64Array.of(made.eastM[0], 9000, made.eastM[2]) });
    expect([...candidate]).toEqual([0, 2]);
    expect([...cluster]).toEqual([0, 0]);
  });

  test('may miss dates: they stay missing, and the others are whole', () => {
    const made = candidates([{ velocityMmPerYear: 25, accelerationMmPerYear2: 3 }]);
    const phasesRad = made.phasesRad.map((phase, i) => (i % 5 === 1 ? Number.NaN : phase));
    const found = densified({ ...made, phasesRad });
    expect(found.count).toBe(1);
    for (let i = 0; i < DATES; i++) expect(Number.isNaN(found.unwrappedRad[i])).toBe(i % 5 === 1);
    const wrong = found.unwrappedRad.map((value, i) => Math.round((value + COMMON[i] - made.wholeRad[i]) / 6.2832));
    expect(new Set(wrong.filter((cycles) => !Number.isNaN(cycles))).size).toBe(1);
  });

  test('misses a date that hardly any of its neighbours has', () => {
    const made = candidates([{ velocityMmPerYear: 10 }]);
    const nearest = [...NETWORK.eastM.keys()].toSorted(
      (a, b) =>
        Math.hypot(NETWORK.eastM[a] - made.eastM[0], NETWORK.northM[a] - made.northM[0]) -
        Math.hypot(NETWORK.eastM[b] - made.eastM[0], NETWORK.northM[b] - made.northM[0]),
    );
    const gappy = setting();
    // The ninth and tenth alone have date 13, all but the tenth have date 14.
    for (const point of nearest.slice(0, 8)) gappy.network.unwrappedRad[point * DATES + 13] = Number.NaN;
    gappy.network.unwrappedRad[nearest[9] * DATES + 14] = Number.NaN;
    const input = { count: 1, ...made, networkPoint: Int32Array.of(-1) };
    const { count, unwrappedRad } = densify(thread, input, gappy);
    expect(count).toBe(1);
    expect([...unwrappedRad.keys()].filter((i) => Number.isNaN(unwrappedRad[i]))).toEqual([13]);
  });

  test('that is a point of the network is judged without itself', () => {
    const one = 65;
    const cut = <T extends Float64Array | Float32Array>(values: T, width: number) =>
      values.slice(one * width, (one + 1) * width) as T;
    const random = new SeededRandom(9);
    const own = {
      ...NETWORK,
      eastM: cut(NETWORK.eastM, 1),
      northM: cut(NETWORK.northM, 1),
      phasesRad: Float32Array.from({ length: DATES }, () => random.between(-Math.PI, Math.PI)),
    };
    // Phases of nothing in the network itself: with itself among its neighbours it would look coherent.
    const noisy = setting();
    noisy.network.unwrappedRad.set(
      own.phasesRad.map((phase, i) => phase - COMMON[i]),
      one * DATES,
    );
    const input = { count: 1, ...own, networkPoint: Int32Array.of(one) };
    expect(densify(thread, input, noisy).count).toBe(0);
    expect(densified({ ...own, phasesRad: cut(NETWORK.phasesRad, DATES) }, Int32Array.of(one)).count).toBe(1);
  });

  test('is nothing to wait for: no candidates, no points', () => {
    expect(densified(candidates([])).count).toBe(0);
  });
});
