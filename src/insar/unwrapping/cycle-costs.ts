/**
 * What it costs to add a cycle to an arc: how much less likely that makes its phase difference.
 *
 * The unwrapped difference is taken as normal about what is expected of it, with a variance of noise, from the coherence
 * of the arc, and of the atmosphere or whatever else is left, which grows with the length. With w the difference as
 * wrapped, less what is expected, in (-pi, pi], the first cycle up makes it w + 2 pi, and
 *
 *   -2 ln [p(w + 2 pi) / p(w)] = ((w + 2 pi)^2 - w^2) / variance = 4 pi (pi + w) / variance,
 *
 * 4 pi (pi - w) / variance for one down: a difference near pi costs nothing to turn over, one near zero much. Half of it,
 * the natural logarithm, in tenths, is the cost. Every further cycle is taken to cost as much as the first, which is what
 * keeps the problem a linear flow. Sources: Carballo & Fieguth 2000, doi:10.1109/36.868877 (costs as log-likelihoods);
 * Costantini 1998, doi:10.1109/36.673674 (the flow).
 */
import type { FlowCosts } from './flow-network.js';

/** Steps of the cost for a factor e of likelihood. */
const STEPS_PER_NAT = 10;
/** No arc is more certain than this, 0.1 rad: its cost is 20,000. */
const LEAST_VARIANCE = 0.01;
/** Variance of a phase that says nothing, evenly spread over a cycle. */
const NO_COHERENCE_VARIANCE = Math.PI ** 2 / 3;

/**
 * Variance of a phase, rad^2, from the temporal coherence of an arc, the mean of cos of its errors: -2 ln(coherence), as
 * for normal errors, up to that of a phase evenly spread. NaN counts as no coherence.
 */
export function phaseVariance(coherence: number): number {
  if (!(coherence > 0)) return NO_COHERENCE_VARIANCE;
  return Math.min(NO_COHERENCE_VARIANCE, -2 * Math.log(Math.min(1, coherence)));
}

/**
 * Variance of the difference of two pixels, each a mean of independent looks, rad^2, from their spatial coherences: the
 * Cramer-Rao bound (1 - c^2) / (2 looks c^2) of each, up to that of a phase evenly spread. Source: Rodriguez & Martin
 * 1992, doi:10.1049/ip-f-2.1992.0018.
 */
export function lookVariance(coherence: number, otherCoherence: number, looks: number): number {
  const bound = (c: number) => (c > 0 ? Math.min(NO_COHERENCE_VARIANCE, (1 - c * c) / (2 * looks * c * c)) : Infinity);
  return Math.min(NO_COHERENCE_VARIANCE, bound(coherence) + bound(otherCoherence));
}

/**
 * @param wrappedRad (nArcs) wrapped difference less what is expected of it, in [-pi, pi]; NaN, from a point without phase,
 *   makes cycles free: the sums around such a point need only be right as a whole
 * @param varianceRad2 (nArcs) of the difference
 */
export function cycleCosts(wrappedRad: Float64Array, varianceRad2: Float64Array | Float32Array): FlowCosts {
  const n = wrappedRad.length;
  if (varianceRad2.length !== n) throw new RangeError(`variances: expected ${n}, got ${varianceRad2.length}`);
  const [forward, backward] = [new Int32Array(n), new Int32Array(n)];
  for (let arc = 0; arc < n; arc++) {
    const perRadian = (STEPS_PER_NAT * 2 * Math.PI) / Math.max(LEAST_VARIANCE, varianceRad2[arc]);
    // NaN becomes 0 in the array.
    forward[arc] = Math.round(perRadian * (Math.PI + wrappedRad[arc]));
    backward[arc] = Math.round(perRadian * (Math.PI - wrappedRad[arc]));
  }
  return { forward, backward };
}
