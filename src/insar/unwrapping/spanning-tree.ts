/**
 * The tree of a network simplex: which arc leads from each node towards the root, what it carries, and potentials such
 * that every arc of the tree costs, in the direction in which it is used, just what the potential rises. An arc that
 * carries nothing is used towards the root.
 */
import type { FlowCosts, FlowNetwork } from './flow-network.js';

const ROOT = 0;

export class SpanningTree {
  /** (nNodes) */
  readonly parentArc: Int32Array;
  readonly potential: Float64Array;
  readonly #parent: Int32Array;
  /** Units towards the root, on the arc to the parent; negative for units away from it. */
  readonly #up: Int32Array;
  readonly #depth: Int32Array;
  /** Children of a node, a list in both directions. */
  readonly #firstChild: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  constructor(private readonly network: FlowNetwork) {
    const nodes = () => new Int32Array(network.nodeCount).fill(-1);
    this.parentArc = nodes();
    this.potential = new Float64Array(network.nodeCount);
    this.#parent = nodes();
    this.#up = nodes();
    this.#depth = nodes();
    this.#firstChild = nodes();
    this.#next = nodes();
    this.#previous = nodes();
  }

  /** Takes the shape that these arcs to the parents give it. */
  plant(parentArc: Int32Array): void {
    const { tail, head } = this.network;
    this.parentArc.set(parentArc);
    this.#firstChild.fill(-1);
    for (let node = this.#parent.length - 1; node >= 0; node--) {
      const arc = parentArc[node];
      this.#parent[node] = arc < 0 ? -1 : tail[arc] === node ? head[arc] : tail[arc];
      if (arc >= 0) this.#attach(node);
    }
  }

  /** Sends the supply along the tree, the only way there is, and sets depths and potentials. */
  carry(supply: Int32Array, { forward, backward }: FlowCosts): void {
    const { tail } = this.network;
    const order = this.#order();
    this.#up.set(supply);
    for (let i = order.length - 1; i > 0; i--) this.#up[this.#parent[order[i]]] += this.#up[order[i]];
    this.potential[ROOT] = this.#depth[ROOT] = 0;
    for (let i = 1; i < order.length; i++) {
      const node = order[i];
      const parent = this.#parent[node];
      const arc = this.parentArc[node];
      const isUsedUp = this.#up[node] >= 0;
      const cost = (tail[arc] === node) === isUsedUp ? forward[arc] : backward[arc];
      this.potential[node] = this.potential[parent] + (isUsedUp ? -cost : cost);
      this.#depth[node] = this.#depth[parent] + 1;
    }
  }

  /**
   * Brings in an arc in the direction from -> to, sends as much as possible around the ring it closes, and takes out the
   * arc that blocks, of several the last one met on the way around from the node of the ring nearest to the root.
   */
  exchange(arc: number, from: number, to: number, cost: number): void {
    const parent = this.#parent;
    const up = this.#up;
    const depth = this.#depth;
    let units = 2 ** 31;
    let leaving = -1;
    let isOnFromSide = true;
    let a = from;
    let b = to;
    // The way around leads from the join down to `from`, along the arc, and from `to` up to the join. Down, it takes back
    // what flows up, and of equals the first met from below is the last; up, what flows down, and the last is the last.
    while (a !== b) {
      if (depth[a] >= depth[b]) {
        if (up[a] >= 0 && up[a] < units) {
          units = up[a];
          leaving = a;
          isOnFromSide = true;
        }
        a = parent[a];
      } else {
        if (up[b] < 0 && -up[b] <= units) {
          units = -up[b];
          leaving = b;
          isOnFromSide = false;
        }
        b = parent[b];
      }
    }
    if (leaving < 0) throw new Error('network simplex: a ring of negative cost, which costs of 0 or more exclude');
    const join = a;
    if (units > 0) {
      for (let node = from; node !== join; node = parent[node]) up[node] -= units;
      for (let node = to; node !== join; node = parent[node]) up[node] += units;
    }
    if (isOnFromSide) {
      this.#turn(from, to, arc, units, leaving);
      this.#shift(from, this.potential[to] - cost - this.potential[from]);
    } else {
      this.#turn(to, from, arc, 0 - units, leaving);
      this.#shift(to, this.potential[from] + cost - this.potential[to]);
    }
  }

  /** (nArcs) units from tail to head. */
  flows(): Int32Array {
    const { tail } = this.network;
    const flow = new Int32Array(tail.length);
    for (let node = 0; node < this.parentArc.length; node++) {
      const arc = this.parentArc[node];
      if (arc >= 0) flow[arc] = tail[arc] === node ? this.#up[node] : -this.#up[node];
    }
    return flow;
  }

  /** Hangs `node` under `parent`, and turns the arcs from it to `last` around, which loses its own. */
  #turn(node: number, parent: number, arc: number, up: number, last: number): void {
    for (;;) {
      const [oldParent, oldArc, oldUp] = [this.#parent[node], this.parentArc[node], this.#up[node]];
      this.#detach(node);
      this.#parent[node] = parent;
      this.parentArc[node] = arc;
      this.#up[node] = up;
      this.#attach(node);
      if (node === last) return;
      parent = node;
      arc = oldArc;
      up = 0 - oldUp;
      node = oldParent;
    }
  }

  /** Adds to the potentials of a node and all below it, and corrects their depths. */
  #shift(top: number, by: number): void {
    const [potential, depth, parent, firstChild, next] = [
      this.potential,
      this.#depth,
      this.#parent,
      this.#firstChild,
      this.#next,
    ];
    let node = top;
    for (;;) {
      potential[node] += by;
      depth[node] = depth[parent[node]] + 1;
      if (firstChild[node] >= 0) {
        node = firstChild[node];
        continue;
      }
      while (node !== top && next[node] < 0) node = parent[node];
      if (node === top) return;
      node = next[node];
    }
  }

  #attach(node: number): void {
    const parent = this.#parent[node];
    const first = this.#firstChild[parent];
    this.#next[node] = first;
    this.#previous[node] = -1;
    if (first >= 0) this.#previous[first] = node;
    this.#firstChild[parent] = node;
  }

  #detach(node: number): void {
    const [previous, next] = [this.#previous[node], this.#next[node]];
    if (previous >= 0) this.#next[previous] = next;
    else this.#firstChild[this.#parent[node]] = next;
    if (next >= 0) this.#previous[next] = previous;
  }

  /** All nodes, parents before children. */
  #order(): Int32Array {
    const order = new Int32Array(this.#parent.length);
    let end = 1;
    order[0] = ROOT;
    for (let i = 0; i < end; i++) {
      for (let child = this.#firstChild[order[i]]; child >= 0; child = this.#next[child]) order[end++] = child;
    }
    if (end < order.length) throw new RangeError(`tree: expected to span ${order.length} nodes, got ${end}`);
    return order;
  }
}
