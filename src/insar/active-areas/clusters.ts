/**
 * Joins moving points into areas: two points that move the same way and lie within a distance of each other belong together,
 * and so on from point to point (single linkage). Up and down never share an area: their mean would say that nothing moves.
 */
import type { Turns } from '../turns.js';
import { PointGrid } from './point-grid.js';

/** Points of no area. */
export const NO_AREA = -1;

export interface Clusters {
  /** (points), number of the area from 0, or `NO_AREA`. */
  readonly areaOf: Int32Array;
  /** (areas), points of each, most first; equally many in the order of their first points. */
  readonly counts: Int32Array;
}

/** @param directions (points), 1, -1, 0 */
export async function clustersOf(
  eastingM: Float64Array,
  northingM: Float64Array,
  directions: Int8Array,
  distanceM: number,
  minPoints: number,
  turns: Turns,
): Promise<Clusters> {
  const sets = new DisjointSets(directions.length);
  for (const direction of [1, -1]) {
    const moving = Int32Array.from(directions.keys()).filter((id) => directions[id] === direction);
    const grid = new PointGrid(eastingM, northingM, distanceM, moving);
    for (let cell = 0; cell < grid.cells; cell++) {
      const own = grid.pointsOf(cell);
      for (let i = 1; i < own.length; i++) sets.join(own[0], own[i]);
    }
    for (let cell = 0; cell < grid.cells; cell++) {
      const own = grid.pointsOf(cell);
      for (const neighbour of grid.neighboursOf(cell, true)) joinCells(grid, sets, own, grid.pointsOf(neighbour));
      if (turns.isDue) await turns.pass();
    }
  }
  return numbered(directions, sets, minPoints);
}

/** One pair within the distance joins all points of both cells. */
function joinCells(grid: PointGrid, sets: DisjointSets, own: Int32Array, others: Int32Array): void {
  if (sets.rootOf(own[0]) === sets.rootOf(others[0])) return;
  for (let i = 0; i < own.length; i++) {
    for (let j = 0; j < others.length; j++) {
      if (!grid.isNear(own[i], others[j])) continue;
      sets.join(own[0], others[0]);
      return;
    }
  }
}

function numbered(directions: Int8Array, sets: DisjointSets, minPoints: number): Clusters {
  const sizes = new Map<number, number>();
  for (let id = 0; id < directions.length; id++) {
    if (directions[id] === 0) continue;
    const root = sets.rootOf(id);
    sizes.set(root, (sizes.get(root) ?? 0) + 1);
  }
  // Roots are the first points of their sets, and a stable sort keeps equals in that order.
  const large = [...sizes].filter(([, size]) => size >= minPoints).sort(([a, m], [b, n]) => n - m || a - b);
  const numberOf = new Map(large.map(([root], number) => [root, number]));
  const areaOf = new Int32Array(directions.length).fill(NO_AREA);
  for (let id = 0; id < directions.length; id++) {
    if (directions[id] !== 0) areaOf[id] = numberOf.get(sets.rootOf(id)) ?? NO_AREA;
  }
  return { areaOf, counts: Int32Array.from(large, ([, size]) => size) };
}

/** Sets whose root is their smallest member. Source: Tarjan 1975, doi:10.1145/321879.321884, with paths halved. */
class DisjointSets {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, i) => i);
  }

  rootOf(id: number): number {
    const parents = this.#parents;
    let at = id;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  join(a: number, b: number): void {
    const [rootA, rootB] = [this.rootOf(a), this.rootOf(b)];
    if (rootA < rootB) this.#parents[rootB] = rootA;
    else this.#parents[rootA] = rootB;
  }
}
