/**
 * Models of a series, fitted by least squares: a line, a parabola, a line with a wave of a year, a line with one bend. Each
 * number comes with its standard error, from residuals taken as independent: series of neighbouring dates are not quite, so
 * that the errors are rather too small. Pure.
 */
import { yearsSince } from '../series/series-math.js';

export const MODELS = ['linear', 'quadratic', 'seasonal', 'breakpoint'] as const;
export type ModelName = (typeof MODELS)[number];

export type QuantityName =
  | 'velocity'
  | 'acceleration'
  | 'amplitude'
  | 'peak'
  | 'velocityBefore'
  | 'velocityAfter'
  | 'change'
  | 'break';

export interface Quantity {
  readonly name: QuantityName;
  readonly value: number;
  /** Standard error; absent where it is not known. */
  readonly error?: number;
  readonly unit: 'mm/yr' | 'mm/yr²' | 'mm' | 'day' | 'date';
}

export interface Fit {
  readonly model: ModelName;
  readonly quantities: readonly Quantity[];
  /** Of the residuals, all parameters taken off. */
  readonly residualStdMm: number;
  /** Smaller is better; only between models of the same series. */
  readonly bic: number;
  /** At every date of the series. */
  readonly fittedMm: readonly number[];
}

/** Dates on either side of a bend: fewer say nothing of a velocity. */
const FEWEST_BESIDE_BREAK = 5;

/** Undefined when there are not more values than parameters, or they do not tell the parameters apart. */
export function fitModel(
  model: ModelName,
  dates: readonly string[],
  valuesMm: readonly (number | null)[],
): Fit | undefined {
  const years = yearsSince(dates);
  return model === 'breakpoint' ? brokenLine(dates, years, valuesMm) : smoothModel(model, dates, years, valuesMm);
}

type Basis = (year: number) => readonly number[];

const BASES: Readonly<Record<Exclude<ModelName, 'breakpoint'>, Basis>> = {
  linear: (t) => [1, t],
  quadratic: (t) => [1, t, t * t],
  seasonal: (t) => [1, t, Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t)],
};

function smoothModel(
  model: Exclude<ModelName, 'breakpoint'>,
  dates: readonly string[],
  years: readonly number[],
  valuesMm: readonly (number | null)[],
): Fit | undefined {
  const found = leastSquares(BASES[model], years, valuesMm);
  if (!found) return undefined;
  const { parameters: p, error, covariance } = found;
  const quantities: Quantity[] = [];
  if (model === 'quadratic') {
    // Velocity in the middle of the series, where it does not depend on the acceleration's error.
    const middle = (years[0] + years.at(-1)!) / 2;
    const variance = covariance(1, 1) + 4 * middle * covariance(1, 2) + 4 * middle * middle * covariance(2, 2);
    quantities.push(
      { name: 'velocity', value: p[1] + 2 * p[2] * middle, error: Math.sqrt(Math.max(0, variance)), unit: 'mm/yr' },
      { name: 'acceleration', value: 2 * p[2], error: 2 * error(2), unit: 'mm/yr²' },
    );
  } else quantities.push({ name: 'velocity', value: p[1], error: error(1), unit: 'mm/yr' });
  if (model === 'seasonal') {
    const amplitude = Math.hypot(p[2], p[3]);
    const variance =
      (p[2] * p[2] * covariance(2, 2) + 2 * p[2] * p[3] * covariance(2, 3) + p[3] * p[3] * covariance(3, 3)) /
      (amplitude * amplitude);
    const isKnown = amplitude > 0;
    quantities.push({
      name: 'amplitude',
      value: amplitude,
      unit: 'mm',
      ...(isKnown && { error: Math.sqrt(variance) }),
    });
    if (isKnown) {
      const phaseYears = Math.atan2(p[3], p[2]) / (2 * Math.PI);
      quantities.push({ name: 'peak', value: dayOfYear(dates[0], phaseYears), unit: 'day' });
    }
  }
  return fitOf(model, quantities, found, years, BASES[model], p.length);
}

/** A line with one bend, at the date that leaves the smallest residuals; the bend counts as a parameter. */
function brokenLine(
  dates: readonly string[],
  years: readonly number[],
  valuesMm: readonly (number | null)[],
): Fit | undefined {
  const known = years.filter((_, i) => valuesMm[i] !== null);
  let best: { found: Solution; basis: Basis; at: number } | undefined;
  for (const at of known.slice(FEWEST_BESIDE_BREAK, -FEWEST_BESIDE_BREAK)) {
    const basis: Basis = (t) => [1, t, Math.max(0, t - at)];
    const found = leastSquares(basis, years, valuesMm);
    if (found && (!best || found.squareSum < best.found.squareSum)) best = { found, basis, at };
  }
  if (!best || best.found.count <= 4) return undefined;
  const { found, basis, at } = best;
  const { parameters: p, error, covariance } = found;
  const after = Math.sqrt(Math.max(0, covariance(1, 1) + 2 * covariance(1, 2) + covariance(2, 2)));
  const quantities: Quantity[] = [
    { name: 'velocityBefore', value: p[1], error: error(1), unit: 'mm/yr' },
    { name: 'velocityAfter', value: p[1] + p[2], error: after, unit: 'mm/yr' },
    { name: 'change', value: p[2], error: error(2), unit: 'mm/yr' },
    { name: 'break', value: Date.parse(dates[years.indexOf(at)]), unit: 'date' },
  ];
  return fitOf('breakpoint', quantities, found, years, basis, 4);
}

function fitOf(
  model: ModelName,
  quantities: readonly Quantity[],
  { squareSum, count, parameters }: Solution,
  years: readonly number[],
  basis: Basis,
  parameterCount: number,
): Fit {
  return {
    model,
    quantities,
    residualStdMm: Math.sqrt(squareSum / (count - parameterCount)),
    // Of residuals without any size the logarithm is no number.
    bic: count * Math.log(Math.max(squareSum / count, 1e-12)) + parameterCount * Math.log(count),
    fittedMm: years.map((year) => basis(year).reduce((sum, value, i) => sum + value * parameters[i], 0)),
  };
}

interface Solution {
  readonly parameters: readonly number[];
  readonly squareSum: number;
  readonly count: number;
  readonly covariance: (i: number, j: number) => number;
  readonly error: (i: number) => number;
}

/** By the modified Gram-Schmidt process, which keeps the digits that normal equations lose. */
function leastSquares(
  basis: Basis,
  years: readonly number[],
  valuesMm: readonly (number | null)[],
): Solution | undefined {
  const rows = years.flatMap((year, i) => (valuesMm[i] === null ? [] : [basis(year)]));
  const rest = valuesMm.filter((value) => value !== null);
  const size = basis(0).length;
  if (rows.length <= size) return undefined;
  const columns = Array.from({ length: size }, (_, j) => rows.map((row) => row[j]));
  const triangle = columns.map(() => new Array<number>(size).fill(0));
  const shares: number[] = [];
  for (let j = 0; j < size; j++) {
    const before = Math.hypot(...rows.map((row) => row[j]));
    const norm = Math.hypot(...columns[j]);
    if (norm <= 1e-10 * before) return undefined;
    triangle[j][j] = norm;
    columns[j] = columns[j].map((value) => value / norm);
    for (let k = j + 1; k < size; k++) {
      triangle[j][k] = dot(columns[j], columns[k]);
      columns[k] = columns[k].map((value, i) => value - triangle[j][k] * columns[j][i]);
    }
    shares[j] = dot(columns[j], rest);
    rest.forEach((value, i) => {
      rest[i] = value - shares[j] * columns[j][i];
    });
  }
  const squareSum = dot(rest, rest);
  const variance = squareSum / (rows.length - size);
  const inverse = inverseOf(triangle);
  const covariance = (i: number, j: number) => variance * dot(inverse[i], inverse[j]);
  return {
    parameters: inverse.map((row) => dot(row, shares)),
    squareSum,
    count: rows.length,
    covariance,
    error: (i) => Math.sqrt(covariance(i, i)),
  };
}

/** Of an upper triangle. */
function inverseOf(triangle: readonly (readonly number[])[]): number[][] {
  const size = triangle.length;
  const inverse = triangle.map(() => new Array<number>(size).fill(0));
  for (let j = size - 1; j >= 0; j--) {
    inverse[j][j] = 1 / triangle[j][j];
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let k = i + 1; k <= j; k++) sum += triangle[i][k] * inverse[k][j];
      inverse[i][j] = -sum / triangle[i][i];
    }
  }
  return inverse;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** 1 to 366, of the date that lies so many years after another. */
function dayOfYear(first: string, years: number): number {
  const date = new Date(Date.parse(first) + (((years % 1) + 1) % 1) * 365.25 * 86_400_000);
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}
