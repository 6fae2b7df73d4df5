/** Which values the parameters of the pipeline may have: one table for requests, the command line and the description. */
import type { PsiParameters } from './psi-parameters.js';

interface NumberLimits {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
}

type NumberName = {
  [Name in keyof PsiParameters]: PsiParameters[Name] extends number ? Name : never;
}[keyof PsiParameters];
type ChoiceName = Exclude<keyof PsiParameters, NumberName>;

export const NUMBER_LIMITS: Readonly<Record<NumberName, NumberLimits>> = {
  maxDispersion: { min: 0.05, max: 1 },
  windowM: { min: 10, max: 500 },
  homogeneityAlpha: { min: 1e-6, max: 0.5 },
  minSamples: { min: 2, max: 500, isWhole: true },
  strideRows: { min: 1, max: 100, isWhole: true },
  strideColumns: { min: 1, max: 100, isWhole: true },
  sequentialAbove: { min: 10, max: 400, isWhole: true },
  ministackDates: { min: 5, max: 100, isWhole: true },
  minLinkedCoherence: { min: 0, max: 0.99 },
  minSequentialCoherence: { min: 0, max: 0.99 },
  networkCellM: { min: 20, max: 2000 },
  networkNeighbours: { min: 3, max: 32, isWhole: true },
  maxArcM: { min: 100, max: 20_000 },
  maxVelocityMmPerYear: { min: 1, max: 500 },
  maxHeightErrorM: { min: 1, max: 500 },
  falseAlarmRate: { min: 1e-9, max: 0.1 },
  minCoherence: { min: 0, max: 0.99 },
  atmosphereHighPassDays: { min: 0, max: 2000 },
  producer: { min: 0, max: 61, isWhole: true },
};

export const CHOICES: { readonly [Name in ChoiceName]: readonly PsiParameters[Name][] } = {
  linkingMethod: ['laplacian', 'evd', 'emi'],
  atmosphere: ['kriging', 'idw', 'none'],
  trend: ['common', 'plane', 'air'],
};

export interface ParameterFault {
  readonly name: keyof PsiParameters;
  /** What was expected, and what came. */
  readonly detail: string;
}

/** Everything that is wrong with values, each for itself and with one another. */
export function parameterFaults(parameters: PsiParameters): readonly ParameterFault[] {
  const faults: ParameterFault[] = [];
  for (const name of Object.keys(NUMBER_LIMITS) as NumberName[]) {
    const { min, max, isWhole = false } = NUMBER_LIMITS[name];
    const value = parameters[name];
    const isFit = typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value));
    if (!isFit)
      faults.push({ name, detail: `expected a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}, got ${value}` });
  }
  for (const name of Object.keys(CHOICES) as ChoiceName[]) {
    const choices: readonly string[] = CHOICES[name];
    if (!choices.includes(parameters[name])) {
      faults.push({ name, detail: `expected one of ${choices.join(', ')}, got ${parameters[name]}` });
    }
  }
  const { maxArcM, networkCellM, ministackDates, sequentialAbove } = parameters;
  if (maxArcM < 2 * networkCellM) {
    const detail = `expected at least twice networkCellM, or points of neighbouring cells may not be joined, got ${maxArcM} with cells of ${networkCellM} m`;
    faults.push({ name: 'maxArcM', detail });
  }
  if (ministackDates > sequentialAbove) {
    const detail = `expected at most sequentialAbove, got ${ministackDates} above ${sequentialAbove}`;
    faults.push({ name: 'ministackDates', detail });
  }
  return faults;
}
