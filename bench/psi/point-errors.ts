/**
 * Points of a run beside the truth: errors of velocity, height and series, less what no radar can know, which is the
 * reference. Every part of a network has one of its own: the median error of its good points, date by date.
 */
import { statedAttributes } from '../../src/insar/psi/basic/stated-attributes.js';
import type { PointColumns } from '../../src/insar/psi/step-files.js';
import { createAttributeModel } from '../../src/products/attributes.js';
import { leastSquares, medianOf } from './spreads.js';
import type { StackTruth } from './stack-truth.js';

export type JudgedColumns = Pick<
  PointColumns,
  | 'row'
  | 'column'
  | 'samples'
  | 'cluster'
  | 'heightErrorM'
  | 'heightErrorStdM'
  | 'hiddenStdMm'
  | 'noiseFactor'
  | 'displacementMm'
>;

export interface PointError {
  /** Of the image: row x width + column. */
  readonly pixel: number;
  /** 0 for a persistent scatterer. */
  readonly samples: number;
  readonly cluster: number;
  /** As EGMS defines it: of the series, against a straight line. */
  readonly coherence: number;
  readonly velocityStdMmPerYear: number;
  readonly heightStdM: number;
  /** Estimated minus true; less the reference once that is known. */
  velocityMmPerYear: number;
  heightM: number;
  /** What is left of the velocity error when a plane over all good points is taken off as well. */
  velocityOffPlaneMmPerYear: number;
  /** What the air alone would show there; less the reference like the errors. */
  airMmPerYear: number;
  airHeightM: number;
  /** (dates) estimated minus true displacement, mm; less the reference once that is known. */
  readonly seriesMm: Float32Array;
}

/** Points of a coherence above this are good, EGMS's own limit. */
export const GOOD_COHERENCE = 0.7;
/** Parts of a network of fewer points have no reference to speak of. */
const LEAST_POINTS = 10;

export class PointErrors {
  readonly #model: ReturnType<typeof createAttributeModel>;
  readonly #points: PointError[] = [];

  constructor(readonly truth: StackTruth) {
    this.#model = createAttributeModel(truth.dates);
  }

  /** Points of a block, or of all. */
  add(points: JudgedColumns): void {
    const { dates, widthPixels, heightPixels } = this.truth;
    const count = points.row.length;
    if (points.displacementMm.length !== count * dates.length) {
      const expected = `${count} points x ${dates.length} dates`;
      throw new RangeError(`displacementMm: expected ${expected}, got ${points.displacementMm.length} values`);
    }
    const series = new Float64Array(dates.length);
    for (let k = 0; k < count; k++) {
      const [row, column] = [points.row[k], points.column[k]];
      if (!(row >= 0 && row < heightPixels && column >= 0 && column < widthPixels)) {
        throw new RangeError(`point ${k}: expected a pixel of ${heightPixels} x ${widthPixels}, got ${row}, ${column}`);
      }
      const pixel = row * widthPixels + column;
      series.set(points.displacementMm.subarray(k * dates.length, (k + 1) * dates.length));
      const { velocityStdMmPerYear, temporalCoherence } = statedAttributes(
        this.#model,
        series,
        points.hiddenStdMm[k],
        points.noiseFactor[k],
      );
      const seriesMm = Float32Array.from(trueSeriesMm(this.truth, pixel), (value, i) => series[i] - value);
      this.#points.push({
        pixel,
        samples: points.samples[k],
        cluster: points.cluster[k],
        coherence: temporalCoherence,
        velocityStdMmPerYear,
        airMmPerYear: this.truth.airMmPerYear[pixel],
        airHeightM: this.truth.airHeightM[pixel],
        heightStdM: points.heightErrorStdM[k],
        // What is fitted is linear in the series: the true velocity is that at the dates which the point has.
        velocityMmPerYear: this.#model.attributes(Float64Array.from(seriesMm)).velocityMmPerYear,
        velocityOffPlaneMmPerYear: Number.NaN,
        heightM: points.heightErrorM[k] - this.truth.heightErrorM[pixel],
        seriesMm,
      });
    }
  }

  get count(): number {
    return this.#points.length;
  }

  /** All points so far. Once: afterwards their errors are less the reference, and NaN where a part has none. */
  referred(): readonly PointError[] {
    const parts = pointsBy(this.#points, ({ cluster }) => cluster);
    for (const part of parts.values()) refer(part, this.truth.dates.length);
    this.#takePlane();
    return this.#points;
  }

  #takePlane(): void {
    const { widthPixels } = this.truth;
    const row = ({ pixel }: PointError) => Math.floor(pixel / widthPixels);
    const column = ({ pixel }: PointError) => pixel % widthPixels;
    const good = this.#points.filter(({ coherence }) => coherence > GOOD_COHERENCE);
    const columns = [good.map(() => 1), good.map(row), good.map(column)];
    const plane = leastSquares(
      columns,
      good.map(({ velocityMmPerYear }) => velocityMmPerYear),
    );
    for (const point of this.#points) {
      point.velocityOffPlaneMmPerYear =
        point.velocityMmPerYear - plane[0] - plane[1] * row(point) - plane[2] * column(point);
    }
  }
}

export function pointsBy(points: readonly PointError[], key: (point: PointError) => number): Map<number, PointError[]> {
  const groups = new Map<number, PointError[]>();
  for (const point of points) {
    const own = groups.get(key(point));
    if (own) own.push(point);
    else groups.set(key(point), [point]);
  }
  return groups;
}

/** mm towards the satellite since the reference date. */
export function trueSeriesMm({ dates, motions }: StackTruth, pixel: number): Float64Array {
  const series = new Float64Array(dates.length);
  for (const { values, losCoefficients } of motions) {
    const coefficient = losCoefficients[pixel];
    if (coefficient !== 0) for (let i = 0; i < series.length; i++) series[i] += coefficient * values[i];
  }
  return series;
}

export const trueVelocityMmPerYear = ({ motions }: StackTruth, pixel: number): number =>
  motions.reduce((sum, { losCoefficients, meanVelocity }) => sum + losCoefficients[pixel] * meanVelocity, 0);

function refer(part: readonly PointError[], dates: number): void {
  const good = part.filter(({ coherence }) => coherence > GOOD_COHERENCE);
  const reference = good.length >= LEAST_POINTS ? good : part;
  const isKnown = reference.length >= LEAST_POINTS;
  const common = (of: (point: PointError) => number) => (isKnown ? medianOf(reference.map(of)) : Number.NaN);
  const [velocity, height] = [common((one) => one.velocityMmPerYear), common((one) => one.heightM)];
  const [air, airHeight] = [common((one) => one.airMmPerYear), common((one) => one.airHeightM)];
  for (const point of part) {
    point.velocityMmPerYear -= velocity;
    point.heightM -= height;
    point.airMmPerYear -= air;
    point.airHeightM -= airHeight;
    if (!isKnown) point.seriesMm.fill(Number.NaN);
  }
  // The zero of a series in time is a convention: without its own level each date's common part is seen more clearly.
  for (let round = 0; isKnown && round < 2; round++) {
    for (const { seriesMm } of part) {
      const level = medianOf(seriesMm);
      for (let i = 0; i < dates; i++) seriesMm[i] -= level;
    }
    const byDate = Float64Array.from({ length: dates }, (_, i) => common(({ seriesMm }) => seriesMm[i]));
    for (const { seriesMm } of part) for (let i = 0; i < dates; i++) seriesMm[i] -= byDate[i];
  }
}
