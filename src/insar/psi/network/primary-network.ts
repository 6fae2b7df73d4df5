/**
 * The primary network: arcs between its points, velocities and height errors integrated from them, and the whole cycles of
 * what is left of each date. Everything later is measured against it.
 */
import { type ArcGrid, halfRayleighGrid } from '../../../kernels/index.js';
import type { Variogram } from '../../atmosphere/variogram.js';
import { type PointNetwork, pointNetwork } from '../../network/point-network.js';
import { type RobustIntegration, robustIntegrationSteps } from '../../network/robust-integration.js';
import { triangulate } from '../../network/triangulation.js';
import { turn } from '../../turns.js';
import { phaseVariance } from '../../unwrapping/cycle-costs.js';
import { triangulatedNetwork } from '../../unwrapping/planar-network.js';
import type { PhaseModel } from '../phase-model.js';
import type { PsiParameters } from '../psi-parameters.js';
import { wrap } from '../wrap.js';
import type { ArcsAnswer, ArcsTask } from './arcs-task.js';
import { coherenceThreshold } from './coherence-threshold.js';
import type { NetworkPoints } from './network-points.js';
import { arcVariances, residualVariogram } from './residual-spread.js';
import type { UnwrapAnswer, UnwrappedEpoch, UnwrapTask } from './unwrap-task.js';

export interface PrimaryNetwork {
  /** (points) 0 = the largest part, and so on; -1 for points that were given up. */
  readonly cluster: Int32Array;
  readonly clusters: number;
  /** (points) height errors as if R sin(incidence) were that of the phase model; the median of a cluster is 0. */
  readonly heightM: Float64Array;
  readonly velocityMmPerYear: Float64Array;
  /** (points, dates), shared: unwrapped phases less what all points of the cluster have in common. */
  readonly unwrappedRad: Float32Array;
  /** (clusters, dates) what was taken off: unwrapped = phase - common + whole cycles. */
  readonly commonRad: Float64Array;
  /** Of the residuals of a date, rad^2. */
  readonly variogram: Variogram;
  readonly arcs: ArcStatistics;
  readonly epochs: readonly UnwrappedEpoch[];
}

export interface ArcStatistics {
  readonly lengthM: Float64Array;
  readonly coherence: Float32Array;
  readonly threshold: number;
  readonly integration: RobustIntegration | undefined;
}

/** Does the tasks of a network; those of the pipeline can do more. */
export interface NetworkCrew {
  run(task: ArcsTask | UnwrapTask, signal: AbortSignal): Promise<ArcsAnswer | UnwrapAnswer | undefined>;
}

export interface NetworkSetting {
  readonly model: PhaseModel;
  readonly parameters: PsiParameters;
  readonly crew: NetworkCrew;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number, activity: string) => void;
}

/** Parts of fewer points are given up: nothing tells their motion from their air. */
export const FEWEST_POINTS = 12;
const ARCS_PER_TASK = 16_384;
/** An arc that is less coherent joins nothing, whatever noise can do in so many dates. */
const LEAST_ARC_COHERENCE = 0.5;
/** Steps of the search that residuals may be off without being held against an arc. */
const HARMLESS_STEPS = 0.25;

export async function primaryNetwork(points: NetworkPoints, setting: NetworkSetting): Promise<PrimaryNetwork> {
  const { model, parameters, signal, onProgress } = setting;
  const dates = model.dates.length;
  const network = pointNetwork(points.eastM, points.northM, {
    neighbours: parameters.networkNeighbours,
    maxLengthM: parameters.maxArcM,
  });
  await turn(signal);
  const design = { velocityRad: model.velocityRad, heightRad: model.heightRad };
  const grid = halfRayleighGrid(design, parameters.maxVelocityMmPerYear, parameters.maxHeightErrorM);
  const threshold = coherenceThreshold(dates, grid, parameters.falseAlarmRate);
  const fits = await fitNetwork(points, network, grid, setting);
  const least = Math.max(threshold, LEAST_ARC_COHERENCE);
  const weight = Float64Array.from(fits.coherence, (xi) => (xi >= least ? 1 / Math.max(0.01, phaseVariance(xi)) : 0));
  onProgress(0.4, 'integrating arcs');
  const integration = await integrate(network, fits, weight, grid, signal);
  const parts = clustersOf(integration, points.count);
  const [velocityMmPerYear, heightM] = integration
    ? integration.quantities.map(({ values }) => withoutMedian(values, parts.cluster, parts.clusters))
    : [new Float64Array(points.count), new Float64Array(points.count)];
  const { residualRad, epochs } = await unwrapResiduals(
    points,
    network,
    fits.coherence,
    parts.cluster,
    [velocityMmPerYear, heightM],
    setting,
  );
  const variogram = residualVariogram(network, parts.cluster, residualRad, points.count, dates);
  await turn(signal);
  return {
    ...parts,
    velocityMmPerYear,
    heightM,
    ...joined(points, parts, [velocityMmPerYear, heightM], residualRad, model),
    variogram,
    arcs: { lengthM: network.lengthM, coherence: fits.coherence, threshold, integration },
    epochs,
  };
}

interface NetworkFits {
  readonly velocityMmPerYear: Float64Array;
  readonly heightM: Float64Array;
  readonly coherence: Float32Array;
}

async function fitNetwork(
  { phasesRad }: NetworkPoints,
  { from, to }: PointNetwork,
  grid: ArcGrid,
  { model, crew, signal, onProgress }: NetworkSetting,
): Promise<NetworkFits> {
  const count = from.length;
  const fits = {
    velocityMmPerYear: new Float64Array(count),
    heightM: new Float64Array(count),
    coherence: new Float32Array(count),
  };
  const design = { velocityRad: model.velocityRad, heightRad: model.heightRad };
  let done = 0;
  const parts: Promise<void>[] = [];
  for (let first = 0; first < count; first += ARCS_PER_TASK) {
    const end = Math.min(count, first + ARCS_PER_TASK);
    const arcs = new Int32Array(2 * (end - first));
    for (let arc = first; arc < end; arc++)
      [arcs[2 * (arc - first)], arcs[2 * (arc - first) + 1]] = [from[arc], to[arc]];
    const leastDates = Math.max(3, Math.ceil(model.dates.length / 2));
    parts.push(
      crew.run({ step: 'arcs', phasesRad, arcs, design, grid, leastDates }, signal).then((answer) => {
        if (answer?.step !== 'arcs') return;
        fits.velocityMmPerYear.set(answer.velocityMmPerYear, first);
        fits.heightM.set(answer.heightM, first);
        fits.coherence.set(answer.coherence, first);
        done += end - first;
        onProgress((0.4 * done) / count, `arcs of the network, ${done} of ${count}`);
      }),
    );
  }
  await Promise.all(parts);
  return fits;
}

async function integrate(
  network: PointNetwork,
  fits: NetworkFits,
  weight: Float64Array,
  grid: ArcGrid,
  signal: AbortSignal,
): Promise<RobustIntegration | undefined> {
  if (!weight.some((w) => w > 0)) return undefined;
  const steps = robustIntegrationSteps(network, [fits.velocityMmPerYear, fits.heightM], weight, {
    harmless: [HARMLESS_STEPS * grid.velocityStepMmPerYear, HARMLESS_STEPS * grid.heightStepM],
  });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await turn(signal);
  }
}

/** Parts of the network that are large enough, numbered by size. */
function clustersOf(integration: RobustIntegration | undefined, count: number) {
  const cluster = new Int32Array(count).fill(-1);
  if (!integration) return { cluster, clusters: 0 };
  const { components, isDropped } = integration;
  const clusters = components.sizes.findIndex((size) => size < FEWEST_POINTS);
  const large = clusters < 0 ? components.count : clusters;
  for (let point = 0; point < count; point++) {
    if (isDropped[point] === 0 && components.of[point] < large) cluster[point] = components.of[point];
  }
  return { cluster, clusters: large };
}

function withoutMedian(values: Float64Array, cluster: Int32Array, clusters: number): Float64Array {
  const medians = mediansByCluster(values, cluster, clusters);
  return values.map((value, point) => (cluster[point] < 0 ? Number.NaN : value - medians[cluster[point]]));
}

/** (clusters) NaN for one without values. */
export function mediansByCluster(values: ArrayLike<number>, cluster: Int32Array, clusters: number): Float64Array {
  return Float64Array.from({ length: clusters }, (_, c) => {
    const own: number[] = [];
    for (let point = 0; point < cluster.length; point++) {
      if (cluster[point] === c && !Number.isNaN(values[point])) own.push(values[point]);
    }
    return Float64Array.from(own).sort()[own.length >> 1] ?? Number.NaN;
  });
}

async function unwrapResiduals(
  points: NetworkPoints,
  network: PointNetwork,
  coherence: Float32Array,
  cluster: Int32Array,
  [velocity, height]: readonly Float64Array[],
  { model, parameters, crew, threads, signal, onProgress }: NetworkSetting,
) {
  const dates = model.dates.length;
  const n = points.count;
  const residualRad = new Float32Array(new SharedArrayBuffer(4 * n * dates));
  for (let point = 0; point < n; point++) {
    for (let date = 0; date < dates; date++) {
      const modelled = model.velocityRad[date] * velocity[point] + model.heightRad[date] * height[point];
      residualRad[date * n + point] = wrap(points.phasesRad[point * dates + date] - modelled);
    }
  }
  if (!cluster.some((c) => c >= 0)) return { residualRad, epochs: model.dates.map(() => NOTHING_UNWRAPPED) };
  await turn(signal);
  const kept = (values: Float64Array) => values.map((value, point) => (cluster[point] < 0 ? Number.NaN : value));
  const [x, y] = [kept(points.eastM), kept(points.northM)];
  const planar = triangulatedNetwork(triangulate(x, y), x, y);
  const varianceRad2 = arcVariances(planar, network, coherence, cluster, x, y, parameters.maxArcM);
  await turn(signal);
  const datesPerTask = Math.max(1, Math.ceil(dates / (4 * threads)));
  const parts: Promise<readonly UnwrappedEpoch[]>[] = [];
  let done = 0;
  for (let firstDate = 0; firstDate < dates; firstDate += datesPerTask) {
    const own = Math.min(datesPerTask, dates - firstDate);
    const task = { step: 'unwrap', network: planar, varianceRad2, residualRad, firstDate, dates: own } as const;
    parts.push(
      crew.run(task, signal).then((answer) => {
        done += own;
        onProgress(0.5 + (0.5 * done) / dates, `unwrapping, date ${done} of ${dates}`);
        return answer?.step === 'unwrap' ? answer.epochs : [];
      }),
    );
  }
  return { residualRad, epochs: (await Promise.all(parts)).flat() };
}

const NOTHING_UNWRAPPED: UnwrappedEpoch = { residues: 0, cycles: 0, isCheapest: true };

/** Model and residual together, less the median of each date and cluster. */
function joined(
  points: NetworkPoints,
  { cluster, clusters }: { readonly cluster: Int32Array; readonly clusters: number },
  [velocity, height]: readonly Float64Array[],
  residualRad: Float32Array,
  model: PhaseModel,
) {
  const dates = model.dates.length;
  const n = points.count;
  const unwrappedRad = new Float32Array(new SharedArrayBuffer(4 * n * dates)).fill(Number.NaN);
  const commonRad = new Float64Array(clusters * dates);
  for (let date = 0; date < dates; date++) {
    const residuals = residualRad.subarray(date * n, (date + 1) * n);
    const medians = mediansByCluster(residuals, cluster, clusters);
    for (let c = 0; c < clusters; c++) commonRad[c * dates + date] = Number.isNaN(medians[c]) ? 0 : medians[c];
    for (let point = 0; point < n; point++) {
      if (cluster[point] < 0) continue;
      unwrappedRad[point * dates + date] =
        model.velocityRad[date] * velocity[point] +
        model.heightRad[date] * height[point] +
        residuals[point] -
        commonRad[cluster[point] * dates + date];
    }
  }
  return { unwrappedRad, commonRad };
}
