/** The inputs of a request as one typed object. */
import { invalidParameter } from '../../src/errors.js';
import type { AreaRules } from '../../src/insar/active-areas/find-areas.js';
import type { CollectionInput, InputValues, RequestFault } from '../../src/jobs/process.js';
import type { AttributeName } from '../../src/products/point-batch.js';

/** What is compared with the threshold. */
export type Measure = 'velocity' | 'velocity-over-std';

export interface Parameters extends Omit<AreaRules, 'searchRadiusM'> {
  readonly points: CollectionInput;
  readonly measure: Measure;
  /** Undefined: as the level of the points has it. */
  readonly searchRadiusM?: number;
  readonly withSeries: boolean;
  /** Of the published collection; undefined: made from level, geometry and release. */
  readonly title?: string;
}

/** Spreads of the still points that a velocity must exceed (Barra et al. 2017). */
const USUAL_SPREADS = 2;

/** Full resolution of Sentinel-1 leaves some 15 m between points along the orbit; L3 has one point every 100 m. */
const USUAL_RADIUS_M = { L3: 150, other: 50 };

export const usualRadiusM = (level: string): number => (level === 'L3' ? USUAL_RADIUS_M.L3 : USUAL_RADIUS_M.other);

/** Defaults stand in the description and are filled in by the engine. Throws `invalidParameter` for the first fault. */
export function parametersOf(inputs: InputValues): Parameters {
  const [fault] = inputFaults(inputs);
  if (fault) throw invalidParameter(fault.pointer.replace('/inputs/', ''), fault.detail);
  return {
    points: inputs.points as CollectionInput,
    measure: inputs.measure as Measure,
    threshold: inputs.threshold as number | undefined,
    thresholdSpreads: (inputs.thresholdSpreads as number | undefined) ?? USUAL_SPREADS,
    searchRadiusM: inputs.searchRadiusM as number | undefined,
    minPoints: inputs.minPoints as number,
    minMovingShare: inputs.minMovingShare as number,
    withSeries: inputs.series as boolean,
    ...(inputs.title === undefined ? {} : { title: inputs.title as string }),
  };
}

/** What the schemas of the inputs cannot say. */
export function inputFaults({ threshold, thresholdSpreads }: InputValues): RequestFault[] {
  if (threshold === undefined || thresholdSpreads === undefined) return [];
  const detail = 'expected either threshold or thresholdSpreads, got both';
  return [{ pointer: '/inputs/thresholdSpreads', detail }];
}

/** Attributes that the measure is made of, the velocity first. */
export const attributesOf = (measure: Measure): readonly AttributeName[] =>
  measure === 'velocity' ? ['velocityMmPerYear'] : ['velocityMmPerYear', 'velocityStdMmPerYear'];

/** NaN where either is missing, and where a standard deviation is 0. */
export function measureValue(measure: Measure, values: readonly Float64Array[], i: number): number {
  if (measure === 'velocity') return values[0][i];
  return values[1][i] > 0 ? values[0][i] / values[1][i] : Number.NaN;
}
