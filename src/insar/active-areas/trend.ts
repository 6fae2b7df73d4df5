/**
 * What kind of motion a mean series shows. Models are compared by Schwarz's criterion (BIC = n ln(squares / n) + k ln n);
 * one that is larger must be better by 10, "very strong" evidence in the words of Kass & Raftery 1995
 * (doi:10.1080/01621459.1995.10476572), because neighbouring epochs are not quite independent. Classes after Berti et al. 2013
 * (doi:10.1007/s10346-012-0384-4), which tests such models one after the other, with the annual wave of EGMS beside them:
 *
 *     constant                       stable
 *     constant + t                   linear
 *     constant + t + t2              accelerating when the speed grows, else decelerating
 *     constant + step (or with t)    step
 *
 * each with and without an annual wave. Motion of which the wave explains more than the rest of the model is seasonal.
 */
import { LinearModel } from './linear-model.js';

export type TrendClass = 'stable' | 'linear' | 'accelerating' | 'decelerating' | 'step' | 'seasonal' | 'unknown';

export interface Trend {
  readonly trend: TrendClass;
  /** Of the straight line beside the annual wave, where there is one. */
  readonly velocityMmPerYear: number;
  /** Twice the coefficient of t2. */
  readonly accelerationMmPerYear2: number;
  /** Amplitude of the annual wave, mm; NaN when a year is not covered. */
  readonly seasonalityMm: number;
  /** Set for steps: the first epoch after it, place among those given, and its height. */
  readonly step?: { readonly epoch: number; readonly heightMm: number };
  /** Root mean square of what the chosen model leaves, mm. */
  readonly rmseMm: number;
}

export const EVIDENCE = 10;
/** Fewer epochs tell no class. */
export const MIN_EPOCHS = 12;
/** A step is not seen closer to either end. */
const STEP_MARGIN_EPOCHS = 5;
/** Waves need a year to be told from trends. */
const WAVE_YEARS = 1;

const UNKNOWN: Trend = {
  trend: 'unknown',
  velocityMmPerYear: Number.NaN,
  accelerationMmPerYear2: Number.NaN,
  seasonalityMm: Number.NaN,
  rmseMm: Number.NaN,
};

interface Candidate {
  readonly shape: 'constant' | 'linear' | 'quadratic' | 'step';
  readonly model: LinearModel;
  /** Free numbers, the place of a step among them. */
  readonly parameters: number;
  readonly stepEpoch?: number;
}

/**
 * @param timesYears (epochs), ascending
 * @param displacementMm (epochs), NaN = missing
 */
export function trendOf(timesYears: Float64Array, displacementMm: Float64Array): Trend {
  if (timesYears.length !== displacementMm.length) {
    throw new RangeError(`displacementMm: expected ${timesYears.length} values, got ${displacementMm.length}`);
  }
  const present = Int32Array.from(displacementMm.keys()).filter((i) => !Number.isNaN(displacementMm[i]));
  if (present.length < MIN_EPOCHS) return UNKNOWN;
  const start = timesYears[present[0]];
  const years = Float64Array.from(present, (i) => timesYears[i] - start);
  const series = Float64Array.from(present, (i) => displacementMm[i]);
  const hasYear = years[years.length - 1] >= WAVE_YEARS;
  const wave = [years.map((t) => Math.cos(2 * Math.PI * t)), years.map((t) => Math.sin(2 * Math.PI * t))];
  const plain = chosen(candidates(series, years, []));
  const waving = hasYear ? chosen(candidates(series, years, wave)) : plain;
  const best = criterion(waving) + EVIDENCE <= criterion(plain) ? waving : plain;
  const line = new LinearModel(series).with(constant(years));
  const beside = hasYear ? line.with(wave[0]).with(wave[1]) : line;
  const { trend, step } = named(best, line, years, best === plain ? [] : wave);
  return {
    trend,
    velocityMmPerYear: beside.coefficientOf(years),
    accelerationMmPerYear2: 2 * beside.with(years).coefficientOf(squared(years)),
    seasonalityMm: hasYear ? amplitude(line.with(years).with(squared(years)), wave) : Number.NaN,
    ...(step ? { step: { epoch: present[step.epoch], heightMm: step.heightMm } } : {}),
    rmseMm: Math.sqrt(best.model.squares / series.length),
  };
}

/** From small to large. */
function candidates(series: Float64Array, years: Float64Array, wave: readonly Float64Array[]): Candidate[] {
  let flat = new LinearModel(series).with(constant(years));
  for (const column of wave) flat = flat.with(column);
  const linear = flat.with(years);
  const steps = [flat, linear].flatMap((model): Candidate[] => {
    const found = model.bestStep(STEP_MARGIN_EPOCHS);
    if (!found) return [];
    const stepped = model.with(stepAt(found.epoch, years.length));
    return [{ shape: 'step', model: stepped, parameters: stepped.columns + 1, stepEpoch: found.epoch }];
  });
  const smooth = [
    { shape: 'constant', model: flat },
    { shape: 'linear', model: linear },
    { shape: 'quadratic', model: linear.with(squared(years)) },
  ] as const;
  return [...smooth.map((each) => ({ ...each, parameters: each.model.columns })), ...steps];
}

/** The smallest model that none of the larger ones beats clearly; of those that do, the best. */
function chosen(all: readonly Candidate[]): Candidate {
  return all.reduce((best, candidate) =>
    criterion(candidate) + (candidate.parameters > best.parameters ? EVIDENCE : 0) < criterion(best) ? candidate : best,
  );
}

function criterion({ model, parameters }: Candidate): number {
  const n = model.series.length;
  // What is exact to a nanometre is exact; its logarithm would be endless.
  return n * Math.log(Math.max(model.squares / n, 1e-12)) + parameters * Math.log(n);
}

function named(
  { shape, model, stepEpoch }: Candidate,
  constantModel: LinearModel,
  years: Float64Array,
  wave: readonly Float64Array[],
): { trend: TrendClass; step?: { epoch: number; heightMm: number } } {
  if (wave.length > 0) {
    const withoutWave = constantModel.squares - constantModel.with(wave[0]).with(wave[1]).squares;
    const byRest = constantModel.with(wave[0]).with(wave[1]).squares - model.squares;
    if (withoutWave > byRest) return { trend: 'seasonal' };
  }
  if (shape === 'constant') return { trend: 'stable' };
  if (shape === 'linear') return { trend: 'linear' };
  if (shape === 'step') {
    const without = baseOf(constantModel, years, wave, model.columns);
    const heightMm = without.coefficientOf(stepAt(stepEpoch!, years.length));
    return { trend: 'step', step: { epoch: stepEpoch!, heightMm } };
  }
  const line = wave.reduce((base, column) => base.with(column), constantModel);
  const slope = line.coefficientOf(years);
  const bend = line.with(years).coefficientOf(squared(years));
  return { trend: slope * bend > 0 ? 'accelerating' : 'decelerating' };
}

/** The model that the step was added to: with the line if it has a column more than constant, wave and step. */
function baseOf(constantModel: LinearModel, years: Float64Array, wave: readonly Float64Array[], columns: number) {
  const flat = wave.reduce((base, column) => base.with(column), constantModel);
  return columns > flat.columns + 1 ? flat.with(years) : flat;
}

function amplitude(model: LinearModel, [cosine, sine]: readonly Float64Array[]): number {
  return Math.hypot(model.with(sine).coefficientOf(cosine), model.with(cosine).coefficientOf(sine));
}

const constant = (years: Float64Array) => new Float64Array(years.length).fill(1);
const squared = (years: Float64Array) => years.map((t) => t * t);
const stepAt = (epoch: number, epochs: number) => Float64Array.from({ length: epochs }, (_, i) => (i < epoch ? 0 : 1));
