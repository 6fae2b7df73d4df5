/**
 * Arcs that cross nowhere and the faces between them. A cycle added to an arc turns up in the sum around the face on its
 * left and, with the other sign, around the one on its right: cycles flow from face to face, and unwrapping is a flow.
 */
import { adjacencyOf, walkOf } from '../network/adjacency.js';
import type { Triangulation } from '../network/triangulation.js';

/** The face outside of everything. */
export const EARTH = 0;

export interface PlanarNetwork {
  readonly pointCount: number;
  /** (nArcs) points. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** (nArcs) faces beside the arc, both the same for an arc that is on no ring. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Faces, EARTH among them. */
  readonly faceCount: number;
  /** Points on arcs, each but the first of its part after the one it is reached from; and (nPoints) by which arc, or -1. */
  readonly order: Int32Array;
  readonly reachedBy: Int32Array;
}

export interface Borders {
  readonly pointCount: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly faceCount: number;
}

/**
 * A network of some of the arcs: faces that share an arc which is left out become one, around which the sum must be right
 * like around any other. Faces are numbered as they come, EARTH first.
 *
 * @param isUsed (nArcs) all unless given
 */
export function planarNetwork(all: Borders, isUsed?: Uint8Array): PlanarNetwork {
  const root = Int32Array.from({ length: all.faceCount }, (_, face) => face);
  const find = (face: number) => {
    while (root[face] !== face) {
      root[face] = root[root[face]];
      face = root[face];
    }
    return face;
  };
  const isLeftOut = (arc: number) => isUsed !== undefined && isUsed[arc] === 0;
  for (let arc = 0; arc < all.from.length; arc++) {
    if (!isLeftOut(arc)) continue;
    const [a, b] = [find(all.left[arc]), find(all.right[arc])];
    root[Math.max(a, b)] = Math.min(a, b);
  }
  const number = new Int32Array(all.faceCount);
  let faceCount = 0;
  for (let face = 0; face < all.faceCount; face++) if (root[face] === face) number[face] = faceCount++;
  const used = (values: Int32Array) => (isUsed === undefined ? values : values.filter((_, arc) => !isLeftOut(arc)));
  const faces = (values: Int32Array) => used(values).map((face) => number[find(face)]);
  const [from, to] = [used(all.from), used(all.to)];
  return {
    pointCount: all.pointCount,
    from,
    to,
    left: faces(all.left),
    right: faces(all.right),
    faceCount,
    ...walkOf(adjacencyOf(all.pointCount, from, to)),
  };
}

/**
 * The edges of triangles, and loose arcs, on which a cycle changes no sum.
 *
 * @param x,y (n) coordinates; they only decide in which order faces are numbered: close together on the ground, close in memory
 * @param maxLength longer edges are left out
 */
export function triangulatedNetwork(
  { pointCount, triangles, halfedges, looseArcs }: Triangulation,
  x: Float64Array,
  y: Float64Array,
  maxLength = Infinity,
): PlanarNetwork {
  const faceOf = facesAlongCurve(triangles, x, y);
  const arcs: number[] = [];
  for (const t of faceOf.order) {
    for (let side = 0; side < 3; side++) {
      const e = 3 * t + side;
      // The edge of two triangles belongs to the one that comes first.
      if (halfedges[e] >= 0 && faceOf.number[Math.floor(halfedges[e] / 3)] < faceOf.number[t]) continue;
      const other = halfedges[e] < 0 ? EARTH : faceOf.number[Math.floor(halfedges[e] / 3)];
      arcs.push(triangles[e], triangles[side === 2 ? e - 2 : e + 1], faceOf.number[t], other);
    }
  }
  for (let i = 0; i < looseArcs.length; i += 2) arcs.push(looseArcs[i], looseArcs[i + 1], EARTH, EARTH);
  const column = (at: number) => Int32Array.from({ length: arcs.length / 4 }, (_, arc) => arcs[4 * arc + at]);
  const [from, to, left, right] = [0, 1, 2, 3].map(column);
  const isUsed =
    maxLength === Infinity
      ? undefined
      : Uint8Array.from(from, (a, arc) => (Math.hypot(x[to[arc]] - x[a], y[to[arc]] - y[a]) <= maxLength ? 1 : 0));
  return planarNetwork({ pointCount, from, to, left, right, faceCount: triangles.length / 3 + 1 }, isUsed);
}

/** Bits of a coordinate on the curve: squares of a side of 1/8192 of the whole. */
const CURVE_BITS = 13;

/** Triangles in the order of a Z-shaped curve through their centres, and the face number of each. Source: Morton 1966. */
function facesAlongCurve(triangles: Int32Array, x: Float64Array, y: Float64Array) {
  const count = triangles.length / 3;
  const [minX, maxX] = rangeOf(triangles, x);
  const [minY, maxY] = rangeOf(triangles, y);
  const scale = (2 ** CURVE_BITS - 1) / (3 * Math.max(maxX - minX, maxY - minY));
  const keys = new Float64Array(count);
  for (let t = 0; t < count; t++) {
    const [a, b, c] = [triangles[3 * t], triangles[3 * t + 1], triangles[3 * t + 2]];
    const place =
      spreadBits((x[a] + x[b] + x[c] - 3 * minX) * scale) + 2 * spreadBits((y[a] + y[b] + y[c] - 3 * minY) * scale);
    keys[t] = place * count + t;
  }
  keys.sort();
  const order = Int32Array.from(keys, (key) => key % count);
  const number = new Int32Array(count);
  order.forEach((t, i) => {
    number[t] = i + 1;
  });
  return { order, number };
}

function rangeOf(triangles: Int32Array, values: Float64Array): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const corner of triangles) {
    min = Math.min(min, values[corner]);
    max = Math.max(max, values[corner]);
  }
  return [min, max];
}

/** The bits of a number of CURVE_BITS bits, each followed by a zero. */
function spreadBits(value: number): number {
  let bits = value & (2 ** CURVE_BITS - 1);
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}
