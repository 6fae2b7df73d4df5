/** Whether a point lies within a distance of any of many line pieces: roads, borders, or single places. Plane coordinates. */
import { BoxIndex } from './box-index.js';

export interface NearnessTest {
  /** The smallest box around everything within the distance; from infinity to minus infinity without pieces. */
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  /** At exactly the distance counts as near. */
  isNear(x: number, y: number): boolean;
}

/**
 * @param pieces (n, 4) x1, y1, x2, y2, metres; both ends alike for a single place
 * @param distanceM above 0
 */
export function nearnessTest(pieces: Float64Array, distanceM: number): NearnessTest {
  if (pieces.length % 4 !== 0) throw new RangeError(`pieces: expected four numbers each, got ${pieces.length} in all`);
  if (!(distanceM > 0)) throw new RangeError(`distanceM: expected more than 0, got ${distanceM}`);
  const boxes = new Float64Array(pieces.length);
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < pieces.length; at += 4) {
    boxes[at] = Math.min(pieces[at], pieces[at + 2]) - distanceM;
    boxes[at + 1] = Math.min(pieces[at + 1], pieces[at + 3]) - distanceM;
    boxes[at + 2] = Math.max(pieces[at], pieces[at + 2]) + distanceM;
    boxes[at + 3] = Math.max(pieces[at + 1], pieces[at + 3]) + distanceM;
    minX = Math.min(minX, boxes[at]);
    minY = Math.min(minY, boxes[at + 1]);
    maxX = Math.max(maxX, boxes[at + 2]);
    maxY = Math.max(maxY, boxes[at + 3]);
  }
  const index = new BoxIndex(boxes);
  const candidates: number[] = [];
  const squaredM2 = distanceM * distanceM;
  return {
    minX,
    minY,
    maxX,
    maxY,
    isNear: (x, y) => {
      index.at(x, y, candidates);
      return candidates.some((piece) => squaredDistance(pieces, 4 * piece, x, y) <= squaredM2);
    },
  };
}

/** To the nearest place of the piece that begins at `at`. */
function squaredDistance(pieces: Float64Array, at: number, x: number, y: number): number {
  const dx = pieces[at + 2] - pieces[at];
  const dy = pieces[at + 3] - pieces[at + 1];
  const px = x - pieces[at];
  const py = y - pieces[at + 1];
  const squaredLength = dx * dx + dy * dy;
  const along = squaredLength > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / squaredLength)) : 0;
  return (px - along * dx) ** 2 + (py - along * dy) ** 2;
}
