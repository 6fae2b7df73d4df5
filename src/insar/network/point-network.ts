/**
 * The arcs along which points are compared: the edges of the Delaunay triangles, which join everything, and arcs to the
 * nearest neighbours, which give the redundancy that finds a wrong arc.
 */
import { finitePoints, PointTree } from './point-tree.js';
import { triangulate } from './triangulation.js';

export interface PointNetwork {
  readonly pointCount: number;
  /** (nArcs) the lower index of the two points; arcs ascend by `from`, then by `to`, and none comes twice. */
  readonly from: Int32Array;
  /** (nArcs) the higher index. The value of an arc is that of `to` minus that of `from`. */
  readonly to: Int32Array;
  /** (nArcs) m. */
  readonly lengthM: Float64Array;
}

export interface NetworkOptions {
  /** Nearest neighbours of each point that get an arc besides the edges of triangles; 8 unless given. */
  readonly neighbours?: number;
  /** Longer arcs are left out, and the network may fall apart: the atmosphere differs too much along them. */
  readonly maxLengthM?: number;
}

/**
 * @param eastingM,northingM (n) m; a point with NaN gets no arc
 */
export function pointNetwork(
  eastingM: Float64Array,
  northingM: Float64Array,
  { neighbours = 8, maxLengthM = Infinity }: NetworkOptions = {},
): PointNetwork {
  if (!(Number.isInteger(neighbours) && neighbours >= 0)) {
    throw new RangeError(`neighbours: expected 0 or a positive whole number, got ${neighbours}`);
  }
  if (!(maxLengthM > 0)) throw new RangeError(`maxLengthM: expected above 0, got ${maxLengthM}`);
  const pointCount = eastingM.length;
  const { triangles, halfedges, looseArcs } = triangulate(eastingM, northingM);
  // An arc as one number, from * n + to: sorting the numbers sorts the arcs.
  const keys = new Float64Array(triangles.length + looseArcs.length / 2 + neighbours * pointCount);
  let count = 0;
  const add = (a: number, b: number) => {
    keys[count++] = a < b ? a * pointCount + b : b * pointCount + a;
  };
  for (let e = 0; e < triangles.length; e++) {
    if (halfedges[e] < e) add(triangles[e], triangles[e % 3 === 2 ? e - 2 : e + 1]);
  }
  for (let i = 0; i < looseArcs.length; i += 2) add(looseArcs[i], looseArcs[i + 1]);
  if (neighbours > 0) {
    const tree = new PointTree(eastingM, northingM);
    for (const point of finitePoints(eastingM, northingM)) {
      const near = tree.nearest(eastingM[point], northingM[point], neighbours, point, maxLengthM);
      for (let i = 0; i < near.length; i++) add(point, near[i]);
    }
  }
  return arcsOf(keys.subarray(0, count).sort(), eastingM, northingM, maxLengthM);
}

function arcsOf(keys: Float64Array, x: Float64Array, y: Float64Array, maxLengthM: number): PointNetwork {
  const n = x.length;
  const from = new Int32Array(keys.length);
  const to = new Int32Array(keys.length);
  const lengthM = new Float64Array(keys.length);
  let count = 0;
  for (let i = 0; i < keys.length; i++) {
    if (i > 0 && keys[i] === keys[i - 1]) continue;
    const a = Math.floor(keys[i] / n);
    const b = keys[i] - a * n;
    const length = Math.hypot(x[b] - x[a], y[b] - y[a]);
    if (length > maxLengthM) continue;
    from[count] = a;
    to[count] = b;
    lengthM[count++] = length;
  }
  return { pointCount: n, from: from.slice(0, count), to: to.slice(0, count), lengthM: lengthM.slice(0, count) };
}
