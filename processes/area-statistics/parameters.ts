/** The inputs of a request as one typed object. */
import { invalidParameter } from '../../src/errors.js';
import { type CheckedAreas, checkAreas } from '../../src/insar/area-statistics/areas.js';
import { AreaFault } from '../../src/insar/area-statistics/geojson-geometry.js';
import type { CollectionInput, InputValues } from '../../src/jobs/process.js';

export interface Parameters {
  readonly points: readonly CollectionInput[];
  /** Published names. */
  readonly attributes: readonly string[];
  readonly percentiles: readonly number[];
  readonly withSeries: boolean;
  /** Undefined for the dates of the products. */
  readonly stepDays: number | undefined;
  readonly maxGapDays: number;
  readonly bufferM: number;
  readonly minPoints: number;
}

/** Defaults stand in the description and are filled in by the engine. Throws `invalidParameter`. */
export function parametersOf(inputs: InputValues): Parameters {
  const points = inputs.points as readonly CollectionInput[];
  const twice = points.find(({ collection }, i) => points.findIndex((other) => other.collection === collection) < i);
  if (twice) {
    throw invalidParameter(
      'points',
      `${twice.collection} is named twice, and its points would count twice; join filters`,
    );
  }
  return {
    points,
    attributes: inputs.attributes as readonly string[],
    percentiles: inputs.percentiles as readonly number[],
    withSeries: inputs.series as boolean,
    stepDays: inputs.stepDays as number | undefined,
    maxGapDays: inputs.maxGapDays as number,
    bufferM: inputs.bufferM as number,
    minPoints: inputs.minPoints as number,
  };
}

/** Throws `invalidParameter`. */
export function areasOf(inputs: InputValues, { bufferM }: Parameters): CheckedAreas {
  try {
    return checkAreas(inputs.areas, bufferM);
  } catch (error) {
    if (error instanceof AreaFault) throw invalidParameter('areas', error.message, error);
    throw error;
  }
}
