/**
 * Active deformation areas among points: threshold, isolated points taken out, clusters, outlines. The way of ADAfinder
 * (Barra et al. 2017, doi:10.3390/rs9101002; Navarro et al. 2020, doi:10.3390/ijgi9100584) with two changes: the spread of
 * the still points is robust, and a point is isolated when too few of its neighbours move with it, not when it has none.
 */
import type { Turns } from '../turns.js';
import { type Clusters, clustersOf } from './clusters.js';
import { withoutIsolated } from './isolated-points.js';
import { directionsOf, stillSpread } from './moving-points.js';

export interface AreaRules {
  /** In units of the values; undefined: `thresholdSpreads` says it. */
  readonly threshold?: number;
  /** Multiple of the spread of the still points. */
  readonly thresholdSpreads: number;
  readonly searchRadiusM: number;
  readonly minPoints: number;
  /** Of the points within the search radius, the share that must move the same way; 0 keeps isolated points. */
  readonly minMovingShare: number;
}

export interface FoundAreas extends Clusters {
  /** NaN without a value. */
  readonly spread: number;
  readonly threshold: number;
  /** (points), 1, -1, 0: isolated ones are 0. */
  readonly directions: Int8Array;
  readonly moving: number;
  readonly isolated: number;
}

/** Discs that follow the points' links overlap widely: see `area-outline.ts`. */
export const OUTLINE_PER_RADIUS = Math.SQRT1_2;

/**
 * @param values (points), NaN = missing
 */
export async function findAreas(
  eastingM: Float64Array,
  northingM: Float64Array,
  values: Float64Array,
  rules: AreaRules,
  turns: Turns,
): Promise<FoundAreas> {
  if (eastingM.length !== northingM.length || eastingM.length !== values.length) {
    throw new RangeError(
      `points: expected as many of each, got ${eastingM.length}, ${northingM.length}, ${values.length}`,
    );
  }
  const spread = stillSpread(values);
  const threshold = rules.threshold ?? rules.thresholdSpreads * spread;
  // Without a value, or with nothing but one value, nothing stands out.
  const all = threshold > 0 ? directionsOf(values, threshold) : new Int8Array(values.length);
  const { searchRadiusM, minMovingShare, minPoints } = rules;
  const directions = await withoutIsolated(eastingM, northingM, all, searchRadiusM, minMovingShare, turns);
  const clusters = await clustersOf(eastingM, northingM, directions, searchRadiusM, minPoints, turns);
  const moving = countMoving(all);
  return { ...clusters, spread, threshold, directions, moving, isolated: moving - countMoving(directions) };
}

/** Points of each area, by index. */
export function membersOf(areaOf: Int32Array, counts: Int32Array): Int32Array[] {
  const members = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(counts.length);
  for (let id = 0; id < areaOf.length; id++) if (areaOf[id] >= 0) members[areaOf[id]][filled[areaOf[id]]++] = id;
  return members;
}

function countMoving(directions: Int8Array): number {
  let count = 0;
  for (let i = 0; i < directions.length; i++) if (directions[i] !== 0) count++;
  return count;
}
