/**
 * Integration of arcs and unwrapping, beside plain versions of both, without server or database. CPU time, the least of
 * several runs: other work on the machine stretches the clock.
 */
import { ArcIntegration } from '../src/insar/network/arc-integration.js';
import { conjugateGradientSteps, jacobi } from '../src/insar/network/conjugate-gradients.js';
import { laplacianOf } from '../src/insar/network/laplacian.js';
import { pointNetwork } from '../src/insar/network/point-network.js';
import { integrateRobustly } from '../src/insar/network/robust-integration.js';
import { triangulate } from '../src/insar/network/triangulation.js';
import { PhaseUnwrapper } from '../src/insar/unwrapping/phase-unwrapper.js';
import { triangulatedNetwork } from '../src/insar/unwrapping/planar-network.js';
import { SeededRandom } from '../src/products/seeded-random.js';
import { type Measurement, round } from './report.js';

const INTEGRATED_POINTS = 300_000;
const UNWRAPPED_POINTS = 100_000;
const ROUNDS = 3;
/** Jacobi takes some 30 s to the end: its steps are timed, and counted on a network where that is quick. */
const PLAIN_STEPS = 20;
const COUNTED_POINTS = 30_000;

export async function benchNetwork(): Promise<readonly Measurement[]> {
  return [...integration(), ...unwrapping()];
}

function integration(): Measurement[] {
  const scene = noisyArcs(INTEGRATED_POINTS);
  const { arcs, weight, differences } = scene;
  const size = `${INTEGRATED_POINTS.toLocaleString('en')} points, ${arcs.from.length.toLocaleString('en')} arcs`;
  const network = leastSeconds(() => pointNetwork(scene.x, scene.y, { neighbours: 0 }));
  let iterations = 0;
  const seconds = leastSeconds(() => {
    const integrated = new ArcIntegration(arcs, weight).solve(differences);
    if (integrated.relativeResidual > 1e-8) throw new Error(`residual ${integrated.relativeResidual}`);
    iterations = integrated.iterations;
  });
  const robust = leastSeconds(() => integrateRobustly(arcs, [differences], weight), 1);
  const plainStep = plainSteps(scene, PLAIN_STEPS).seconds / PLAIN_STEPS;
  // Steps of plain conjugate gradients grow with the diameter of the network.
  const counted = plainSteps(noisyArcs(COUNTED_POINTS), 100_000).iterations;
  const plain = plainStep * counted * Math.sqrt(INTEGRATED_POINTS / COUNTED_POINTS);
  return [
    { what: `triangulation of ${size} (CPU s)`, measured: round(network), asked: '-', met: true },
    {
      what: `integration to 1e-8, ${iterations} iterations (CPU s)`,
      measured: round(seconds),
      asked: '< 5',
      met: seconds < 5,
    },
    {
      what: `the same with Jacobi, extrapolated from ${counted} steps on ${COUNTED_POINTS.toLocaleString('en')} points: times as long`,
      measured: round(plain / seconds),
      asked: '> 4',
      met: plain / seconds > 4,
    },
    { what: 'robust integration, 3 % of the arcs wrong (CPU s)', measured: round(robust), asked: '-', met: true },
  ];
}

function plainSteps({ arcs, weight, differences }: ReturnType<typeof noisyArcs>, most: number) {
  const matrix = laplacianOf(arcs.pointCount, arcs.from, arcs.to, weight);
  const right = new Float64Array(arcs.pointCount);
  weight.forEach((w, arc) => {
    right[arcs.from[arc]] -= w * differences[arc];
    right[arcs.to[arc]] += w * differences[arc];
  });
  let iterations = 0;
  const seconds = leastSeconds(() => {
    const x = new Float64Array(arcs.pointCount);
    const steps = conjugateGradientSteps(matrix, jacobi(matrix), right, x, 1e-8, most);
    let step = steps.next();
    while (!step.done) step = steps.next();
    iterations = step.value.iterations;
  }, 1);
  return { seconds, iterations };
}

function unwrapping(): Measurement[] {
  const { x, y, random } = scatter(UNWRAPPED_POINTS);
  const network = triangulatedNetwork(triangulate(x, y), x, y);
  const unwrapper = new PhaseUnwrapper(network);
  const size = `${UNWRAPPED_POINTS.toLocaleString('en')} points`;
  return [0.5, 0.6, 0.8, 1.0].map((noiseRad) => {
    const phaseRad = x.map((value, i) => {
      const phase = 8 * Math.sin(value / 9_000) * Math.cos(y[i] / 7_000) + noiseRad * random.gaussian();
      return phase - 2 * Math.PI * Math.round(phase / (2 * Math.PI));
    });
    const varianceRad2 = new Float64Array(network.from.length).fill(2 * noiseRad ** 2);
    let residues = 0;
    const seconds = leastSeconds(() => {
      const unwrapped = unwrapper.unwrap({ phaseRad, varianceRad2 });
      if (!unwrapped.certificate.isOptimal) throw new Error('unwrapping: not optimal');
      residues = unwrapped.residues;
    });
    return {
      what: `unwrapping of ${size}, arcs of coherence ${Math.exp(-(noiseRad ** 2)).toFixed(2)}, ${residues.toLocaleString('en')} residues (CPU s a date)`,
      measured: round(seconds),
      asked: '< 3',
      met: seconds < 3,
    };
  });
}

function scatter(points: number) {
  const random = new SeededRandom(1);
  const side = Math.sqrt(points) * 150;
  const x = Float64Array.from({ length: points }, () => random.uniform() * side);
  const y = Float64Array.from({ length: points }, () => random.uniform() * side);
  return { x, y, random };
}

/** Velocities seen along arcs of unequal weight, 3 % of them wrong. */
function noisyArcs(points: number) {
  const { x, y, random } = scatter(points);
  const arcs = pointNetwork(x, y, { neighbours: 0 });
  const truth = x.map((value, i) => 10 * Math.sin(value / 9_000) * Math.cos(y[i] / 7_000));
  const weight = Float64Array.from(arcs.from, () => 1 + 20 * random.uniform() ** 2);
  const differences = Float64Array.from(arcs.from, (from, arc) => {
    const wrong = random.uniform() < 0.03 ? random.between(-10, 10) : 0;
    return truth[arcs.to[arc]] - truth[from] + random.gaussian() / Math.sqrt(weight[arc]) + wrong;
  });
  return { x, y, arcs, weight, differences };
}

function leastSeconds(work: () => unknown, rounds = ROUNDS): number {
  let least = Infinity;
  for (let i = 0; i < rounds; i++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}
