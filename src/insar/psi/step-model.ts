/** The step model of series: fitted by least squares, for points that may miss dates. */
import { factorDesign, fitSeries, type KernelThread, MOST_COLUMNS, type SeriesDesign } from '../../kernels/index.js';
import { type PhaseModel, stepModelColumns, tellsHeights } from './phase-model.js';

export interface StepModel {
  readonly design: SeriesDesign;
  /** (dates, columns) values of the columns. */
  readonly values: Float64Array;
  readonly columns: number;
  /** Columns before those of motion: the constant and, where there is one, the height. */
  readonly firstOfMotion: number;
  /** Coefficient of the first smooth function in a velocity of 1 mm/yr, rad; 0 where there is none. */
  readonly velocityRad: number;
}

export interface StepFits {
  /** (points, columns) NaN where dates are too few. */
  readonly coefficients: Float64Array;
  readonly cofactors: Float64Array;
  /** (points) root mean square of the residuals. */
  readonly rms: Float64Array;
  readonly datesUsed: Int32Array;
}

export function stepModel(model: PhaseModel): StepModel {
  const columns = stepModelColumns(model);
  const dates = model.dates.length;
  const design = factorDesign(dates, columns);
  const used = design.columns;
  const values = new Float64Array(dates * used);
  for (let i = 0; i < dates; i++) for (let c = 0; c < used; c++) values[i * used + c] = columns[c](i);
  const firstOfMotion = Math.min(used, tellsHeights(model) ? 2 : 1);
  let velocityRad = 0;
  for (let i = 0; i < dates && used > firstOfMotion; i++) {
    velocityRad += design.q[i * MOST_COLUMNS + firstOfMotion] * model.velocityRad[i];
  }
  return { design, values, columns: used, firstOfMotion, velocityRad: Math.abs(velocityRad) };
}

const HEIGHT_COLUMN = 1;

/** @param series (points, dates) NaN = missing */
export function fitStepModel(thread: KernelThread, series: Float32Array, model: StepModel): StepFits {
  const { epochsUsed, models } = fitSeries(thread, series, model.design, [model.columns]);
  const [{ coefficients, cofactors, rms }] = models;
  return { coefficients, cofactors, rms, datesUsed: epochsUsed };
}

/** Value of the model of a point at a date. */
export function modelled(
  { values, columns }: StepModel,
  coefficients: Float64Array,
  point: number,
  date: number,
): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += values[date * columns + c] * coefficients[point * columns + c];
  return sum;
}

/** Smooth functions of time of a step model: orthonormal over the dates, and to a constant and the height. */
export const smoothFunctions = ({ columns, firstOfMotion }: StepModel): number => columns - firstOfMotion;

export const smoothValue = ({ design, firstOfMotion }: StepModel, date: number, k: number): number =>
  design.q[date * MOST_COLUMNS + firstOfMotion + k];

/** (functions) coefficients of the smooth functions in the model of a point. */
export function smoothCoefficients(step: StepModel, coefficients: Float64Array, point: number): Float64Array {
  const out = new Float64Array(smoothFunctions(step));
  for (let i = 0; i < step.design.epochs; i++) {
    const value = modelled(step, coefficients, point, i);
    for (let k = 0; k < out.length; k++) out[k] += value * smoothValue(step, i, k);
  }
  return out;
}

/** Variance of the height of a point for noise of 1 rad, m^2 / rad^2; 0 where the model has none. */
export function heightCofactor({ design: { columns, rInverse }, firstOfMotion }: StepModel): number {
  if (firstOfMotion <= HEIGHT_COLUMN) return 0;
  let sum = 0;
  for (let j = HEIGHT_COLUMN; j < columns; j++) sum += rInverse[HEIGHT_COLUMN * MOST_COLUMNS + j] ** 2;
  return sum;
}

/**
 * Height coefficient and its standard deviation; 0 where the model has none.
 * @param airVariance of what the series has of air that it shares with its neighbours, besides what is left of the model
 */
export function heightOf(
  { columns, firstOfMotion }: StepModel,
  { coefficients, cofactors, rms, datesUsed }: StepFits,
  point: number,
  airVariance = 0,
) {
  if (firstOfMotion <= HEIGHT_COLUMN) return { heightM: 0, stdM: Number.NaN };
  const at = point * columns + HEIGHT_COLUMN;
  const freedom = datesUsed[point] - columns;
  const variance = (rms[point] ** 2 * datesUsed[point]) / Math.max(1, freedom) + airVariance;
  return { heightM: coefficients[at], stdM: Math.sqrt(variance * cofactors[at]) };
}
