/** The parameters `within` and `within-units`: a distance in metres. */
import { invalidParameter } from '../../errors.js';

/** Metres of each unit, by its name in lower case. */
const UNITS: Readonly<Record<string, number>> = { m: 1, km: 1000, mi: 1609.344 };
export const DISTANCE_UNITS: readonly string[] = Object.keys(UNITS);

/** Farther than this nobody means "near". */
export const MAX_DISTANCE_M = 200_000;
/** How far from a position its nearest measurement point may lie, unless the request says otherwise. */
export const USUAL_TOLERANCE_M = 100;

export interface DistanceParameters {
  readonly within?: number;
  readonly 'within-units'?: string;
}

/** Throws `invalidParameter` for what is no distance above zero, or farther than `MAX_DISTANCE_M`. */
export function readDistance(parameters: DistanceParameters, usualM?: number): number {
  const { within, 'within-units': unit } = parameters;
  if (within === undefined && usualM !== undefined) return usualM;
  if (within === undefined) throw invalidParameter('within', 'expected a distance, got nothing');
  if (unit === undefined)
    throw invalidParameter('within-units', `expected one of ${DISTANCE_UNITS.join(', ')}, got nothing`);
  const metres = Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()] : undefined;
  if (metres === undefined) {
    throw invalidParameter('within-units', `expected one of ${DISTANCE_UNITS.join(', ')}, got "${unit.slice(0, 40)}"`);
  }
  const distanceM = within * metres;
  if (!(distanceM > 0 && distanceM <= MAX_DISTANCE_M)) {
    throw invalidParameter(
      'within',
      `expected more than 0 and at most ${MAX_DISTANCE_M / 1000} km, got ${within} ${unit}`,
    );
  }
  return distanceM;
}
