/** How far off an arc or a triangle is, in units of what all of them as a whole are off. */
import type { Arcs } from './arc-integration.js';
import { normalisedClosures } from './closures.js';

/** Standard deviation of normal values over their median absolute value. */
const MEDIAN_TO_SIGMA = 1.4826;
/**
 * Least spread that is believed, as part of the usual size of a difference: what solutions on the way to the last one are
 * not exact enough to judge.
 */
const EXACT = 0.01;
/** Triangles from which a spread can be taken; with fewer it comes from residuals. */
const MIN_TRIANGLES = 10;

/**
 * `huber`: squares up to 1.345 standard errors, then absolute values; 95 % as efficient as squares on normal errors.
 * `l1`: absolute values from a tenth of a standard error on. Source: Huber 1964, doi:10.1214/aoms/1177703732.
 */
export type Loss = 'huber' | 'l1';

/** Normalised residual from which on an arc counts less. */
const CORE: Readonly<Record<Loss, number>> = { huber: 1.345, l1: 0.1 };

/** Factor of the weight of an arc whose residual is so many standard errors, at most 1. */
export const lossFactor = (loss: Loss, normalised: number) => (normalised <= CORE[loss] ? 1 : CORE[loss] / normalised);

export interface Judged {
  readonly arcs: Arcs;
  /** By quantity, (nArcs). */
  readonly differences: readonly Float64Array[];
  /** (nArcs) inverse variances in a unit of their own. */
  readonly weight: Float64Array;
  /** By quantity, residuals and closures that are never held against an arc. */
  readonly harmless: readonly number[];
  readonly triangles: Int32Array;
}

/**
 * By quantity the error of an arc of weight one, from the median of how triangles close, so that up to half of them may
 * fail; undefined with too few triangles.
 */
export function closureErrors({ triangles, differences, weight }: Judged): readonly (number | undefined)[] {
  return differences.map((difference) => {
    const sizes = normalisedClosures(triangles, difference, weight).filter((closure) => !Number.isNaN(closure));
    if (sizes.length < MIN_TRIANGLES) return undefined;
    for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(sizes[i]);
    return Math.max(MEDIAN_TO_SIGMA * medianOf(sizes), EXACT * medianAbsolute(difference, weight));
  });
}

/** (nTriangles) 1 where the closure of a quantity is more standard errors off than allowed. */
export function failingTriangles(
  { triangles, differences, weight, harmless }: Judged,
  errors: readonly (number | undefined)[],
  limit: number,
): Uint8Array {
  const fails = new Uint8Array(triangles.length / 3);
  for (const [q, difference] of differences.entries()) {
    const error = errors[q];
    if (error === undefined) continue;
    const closures = normalisedClosures(triangles, difference, weight);
    for (let t = 0; t < fails.length; t++) {
      if (!(Math.abs(closures[t]) > limit * error)) continue;
      const [a, b, c] = [triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]];
      if (Math.abs(difference[a] + difference[b] - difference[c]) > harmless[q]) fails[t] = 1;
    }
  }
  return fails;
}

/** (nArcs) difference minus what the points say; NaN where one of the three is missing. */
export function residualsOf({ from, to }: Arcs, differences: Float64Array, values: Float64Array): Float64Array {
  const residuals = new Float64Array(differences.length);
  for (let arc = 0; arc < residuals.length; arc++) {
    residuals[arc] = differences[arc] - (values[to[arc]] - values[from[arc]]);
  }
  return residuals;
}

/**
 * (nArcs) size of the residual of each arc in standard errors, of several quantities the largest; NaN without any.
 *
 * @param values of each quantity (nPoints)
 * @param errors of closures; where there is none the median of the residuals serves
 * @param redundancy mean part of an error that shows in a residual
 */
export function normalisedResiduals(
  { arcs, differences, weight, harmless }: Judged,
  values: readonly Float64Array[],
  errors: readonly (number | undefined)[],
  redundancy: number,
): Float64Array {
  const largest = new Float64Array(weight.length).fill(NaN);
  for (const [q, difference] of differences.entries()) {
    const residuals = residualsOf(arcs, difference, values[q]);
    const spread = errors[q] ?? residualError(residuals, difference, weight, redundancy);
    for (let arc = 0; arc < largest.length; arc++) {
      const residual = Math.abs(residuals[arc]);
      if (!(weight[arc] > 0) || Number.isNaN(residual)) continue;
      // Differences that are all zero have no error, and no residual.
      const size = residual <= harmless[q] || residual === 0 ? 0 : (residual * Math.sqrt(weight[arc])) / spread;
      if (!(size <= largest[arc])) largest[arc] = size;
    }
  }
  return largest;
}

function residualError(
  residuals: Float64Array,
  differences: Float64Array,
  weight: Float64Array,
  redundancy: number,
): number {
  const spread = (MEDIAN_TO_SIGMA * medianAbsolute(residuals, weight)) / Math.sqrt(Math.max(redundancy, 0.01));
  return Math.max(spread, EXACT * medianAbsolute(differences, weight));
}

/** Median of |value| sqrt(weight), over what has both. */
function medianAbsolute(values: Float64Array, weight: Float64Array): number {
  const sizes = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (weight[i] > 0 && !Number.isNaN(values[i])) sizes[count++] = Math.abs(values[i]) * Math.sqrt(weight[i]);
  }
  return count === 0 ? 0 : medianOf(sizes.subarray(0, count));
}

/** The middle one, the upper of two. Sorts its argument. */
function medianOf(values: Float64Array): number {
  return values.sort()[values.length >> 1];
}
