/** Cheapest flows beside enumeration, beside successive shortest paths and beside a solver of linear programs. */
import highs from 'highs';
import { describe, expect, test } from 'vitest';
import { certifyFlow } from '../../../src/insar/unwrapping/flow-certificate.js';
import type { FlowCosts, FlowNetwork } from '../../../src/insar/unwrapping/flow-network.js';
import { NetworkSimplex } from '../../../src/insar/unwrapping/network-simplex.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { randomScene } from './simulated-phase.js';

/** The types of the package take it for CommonJS, which it is not when imported. */
const load = highs as unknown as typeof highs.default;

/** A connected network, arcs at random besides, some of them twice or from a node to itself. */
function randomFlow(nodes: number, arcs: number, seed: number, maxCost: number, maxUnits: number) {
  const random = new SeededRandom(seed);
  const below = (most: number) => Math.floor(random.uniform() * most);
  const tail = Int32Array.from({ length: arcs }, (_, arc) => (arc < nodes - 1 ? arc + 1 : below(nodes)));
  const head = Int32Array.from({ length: arcs }, (_, arc) => (arc < nodes - 1 ? below(arc + 1) : below(nodes)));
  const costs = {
    forward: Int32Array.from({ length: arcs }, () => below(maxCost + 1)),
    backward: Int32Array.from({ length: arcs }, () => below(maxCost + 1)),
  };
  const supply = Int32Array.from({ length: nodes }, () => below(2 * maxUnits + 1) - maxUnits);
  supply[0] -= supply.reduce((sum, units) => sum + units, 0);
  return { network: { nodeCount: nodes, tail, head }, costs, supply };
}

/** Least cost over all flows of at most `most` units on an arc. */
function enumeratedCost({ nodeCount, tail, head }: FlowNetwork, costs: FlowCosts, supply: Int32Array, most: number) {
  let least = Infinity;
  const rest = Array.from(supply);
  const choose = (arc: number, cost: number) => {
    if (cost >= least) return;
    if (arc === tail.length) {
      if (rest.every((units) => units === 0)) least = cost;
      return;
    }
    for (let units = -most; units <= most; units++) {
      rest[tail[arc]] -= units;
      rest[head[arc]] += units;
      choose(arc + 1, cost + (units > 0 ? units * costs.forward[arc] : -units * costs.backward[arc]));
      rest[tail[arc]] += units;
      rest[head[arc]] -= units;
    }
  };
  if (nodeCount > 0) choose(0, 0);
  return least;
}

/** One unit after the other along the cheapest path there is, by Bellman-Ford, which may undo what was sent before. */
function cheapestPathsCost(
  { nodeCount, tail, head }: FlowNetwork,
  { forward, backward }: FlowCosts,
  supply: Int32Array,
) {
  const rest = Array.from(supply);
  const flow = new Int32Array(tail.length);
  let total = 0;
  for (let source = rest.findIndex((units) => units > 0); source >= 0; source = rest.findIndex((units) => units > 0)) {
    const distance = new Array<number>(nodeCount).fill(Infinity);
    const by = new Array<number>(nodeCount).fill(-1);
    distance[source] = 0;
    for (let changed = true; changed; ) {
      changed = false;
      for (let arc = 0; arc < tail.length; arc++) {
        const there = flow[arc] < 0 ? -backward[arc] : forward[arc];
        const back = flow[arc] > 0 ? -forward[arc] : backward[arc];
        for (const [a, b, cost] of [
          [tail[arc], head[arc], there],
          [head[arc], tail[arc], back],
        ]) {
          if (distance[a] + cost >= distance[b]) continue;
          distance[b] = distance[a] + cost;
          by[b] = arc;
          changed = true;
        }
      }
    }
    const sinks = [...rest.keys()].filter((node) => rest[node] < 0);
    const sink = sinks.reduce((near, node) => (distance[node] < distance[near] ? node : near));
    for (let node = sink; node !== source; ) {
      const arc = by[node];
      flow[arc] += head[arc] === node ? 1 : -1;
      node = head[arc] === node ? tail[arc] : head[arc];
    }
    total += distance[sink];
    rest[source]--;
    rest[sink]++;
  }
  return total;
}

/** The same as a linear program. */
async function linearProgramCost({ nodeCount, tail, head }: FlowNetwork, costs: FlowCosts, supply: Int32Array) {
  const balance = Array.from({ length: nodeCount }, () => [] as string[]);
  const terms: string[] = [];
  for (let arc = 0; arc < tail.length; arc++) {
    if (tail[arc] === head[arc]) continue;
    terms.push(`${costs.forward[arc]} f${arc} + ${costs.backward[arc]} b${arc}`);
    balance[tail[arc]].push(`+ f${arc} - b${arc}`);
    balance[head[arc]].push(`- f${arc} + b${arc}`);
  }
  const rows = balance.map((row, node) => `n${node}: ${row.join('\n')} = ${supply[node]}`);
  const solver = await load();
  return solver.solve(`Minimize\nobj: ${terms.join('\n + ')}\nSubject To\n${rows.join('\n')}\nEnd`).ObjectiveValue;
}

describe('the network simplex', () => {
  test('finds the flow of enumeration on tiny networks', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { network, costs, supply } = randomFlow(4, 6, seed, 5, 1);
      const solution = new NetworkSimplex(network).solve(supply, costs);
      const certificate = certifyFlow(network, supply, costs, solution);
      expect(certificate.isOptimal).toBe(true);
      expect(certificate.cost).toBe(enumeratedCost(network, costs, supply, 3));
    }
  });

  test('finds the flow of successive shortest paths, ties and free arcs included', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { network, costs, supply } = randomFlow(25, 60, seed, seed % 3 === 0 ? 1 : 20, 2);
      const certificate = certifyFlow(network, supply, costs, new NetworkSimplex(network).solve(supply, costs));
      expect(certificate.isOptimal).toBe(true);
      expect(certificate.cost).toBe(cheapestPathsCost(network, costs, supply));
    }
  });

  test.each([300, 900])('finds the flow of a linear program for %i points', async (points) => {
    const { network, supply, costs } = randomScene(points, 1.1, 3);
    const certificate = certifyFlow(network, supply, costs, new NetworkSimplex(network).solve(supply, costs));
    expect(certificate.isOptimal).toBe(true);
    expect(supply.reduce((sum, units) => sum + Math.abs(units), 0)).toBeGreaterThan(points / 10);
    expect(certificate.cost).toBe(await linearProgramCost(network, costs, supply));
  });

  test('can be used again, with the same result as a new one', () => {
    const { network, costs, supply } = randomFlow(200, 600, 5, 100, 3);
    const simplex = new NetworkSimplex(network);
    simplex.solve(
      supply.map((units) => -units),
      costs,
    );
    expect(simplex.solve(supply, costs)).toEqual(new NetworkSimplex(network).solve(supply, costs));
  });

  test('sends nothing where there is nothing to send, and knows a single node', () => {
    const { network, costs } = randomFlow(50, 120, 6, 9, 0);
    const { flow, pivots } = new NetworkSimplex(network).solve(new Int32Array(50), costs);
    expect(flow.every((units) => units === 0)).toBe(true);
    expect(pivots).toBe(0);
    const nothing = { forward: new Int32Array(0), backward: new Int32Array(0) };
    const alone = { nodeCount: 1, tail: new Int32Array(0), head: new Int32Array(0) };
    expect(new NetworkSimplex(alone).solve(new Int32Array(1), nothing).pivots).toBe(0);
  });

  test('refuses what cannot be solved', () => {
    const network = { nodeCount: 3, tail: Int32Array.of(0), head: Int32Array.of(1) };
    const one = Int32Array.of(1);
    const solve = (supply: Int32Array, costs: FlowCosts) => () => new NetworkSimplex(network).solve(supply, costs);
    expect(solve(Int32Array.of(1, 0, 0), { forward: one, backward: one })).toThrow(
      'supply: expected a sum of 0, got 1',
    );
    expect(solve(new Int32Array(2), { forward: one, backward: one })).toThrow('supply: expected 3 nodes, got 2');
    expect(solve(new Int32Array(3), { forward: Int32Array.of(-1), backward: one })).toThrow(
      'expected costs of 0 or more',
    );
    expect(solve(new Int32Array(3), { forward: one, backward: one })).toThrow('1 of 3 nodes cannot be reached');
  });
});

describe('the certificate', () => {
  test('does not hold for a flow that is dearer, does not balance, or for other potentials', () => {
    const { network, costs, supply } = randomFlow(12, 30, 8, 9, 2);
    const solution = new NetworkSimplex(network).solve(supply, costs);
    const judge = (flow: Int32Array, potential: Float64Array) =>
      certifyFlow(network, supply, costs, { flow, potential });
    expect(judge(solution.flow, solution.potential).isOptimal).toBe(true);
    const lifted = solution.potential.slice();
    lifted[5] += 100;
    expect(judge(solution.flow, lifted).leastReducedCost).toBeLessThan(0);
    const off = solution.flow.slice();
    off[0]++;
    expect(judge(off, solution.potential)).toMatchObject({ isOptimal: false, unbalancedNodes: 2 });
    // A ring of flow more than needed: balanced, not cheapest.
    const ring = { nodeCount: 2, tail: Int32Array.of(0, 0), head: Int32Array.of(1, 1) };
    const certificate = certifyFlow(
      ring,
      new Int32Array(2),
      { forward: Int32Array.of(3, 3), backward: Int32Array.of(3, 3) },
      {
        flow: Int32Array.of(1, -1),
        potential: new Float64Array(2),
      },
    );
    expect(certificate).toMatchObject({
      isOptimal: false,
      unbalancedNodes: 0,
      wastefulArcs: 2,
      cost: 6,
      lowerBound: 0,
    });
  });
});
