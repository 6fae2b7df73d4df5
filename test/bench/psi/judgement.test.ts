/** The judge of the pipeline, given points whose faults are known. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../bench/psi/judgement.js';
import { judgementRows } from '../../../bench/psi/judgement-table.js';
import { type JudgedColumns, PointErrors, trueSeriesMm } from '../../../bench/psi/point-errors.js';
import type { PlantedScatterer, StackTruth } from '../../../bench/psi/stack-truth.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { epochDate, epochDay, yearsSinceFirst } from '../../../src/products/epochs.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const [WIDTH, HEIGHT, EPOCHS] = [60, 40, 80];
const PIXELS = WIDTH * HEIGHT;
const dates = Array.from({ length: EPOCHS }, (_, i) => epochDate(epochDay('20200103')! + 12 * i));
const years = yearsSinceFirst(dates);
const velocityOf = (series: Float64Array) => createAttributeModel(dates).attributes(series).velocityMmPerYear;
const CYCLE_MM = 55.4658 / 2;

/** Left half of the scene is a field of noise; in the right one a slope moves, a part of it jumps. */
function truthOf(scatterers: readonly PlantedScatterer[] = []): StackTruth {
  const random = new SeededRandom(3);
  const column = (pixel: number) => pixel % WIDTH;
  const coefficients = (of: (pixel: number) => number) =>
    Float32Array.from({ length: PIXELS }, (_, pixel) => of(pixel));
  const step = Float64Array.from(dates, (date) => (date >= '20210601' ? 1 : 0));
  return {
    dates,
    wavelengthMm: 55.4658,
    perpendicularBaselinesM: Float64Array.from(dates, (_, i) => (i === 30 ? 400 : 20 * random.gaussian())),
    widthPixels: WIDTH,
    heightPixels: HEIGHT,
    pixelKm2: 5e-5,
    motions: [
      {
        name: 'linear',
        values: years,
        meanVelocity: 1,
        losCoefficients: coefficients((pixel) => (column(pixel) >= 50 ? -8 : 0)),
      },
      {
        name: 'step-20210601',
        values: step,
        meanVelocity: velocityOf(step),
        losCoefficients: coefficients((pixel) => (column(pixel) >= 40 && column(pixel) < 50 ? -12 : 0)),
      },
      {
        name: 'quadratic',
        values: years.map((t) => t * t),
        meanVelocity: 0,
        losCoefficients: new Float32Array(PIXELS),
      },
    ],
    airMmPerYear: coefficients((pixel) => (pixel % 5) / 2),
    airHeightM: coefficients((pixel) => pixel % 4),
    heightErrorM: coefficients((pixel) => pixel % 7),
    rangeSineM: new Float32Array(PIXELS).fill(550_000),
    landCover: Uint8Array.from({ length: PIXELS }, (_, pixel) => (column(pixel) < 30 ? 0 : 1)),
    landCovers: [
      { name: 'water', isNoise: true },
      { name: 'town', isNoise: false },
    ],
    scatterers,
  };
}

interface Fault {
  /** How far the reference swings from date to date. */
  readonly referenceMm?: number;
  /** (point, date) */
  readonly noiseMm?: (point: number, date: number) => number;
  readonly heightM?: (point: number) => number;
  readonly samples?: (point: number) => number;
  readonly cluster?: (point: number) => number;
}

/** Points as true as can be, but for a reference of their own, and the faults. */
function pointsOf(truth: StackTruth, pixels: readonly number[], fault: Fault = {}): JudgedColumns {
  const column = (of: (point: number) => number) => pixels.map((_, point) => of(point));
  const displacementMm = pixels.flatMap((pixel, point) =>
    Array.from(
      trueSeriesMm(truth, pixel),
      (value, i) =>
        value + (fault.referenceMm ?? 2) * Math.sin(i) + 3 * years[i] + point / 100 + (fault.noiseMm?.(point, i) ?? 0),
    ),
  );
  return {
    row: Int32Array.from(pixels, (pixel) => Math.floor(pixel / WIDTH)),
    column: Int32Array.from(pixels, (pixel) => pixel % WIDTH),
    samples: Int32Array.from(column(fault.samples ?? (() => 0))),
    cluster: Int32Array.from(column(fault.cluster ?? (() => 0))),
    heightErrorM: Float32Array.from(
      pixels,
      (pixel, point) => truth.heightErrorM[pixel] + 20 + (fault.heightM?.(point) ?? 0),
    ),
    heightErrorStdM: new Float32Array(pixels.length).fill(0.5),
    hiddenStdMm: new Float32Array(pixels.length),
    noiseFactor: new Float32Array(pixels.length).fill(1),
    displacementMm: Float32Array.from(displacementMm),
  };
}

function judgementOf(truth: StackTruth, points: JudgedColumns) {
  const errors = new PointErrors(truth);
  errors.add(points);
  return judge(errors);
}

/** Every third pixel right of the water. */
const inTown = Array.from({ length: PIXELS }, (_, pixel) => pixel).filter(
  (pixel) => pixel % WIDTH >= 30 && pixel % 3 === 0,
);
const normal = (() => {
  const random = new SeededRandom(8);
  const values = Float64Array.from({ length: PIXELS * EPOCHS }, () => random.gaussian());
  return (point: number, date: number) => values[point * EPOCHS + date];
})();

describe('the judge of points', () => {
  test('finds nothing wrong with true ones, whatever their reference', () => {
    const truth = truthOf();
    const judgement = judgementOf(truth, pointsOf(truth, inTown));
    expect(judgement.all.count).toBe(inTown.length);
    expect(judgement.all.velocityMmPerYear.rms).toBeLessThan(1e-4);
    expect(judgement.all.velocityOffPlaneMmPerYear.rms).toBeLessThan(1e-4);
    expect(judgement.all.heightM.rms).toBeLessThan(1e-4);
    expect(judgement.all.seriesRmsMm).toBeLessThan(1e-4);
    expect(judgement.unwrapped).toEqual({ pointDates: inTown.length * EPOCHS, wrong: 0, pointsWithWrong: 0 });
    expect(judgement.falseAlarms).toEqual({ points: 0, pixels: 30 * HEIGHT });
    const [step] = judgement.motions;
    expect(step).toMatchObject({ name: 'step-20210601', unit: 'mm' });
    expect(step.points).toBe(inTown.filter((pixel) => pixel % WIDTH >= 40 && pixel % WIDTH < 50).length);
    expect(step.trueMedian).toBeCloseTo(-12, 6);
    expect(step.foundMedian).toBeCloseTo(-12, 3);
    // Nothing accelerates, so there is nothing to recover.
    expect(judgement.motions).toHaveLength(1);
  });

  test('gives noise its size, and standard deviations of white noise a z of one', () => {
    const truth = truthOf();
    const points = pointsOf(truth, inTown, {
      referenceMm: 0,
      noiseMm: (point, date) => 2 * normal(point, date),
      heightM: (p) => 0.5 * normal(p, 0),
    });
    const { all } = judgementOf(truth, points);
    expect(all.seriesRmsMm).toBeGreaterThan(1.9);
    expect(all.seriesRmsMm).toBeLessThan(2.1);
    // s / (sigma_t sqrt N), the yearly wave beside it.
    const expected = 2 / ((years[EPOCHS - 1] / Math.sqrt(12)) * Math.sqrt(EPOCHS));
    expect(all.velocityMmPerYear.rms / expected).toBeGreaterThan(0.9);
    expect(all.velocityMmPerYear.rms / expected).toBeLessThan(1.2);
    for (const z of [all.velocityZ, all.velocityOffPlaneZ, all.heightZ]) {
      expect(z.std).toBeGreaterThan(0.9);
      expect(z.std).toBeLessThan(1.15);
      expect(z.robustStd).toBeGreaterThan(0.8);
      expect(z.robustStd).toBeLessThan(1.15);
    }
  });

  test('tells a tilt from noise', () => {
    const truth = truthOf();
    const tilt = (point: number, date: number) =>
      (0.1 * (inTown[point] % WIDTH) - 0.05 * (inTown[point] / WIDTH)) * years[date];
    const { all } = judgementOf(truth, pointsOf(truth, inTown, { noiseMm: tilt }));
    expect(all.velocityMmPerYear.rms).toBeGreaterThan(0.8);
    expect(all.velocityOffPlaneMmPerYear.rms).toBeLessThan(0.02);
  });

  test('tells what the air alone would show from other errors', () => {
    const truth = truthOf();
    const air = (point: number, date: number) => truth.airMmPerYear[inTown[point]] * years[date];
    const heightM = (point: number) => truth.airHeightM[inTown[point]];
    const points = pointsOf(truth, inTown, { noiseMm: air, heightM });
    const { all } = judgementOf(truth, points);
    expect(all.velocityMmPerYear.rms).toBeCloseTo(all.airMmPerYear.rms, 3);
    expect(all.airMmPerYear.rms).toBeGreaterThan(0.6);
    expect(all.velocityOffAirMmPerYear.rms).toBeLessThan(1e-3);
    expect(all.heightM.rms).toBeGreaterThan(1);
    expect(all.heightOffAirM.rms).toBeLessThan(1e-4);
  });

  test('counts cycles that are wrong, and knows a wrong height from a wrong cycle', () => {
    const truth = truthOf();
    const points = pointsOf(truth, inTown, {
      noiseMm: (point, date) => (point < 5 && date >= 10 && date < 13 ? CYCLE_MM : 0),
    });
    const judgement = judgementOf(truth, points);
    expect(judgement.unwrapped).toMatchObject({ wrong: 15, pointsWithWrong: 5 });
    // Displacement and height of a phase that is right: 35 m off are 25 mm where the orbit was
    // 400 m away, but no cycle is wrong.
    const { perpendicularBaselinesM } = truth;
    const bent = pointsOf(truth, inTown, {
      heightM: (point) => (point === 0 ? 35 : 0),
      noiseMm: (point, date) => (point === 0 ? (1000 * perpendicularBaselinesM[date] * 35) / 550_000 : 0),
    });
    expect(judgementOf(truth, bent).unwrapped.wrong).toBe(0);
  });

  test('judges points of good coherence, and leaves out dates that are missing', () => {
    const truth = truthOf();
    const points = pointsOf(truth, inTown, {
      referenceMm: 0,
      noiseMm: (point, date) => (point < 3 ? 40 * normal(point, date) : point === 4 && date > 70 ? Number.NaN : 0),
    });
    const judgement = judgementOf(truth, points);
    expect(judgement.all).toMatchObject({ count: inTown.length, good: inTown.length - 3 });
    expect(judgement.all.velocityMmPerYear.rms).toBeLessThan(1e-3);
    expect(judgement.unwrapped.pointDates).toBe((inTown.length - 3) * EPOCHS - 9);
  });

  test('gives every part of a network a reference of its own, and none to a few points', () => {
    const truth = truthOf();
    const points = pointsOf(truth, inTown, {
      cluster: (point) => (point < 100 ? 1 : point < 104 ? 2 : 0),
      noiseMm: (point, date) => (point < 100 ? 9 * years[date] : point < 104 ? -20 * years[date] : 0),
    });
    const judgement = judgementOf(truth, points);
    expect(judgement.all.velocityMmPerYear.rms).toBeLessThan(1e-3);
    expect(judgement.all.velocityMmPerYear.count).toBe(inTown.length - 4);
  });

  test('tells planted scatterers that were found, by what they are', () => {
    const planted = (row: number, column: number, changed: Partial<PlantedScatterer> = {}): PlantedScatterer => ({
      row,
      column,
      scrDb: 15,
      isThroughout: true,
      phaseNoiseRad: 0,
      ...changed,
    });
    const truth = truthOf([
      planted(1, 33),
      planted(2, 33),
      planted(3, 33),
      planted(4, 5),
      planted(5, 33, { scrDb: 8 }),
      planted(6, 33, { isThroughout: false }),
      planted(7, 33, { phaseNoiseRad: 0.5 }),
    ]);
    // A distributed scatterer is none of them; the one in the water is no false alarm, its neighbour is.
    const places = [1, 2, 4, 7, 3, 4].map((row, k) => row * WIDTH + [33, 33, 5, 33, 33, 6][k]);
    const pixels = [...places, ...inTown.filter((pixel) => pixel % WIDTH > 34)];
    const judgement = judgementOf(truth, pointsOf(truth, pixels, { samples: (point) => (point === 4 ? 90 : 0) }));
    expect(judgement.detection).toEqual({ planted: 4, found: 3 });
    expect(judgement.detectionOfUnsteady).toEqual({ planted: 1, found: 1 });
    expect(judgement.detectionOfPassing).toEqual({ planted: 1, found: 0 });
    expect(judgement.falseAlarms).toEqual({ points: 1, pixels: 30 * HEIGHT - 1 });
    expect(judgement.covers).toMatchObject([
      { name: 'water', persistent: 2, distributed: 0 },
      { name: 'town', distributed: 1 },
    ]);
  });

  test('shows a bias of one class where nothing moves', () => {
    const truth = truthOf();
    const points = pointsOf(truth, inTown, {
      samples: (point) => (point % 3 === 0 ? 50 : 0),
      noiseMm: (point, date) => (point % 3 === 0 ? 1.5 * years[date] : 0),
    });
    const { still } = judgementOf(truth, points);
    expect(still.persistent.medianMmPerYear).toBeCloseTo(0, 3);
    expect(still.distributed.medianMmPerYear).toBeCloseTo(1.5, 3);
    // Columns 30 to 39.
    expect(still.persistent.count + still.distributed.count).toBe(inTown.filter((p) => p % WIDTH < 40).length);
  });

  test('recovers part of a step where part of it was taken for atmosphere', () => {
    const truth = truthOf();
    const step = truth.motions[1];
    const points = pointsOf(truth, inTown, {
      noiseMm: (point, date) => -0.3 * step.losCoefficients[inTown[point]] * step.values[date],
    });
    expect(judgementOf(truth, points).motions[0].slope).toBeCloseTo(0.7, 3);
  });

  test('has nothing to say without points, but how many pixels of noise gave none', () => {
    const judgement = judgementOf(truthOf(), pointsOf(truthOf(), []));
    expect(judgement).toMatchObject({ points: 0, falseAlarms: { points: 0, pixels: 30 * HEIGHT } });
    expect(judgement.all.velocityMmPerYear).toMatchObject({ count: 0, rms: Number.NaN });
  });

  test('refuses series of other dates and pixels outside of the images', () => {
    const truth = truthOf();
    const points = pointsOf(truth, [40, 41]);
    const errors = new PointErrors(truth);
    expect(() => errors.add({ ...points, displacementMm: new Float32Array(EPOCHS) })).toThrow('2 points x 80 dates');
    expect(() => errors.add({ ...points, column: Int32Array.of(3, 60) })).toThrow(
      'point 1: expected a pixel of 40 x 60',
    );
  });
});

test('rows of a judgement are met or missed as was asked', () => {
  const truth = truthOf();
  const missed = (points: JudgedColumns) =>
    judgementRows('town', judgementOf(truth, points))
      .filter(({ met }) => !met)
      .map(({ what }) => what.slice(6, 20));
  expect(
    missed(
      pointsOf(truth, inTown, { referenceMm: 0, noiseMm: (p, d) => normal(p, d), heightM: (p) => 0.5 * normal(p, 0) }),
    ),
  ).toEqual([]);
  const slow = pointsOf(truth, inTown, {
    referenceMm: 0,
    noiseMm: (p, d) => normal(p, d) + 2 * normal(p, 0) * years[d],
  });
  expect(missed(slow)).toEqual(['velocity RMS o', 'z of velocitie']);
});
