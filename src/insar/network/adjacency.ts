/** Which arcs meet at a point. */

export interface Adjacency {
  /** (nPoints + 1) the arcs of point p are at start[p] to start[p + 1] of the other two. */
  readonly start: Int32Array;
  readonly neighbour: Int32Array;
  readonly arc: Int32Array;
}

/** @param isUsed (nArcs) arcs that count, all unless given */
export function adjacencyOf(
  pointCount: number,
  from: Int32Array,
  to: Int32Array,
  isUsed?: Uint8Array | Float64Array,
): Adjacency {
  const start = new Int32Array(pointCount + 1);
  for (let arc = 0; arc < from.length; arc++) {
    if (isUsed !== undefined && isUsed[arc] === 0) continue;
    start[from[arc] + 1]++;
    start[to[arc] + 1]++;
  }
  for (let point = 0; point < pointCount; point++) start[point + 1] += start[point];
  const cursor = start.slice(0, pointCount);
  const neighbour = new Int32Array(start[pointCount]);
  const arcs = new Int32Array(start[pointCount]);
  for (let arc = 0; arc < from.length; arc++) {
    if (isUsed !== undefined && isUsed[arc] === 0) continue;
    const [a, b] = [from[arc], to[arc]];
    neighbour[cursor[a]] = b;
    arcs[cursor[a]++] = arc;
    neighbour[cursor[b]] = a;
    arcs[cursor[b]++] = arc;
  }
  return { start, neighbour, arc: arcs };
}

export interface Walk {
  /** Points that are on an arc, part after part, each after the one it was reached from. */
  readonly order: Int32Array;
  /** (nPoints) the arc by which a point was reached, -1 for the first of a part and for points on no arc. */
  readonly reachedBy: Int32Array;
}

/** Breadth first from the lowest point of each part: neighbours come close together, and every arc of `reachedBy` is short. */
export function walkOf({ start, neighbour, arc }: Adjacency): Walk {
  const pointCount = start.length - 1;
  const order = new Int32Array(pointCount);
  const reachedBy = new Int32Array(pointCount).fill(-1);
  const isReached = new Uint8Array(pointCount);
  let end = 0;
  let next = 0;
  for (let first = 0; first < pointCount; first++) {
    if (isReached[first] === 1 || start[first] === start[first + 1]) continue;
    isReached[first] = 1;
    order[end++] = first;
    for (; next < end; next++) {
      const point = order[next];
      for (let i = start[point]; i < start[point + 1]; i++) {
        const other = neighbour[i];
        if (isReached[other] === 1) continue;
        isReached[other] = 1;
        reachedBy[other] = arc[i];
        order[end++] = other;
      }
    }
  }
  return { order: order.slice(0, end), reachedBy };
}
