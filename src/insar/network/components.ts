/** The parts into which a network falls: no value can be carried from one to another. */

export interface Components {
  readonly count: number;
  /** (nPoints) part of each point, the largest part 0, equally large ones by their first point; -1 for a point on no arc. */
  readonly of: Int32Array;
  /** (count) points of each. */
  readonly sizes: Int32Array;
}

/** @param isUsed (nArcs) arcs that join, all unless given */
export function connectedComponents(
  pointCount: number,
  from: Int32Array,
  to: Int32Array,
  isUsed?: Uint8Array,
): Components {
  const root = Int32Array.from({ length: pointCount }, (_, i) => i);
  const isOnArc = new Uint8Array(pointCount);
  const find = (point: number) => {
    while (root[point] !== point) {
      root[point] = root[root[point]];
      point = root[point];
    }
    return point;
  };
  for (let arc = 0; arc < from.length; arc++) {
    if (isUsed !== undefined && isUsed[arc] === 0) continue;
    isOnArc[from[arc]] = isOnArc[to[arc]] = 1;
    const [a, b] = [find(from[arc]), find(to[arc])];
    // The lower index is the root, so that every root is the first point of its part.
    if (a < b) root[b] = a;
    else root[a] = b;
  }
  const sizeOfRoot = new Int32Array(pointCount);
  for (let point = 0; point < pointCount; point++) if (isOnArc[point] === 1) sizeOfRoot[find(point)]++;
  const roots: number[] = [];
  for (let point = 0; point < pointCount; point++) if (sizeOfRoot[point] > 0) roots.push(point);
  roots.sort((a, b) => sizeOfRoot[b] - sizeOfRoot[a] || a - b);
  const place = new Int32Array(pointCount).fill(-1);
  roots.forEach((point, i) => {
    place[point] = i;
  });
  return {
    count: roots.length,
    of: Int32Array.from({ length: pointCount }, (_, point) => place[find(point)]),
    sizes: Int32Array.from(roots, (point) => sizeOfRoot[point]),
  };
}
