/**
 * Whether a point lies in a polygon: crossings of its edges by a ray eastwards, an odd number inside (even-odd rule), so
 * that rings may run either way, holes need no mark, and of a ring that crosses itself the parts enclosed once, or three
 * times, are inside.
 *
 * Edges are half-open as the cells of a grid are: a point on the western or southern edge is inside, on the eastern or
 * northern one outside. Each edge is looked at from its lower end, whichever polygon it belongs to, so polygons that share
 * an edge part the points on it and next to it between them: none is lost and none counted twice, rounding included.
 *
 * Edges are sorted into bands of y; a point is compared with those of its own band.
 */

export interface PolygonTest {
  /** The smallest box around the rings; from infinity to minus infinity without rings. */
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  contains(x: number, y: number): boolean;
}

/** Entries of all bands together, in edges: more bands make shorter lists, but long edges stand in many of them. */
const ENTRIES_PER_EDGE = 4;

/**
 * @param rings coordinates side by side: x, y, x, y ...; the last vertex of a ring may repeat the first or not. Degenerate
 * rings hold nothing.
 */
export function polygonTest(rings: readonly Float64Array[]): PolygonTest {
  const edges = risingEdges(rings);
  const box = boxOf(rings);
  const bands = sortIntoBands(edges, box.minY, box.maxY);
  const { x1, y1, x2, y2 } = edges;
  const { starts, entries, perUnit } = bands;
  const { minX, minY, maxX, maxY } = box;
  return {
    ...box,
    contains: (x, y) => {
      if (!(x >= minX && x < maxX && y >= minY && y < maxY)) return false;
      const band = Math.floor((y - minY) * perUnit);
      let inside = false;
      for (let k = starts[band]; k < starts[band + 1]; k++) {
        const e = entries[k];
        if (y < y1[e] || y >= y2[e]) continue;
        // Left of the edge, so that the ray crosses it: the sign of the cross product.
        if ((x - x1[e]) * (y2[e] - y1[e]) < (y - y1[e]) * (x2[e] - x1[e])) inside = !inside;
      }
      return inside;
    },
  };
}

/** Edges from their lower to their upper end; level ones are no border to a ray along x. */
interface Edges {
  readonly count: number;
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly x2: Float64Array;
  readonly y2: Float64Array;
}

function risingEdges(rings: readonly Float64Array[]): Edges {
  const most = rings.reduce((sum, ring) => sum + ring.length / 2, 0);
  const x1 = new Float64Array(most);
  const y1 = new Float64Array(most);
  const x2 = new Float64Array(most);
  const y2 = new Float64Array(most);
  let count = 0;
  for (const ring of rings) {
    const vertices = ring.length / 2;
    for (let i = 0, j = vertices - 1; i < vertices; j = i++) {
      const [fromY, toY] = [ring[2 * j + 1], ring[2 * i + 1]];
      if (fromY === toY) continue;
      const [low, high] = fromY < toY ? [j, i] : [i, j];
      x1[count] = ring[2 * low];
      y1[count] = ring[2 * low + 1];
      x2[count] = ring[2 * high];
      y2[count] = ring[2 * high + 1];
      count++;
    }
  }
  return { count, x1, y1, x2, y2 };
}

interface Bands {
  /** Bands per unit of y. */
  readonly perUnit: number;
  /** (bands + 1) into `entries`. */
  readonly starts: Uint32Array;
  /** Numbers of the edges that reach into each band. */
  readonly entries: Uint32Array;
}

function sortIntoBands({ count, y1, y2 }: Edges, minY: number, maxY: number): Bands {
  const height = maxY - minY;
  if (count === 0 || !(height > 0)) return { perUnit: 0, starts: new Uint32Array(2), entries: new Uint32Array(0) };
  let climbed = 0;
  for (let e = 0; e < count; e++) climbed += y2[e] - y1[e];
  // Each edge stands in one band and one more for every border it crosses.
  const wanted = Math.max(1, Math.min(count, Math.floor(((ENTRIES_PER_EDGE - 1) * count * height) / climbed)));
  const quotient = wanted / height;
  // Heights near the smallest double: one band, rather than infinitely many.
  const perUnit = Number.isFinite(quotient) ? quotient : 0;
  // The same expression for edges and points: rounding cannot put a point into a band that its edge is not in.
  const bandOf = (y: number) => Math.floor((y - minY) * perUnit);
  const bands = bandOf(maxY) + 1;
  const starts = new Uint32Array(bands + 1);
  for (let e = 0; e < count; e++) {
    for (let band = bandOf(y1[e]); band <= bandOf(y2[e]); band++) starts[band + 1]++;
  }
  for (let band = 0; band < bands; band++) starts[band + 1] += starts[band];
  const entries = new Uint32Array(starts[bands]);
  const next = starts.slice();
  for (let e = 0; e < count; e++) {
    for (let band = bandOf(y1[e]); band <= bandOf(y2[e]); band++) entries[next[band]++] = e;
  }
  return { perUnit, starts, entries };
}

function boxOf(rings: readonly Float64Array[]) {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      minX = Math.min(minX, ring[i]);
      maxX = Math.max(maxX, ring[i]);
      minY = Math.min(minY, ring[i + 1]);
      maxY = Math.max(maxY, ring[i + 1]);
    }
  }
  return { minX, minY, maxX, maxY };
}
