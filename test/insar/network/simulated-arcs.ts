/** A smooth field on scattered points, seen through noisy arcs some of which are wrong. */
import { pointNetwork } from '../../../src/insar/network/point-network.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

export function simulatedArcs(points: number, seed: number, neighbours = 0, wrongShare = 0) {
  const random = new SeededRandom(seed);
  const side = Math.sqrt(points) * 150;
  const x = Float64Array.from({ length: points }, () => random.uniform() * side);
  const y = Float64Array.from({ length: points }, () => random.uniform() * side);
  const arcs = pointNetwork(x, y, { neighbours });
  const truth = x.map((value, i) => 10 * Math.sin(value / 3_000) * Math.cos(y[i] / 2_000));
  const weight = Float64Array.from(arcs.from, () => 1 + 20 * random.uniform() ** 2);
  const isWrong = Uint8Array.from(arcs.from, () => (random.uniform() < wrongShare ? 1 : 0));
  const exact = Float64Array.from(arcs.from, (from, arc) => truth[arcs.to[arc]] - truth[from]);
  const noisy = exact.map((value, arc) => value + random.gaussian() / Math.sqrt(weight[arc]));
  /** Wrong ones are 5 to 15 off, at a standard error of 0.2 to 1. */
  const wrong = noisy.map((value, arc) =>
    isWrong[arc] ? value + (random.uniform() < 0.5 ? -1 : 1) * random.between(5, 15) : value,
  );
  return { arcs, x, y, truth, weight, exact, noisy, wrong, isWrong };
}
