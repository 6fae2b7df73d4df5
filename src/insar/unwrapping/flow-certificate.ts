/**
 * The proof that a flow is the cheapest there is, checked from nothing but the flow and the potentials: every node sends
 * what it has, no arc costs less than the rise of the potential along it, and arcs in use cost just that. Then the flow
 * costs what the supplies are worth at the potentials, and no flow can cost less. Source: Ahuja, Magnanti & Orlin 1993,
 * Network Flows, section 9.3.
 */
import type { FlowCosts, FlowNetwork } from './flow-network.js';
import type { FlowSolution } from './network-simplex.js';

export interface FlowCertificate {
  /** Whether everything below is as it must be. */
  readonly isOptimal: boolean;
  /** Cost of the flow. */
  readonly cost: number;
  /** What no flow can go below, by these potentials. */
  readonly lowerBound: number;
  /** Least cost of an arc after the rise of the potential is taken off, 0 or more at the optimum. */
  readonly leastReducedCost: number;
  /** Nodes that do not send what they have, and arcs in use that cost more than the rise. */
  readonly unbalancedNodes: number;
  readonly wastefulArcs: number;
}

export function certifyFlow(
  { nodeCount, tail, head }: FlowNetwork,
  supply: Int32Array,
  { forward, backward }: FlowCosts,
  { flow, potential }: Pick<FlowSolution, 'flow' | 'potential'>,
): FlowCertificate {
  const rest = Float64Array.from(supply);
  let [cost, lowerBound, leastReducedCost] = [0, 0, Infinity];
  let wastefulArcs = 0;
  for (let arc = 0; arc < tail.length; arc++) {
    const units = flow[arc];
    rest[tail[arc]] -= units;
    rest[head[arc]] += units;
    const rise = potential[head[arc]] - potential[tail[arc]];
    const [reducedForward, reducedBackward] = [forward[arc] - rise, backward[arc] + rise];
    leastReducedCost = Math.min(leastReducedCost, reducedForward, reducedBackward);
    if (units > 0) {
      cost += units * forward[arc];
      if (reducedForward !== 0) wastefulArcs++;
    } else if (units < 0) {
      cost -= units * backward[arc];
      if (reducedBackward !== 0) wastefulArcs++;
    }
  }
  let unbalancedNodes = 0;
  for (let node = 0; node < nodeCount; node++) {
    lowerBound -= supply[node] * potential[node];
    if (rest[node] !== 0) unbalancedNodes++;
  }
  const isOptimal = unbalancedNodes === 0 && wastefulArcs === 0 && leastReducedCost >= 0 && cost === lowerBound;
  return { isOptimal, cost, lowerBound, leastReducedCost, unbalancedNodes, wastefulArcs };
}
