/** From whole phases to displacement, under air that is known. */
import { describe, expect, test } from 'vitest';
import { LocalKriging } from '../../../../src/insar/atmosphere/local-kriging.js';
import type { ClusterAir } from '../../../../src/insar/psi/points/atmosphere.js';
import {
  type FinishedPoints,
  type FinishSetting,
  finishPoints,
} from '../../../../src/insar/psi/points/finish-points.js';
import { smoothFunctions, smoothValue, stepModel } from '../../../../src/insar/psi/step-model.js';
import { fitReference } from '../../../../src/kernels/reference.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';
import { kernelsOf } from '../../../support/kernels.js';
import { type MadeMotion, madeDisplacementMm, madeModel, madePhase } from '../made-model.js';

const { thread } = await kernelsOf('simd128');
const MODEL = madeModel(60, 24);
const STEP = stepModel(MODEL);
const DATES = 60;
const FUNCTIONS = smoothFunctions(STEP);
const FLAT = { constant: 0, perMEast: 0, perMNorth: 0, perMHeight: 0 };

/** Cells every 200 m over 2 km. */
const SIDE = 10;
const CELLS_EAST = Float64Array.from({ length: SIDE * SIDE }, (_, c) => 100 + 200 * (c % SIDE));
const CELLS_NORTH = Float64Array.from({ length: SIDE * SIDE }, (_, c) => 100 + 200 * Math.floor(c / SIDE));
const NOTHING = new Float64Array(0);

const NO_HEIGHTS = {
  ...{ plane: FLAT, share: 0, varianceM2: 0 },
  ...{ eastM: NOTHING, northM: NOTHING, nuggetM2: NOTHING, restM: NOTHING },
};

const airOf = (changed: Partial<ClusterAir> = {}): ClusterAir => ({
  originEastM: 1000,
  originNorthM: 1000,
  originHeightM: 50,
  eastM: CELLS_EAST,
  northM: CELLS_NORTH,
  nuggetRad2: new Float64Array(SIDE * SIDE).fill(1e-4),
  turbulenceRad: new Float32Array(SIDE * SIDE * DATES),
  ramps: MODEL.dates.map(() => FLAT),
  heights: NO_HEIGHTS,
  slopesLeft: { perMEast: 0, perMNorth: 0 },
  planes: Array.from({ length: FUNCTIONS }, () => FLAT),
  still: { eastM: NOTHING, northM: NOTHING, nuggetRad2: NOTHING, smoothRad: NOTHING },
  ...changed,
});

const interpolatorOf = (air: ClusterAir) =>
  new LocalKriging(
    air.eastM,
    air.northM,
    air.nuggetRad2,
    { nugget: 0, sill: 1, rangeM: 1500, exponent: 1.4 },
    { neighbours: 14, maxDistanceM: 5000 },
  );

interface Made {
  readonly eastM: number;
  readonly northM: number;
  readonly heightM: number;
  readonly motion: MadeMotion;
}

const POINTS: readonly Made[] = [
  { eastM: 730, northM: 1290, heightM: 80, motion: { velocityMmPerYear: -12, heightM: 18 } },
  { eastM: 1410, northM: 480, heightM: 20, motion: { accelerationMmPerYear2: 3, heightM: -4 } },
  { eastM: 990, northM: 1010, heightM: 50, motion: { annualMm: 5 } },
];

/** @param airRad what is above a point at a date */
function finished(
  airRad: (point: Made, date: number) => number,
  changed: Partial<FinishSetting> = {},
  isMissing: (date: number) => boolean = () => false,
): FinishedPoints {
  const unwrappedRad = Float32Array.from({ length: POINTS.length * DATES }, (_, k) => {
    const [point, date] = [POINTS[Math.floor(k / DATES)], k % DATES];
    return isMissing(date) ? Number.NaN : madePhase(MODEL, point.motion, date) + airRad(point, date);
  });
  const column = (pick: (point: Made) => number) => Float64Array.from(POINTS, pick);
  return finishPoints(
    thread,
    {
      count: POINTS.length,
      eastM: column(({ eastM }) => eastM),
      northM: column(({ northM }) => northM),
      heightM: column(({ heightM }) => heightM),
      cluster: new Int32Array(POINTS.length),
      unwrappedRad,
    },
    {
      ...{ model: MODEL, step: STEP, air: [airOf()], interpolators: [undefined] },
      ...{ stillInterpolators: [undefined], heightInterpolators: [undefined] },
      airVarianceRad2: 0,
      ...changed,
    },
  );
}

/** Largest difference to the truth, each series about its own mean, mm. */
function worstMm({ displacementMm }: FinishedPoints): number {
  return Math.max(
    ...POINTS.map(({ motion }, p) => {
      const off = Array.from(displacementMm.subarray(p * DATES, (p + 1) * DATES), (value, i) => {
        return value - madeDisplacementMm(motion, MODEL.timesYears[i]);
      });
      const known = off.filter((value) => !Number.isNaN(value));
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      return Math.max(...known.map((value) => Math.abs(value - mean)));
    }),
  );
}

describe('a point without air', () => {
  test('has its motion in millimetres, and its height error apart from it', () => {
    const found = finished(() => 0);
    expect(worstMm(found)).toBeLessThan(0.01);
    POINTS.forEach(({ motion }, p) => {
      expect(found.heightErrorM[p]).toBeCloseTo(motion.heightM ?? 0, 2);
    });
  });

  test('has missing dates that stay missing', () => {
    const found = finished(
      () => 0,
      {},
      (date) => date % 6 === 1,
    );
    expect(worstMm(found)).toBeLessThan(0.01);
    found.displacementMm.forEach((value, k) => {
      expect(Number.isNaN(value)).toBe((k % DATES) % 6 === 1);
    });
  });

  test.each([
    ['whole', () => false],
    ['without its first dates', (date: number) => date < 7],
  ])('and a series that is %s has a cubic and annual model of zero at the first date', (_, isMissing) => {
    const random = new SeededRandom(2);
    const { displacementMm } = finished(() => 0.8 * random.gaussian(), {}, isMissing);
    const years = MODEL.timesYears;
    const columns = [
      () => 1,
      (i: number) => years[i],
      (i: number) => Math.cos(2 * Math.PI * years[i]),
      (i: number) => Math.sin(2 * Math.PI * years[i]),
      (i: number) => years[i] ** 2,
      (i: number) => years[i] ** 3,
    ];
    for (let p = 0; p < POINTS.length; p++) {
      const { coefficients } = fitReference(displacementMm.subarray(p * DATES, (p + 1) * DATES), columns)!;
      // At t = 0 the model is its constant and its cosine.
      expect(coefficients[0] + coefficients[2]).toBeCloseTo(0, 3);
    }
  });
});

describe('the factor of noise', () => {
  test('is one for white noise, mostly, and sqrt((1 + r) / (1 - r)) for noise that remembers r of itself', () => {
    const random = new SeededRandom(6);
    const factors = (r: number) => {
      const all: number[] = [];
      for (let k = 0; k < 60; k++) {
        let last = random.gaussian();
        const noise = () => {
          last = r * last + Math.sqrt(1 - r * r) * random.gaussian();
          return 0.4 * last;
        };
        all.push(...finished(noise).noiseFactor);
      }
      return all.toSorted((a, b) => a - b);
    };
    const white = factors(0);
    expect(white.filter((factor) => factor === 1).length / white.length).toBeGreaterThan(0.8);
    // The model of seven columns takes up some of what remembers: not quite sqrt(1.5 / 0.5) = 1.73.
    const coloured = factors(0.5);
    expect(coloured[coloured.length >> 1]).toBeGreaterThan(1.3);
    expect(coloured[coloured.length >> 1]).toBeLessThan(1.8);
  });
});

describe('a point under air', () => {
  test('loses the ramps of the dates, with its height', () => {
    const ramps = MODEL.dates.map((_, i) => ({
      constant: Math.sin(i),
      perMEast: 0.0004 * Math.cos(3 * i),
      perMNorth: -0.0003 * Math.sin(2 * i),
      perMHeight: 0.01 * Math.cos(i),
    }));
    const above = ({ eastM, northM, heightM }: Made, i: number) => {
      const { constant, perMEast, perMNorth, perMHeight } = ramps[i];
      return constant + perMEast * (eastM - 1000) + perMNorth * (northM - 1000) + perMHeight * (heightM - 50);
    };
    expect(worstMm(finished(above))).toBeGreaterThan(2);
    expect(worstMm(finished(above, { air: [airOf({ ramps })] }))).toBeLessThan(0.01);
  });

  test('loses turbulence, as far as the cells around tell of it', () => {
    const above = (eastM: number, northM: number, i: number) =>
      Math.sin(eastM / 700 + i) * Math.cos(northM / 800 - 2 * i);
    const turbulenceRad = Float32Array.from({ length: SIDE * SIDE * DATES }, (_, k) => {
      const c = Math.floor(k / DATES);
      return above(CELLS_EAST[c], CELLS_NORTH[c], k % DATES);
    });
    const air = airOf({ turbulenceRad });
    const found = finished(({ eastM, northM }, i) => above(eastM, northM, i), {
      air: [air],
      interpolators: [interpolatorOf(air)],
    });
    // 4.4 mm of turbulence before.
    expect(worstMm(found)).toBeLessThan(0.25);
  });

  test('keeps what no cell tells of at a date', () => {
    const air = airOf({ turbulenceRad: new Float32Array(SIDE * SIDE * DATES).fill(Number.NaN) });
    expect(worstMm(finished(() => 0, { air: [air], interpolators: [interpolatorOf(air)] }))).toBeLessThan(0.01);
  });

  test('loses the height errors that a whole cluster has', () => {
    const heights = { ...NO_HEIGHTS, plane: { ...FLAT, constant: 6, perMEast: 0.002 } };
    const found = finished(({ eastM }, i) => MODEL.heightRad[i] * (6 + 0.002 * (eastM - 1000)), {
      air: [airOf({ heights })],
    });
    POINTS.forEach(({ motion }, p) => {
      expect(found.heightErrorM[p]).toBeCloseTo(motion.heightM ?? 0, 2);
    });
  });

  test('loses the share that is air of what height errors have in common', () => {
    const heights = {
      ...NO_HEIGHTS,
      share: 0.75,
      ...{ eastM: CELLS_EAST, northM: CELLS_NORTH },
      nuggetM2: new Float64Array(SIDE * SIDE).fill(1e-4),
      restM: new Float64Array(SIDE * SIDE).fill(8),
    };
    const air = airOf({ heights });
    const found = finished((_, i) => 8 * MODEL.heightRad[i], {
      air: [air],
      heightInterpolators: [interpolatorOf(air)],
    });
    POINTS.forEach(({ motion }, p) => {
      expect(found.heightErrorM[p]).toBeCloseTo((motion.heightM ?? 0) + 2, 1);
    });
  });

  test('loses what planes and still cells have of smooth functions', () => {
    const planes = Array.from({ length: FUNCTIONS }, (_, f) => ({ ...FLAT, constant: f - 2, perMEast: 0.001 * f }));
    const still = {
      eastM: CELLS_EAST,
      northM: CELLS_NORTH,
      nuggetRad2: new Float64Array(SIDE * SIDE).fill(1e-4),
      smoothRad: new Float64Array(SIDE * SIDE * FUNCTIONS).fill(0.5),
    };
    const air = airOf({ planes, still });
    const above = ({ eastM }: Made, i: number) => {
      let sum = 0;
      for (let f = 0; f < FUNCTIONS; f++) sum += (f - 2 + 0.001 * f * (eastM - 1000) + 0.5) * smoothValue(STEP, i, f);
      return sum;
    };
    const found = finished(above, { air: [air], stillInterpolators: [interpolatorOf(air)], airVarianceRad2: 0.4 });
    expect(worstMm(found)).toBeLessThan(0.01);
    // Still cells all around: less is left than the whole variance of the air.
    for (const left of found.airStdMm) {
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(0.8 * (Math.sqrt(0.4) / MODEL.radPerMm));
    }
  });

  test('has slopes of air that are left in its model, the more the farther away', () => {
    const air = airOf({ slopesLeft: { perMEast: 2e-4, perMNorth: 0 } });
    const { airStdMm } = finished(() => 0, { air: [air], airVarianceRad2: 0 });
    POINTS.forEach(({ eastM }, p) => {
      expect(airStdMm[p]).toBeCloseTo((2e-4 * Math.abs(eastM - 1000)) / MODEL.radPerMm, 3);
    });
  });

  test('has all of the air in its model where no still cell is near', () => {
    const { airStdMm, heightErrorStdM } = finished(() => 0, { airVarianceRad2: 0.4 });
    // sqrt(0.4) rad, 4.4 mm a radian.
    for (const left of airStdMm) expect(left).toBeCloseTo((Math.sqrt(0.4) * 55.4658) / (4 * Math.PI), 3);
    // A series of its own noise alone would have no error here; air makes one of its size.
    const ownHeight = fitReference(new Float64Array(DATES), [
      () => 1,
      (i) => MODEL.heightRad[i],
      (i) => MODEL.timesYears[i],
      (i) => Math.cos(2 * Math.PI * MODEL.timesYears[i]),
      (i) => Math.sin(2 * Math.PI * MODEL.timesYears[i]),
      (i) => MODEL.timesYears[i] ** 2,
      (i) => MODEL.timesYears[i] ** 3,
    ])!;
    for (const std of heightErrorStdM) expect(std).toBeCloseTo(Math.sqrt(0.4 * ownHeight.cofactors[1]), 2);
  });
});

test('no points are no trouble', () => {
  const none = finishPoints(
    thread,
    {
      count: 0,
      ...{ eastM: NOTHING, northM: NOTHING, heightM: NOTHING },
      cluster: new Int32Array(0),
      unwrappedRad: new Float32Array(0),
    },
    {
      ...{ model: MODEL, step: STEP, air: [], interpolators: [], stillInterpolators: [], heightInterpolators: [] },
      airVarianceRad2: 0,
    },
  );
  expect(none.displacementMm).toHaveLength(0);
});
