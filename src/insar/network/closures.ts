/**
 * Triangles of arcs, around which differences must add up to nothing: the test that finds a wrong arc before anything is
 * solved. All rings of three arcs count, whether or not they are Delaunay triangles.
 */
import type { Arcs } from './arc-integration.js';

/**
 * (3 nTriangles) arcs i-j, j-k and i-k of every ring of three, i < j < k. Arcs must lead from a lower to a higher point, as
 * those of `pointNetwork` do.
 */
export function arcTriangles({ pointCount, from, to }: Arcs): Int32Array {
  const start = new Int32Array(pointCount + 1);
  for (let arc = 0; arc < from.length; arc++) {
    if (!(from[arc] < to[arc])) {
      throw new RangeError(`arc ${arc}: expected to lead to a higher point, got ${from[arc]} to ${to[arc]}`);
    }
    start[from[arc] + 1]++;
  }
  for (let point = 0; point < pointCount; point++) start[point + 1] += start[point];
  const cursor = start.slice(0, pointCount);
  const leaving = new Int32Array(from.length);
  for (let arc = 0; arc < from.length; arc++) leaving[cursor[from[arc]]++] = arc;

  const arcTo = new Int32Array(pointCount).fill(-1);
  let triangles = new Int32Array(Math.max(16, 6 * from.length));
  let end = 0;
  for (let point = 0; point < pointCount; point++) {
    for (let a = start[point]; a < start[point + 1]; a++) arcTo[to[leaving[a]]] = leaving[a];
    for (let a = start[point]; a < start[point + 1]; a++) {
      const middle = to[leaving[a]];
      for (let b = start[middle]; b < start[middle + 1]; b++) {
        const closing = arcTo[to[leaving[b]]];
        if (closing < 0) continue;
        if (end + 3 > triangles.length) {
          const larger = new Int32Array(2 * triangles.length);
          larger.set(triangles);
          triangles = larger;
        }
        triangles[end++] = leaving[a];
        triangles[end++] = leaving[b];
        triangles[end++] = closing;
      }
    }
    for (let a = start[point]; a < start[point + 1]; a++) arcTo[to[leaving[a]]] = -1;
  }
  return triangles.slice(0, end);
}

/** Sum of the differences around each triangle; NaN where an arc has none. */
export function closuresOf(triangles: Int32Array, differences: Float64Array): Float64Array {
  const closures = new Float64Array(triangles.length / 3);
  for (let t = 0; t < closures.length; t++) {
    closures[t] = differences[triangles[3 * t]] + differences[triangles[3 * t + 1]] - differences[triangles[3 * t + 2]];
  }
  return closures;
}

/** Closures in units of what weights let expect, sqrt(sum of 1/w); NaN where an arc has no weight. */
export function normalisedClosures(
  triangles: Int32Array,
  differences: Float64Array,
  weight: Float64Array,
): Float64Array {
  const closures = closuresOf(triangles, differences);
  for (let t = 0; t < closures.length; t++) {
    const [a, b, c] = [weight[triangles[3 * t]], weight[triangles[3 * t + 1]], weight[triangles[3 * t + 2]]];
    closures[t] = a > 0 && b > 0 && c > 0 ? closures[t] / Math.sqrt(1 / a + 1 / b + 1 / c) : NaN;
  }
  return closures;
}

/** Passes over all triangles; a chain of errors longer than this is left to the robust estimation. */
const MAX_PASSES = 20;

/**
 * Arcs that explain why triangles do not close: at least two of their triangles fail, more than half, and no other arc of
 * those triangles has more that fail. Their triangles are then explained, and the rest is judged again. An arc of a single
 * triangle cannot be told from its two companions and is not suspected.
 *
 * @param fails (nTriangles) 1 where the closure is too large; NaN closures are for the caller to leave at 0
 * @returns (nArcs) 1 for suspects
 */
export function suspectArcs(triangles: Int32Array, fails: Uint8Array, arcCount: number): Uint8Array {
  const suspects = new Uint8Array(arcCount);
  const open = fails.slice();
  const failing = new Int32Array(arcCount);
  const all = new Int32Array(arcCount);
  for (const arc of triangles) all[arc]++;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    failing.fill(0);
    for (let t = 0; t < open.length; t++) {
      if (open[t] === 1) for (let side = 0; side < 3; side++) failing[triangles[3 * t + side]]++;
    }
    const isSurpassed = new Uint8Array(arcCount);
    for (let t = 0; t < open.length; t++) {
      if (open[t] === 0) continue;
      const most = Math.max(...[0, 1, 2].map((side) => failing[triangles[3 * t + side]]));
      for (let side = 0; side < 3; side++) {
        if (failing[triangles[3 * t + side]] < most) isSurpassed[triangles[3 * t + side]] = 1;
      }
    }
    let found = false;
    for (let arc = 0; arc < arcCount; arc++) {
      if (suspects[arc] === 1 || isSurpassed[arc] === 1 || failing[arc] < 2 || 2 * failing[arc] <= all[arc]) continue;
      suspects[arc] = 1;
      found = true;
    }
    if (!found) break;
    for (let t = 0; t < open.length; t++) {
      for (let side = 0; side < 3; side++) if (suspects[triangles[3 * t + side]] === 1) open[t] = 0;
    }
  }
  return suspects;
}

/**
 * Redundancy of each arc, in [0, 1]: the part of an error that shows in its own residual. What joins its ends besides the
 * arc is first taken from its triangles alone: paths over two arcs, which share none, conduct like resistors in parallel,
 * and the rest of the network can only conduct better. So this is too little; the shortfall is taken off everywhere by one
 * factor, since the redundancies of all arcs add up to the degrees of freedom. Source of the analogy: Doyle & Snell 1984,
 * Random Walks and Electric Networks (Rayleigh's monotonicity law).
 *
 * @param weight (nArcs) inverse variances; arcs of weight 0 have no redundancy
 * @param mean redundancy of all arcs with weight, degrees of freedom over arcs
 */
export function arcRedundancy(triangles: Int32Array, weight: Float64Array, mean: number): Float64Array {
  const beside = new Float64Array(weight.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    beside[a] += inSeries(weight[b], weight[c]);
    beside[b] += inSeries(weight[a], weight[c]);
    beside[c] += inSeries(weight[a], weight[b]);
  }
  let missing = 0;
  let arcs = 0;
  for (let arc = 0; arc < weight.length; arc++) {
    if (weight[arc] === 0) continue;
    missing += weight[arc] / (beside[arc] + weight[arc]);
    arcs++;
  }
  const factor = missing > 0 ? Math.min(1, ((1 - mean) * arcs) / missing) : 0;
  return beside.map((conductance, arc) =>
    weight[arc] > 0 ? 1 - (factor * weight[arc]) / (conductance + weight[arc]) : 0,
  );
}

const inSeries = (a: number, b: number) => (a > 0 && b > 0 ? (a * b) / (a + b) : 0);
