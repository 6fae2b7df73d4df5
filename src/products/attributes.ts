/**
 * The attributes EGMS derives from a displacement series: its published formulas.
 *
 * Three nested least-squares models of the time t (years of 365 days since the first epoch), a = 2 pi t:
 *   linear + annual    1, t, cos a, sin a                velocity v
 *   quadratic + annual 1, t, cos a, sin a, t2            acceleration, twice the coefficient of t2
 *   cubic + annual     1, t, cos a, sin a, t2, t3        rmse, seasonality, value at the first epoch
 * Because each model only adds a column to the one before, one orthonormal basis serves all three: the projections of a
 * series on it give every coefficient and every residual, at six dot products a series.
 * Temporal coherence compares the series, annual term and all, with the line of slope v.
 *
 * Source: EGMS product description, pseudo-code of the attributes; agreement with real products is tested.
 */
import { DAYS_PER_YEAR, yearsSinceFirst } from './epochs.js';
import { LARGEST_TENTHS } from './tenths.js';

/** Sentinel-1, C band. */
export const WAVELENGTH_MM = 55.46576;

/** NaN where a series has too few epochs for the model behind an attribute. */
export interface SeriesAttributes {
  readonly rmseMm: number;
  readonly temporalCoherence: number;
  readonly velocityMmPerYear: number;
  readonly velocityStdMmPerYear: number;
  readonly accelerationMmPerYear2: number;
  readonly accelerationStdMmPerYear2: number;
  readonly seasonalityMm: number;
  readonly seasonalityStdMm: number;
}

export interface AttributeModel {
  /** (nDates), years of 365 days since the first date. */
  readonly timesYears: Float64Array;
  /**
   * All attributes of one series.
   * @param displacementMm (nDates), mm, NaN = missing; missing epochs are left out of every model
   */
  attributes(displacementMm: Float64Array): SeriesAttributes;
  /**
   * What the cubic + annual model says at the first date, mm. EGMS series are shifted so that this is zero; the first
   * sample is not. Arguments and NaN as for the attributes.
   */
  valueAtFirstEpochMm(displacementMm: Float64Array): number;
}

/** The design matrix, in the order in which the models grow. */
const DESIGN: readonly ((tYears: number) => number)[] = [
  () => 1,
  (t) => t,
  (t) => Math.cos(2 * Math.PI * t),
  (t) => Math.sin(2 * Math.PI * t),
  (t) => t * t,
  (t) => t * t * t,
];
const COLUMNS = DESIGN.length;
const [CONSTANT, T, COS, SIN, T2] = [0, 1, 2, 3, 4];
/** Number of leading columns in each model. */
const LINEAR_ANNUAL = 4;
const QUADRATIC_ANNUAL = 5;
const CUBIC_ANNUAL = 6;

/**
 * Prepares the models for the dates of a product (`YYYYMMDD`, ascending; RangeError otherwise). Series without gaps share
 * the prepared basis; a series with gaps is solved on its own epochs, which takes some twenty times as long.
 */
export function createAttributeModel(dates: readonly string[]): AttributeModel {
  const timesYears = yearsSinceFirst(dates);
  const allEpochs = createBasis(timesYears);

  const fit = (displacementMm: Float64Array): Fit => {
    if (displacementMm.length !== timesYears.length) {
      throw new RangeError(`displacementMm: expected ${timesYears.length} values, got ${displacementMm.length}`);
    }
    const complete = project(allEpochs, displacementMm);
    if (!Number.isNaN(complete.squaresMm2)) return complete;
    const isPresent = (_: number, epoch: number) => !Number.isNaN(displacementMm[epoch]);
    return project(createBasis(timesYears.filter(isPresent)), displacementMm.filter(isPresent));
  };

  return {
    timesYears,
    attributes: (displacementMm) => attributesOf(fit(displacementMm)),
    valueAtFirstEpochMm: (displacementMm) => {
      const cubic = fit(displacementMm);
      return coefficient(cubic, CONSTANT, CUBIC_ANNUAL) + coefficient(cubic, COS, CUBIC_ANNUAL);
    },
  };
}

/** The design matrix as Q R, cut where its columns stop being independent. */
interface Basis {
  readonly timesYears: Float64Array;
  /** Usable columns: always fewer than epochs, so that residuals keep a degree of freedom. */
  readonly rank: number;
  /** (epochs, COLUMNS) row-major, orthonormal columns; zero from `rank` on. */
  readonly q: Float64Array;
  /** Steps between epochs that occur, years, and which of them leads to each epoch (the first to the first epoch itself). */
  readonly stepsYears: Float64Array;
  readonly stepOf: Uint16Array;
  /** R^-1, upper triangular, (COLUMNS, COLUMNS) row-major; its leading k x k block belongs to the model of k columns. */
  readonly rInverse: Float64Array;
}

/** A series as its projections on a basis. */
interface Fit {
  readonly basis: Basis;
  /** (epochs), mm. */
  readonly series: Float64Array;
  /** Q^T d, mm. */
  readonly projectionsMm: readonly number[];
  /** d^T d; NaN when an epoch is missing. */
  readonly squaresMm2: number;
}

/** A column that keeps less than this part of its length beside the earlier ones adds nothing but rounding. */
const DEPENDENT = 1e-10;

/** Gram-Schmidt, every column twice: the second pass removes what rounding left of the first. */
function createBasis(timesYears: Float64Array): Basis {
  const epochs = timesYears.length;
  const columns: Float64Array[] = [];
  const r = new Float64Array(COLUMNS * COLUMNS);
  while (columns.length < COLUMNS && columns.length + 1 < epochs) {
    const k = columns.length;
    const column = timesYears.map(DESIGN[k]);
    const length = norm(column);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < k; j++) {
        const earlier = columns[j];
        const projection = dot(earlier, column);
        r[j * COLUMNS + k] += projection;
        for (let i = 0; i < epochs; i++) column[i] -= projection * earlier[i];
      }
    }
    const rest = norm(column);
    if (rest <= DEPENDENT * length) break;
    r[k * COLUMNS + k] = rest;
    columns.push(column.map((value) => value / rest));
  }
  const rank = columns.length;
  const q = new Float64Array(epochs * COLUMNS);
  for (let k = 0; k < rank; k++) for (let i = 0; i < epochs; i++) q[i * COLUMNS + k] = columns[k][i];
  return { timesYears, rank, q, rInverse: invertUpperTriangle(r, rank), ...stepsOf(timesYears) };
}

/** Steps are whole days: what differs by less is rounding. */
function stepsOf(timesYears: Float64Array): Pick<Basis, 'stepsYears' | 'stepOf'> {
  const places = new Map<number, number>();
  const stepOf = new Uint16Array(timesYears.length);
  for (let i = 0; i < timesYears.length; i++) {
    const days = Math.round((timesYears[i] - (i === 0 ? 0 : timesYears[i - 1])) * DAYS_PER_YEAR);
    if (!places.has(days)) places.set(days, places.size);
    stepOf[i] = places.get(days)!;
  }
  return { stepsYears: Float64Array.from(places.keys(), (days) => days / DAYS_PER_YEAR), stepOf };
}

function invertUpperTriangle(r: Float64Array, rank: number): Float64Array {
  const inverse = new Float64Array(COLUMNS * COLUMNS);
  for (let column = 0; column < rank; column++) {
    inverse[column * COLUMNS + column] = 1 / r[column * COLUMNS + column];
    for (let row = column - 1; row >= 0; row--) {
      let sum = 0;
      for (let j = row + 1; j <= column; j++) sum += r[row * COLUMNS + j] * inverse[j * COLUMNS + column];
      inverse[row * COLUMNS + column] = -sum / r[row * COLUMNS + row];
    }
  }
  return inverse;
}

/** The six dot products in one pass; written out because this is where the time goes. */
function project(basis: Basis, series: Float64Array): Fit {
  const { q } = basis;
  const epochs = series.length;
  let [c0, c1, c2, c3, c4, c5, squaresMm2] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0, at = 0; i < epochs; i++, at += COLUMNS) {
    const d = series[i];
    c0 += q[at] * d;
    c1 += q[at + 1] * d;
    c2 += q[at + 2] * d;
    c3 += q[at + 3] * d;
    c4 += q[at + 4] * d;
    c5 += q[at + 5] * d;
    squaresMm2 += d * d;
  }
  return { basis, series, projectionsMm: [c0, c1, c2, c3, c4, c5], squaresMm2 };
}

function attributesOf(fit: Fit): SeriesAttributes {
  const rmseMm = residualRmsMm(fit, CUBIC_ANNUAL);
  const velocityMmPerYear = coefficient(fit, T, LINEAR_ANNUAL);
  const seasonalVariance = (cofactor(fit.basis, COS, CUBIC_ANNUAL) + cofactor(fit.basis, SIN, CUBIC_ANNUAL)) / 2;
  return {
    rmseMm,
    temporalCoherence: temporalCoherence(fit, velocityMmPerYear),
    velocityMmPerYear,
    velocityStdMmPerYear: Math.sqrt(cofactor(fit.basis, T, LINEAR_ANNUAL)) * residualRmsMm(fit, LINEAR_ANNUAL),
    accelerationMmPerYear2: 2 * coefficient(fit, T2, QUADRATIC_ANNUAL),
    accelerationStdMmPerYear2:
      2 * Math.sqrt(cofactor(fit.basis, T2, QUADRATIC_ANNUAL)) * residualRmsMm(fit, QUADRATIC_ANNUAL),
    seasonalityMm: Math.hypot(coefficient(fit, COS, CUBIC_ANNUAL), coefficient(fit, SIN, CUBIC_ANNUAL)),
    // The spread of a Rayleigh variable: the amplitude of two terms of equal variance.
    seasonalityStdMm: Math.sqrt(((4 - Math.PI) / 2) * seasonalVariance) * rmseMm,
  };
}

/** Coefficient of a column in the model of the first `size` columns. */
function coefficient(fit: Fit, column: number, size: number): number {
  const { rank, rInverse } = fit.basis;
  if (rank < size) return Number.NaN;
  let sum = 0;
  for (let j = column; j < size; j++) sum += rInverse[column * COLUMNS + j] * fit.projectionsMm[j];
  return sum;
}

/** Diagonal element of the inverse normal matrix of the model of the first `size` columns. */
function cofactor(basis: Basis, column: number, size: number): number {
  if (basis.rank < size) return Number.NaN;
  let sum = 0;
  for (let j = column; j < size; j++) sum += basis.rInverse[column * COLUMNS + j] ** 2;
  return sum;
}

/** Root mean square of the residuals; also their standard deviation, because every model has a constant. */
function residualRmsMm(fit: Fit, size: number): number {
  if (fit.basis.rank < size) return Number.NaN;
  let squares = fit.squaresMm2;
  for (let j = 0; j < size; j++) squares -= fit.projectionsMm[j] ** 2;
  // Rounding may leave a perfect fit just below zero.
  return Math.sqrt(Math.max(0, squares) / fit.series.length);
}

/**
 * |mean exp(j 4 pi / lambda (d - v t))|. A constant would not change it, and v is that of the annual model: a pure line
 * fits real products by 0.02, this one to their rounding.
 *
 * The phase of the line is turned on from epoch to epoch by the few steps that occur, and that of a displacement in tenths
 * of a millimetre is looked up: sines of every value would take most of the time of all attributes. Rounding adds up to
 * some 1e-14 over a series.
 */
function temporalCoherence({ basis, series }: Fit, velocityMmPerYear: number): number {
  const { stepsYears, stepOf } = basis;
  const turns = stepsYears.map((years) => -RAD_PER_MM * velocityMmPerYear * years);
  const [turnCos, turnSin] = [turns.map(Math.cos), turns.map(Math.sin)];
  const { cos, sin } = tenthsPhases();
  let [lineCos, lineSin, real, imaginary] = [1, 0, 0, 0];
  for (let i = 0; i < series.length; i++) {
    const step = stepOf[i];
    const turned = lineCos * turnCos[step] - lineSin * turnSin[step];
    lineSin = lineCos * turnSin[step] + lineSin * turnCos[step];
    lineCos = turned;
    const tenths = Math.round(series[i] * 10);
    const isTenths = tenths / 10 === series[i] && tenths >= -LARGEST_TENTHS && tenths <= LARGEST_TENTHS;
    const c = isTenths ? cos[tenths + LARGEST_TENTHS] : Math.cos(RAD_PER_MM * series[i]);
    const s = isTenths ? sin[tenths + LARGEST_TENTHS] : Math.sin(RAD_PER_MM * series[i]);
    real += c * lineCos - s * lineSin;
    imaginary += s * lineCos + c * lineSin;
  }
  return Math.hypot(real, imaginary) / series.length;
}

const RAD_PER_MM = (4 * Math.PI) / WAVELENGTH_MM;

interface TenthsPhases {
  /** Of the phase of each displacement from -LARGEST_TENTHS to LARGEST_TENTHS. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Made when first asked for: many programs that know this file never are. */
let phases: TenthsPhases | undefined;

function tenthsPhases(): TenthsPhases {
  phases ??= {
    cos: Float64Array.from({ length: 2 * LARGEST_TENTHS + 1 }, (_, i) =>
      Math.cos((RAD_PER_MM * (i - LARGEST_TENTHS)) / 10),
    ),
    sin: Float64Array.from({ length: 2 * LARGEST_TENTHS + 1 }, (_, i) =>
      Math.sin((RAD_PER_MM * (i - LARGEST_TENTHS)) / 10),
    ),
  };
  return phases;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

const norm = (a: Float64Array) => Math.sqrt(dot(a, a));
