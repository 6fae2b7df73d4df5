/**
 * Which surface the ties of a burst can bear. A surface that is asked for but would hang in the air, because ties stand in
 * one corner or span a few kilometres, is replaced by a simpler one, and why is said.
 *
 * Judged by geometry, not by formal errors: thousands of cells that share the errors of a few GNSS nodes make any slope
 * look certain. A place's leverage n a' (A'A)^-1 a is 1 in the middle of the ties; at the corners of a burst with ties
 * everywhere it is 7 for a plane and 26 for a quadratic surface; up to ten times that is borne.
 */

import type { GroundBox } from './observations.js';
import { invertSymmetric } from './small-inverse.js';
import { coefficientCount, monomials, SURFACE_UNIT_M, type SurfaceOrder } from './surface.js';

export type SurfaceKind = 'plane' | 'quadratic' | 'lowpass';

export interface Spot {
  readonly eastingM: number;
  readonly northingM: number;
}

export interface SurfaceForm {
  readonly order: SurfaceOrder;
  /** Middle of the burst. */
  readonly originEastingM: number;
  readonly originNorthingM: number;
  /** What was asked for, when it could not be had, and why. */
  readonly fallback?: string;
}

/** Limits per order: fewest ties, least width (of an even distribution with the same spread) and most leverage. */
const LIMITS = {
  1: { ties: 8, widthM: 10_000, leverage: 70 },
  2: { ties: 20, widthM: 15_000, leverage: 260 },
} as const;
const ORDER_NAMES = ['constant', 'plane', 'quadratic surface'] as const;

/**
 * @param ties places at which the surface is held
 * @param extent places at which it will be used, at least the ties
 */
export function polynomialForm(asked: SurfaceOrder, ties: readonly Spot[], extent: readonly Spot[]): SurfaceForm {
  // A burst without a usable point has no middle, and no use for one.
  const box = boxOf(extent.length > 0 ? extent : [{ eastingM: 0, northingM: 0 }]);
  const originEastingM = (box.minEastingM + box.maxEastingM) / 2;
  const originNorthingM = (box.minNorthingM + box.maxNorthingM) / 2;
  const reasons: string[] = [];
  for (let order = asked; order > 0; order--) {
    const reason = objection(order as 1 | 2, ties, extent, originEastingM, originNorthingM);
    if (reason === undefined) {
      return { order, originEastingM, originNorthingM, ...fallbackOf(reasons, order) };
    }
    reasons.push(`no ${ORDER_NAMES[order]}: ${reason}`);
  }
  return { order: 0, originEastingM, originNorthingM, ...fallbackOf(reasons, 0) };
}

/** Why the ties of a track cannot bear a low-pass surface; undefined when they can. */
export function lowpassObjection(ties: readonly Spot[], extent: readonly Spot[], cutoffM: number): string | undefined {
  const { minEastingM, maxEastingM, minNorthingM, maxNorthingM } = boxOf(ties);
  const lengthM = Math.max(maxEastingM - minEastingM, maxNorthingM - minNorthingM);
  if (!(lengthM >= cutoffM)) {
    return `ties span ${kilometres(Math.max(0, lengthM))}, less than the cut-off of ${kilometres(cutoffM)}`;
  }
  const { order, fallback } = polynomialForm(1, ties, extent);
  // What the spline's curvature does not hold is a plane.
  return order === 1 ? undefined : fallback;
}

export function boxOf(spots: readonly Spot[]): GroundBox {
  let [minEastingM, minNorthingM] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [maxEastingM, maxNorthingM] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { eastingM, northingM } of spots) {
    minEastingM = Math.min(minEastingM, eastingM);
    minNorthingM = Math.min(minNorthingM, northingM);
    maxEastingM = Math.max(maxEastingM, eastingM);
    maxNorthingM = Math.max(maxNorthingM, northingM);
  }
  return { minEastingM, minNorthingM, maxEastingM, maxNorthingM };
}

const fallbackOf = (reasons: readonly string[], order: number) =>
  reasons.length > 0 ? { fallback: `${reasons.join('; ')}; ${ORDER_NAMES[order]} taken instead` } : {};

const kilometres = (metres: number) => `${(metres / 1000).toFixed(1)} km`;

function objection(
  order: 1 | 2,
  ties: readonly Spot[],
  extent: readonly Spot[],
  originEastingM: number,
  originNorthingM: number,
): string | undefined {
  const limit = LIMITS[order];
  if (ties.length < limit.ties) return `${ties.length} ties, at least ${limit.ties} are needed`;
  const widthM = leastWidthM(ties);
  if (widthM < limit.widthM) {
    return `ties are spread over a width of ${kilometres(widthM)}, at least ${kilometres(limit.widthM)} are needed`;
  }
  const size = 1 + coefficientCount(order);
  const row = new Float64Array(size);
  const fill = ({ eastingM, northingM }: Spot) => {
    row[0] = 1;
    const [x, y] = [(eastingM - originEastingM) / SURFACE_UNIT_M, (northingM - originNorthingM) / SURFACE_UNIT_M];
    monomials(order, x, y, row, 1);
  };
  const normal = new Float64Array(size * size);
  for (const tie of ties) {
    fill(tie);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) normal[i * size + j] += row[i] * row[j];
  }
  const inverse = invertSymmetric(normal, size);
  if (!inverse) return 'ties stand in a row';
  let most = 0;
  for (const spot of extent) {
    fill(spot);
    let leverage = 0;
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) leverage += row[i] * inverse[i * size + j] * row[j];
    most = Math.max(most, leverage * ties.length);
  }
  if (most <= limit.leverage) return undefined;
  return `ties stand in one part of the burst; elsewhere it would be extrapolated (leverage ${most.toFixed(0)}, at most ${limit.leverage})`;
}

/** Width across the narrow direction of an even distribution with the spread of these places. */
function leastWidthM(spots: readonly Spot[]): number {
  const n = spots.length;
  const eastMean = spots.reduce((sum, { eastingM }) => sum + eastingM, 0) / n;
  const northMean = spots.reduce((sum, { northingM }) => sum + northingM, 0) / n;
  let [ee, en, nn] = [0, 0, 0];
  for (const { eastingM, northingM } of spots) {
    ee += (eastingM - eastMean) ** 2 / n;
    en += ((eastingM - eastMean) * (northingM - northMean)) / n;
    nn += (northingM - northMean) ** 2 / n;
  }
  const least = (ee + nn) / 2 - Math.hypot((ee - nn) / 2, en);
  return Math.sqrt(12 * Math.max(0, least));
}
