/**
 * A look: one orbit direction and one track, all of whose points in a cell see it from the same side. The points of a
 * look are averaged before looks are combined, as EGMS does it, so that a look with many points does not pull the cell
 * towards its own small differences of geometry.
 */
import type { OrbitDirection } from '../../products/file-name.js';

export interface Look {
  readonly geometry: OrbitDirection;
  /** Relative orbit, 1..175. */
  readonly track: number;
}

/** `A117`, `D022`. */
export function lookName({ geometry, track }: Look): string {
  return `${geometry === 'ascending' ? 'A' : 'D'}${String(track).padStart(3, '0')}`;
}
