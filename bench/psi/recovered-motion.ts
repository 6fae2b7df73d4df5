/** Motions that are no straight line, as the points in the middle of them show them. */
import { yearsSinceFirst } from '../../src/products/epochs.js';
import { type PointError, trueSeriesMm } from './point-errors.js';
import { leastSquares, medianOf, spreadOf } from './spreads.js';
import type { StackTruth, TrueMotion } from './stack-truth.js';

export interface RecoveredMotion {
  /** `step-YYYYMMDD`, `annual`, `acceleration`. */
  readonly name: string;
  readonly unit: string;
  readonly points: number;
  /** Median of the true parameter over those points, and of what the points say. */
  readonly trueMedian: number;
  readonly foundMedian: number;
  /** Of found over true, least squares through zero. */
  readonly slope: number;
  /** Of the slope, were the errors of the points independent. */
  readonly slopeStd: number;
  readonly rms: number;
}

/** Share of the largest coefficient of the scene from which on a pixel lies within the motion. */
const WITHIN = 0.5;

interface Kind {
  readonly name: string;
  readonly unit: string;
  readonly motions: readonly TrueMotion[];
  /** Fitted beside each other; the parameter is what is left of them. */
  readonly columns: readonly ArrayLike<number>[];
  /** First and last column, of which the parameter is the length. */
  readonly parameters: readonly number[];
}

export function recoveredMotions(truth: StackTruth, points: readonly PointError[]): RecoveredMotion[] {
  return kindsOf(truth).flatMap((kind) => {
    const size = (pixel: number) => Math.hypot(...kind.motions.map(({ losCoefficients }) => losCoefficients[pixel]));
    let largest = 0;
    for (let pixel = 0; pixel < truth.landCover.length; pixel++) largest = Math.max(largest, size(pixel));
    const within = points.filter(({ pixel }) => size(pixel) > WITHIN * largest);
    return largest > 0 ? [recovered(kind, truth, within)] : [];
  });
}

/** The series is what is true and its error: fits of both add up, and so true and found parameters mean the same. */
function recovered(kind: Kind, truth: StackTruth, points: readonly PointError[]): RecoveredMotion {
  const [trueValues, foundValues]: [number[], number[]] = [[], []];
  for (const { pixel, seriesMm } of points) {
    const series = trueSeriesMm(truth, pixel).map((value, i) => (Number.isNaN(seriesMm[i]) ? Number.NaN : value));
    const trueFit = leastSquares(kind.columns, series);
    const errorFit = leastSquares(kind.columns, seriesMm);
    const length = Math.hypot(...kind.parameters.map((k) => trueFit[k]));
    // Along what is true: of a yearly wave, with its phase.
    const along = kind.parameters.reduce((sum, k) => sum + (trueFit[k] * errorFit[k]) / length, 0);
    if (Number.isNaN(along)) continue;
    const sign = kind.parameters.length === 1 ? Math.sign(trueFit[kind.parameters[0]]) : 1;
    trueValues.push(sign * length);
    foundValues.push(sign * (length + along));
  }
  const squares = trueValues.reduce((sum, value) => sum + value * value, 0);
  const { rms } = spreadOf(foundValues.map((value, i) => value - trueValues[i]));
  const products = trueValues.reduce((sum, value, i) => sum + value * foundValues[i], 0);
  return {
    name: kind.name,
    unit: kind.unit,
    points: trueValues.length,
    trueMedian: medianOf(trueValues),
    foundMedian: medianOf(foundValues),
    slope: products / squares,
    slopeStd: rms / Math.sqrt(squares),
    rms,
  };
}

function kindsOf({ dates, motions }: StackTruth): Kind[] {
  const years = yearsSinceFirst(dates);
  const wave = [
    years.map(() => 1),
    years,
    years.map((t) => Math.cos(2 * Math.PI * t)),
    years.map((t) => Math.sin(2 * Math.PI * t)),
  ];
  const named = (start: string) => motions.filter(({ name }) => name.startsWith(start));
  return [
    ...named('step-').map((motion) => ({
      name: motion.name,
      unit: 'mm',
      motions: [motion],
      columns: [...wave, motion.values],
      parameters: [4],
    })),
    { name: 'annual', unit: 'mm', motions: named('annual-'), columns: wave, parameters: [2, 3] },
    {
      name: 'acceleration',
      unit: 'mm/yr2',
      motions: named('quadratic'),
      // A short series hardly tells a yearly wave from a curve.
      columns: [...wave.slice(0, 2), years.map((t) => (t * t) / 2)],
      parameters: [2],
    },
  ];
}
