/**
 * The outline of an area: all ground within a distance of its points (the union of discs around them), drawn as the line at
 * that distance in a field of distances on a square mesh. Holes stay holes: ground that nobody measured is not said to move.
 *
 * The line is followed through the squares of the mesh and set by linear interpolation (marching squares; Lorensen & Cline
 * 1987, doi:10.1145/37402.37422, in the plane). It lies within a hundredth of the distance of the exact arcs, never crosses
 * itself, and is one ring around points that are joined by steps of at most `MOST_STEP` times the distance.
 */
import type { Turns } from '../turns.js';
import { DistanceMesh } from './distance-mesh.js';

export interface AreaOutline {
  /** First the outer ring, counter-clockwise, then the holes, clockwise; closed; easting and northing by turns, m. */
  readonly rings: readonly Float64Array[];
  readonly areaM2: number;
}

/** Squares of the mesh in the distance. */
const MESH_PER_DISTANCE = 5;
/** Discs whose centres are this many distances apart overlap by more than a square of the mesh. */
export const MOST_STEP = Math.SQRT2;

/** @param ids the points of the area; at least one */
export async function areaOutline(
  eastingM: Float64Array,
  northingM: Float64Array,
  ids: Int32Array,
  distanceM: number,
  turns: Turns,
): Promise<AreaOutline> {
  const mesh = new DistanceMesh(distanceM / MESH_PER_DISTANCE, distanceM);
  for (let i = 0; i < ids.length; i++) {
    mesh.add(eastingM[ids[i]], northingM[ids[i]]);
    if (turns.isDue) await turns.pass();
  }
  const rings = mesh.rings().map((ring) => ({ ring, areaM2: signedAreaM2(ring) }));
  // Holes run the other way; the outer ring encloses more than any of them.
  rings.sort((a, b) => b.areaM2 - a.areaM2);
  return { rings: rings.map(({ ring }) => ring), areaM2: rings.reduce((sum, { areaM2 }) => sum + areaM2, 0) };
}

/** Positive counter-clockwise. Summed from the first vertex, so that coordinates of millions of metres lose no digits. */
export function signedAreaM2(ring: Float64Array): number {
  const [x0, y0] = ring;
  let twice = 0;
  for (let i = 2; i + 3 < ring.length; i += 2) {
    twice += (ring[i] - x0) * (ring[i + 3] - y0) - (ring[i + 2] - x0) * (ring[i + 1] - y0);
  }
  return twice / 2;
}
