/**
 * Takes out moving points that stand alone: noise makes a few points of every thousand seem to move, and in a town with its
 * thousands of points those would find enough of each other to look like an area. What moves has company.
 */
import type { Turns } from '../turns.js';
import { PointGrid } from './point-grid.js';

/**
 * Sets the direction of a moving point to 0 unless, of the points within the distance (it is one of them), at least
 * `minShare` move its way. All points are judged by the directions given, whatever becomes of their neighbours.
 *
 * @param directions (points), 1, -1, 0
 * @returns new directions
 */
export async function withoutIsolated(
  eastingM: Float64Array,
  northingM: Float64Array,
  directions: Int8Array,
  distanceM: number,
  minShare: number,
  turns: Turns,
): Promise<Int8Array> {
  const kept = directions.slice();
  if (minShare <= 0) return kept;
  const grid = new PointGrid(
    eastingM,
    northingM,
    distanceM,
    Int32Array.from(directions, (_, i) => i),
  );
  for (let cell = 0; cell < grid.cells; cell++) {
    const own = grid.pointsOf(cell);
    if (!own.some((id) => directions[id] !== 0)) continue;
    const others = grid.neighboursOf(cell).map((place) => grid.pointsOf(place));
    for (const id of own) {
      if (directions[id] === 0) continue;
      let [all, alike] = [own.length, countOf(own, directions, directions[id])];
      for (const cellPoints of others) {
        for (let i = 0; i < cellPoints.length; i++) {
          if (!grid.isNear(id, cellPoints[i])) continue;
          all++;
          if (directions[cellPoints[i]] === directions[id]) alike++;
        }
      }
      if (alike < minShare * all) kept[id] = 0;
    }
    if (turns.isDue) await turns.pass();
  }
  return kept;
}

function countOf(ids: Int32Array, directions: Int8Array, direction: number): number {
  let count = 0;
  for (let i = 0; i < ids.length; i++) if (directions[ids[i]] === direction) count++;
  return count;
}
