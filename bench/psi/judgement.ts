/** How good the points of a run are, in numbers: against a truth that the run did not know. */
import { GOOD_COHERENCE, type PointError, type PointErrors, pointsBy, trueVelocityMmPerYear } from './point-errors.js';
import { type RecoveredMotion, recoveredMotions } from './recovered-motion.js';
import { medianOf, type Spread, spreadOf } from './spreads.js';
import type { StackTruth } from './stack-truth.js';

export interface ClassJudgement {
  readonly count: number;
  /** Above the good coherence; errors are theirs. */
  readonly good: number;
  readonly velocityMmPerYear: Spread;
  readonly velocityOffPlaneMmPerYear: Spread;
  /** What the air alone would show as velocity, and what is left of the errors without it. */
  readonly airMmPerYear: Spread;
  readonly velocityOffAirMmPerYear: Spread;
  /** Standard deviations that are stated, or that EGMS's formula gives. */
  readonly velocityStdMmPerYear: Spread;
  /** Velocity error over the standard deviation of it. */
  readonly velocityZ: Spread;
  readonly velocityOffPlaneZ: Spread;
  readonly heightM: Spread;
  readonly airHeightM: Spread;
  readonly heightOffAirM: Spread;
  readonly heightZ: Spread;
  /** Of displacements, each series less its mean error: its zero is a convention. */
  readonly seriesRmsMm: number;
}

export interface Judgement {
  readonly pixels: number;
  readonly points: number;
  readonly pointsPerKm2: number;
  readonly persistent: ClassJudgement;
  readonly distributed: ClassJudgement;
  readonly all: ClassJudgement;
  /** Of points of good coherence at their dates, without scatterers that come or go. */
  readonly unwrapped: { readonly pointDates: number; readonly wrong: number; readonly pointsWithWrong: number };
  /** Planted scatterers of more than `BRIGHT_DB` that are there throughout and steady, and how many are points. */
  readonly detection: Detection;
  readonly detectionOfUnsteady: Detection;
  readonly detectionOfPassing: Detection;
  /** Points where there is nothing but noise, and pixels of it. */
  readonly falseAlarms: { readonly points: number; readonly pixels: number };
  readonly covers: readonly CoverJudgement[];
  /** Median velocity error where nothing moves but the region as a whole. */
  readonly still: { readonly persistent: StillBias; readonly distributed: StillBias };
  readonly motions: readonly RecoveredMotion[];
}

export interface Detection {
  readonly planted: number;
  readonly found: number;
}

export interface StillBias {
  readonly count: number;
  readonly medianMmPerYear: number;
}

export interface CoverJudgement {
  readonly name: string;
  readonly km2: number;
  readonly persistent: number;
  readonly distributed: number;
  /** Of good points. */
  readonly persistentVelocityMmPerYear: Spread;
  readonly distributedVelocityMmPerYear: Spread;
  readonly still: StillBias;
}

/** Of scatterers that ought to be found. */
export const BRIGHT_DB = 10;
/** Coefficients of motion that count as none, mm or mm/yr or mm/yr2. */
const STILL = 0.3;

/** Takes the reference off the errors: they are of no use for another judgement. */
export function judge(errors: PointErrors): Judgement {
  const { truth } = errors;
  const points = errors.referred();
  const pixels = truth.widthPixels * truth.heightPixels;
  const isPersistent = ({ samples }: PointError) => samples === 0;
  const [persistent, distributed] = [points.filter(isPersistent), points.filter((one) => !isPersistent(one))];
  const planted = new Uint8Array(pixels);
  for (const { row, column } of truth.scatterers) planted[row * truth.widthPixels + column] = 1;
  const isNoise = (pixel: number) => !planted[pixel] && truth.landCovers[truth.landCover[pixel]].isNoise;
  let noisePixels = 0;
  for (let pixel = 0; pixel < pixels; pixel++) if (isNoise(pixel)) noisePixels++;
  const isStill = stillness(truth);
  const bright = truth.scatterers.filter(({ scrDb }) => scrDb > BRIGHT_DB);
  const found = new Set(persistent.map(({ pixel }) => pixel));
  const detection = (some: StackTruth['scatterers']): Detection => ({
    planted: some.length,
    found: some.filter(({ row, column }) => found.has(row * truth.widthPixels + column)).length,
  });
  return {
    pixels,
    points: points.length,
    pointsPerKm2: points.length / (pixels * truth.pixelKm2),
    persistent: judgeClass(persistent),
    distributed: judgeClass(distributed),
    all: judgeClass(points),
    unwrapped: judgeCycles(points, truth),
    detection: detection(bright.filter((one) => one.isThroughout && one.phaseNoiseRad === 0)),
    detectionOfUnsteady: detection(bright.filter((one) => one.isThroughout && one.phaseNoiseRad > 0)),
    detectionOfPassing: detection(bright.filter((one) => !one.isThroughout)),
    falseAlarms: { points: points.filter(({ pixel }) => isNoise(pixel)).length, pixels: noisePixels },
    covers: judgeCovers(points, truth, isStill),
    still: { persistent: stillBias(persistent, isStill), distributed: stillBias(distributed, isStill) },
    motions: recoveredMotions(truth, points),
  };
}

const isGood = ({ coherence }: PointError): boolean => coherence > GOOD_COHERENCE;

function judgeClass(points: readonly PointError[]): ClassJudgement {
  const good = points.filter(isGood);
  let [squares, count] = [0, 0];
  for (const { seriesMm } of good) {
    const { std, count: dates } = spreadOf(seriesMm);
    if (dates === 0) continue;
    squares += dates * std * std;
    count += dates;
  }
  const spread = (of: (point: PointError) => number) => spreadOf(good.map(of));
  return {
    count: points.length,
    good: good.length,
    velocityMmPerYear: spread((one) => one.velocityMmPerYear),
    velocityOffPlaneMmPerYear: spread((one) => one.velocityOffPlaneMmPerYear),
    airMmPerYear: spread((one) => one.airMmPerYear),
    velocityOffAirMmPerYear: spread((one) => one.velocityMmPerYear - one.airMmPerYear),
    velocityStdMmPerYear: spread((one) => one.velocityStdMmPerYear),
    velocityZ: spread((one) => one.velocityMmPerYear / one.velocityStdMmPerYear),
    velocityOffPlaneZ: spread((one) => one.velocityOffPlaneMmPerYear / one.velocityStdMmPerYear),
    heightM: spread((one) => one.heightM),
    airHeightM: spread((one) => one.airHeightM),
    heightOffAirM: spread((one) => one.heightM - one.airHeightM),
    heightZ: spread((one) => one.heightM / one.heightStdM),
    seriesRmsMm: Math.sqrt(squares / count),
  };
}

/** Phases, not displacements: the error of the height is put back. Half a cycle off is wrong. */
function judgeCycles(points: readonly PointError[], truth: StackTruth): Judgement['unwrapped'] {
  const passing = new Set(
    truth.scatterers.filter((one) => !one.isThroughout).map(({ row, column }) => row * truth.widthPixels + column),
  );
  const phaseMm = new Float64Array(truth.dates.length);
  const result = { pointDates: 0, wrong: 0, pointsWithWrong: 0 };
  for (const point of points) {
    if (!isGood(point) || (point.samples === 0 && passing.has(point.pixel))) continue;
    const mmPerMetre = (1000 * point.heightM) / truth.rangeSineM[point.pixel];
    for (let i = 0; i < phaseMm.length; i++) {
      phaseMm[i] = point.seriesMm[i] - truth.perpendicularBaselinesM[i] * mmPerMetre;
    }
    const middle = medianOf(phaseMm);
    let wrong = 0;
    for (const value of phaseMm) {
      if (Number.isNaN(value)) continue;
      result.pointDates++;
      if (Math.abs(value - middle) > truth.wavelengthMm / 4) wrong++;
    }
    result.wrong += wrong;
    if (wrong > 0) result.pointsWithWrong++;
  }
  return result;
}

/** Nothing moves there, or only as most of the region does; buildings grow and shrink with the temperature. */
function stillness(truth: StackTruth): (pixel: number) => boolean {
  const region = medianOf(Float64Array.from(truth.heightErrorM, (_, pixel) => trueVelocityMmPerYear(truth, pixel)));
  const others = truth.motions.filter(({ name }) => name !== 'linear' && name !== 'temperature');
  return (pixel) =>
    others.every(({ losCoefficients }) => Math.abs(losCoefficients[pixel]) < STILL) &&
    Math.abs(trueVelocityMmPerYear(truth, pixel) - region) < STILL;
}

function stillBias(points: readonly PointError[], isStill: (pixel: number) => boolean): StillBias {
  const still = points.filter((one) => isGood(one) && isStill(one.pixel));
  return { count: still.length, medianMmPerYear: medianOf(still.map((one) => one.velocityMmPerYear)) };
}

function judgeCovers(
  points: readonly PointError[],
  truth: StackTruth,
  isStill: (pixel: number) => boolean,
): CoverJudgement[] {
  const pixels = new Float64Array(truth.landCovers.length);
  for (const code of truth.landCover) pixels[code]++;
  const groups = pointsBy(points, ({ pixel }) => truth.landCover[pixel]);
  return truth.landCovers.flatMap(({ name }, code) => {
    if (pixels[code] === 0) return [];
    const own = groups.get(code) ?? [];
    const persistent = own.filter(({ samples }) => samples === 0);
    const distributed = own.filter(({ samples }) => samples > 0);
    const velocities = (some: readonly PointError[]) =>
      spreadOf(some.filter(isGood).map(({ velocityMmPerYear }) => velocityMmPerYear));
    return [
      {
        name,
        km2: pixels[code] * truth.pixelKm2,
        persistent: persistent.length,
        distributed: distributed.length,
        persistentVelocityMmPerYear: velocities(persistent),
        distributedVelocityMmPerYear: velocities(distributed),
        still: stillBias(own, isStill),
      },
    ];
  });
}
