/**
 * Delaunay triangles of points, and what hangs beside them: points that share a place, points on one line. Every point
 * with coordinates is reached by an edge of a triangle or by a loose arc, so a network of the two is connected.
 */
import Delaunator from 'delaunator';
import { finitePoints, PointTree } from './point-tree.js';

export interface Triangulation {
  readonly pointCount: number;
  /** (3 nTriangles) corners, all triangles turning the same way. */
  readonly triangles: Int32Array;
  /** (3 nTriangles) for the edge that starts at a corner, the same edge of the neighbouring triangle; -1 on the hull. */
  readonly halfedges: Int32Array;
  /** Pairs of points: those in no triangle, each with the one it hangs on. */
  readonly looseArcs: Int32Array;
}

/** @param x,y (n) coordinates in one unit; points with NaN are in no triangle and on no arc */
export function triangulate(x: Float64Array, y: Float64Array): Triangulation {
  const ids = finitePoints(x, y);
  // From a corner of the box: coordinates of a map projection would lose digits in the products.
  const minX = ids.reduce((least, id) => Math.min(least, x[id]), Infinity);
  const minY = ids.reduce((least, id) => Math.min(least, y[id]), Infinity);
  const coordinates = new Float64Array(2 * ids.length);
  ids.forEach((id, i) => {
    coordinates[2 * i] = x[id] - minX;
    coordinates[2 * i + 1] = y[id] - minY;
  });
  const { triangles: corners, halfedges } = new Delaunator(coordinates);
  const triangles = Int32Array.from(corners, (corner) => ids[corner]);
  return {
    pointCount: x.length,
    triangles,
    halfedges,
    looseArcs: triangles.length === 0 ? chain(x, y, ids) : hang(x, y, ids, triangles),
  };
}

/** Each point in no triangle with the nearest that is in one. */
function hang(x: Float64Array, y: Float64Array, ids: Int32Array, triangles: Int32Array): Int32Array {
  const isCorner = new Uint8Array(x.length);
  for (const corner of triangles) isCorner[corner] = 1;
  const loose = ids.filter((id) => isCorner[id] === 0);
  if (loose.length === 0) return loose;
  const tree = new PointTree(
    x,
    y,
    ids.filter((id) => isCorner[id] === 1),
  );
  return Int32Array.from([...loose].flatMap((id) => [id, tree.nearest(x[id], y[id], 1)[0]]));
}

/** Points of one line, or of one place, each with the next. */
function chain(x: Float64Array, y: Float64Array, ids: Int32Array): Int32Array {
  const spread = (values: Float64Array) => {
    const [least, most] = ids.reduce(
      ([min, max], id) => [Math.min(min, values[id]), Math.max(max, values[id])],
      [Infinity, -Infinity],
    );
    return most - least;
  };
  const [along, across] = spread(x) >= spread(y) ? [x, y] : [y, x];
  const sorted = ids.slice().sort((a, b) => along[a] - along[b] || across[a] - across[b] || a - b);
  return Int32Array.from([...sorted.subarray(1)].flatMap((id, i) => [sorted[i], id]));
}
