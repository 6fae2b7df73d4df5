/** Points that lost their hold: most of their arcs were rejected, or all but one. */
import type { Arcs } from './arc-integration.js';
import { KEPT, REJECTED, UNUSED } from './arc-state.js';

/** Lost arcs of all, passes over the points in this order. */
const WORST_FIRST = [0.9, 0.75, 0.6];

/**
 * Drops points until none is left that lost an arc and keeps fewer than two, or not more than it lost. A point that never
 * had more than one arc stays: nothing speaks against it. Arcs of dropped points become unused, in `arcState`.
 *
 * @returns (nPoints) 1 for dropped points
 */
export function dropHangingPoints({ pointCount, from, to }: Arcs, arcState: Uint8Array): Uint8Array {
  const kept = new Int32Array(pointCount);
  const lost = new Int32Array(pointCount);
  const count = (counts: Int32Array, arc: number, by: number) => {
    counts[from[arc]] += by;
    counts[to[arc]] += by;
  };
  for (let arc = 0; arc < from.length; arc++) {
    if (arcState[arc] === KEPT) count(kept, arc, 1);
    else if (arcState[arc] === REJECTED) count(lost, arc, 1);
  }
  const isDropped = new Uint8Array(pointCount);
  // The worst first: what is wrong with them is then no longer held against their neighbours.
  for (const share of [...WORST_FIRST, 0]) {
    for (let found = true; found; ) {
      found = false;
      for (let point = 0; point < pointCount; point++) {
        if (isDropped[point] === 1 || lost[point] === 0) continue;
        if (lost[point] < share * (lost[point] + kept[point])) continue;
        if (kept[point] >= 2 && kept[point] > lost[point]) continue;
        isDropped[point] = 1;
        found = true;
      }
      for (let arc = 0; arc < from.length && found; arc++) {
        if (arcState[arc] === UNUSED || (isDropped[from[arc]] === 0 && isDropped[to[arc]] === 0)) continue;
        count(arcState[arc] === KEPT ? kept : lost, arc, -1);
        arcState[arc] = UNUSED;
      }
    }
  }
  return isDropped;
}
