/** The cheapest ways from every node to one: where a network simplex starts. Source: Dijkstra 1959, doi:10.1007/BF01386390. */
import type { Adjacency } from '../network/adjacency.js';
import type { FlowCosts } from './flow-network.js';

/**
 * (nNodes) the arc by which each node's way to the root begins; -1 for the root. Throws RangeError when a node has none.
 *
 * @param tail (nArcs) where the arcs lead from: which of its two costs an arc has depends on the way it is used
 */
export function shortestPathTree(
  { start, neighbour, arc }: Adjacency,
  tail: Int32Array,
  { forward, backward }: FlowCosts,
  root: number,
): Int32Array {
  const nodeCount = start.length - 1;
  const by = new Int32Array(nodeCount).fill(-1);
  const distance = new Float64Array(nodeCount).fill(Infinity);
  const isDone = new Uint8Array(nodeCount);
  const heap = new NodeHeap(arc.length + 1);
  distance[root] = 0;
  heap.push(0, root);
  let done = 0;
  while (heap.size > 0) {
    const node = heap.pop();
    if (isDone[node] === 1) continue;
    isDone[node] = 1;
    done++;
    for (let i = start[node]; i < start[node + 1]; i++) {
      const other = neighbour[i];
      const towardsNode = tail[arc[i]] === other ? forward[arc[i]] : backward[arc[i]];
      const through = distance[node] + towardsNode;
      if (through >= distance[other]) continue;
      distance[other] = through;
      by[other] = arc[i];
      heap.push(through, other);
    }
  }
  if (done < nodeCount) throw new RangeError(`network: ${nodeCount - done} of ${nodeCount} nodes cannot be reached`);
  return by;
}

/** Nodes by distance, equal ones by number; a node may be in it several times. */
class NodeHeap {
  readonly #distance: Float64Array;
  readonly #node: Int32Array;
  size = 0;

  constructor(capacity: number) {
    this.#distance = new Float64Array(capacity);
    this.#node = new Int32Array(capacity);
  }

  push(distance: number, node: number): void {
    const [distances, nodes] = [this.#distance, this.#node];
    let place = this.size++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (distances[parent] < distance || (distances[parent] === distance && nodes[parent] <= node)) break;
      distances[place] = distances[parent];
      nodes[place] = nodes[parent];
      place = parent;
    }
    distances[place] = distance;
    nodes[place] = node;
  }

  pop(): number {
    const [distances, nodes] = [this.#distance, this.#node];
    const top = nodes[0];
    const distance = distances[--this.size];
    const node = nodes[this.size];
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      if (
        child + 1 < this.size &&
        (distances[child + 1] < distances[child] ||
          (distances[child + 1] === distances[child] && nodes[child + 1] < nodes[child]))
      )
        child++;
      if (distances[child] > distance || (distances[child] === distance && nodes[child] >= node)) break;
      distances[place] = distances[child];
      nodes[place] = nodes[child];
      place = child;
    }
    distances[place] = distance;
    nodes[place] = node;
    return top;
  }
}
