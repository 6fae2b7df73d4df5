/** Dates, baselines and a phase model for tests, and series of them. */
import { type PhaseModel, phaseModel } from '../../../src/insar/psi/phase-model.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

export const WAVELENGTH_M = 0.0554658;
export const RANGE_SINE_M = 550_000;

/** @param baselineSigmaM standard deviation of the perpendicular baselines */
export function madeModel(dates: number, stepDays: number, baselineSigmaM = 60, seed = 1): PhaseModel {
  const random = new SeededRandom(seed);
  const acquisitions = regularEpochs('20200103', '20400101', stepDays)
    .slice(0, dates)
    .map((date) => ({ date, perpendicularBaselineM: baselineSigmaM * random.gaussian() }));
  const reference = dates >> 1;
  const origin = acquisitions[reference].perpendicularBaselineM;
  for (const acquisition of acquisitions) acquisition.perpendicularBaselineM -= origin;
  return phaseModel(
    { acquisitions: acquisitions as never, wavelengthM: WAVELENGTH_M },
    [...acquisitions.keys()],
    reference,
    RANGE_SINE_M,
  );
}

/** What a target does, and the whole phase of it at a date, zero at the reference. */
export interface MadeMotion {
  readonly velocityMmPerYear?: number;
  readonly heightM?: number;
  readonly accelerationMmPerYear2?: number;
  /** Amplitude of a sine of one year. */
  readonly annualMm?: number;
}

export function madeDisplacementMm(motion: MadeMotion, years: number): number {
  const { velocityMmPerYear = 0, accelerationMmPerYear2 = 0, annualMm = 0 } = motion;
  return (
    velocityMmPerYear * years + 0.5 * accelerationMmPerYear2 * years ** 2 + annualMm * Math.sin(2 * Math.PI * years)
  );
}

export function madePhase(model: PhaseModel, motion: MadeMotion, date: number): number {
  const at = (i: number) => madeDisplacementMm(motion, model.timesYears[i]);
  return model.radPerMm * (at(date) - at(model.reference)) + model.heightRad[date] * (motion.heightM ?? 0);
}

export const wrapped = (phase: number): number => Math.atan2(Math.sin(phase), Math.cos(phase));
