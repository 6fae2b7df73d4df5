/** Scattered points with a smooth phase and noise, and the flow problem that unwrapping it makes. */
import { triangulate } from '../../../src/insar/network/triangulation.js';
import { cycleCosts } from '../../../src/insar/unwrapping/cycle-costs.js';
import { type PlanarNetwork, triangulatedNetwork } from '../../../src/insar/unwrapping/planar-network.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

export const CYCLE = 2 * Math.PI;
export const wrapped = (phase: Float64Array) => phase.map((value) => value - CYCLE * Math.round(value / CYCLE));

/** @param noiseRad standard deviation at each point: the coherence of an arc is exp(-noise^2) */
export function scatteredPhase(points: number, noiseRad: number, seed: number) {
  const random = new SeededRandom(seed);
  const side = Math.sqrt(points) * 100;
  const x = Float64Array.from({ length: points }, () => random.uniform() * side);
  const y = Float64Array.from({ length: points }, () => random.uniform() * side);
  const phase = x.map((v, i) => 8 * Math.sin(v / 4_000 + seed) * Math.cos(y[i] / 3_000) + noiseRad * random.gaussian());
  const network = triangulatedNetwork(triangulate(x, y), x, y);
  return { x, y, phase, network, random };
}

export function randomScene(points: number, noiseRad: number, seed: number) {
  const { phase, network } = scatteredPhase(points, noiseRad, seed);
  const { from, to, left, right, faceCount } = network;
  const seen = wrapped(phase);
  const differences = Float64Array.from(from, (a, arc) => seen[to[arc]] - seen[a]);
  const supply = new Int32Array(faceCount);
  differences.forEach((difference, arc) => {
    supply[left[arc]] += Math.round(difference / CYCLE);
    supply[right[arc]] -= Math.round(difference / CYCLE);
  });
  const costs = cycleCosts(wrapped(differences), new Float64Array(from.length).fill(2 * noiseRad ** 2));
  return { network: { nodeCount: faceCount, tail: left, head: right }, supply, costs };
}

/** Points whose whole cycles are those of the truth, up to one number for all. */
export function shareRight(unwrapped: Float64Array, truth: Float64Array): number {
  const counts = new Map<number, number>();
  unwrapped.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const cycles = Math.round((value - truth[i]) / CYCLE);
    counts.set(cycles, (counts.get(cycles) ?? 0) + 1);
  });
  return Math.max(...counts.values()) / unwrapped.filter((value) => !Number.isNaN(value)).length;
}

export const constantVariance = (network: PlanarNetwork, rad2: number) =>
  new Float64Array(network.from.length).fill(rad2);
