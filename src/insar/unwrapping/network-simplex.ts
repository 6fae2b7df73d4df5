/**
 * Flows of least cost from nodes with too much to nodes with too little, in whole numbers, by the network simplex method.
 *
 * Every arc can be used either way, each way at its own cost, without limit. So any tree that spans the network carries
 * any supply, only the signs differ, and nothing artificial is needed to begin with: the start is the tree of the cheapest
 * ways to the root, which is the solution where there is nothing to send. (The tree of another date takes several times as
 * many exchanges.) Arcs outside of the tree carry nothing. Arcs of the tree that carry nothing point to
 * the root ("strongly feasible"), and the last arc that blocks leaves: then the method cannot go round in circles.
 * Sources: Cunningham 1976, doi:10.1007/BF01580379; Ahuja, Magnanti & Orlin 1993, Network Flows, chapter 11.
 */
import { type Adjacency, adjacencyOf } from '../network/adjacency.js';
import type { FlowCosts, FlowNetwork } from './flow-network.js';
import { shortestPathTree } from './shortest-path-tree.js';
import { SpanningTree } from './spanning-tree.js';

export interface FlowSolution {
  /** (nArcs) units from tail to head; negative the other way. */
  readonly flow: Int32Array;
  /** (nNodes) so that no arc costs less than the difference, and arcs in use cost just that: the proof of optimality. */
  readonly potential: Float64Array;
  readonly pivots: number;
}

/** Pivots between two turns for others. */
const PIVOTS_PER_STEP = 2_000;
/**
 * Arcs looked at for each exchange, as part of the square root of their number: measured on 100,000 points, where twice as
 * many halve neither the exchanges nor the time, and half as many do not save any.
 */
const BLOCK_PER_ROOT = 0.12;
const MIN_BLOCK = 10;

export class NetworkSimplex {
  readonly #tree: SpanningTree;
  readonly #adjacency: Adjacency;
  #nextArc = 0;

  /** Node 0 is the root. */
  constructor(private readonly network: FlowNetwork) {
    this.#tree = new SpanningTree(network);
    this.#adjacency = adjacencyOf(network.nodeCount, network.tail, network.head);
  }

  /**
   * @param supply (nNodes) units to send away, negative to receive, in sum 0
   */
  solve(supply: Int32Array, costs: FlowCosts): FlowSolution {
    const steps = this.solveSteps(supply, costs);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** The same in steps of some ten milliseconds: to be run to its end. */
  *solveSteps(supply: Int32Array, costs: FlowCosts): Generator<void, FlowSolution> {
    this.#check(supply, costs);
    const tree = this.#tree;
    tree.plant(shortestPathTree(this.#adjacency, this.network.tail, costs, 0));
    tree.carry(supply, costs);
    this.#nextArc = 0;
    let pivots = 0;
    for (;;) {
      const done = this.#pivot(costs, PIVOTS_PER_STEP);
      pivots += done;
      if (done < PIVOTS_PER_STEP) break;
      yield;
    }
    return { flow: tree.flows(), potential: tree.potential.slice(), pivots };
  }

  /** Exchanges arcs until the limit or the optimum is reached; returns how many. */
  #pivot({ forward, backward }: FlowCosts, limit: number): number {
    const { tail, head } = this.network;
    const tree = this.#tree;
    const { potential } = tree;
    const arcCount = tail.length;
    const blockSize = Math.max(MIN_BLOCK, Math.ceil(BLOCK_PER_ROOT * Math.sqrt(arcCount)));
    let arc = this.#nextArc;
    let pivots = 0;
    while (pivots < limit) {
      let entering = -1;
      let isForward = true;
      let best = 0;
      // The arc that gains most of a block, of the next block that has one.
      for (let seen = 0, untilJudged = blockSize; seen < arcCount; seen++) {
        const drop = potential[head[arc]] - potential[tail[arc]];
        if (drop > 0) {
          if (drop - forward[arc] > best) {
            best = drop - forward[arc];
            entering = arc;
            isForward = true;
          }
        } else if (-drop - backward[arc] > best) {
          best = -drop - backward[arc];
          entering = arc;
          isForward = false;
        }
        if (++arc === arcCount) arc = 0;
        if (--untilJudged === 0) {
          if (entering >= 0) break;
          untilJudged = blockSize;
        }
      }
      if (entering < 0) break;
      if (isForward) tree.exchange(entering, tail[entering], head[entering], forward[entering]);
      else tree.exchange(entering, head[entering], tail[entering], backward[entering]);
      pivots++;
    }
    this.#nextArc = arc;
    return pivots;
  }

  #check(supply: Int32Array, { forward, backward }: FlowCosts): void {
    const { nodeCount, tail } = this.network;
    if (supply.length !== nodeCount) throw new RangeError(`supply: expected ${nodeCount} nodes, got ${supply.length}`);
    if (forward.length !== tail.length || backward.length !== tail.length) {
      throw new RangeError(`costs: expected ${tail.length} arcs, got ${forward.length} and ${backward.length}`);
    }
    const sum = supply.reduce((total, units) => total + units, 0);
    if (sum !== 0) throw new RangeError(`supply: expected a sum of 0, got ${sum}`);
    for (let arc = 0; arc < tail.length; arc++) {
      if (forward[arc] < 0 || backward[arc] < 0) {
        throw new RangeError(`arc ${arc}: expected costs of 0 or more, got ${forward[arc]} and ${backward[arc]}`);
      }
    }
  }
}
