/**
 * Least-squares fits of many displacement series on one design and its leading columns, summed in float64. Every series may
 * miss epochs of its own.
 */
import type { KernelThread } from './kernel-thread.js';
import type { SeriesDesign } from './series-design.js';
import { expectLength } from './slc-stack.js';

/** Fits of the model of the first `columns` columns of a design. */
export interface ModelFits {
  readonly columns: number;
  /** (points, columns), in units of the series over those of the column; NaN where epochs are too few. */
  readonly coefficients: Float64Array;
  /** (points), root mean square of the residuals over the epochs that are there. */
  readonly rms: Float64Array;
  /**
   * (points, columns), diagonal of the inverse normal matrix: a coefficient's standard deviation is the root of it times
   * the standard deviation of the noise.
   */
  readonly cofactors: Float64Array;
}

export interface SeriesFits {
  /** (points), epochs that are there. */
  readonly epochsUsed: Int32Array;
  /** As the models were asked for. */
  readonly models: readonly ModelFits[];
}

/** Points of one call: their results pass through the scratch. */
const POINTS_PER_CALL = 4096;

/**
 * @param series (points, epochs), NaN = missing
 * @param models numbers of leading columns
 */
export function fitSeries(
  thread: KernelThread,
  series: Float32Array,
  design: SeriesDesign,
  models: readonly number[],
): SeriesFits {
  const { epochs } = design;
  const points = series.length / epochs;
  if (!Number.isInteger(points)) {
    throw new RangeError(`series: expected a multiple of ${epochs} epochs, got ${series.length} values`);
  }
  expectLength('design.q', design.q, 8 * epochs);
  for (const size of models) {
    if (!(Number.isInteger(size) && size >= 1 && size <= 8))
      throw new RangeError(`models: expected 1 to 8 columns, got ${size}`);
  }
  const fits = models.map((columns) => ({
    columns,
    coefficients: new Float64Array(points * columns),
    rms: new Float64Array(points),
    cofactors: new Float64Array(points * columns),
  }));
  const epochsUsed = new Int32Array(points);
  for (let first = 0; first < points; first += POINTS_PER_CALL) {
    const end = Math.min(points, first + POINTS_PER_CALL);
    const part = <T extends Float64Array | Float32Array | Int32Array>(array: T, width: number) =>
      array.subarray(first * width, end * width) as T;
    thread.run((functions, call) => {
      const table = fits.flatMap(({ columns, coefficients, rms, cofactors }) => [
        columns,
        call.output(part(coefficients, columns)),
        call.output(part(rms, 1)),
        call.output(part(cofactors, columns)),
      ]);
      functions.fit_series(
        call.input(part(series, epochs)),
        end - first,
        epochs,
        call.input(design.q),
        call.input(design.rInverse),
        design.columns,
        call.input(Int32Array.from(table)),
        fits.length,
        call.output(part(epochsUsed, 1)),
      );
    });
  }
  return { epochsUsed, models: fits };
}
