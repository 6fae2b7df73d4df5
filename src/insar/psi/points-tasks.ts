/** The two passes over candidates on a thread: to whole phases and residuals of cells, and from there to points. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ArcGrid, KernelThread } from '../../kernels/index.js';
import { autocorrelation } from '../atmosphere/autocorrelation.js';
import { highPassOf } from '../atmosphere/high-pass.js';
import {
  type InterpolationOptions,
  type Interpolator,
  InverseDistance,
  LocalKriging,
} from '../atmosphere/local-kriging.js';
import type { Variogram } from '../atmosphere/variogram.js';
import { PointTree } from '../network/point-tree.js';
import { AreaMask, type AreaOfInterest } from './area-mask.js';
import { AIR_CELL_M, type Atmosphere } from './atmosphere.js';
import { readColumns, writeColumns } from './columns-file.js';
import { type DensePoints, type DensifySetting, densify } from './densify.js';
import { finishPoints } from './finish-points.js';
import { NETWORK_FILE, type NetworkFile, readNetwork, variogramOf } from './network-file.js';
import type { PhaseModel } from './phase-model.js';
import { type PlacedCandidates, placedCandidates } from './placed-candidates.js';
import { heightShift } from './places.js';
import type { PsiParameters } from './psi-parameters.js';
import { CellSums } from './residual-cells.js';
import { blockFile, type PointColumns, stepFile } from './step-files.js';
import { fitStepModel, heightOf, modelled, smoothCoefficients, smoothFunctions, stepModel } from './step-model.js';
import type { ThreadSpace } from './thread-space.js';

export interface DensifyTask {
  readonly step: 'densify';
  readonly folder: string;
  readonly block: number;
  readonly model: PhaseModel;
  readonly parameters: PsiParameters;
  readonly area: AreaOfInterest | undefined;
  readonly grid: ArcGrid;
  readonly threshold: number;
  readonly waveThreshold: number;
}

export interface FinishTask {
  readonly step: 'finish';
  readonly folder: string;
  readonly block: number;
  readonly model: PhaseModel;
  readonly parameters: PsiParameters;
  readonly area: AreaOfInterest | undefined;
  readonly atmosphere: Atmosphere;
}

/** Accepted points of a block, and the cells of their residuals. */
export interface DenseColumns extends Omit<DensePoints, 'count'> {}

export const denseFile = (folder: string, block: number): string =>
  stepFile(folder, 'points', `dense-${String(block).padStart(5, '0')}.columns`);
export const cellsFile = (folder: string, block: number): string =>
  stepFile(folder, 'points', `cells-${String(block).padStart(5, '0')}.columns`);

/** Candidates that pass through the kernels at a time. */
const BATCH = 2048;
/** Neighbours that tell a candidate what they share. */
const NETWORK_NEIGHBOURS = 10;
const AIR_NEIGHBOURS = 14;
const MAX_AIR_DISTANCE_M = 5000;
/** Points whose residuals tell of the air: coherent, and not moving on their own. */
const LEAST_AIR_COHERENCE = 0.6;
const MOST_AUTOCORRELATION = 0.5;

export async function densifyTask(space: ThreadSpace, task: DensifyTask): Promise<void> {
  const { folder, block, model, area } = task;
  const found = await placedCandidates({ folder, area: area && new AreaMask(area) }, block, model);
  const { thread } = await space.kernels();
  const setting = await space.kept(`densify ${folder}`, () => densifySetting(task));
  const cells = new CellSums(AIR_CELL_M, model.dates.length, smoothFunctions(setting.step));
  const parts: DensePoints[] = [];
  const count = found?.phasesRad ? found.candidates.row.length : 0;
  for (let first = 0; first < count; first += BATCH) {
    const end = Math.min(count, first + BATCH);
    const part = densify(thread, batchOf(found!, first, end, setting.network, block, model.dates.length), setting);
    addResiduals(thread, part, found!, first, setting, cells, task.parameters.atmosphereHighPassDays);
    parts.push({ ...part, candidate: part.candidate.map((p) => p + first) });
  }
  const dense = joinedParts(parts, model.dates.length);
  await mkdir(dirname(denseFile(folder, block)), { recursive: true });
  await writeColumns(cellsFile(folder, block), { ...cells.columns() });
  await writeColumns(denseFile(folder, block), { ...dense });
}

async function densifySetting({
  folder,
  model,
  parameters,
  grid,
  threshold,
  waveThreshold,
}: DensifyTask): Promise<DensifySetting> {
  const network = await readNetwork(stepFile(folder, 'network', NETWORK_FILE));
  const clusters = network.commonRad.length / model.dates.length;
  const members = Array.from({ length: clusters }, (_, cluster) =>
    Int32Array.from(network.cluster.keys()).filter((point) => network.cluster[point] === cluster),
  );
  const placeInCluster = new Int32Array(network.cluster.length);
  for (const own of members) {
    own.forEach((point, place) => {
      placeInCluster[point] = place;
    });
  }
  const tree = new PointTree(network.eastM, network.northM);
  const options = { neighbours: NETWORK_NEIGHBOURS, maxDistanceM: parameters.maxArcM };
  const variogram = variogramOf(network);
  return {
    network,
    model,
    step: stepModel(model),
    grid,
    threshold,
    waveThreshold,
    leastDates: Math.max(3, Math.ceil(model.dates.length / 2)),
    clusterAt: (eastM, northM) => {
      const near = tree.nearest(eastM, northM, 1, -1, parameters.maxArcM);
      return near.length === 0 ? -1 : network.cluster[near[0]];
    },
    interpolators: members.map((own) => {
      const pick = (values: Float64Array) => Float64Array.from(own, (point) => values[point]);
      return interpolatorOf(
        'kriging',
        pick(network.eastM),
        pick(network.northM),
        pick(network.nuggetRad2),
        variogram,
        options,
      );
    }),
    members,
    placeInCluster,
  };
}

function interpolatorOf(
  method: 'kriging' | 'idw',
  x: Float64Array,
  y: Float64Array,
  nugget: Float64Array,
  variogram: Variogram,
  options: InterpolationOptions,
): Interpolator {
  if (method === 'idw') return new InverseDistance(x, y, options);
  // Without any structure all neighbours count alike.
  return new LocalKriging(x, y, nugget, { ...variogram, sill: Math.max(variogram.sill, 1e-4) }, options);
}

function batchOf(
  { places, phasesRad }: PlacedCandidates,
  first: number,
  end: number,
  network: NetworkFile,
  block: number,
  dates: number,
) {
  const networkPoint = new Int32Array(end - first).fill(-1);
  for (let point = 0; point < network.block.length; point++) {
    const place = network.index[point] - first;
    if (network.block[point] === block && place >= 0 && place < end - first) networkPoint[place] = point;
  }
  return {
    count: end - first,
    eastM: places.eastM.subarray(first, end),
    northM: places.northM.subarray(first, end),
    phasesRad: phasesRad.subarray(first * dates, end * dates),
    networkPoint,
  };
}

/** What is left of each point after its own model, to the cell it lies in. */
function addResiduals(
  thread: KernelThread,
  part: DensePoints,
  { places }: PlacedCandidates,
  first: number,
  { step, model }: DensifySetting,
  cells: CellSums,
  highPassDays: number,
): void {
  const dates = model.dates.length;
  const fits = fitStepModel(thread, part.unwrappedRad, step);
  const residual = new Float32Array(dates);
  const highPass = highPassOf(model.timesYears, highPassDays);
  for (let k = 0; k < part.count; k++) {
    if (part.coherence[k] < LEAST_AIR_COHERENCE || Number.isNaN(fits.rms[k])) continue;
    for (let i = 0; i < dates; i++) {
      residual[i] = part.unwrappedRad[k * dates + i] - modelled(step, fits.coefficients, k, i);
    }
    if (autocorrelation(residual).neighbours > MOST_AUTOCORRELATION) continue;
    highPass?.(residual);
    const p = first + part.candidate[k];
    const point = {
      eastM: places.eastM[p],
      northM: places.northM[p],
      heightM: places.heightM[p],
      cluster: part.cluster[k],
      heightErrorM: heightOf(step, fits, k).heightM,
      weight: 1 / (0.02 - 2 * Math.log(Math.min(1, part.coherence[k]))),
    };
    cells.add(point, smoothCoefficients(step, fits.coefficients, k), residual);
  }
}

function joinedParts(parts: readonly DensePoints[], dates: number): DenseColumns {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const joined = {
    candidate: new Int32Array(count),
    cluster: new Int32Array(count),
    coherence: new Float32Array(count),
    unwrappedRad: new Float32Array(count * dates),
  };
  let at = 0;
  for (const part of parts) {
    joined.candidate.set(part.candidate, at);
    joined.cluster.set(part.cluster, at);
    joined.coherence.set(part.coherence, at);
    joined.unwrappedRad.set(part.unwrappedRad, at * dates);
    at += part.count;
  }
  return joined;
}

/** Linked coherence from which on the errors of phases hardly go on from date to date, and at which all of them do. */
const NO_DRIFT = 0.95;
const ALL_DRIFT = 0.8;

/**
 * Phases of scatterers that decorrelate drift away: an error of standard deviation s that lasts does to a velocity what
 * white noise of s sqrt(N) would.
 */
function driftMm({ candidates }: PlacedCandidates, p: number, { dates, radPerMm }: PhaseModel): number {
  if (candidates.samples[p] === 0) return 0;
  const share = Math.min(1, Math.max(0, (NO_DRIFT - candidates.linkedCoherence[p]) / (NO_DRIFT - ALL_DRIFT)));
  return (share * candidates.sigmaRad[p] * Math.sqrt(dates.length)) / radPerMm;
}

export async function finishTask(space: ThreadSpace, task: FinishTask): Promise<void> {
  const { folder, block, model, parameters, area, atmosphere } = task;
  const path = blockFile(folder, 'points', block);
  const found = await placedCandidates({ folder, area: area && new AreaMask(area) }, block, model);
  const dense = (await readColumns<keyof DenseColumns>(denseFile(folder, block))) as unknown as DenseColumns;
  const { thread } = await space.kernels();
  if (!found || dense.candidate.length === 0) {
    await writeColumns(path, { row: new Int32Array(0) });
    return;
  }
  const options = { neighbours: AIR_NEIGHBOURS, maxDistanceM: MAX_AIR_DISTANCE_M };
  const setting = await space.kept(`finish ${folder}`, async () => ({
    model,
    step: stepModel(model),
    air: atmosphere.clusters,
    airVarianceRad2: atmosphere.varianceRad2,
    interpolators: atmosphere.clusters.map(({ eastM, northM, nuggetRad2 }) => {
      if (parameters.atmosphere === 'none') return undefined;
      return interpolatorOf(parameters.atmosphere, eastM, northM, nuggetRad2, atmosphere.variogram, options);
    }),
    heightInterpolators: atmosphere.clusters.map(({ heights: { share, eastM, northM, nuggetM2, varianceM2 } }) =>
      share === 0 || eastM.length === 0
        ? undefined
        : interpolatorOf('kriging', eastM, northM, nuggetM2, { ...atmosphere.variogram, sill: varianceM2 }, options),
    ),
    stillInterpolators: atmosphere.clusters.map(({ still: { eastM, northM, nuggetRad2 } }) =>
      eastM.length === 0
        ? undefined
        : interpolatorOf('kriging', eastM, northM, nuggetRad2, atmosphere.variogram, options),
    ),
  }));
  const pick = <T extends Float64Array | Float32Array | Int32Array>(values: T): T =>
    (values.constructor as unknown as { from(rows: Int32Array, map: (p: number) => number): T }).from(
      dense.candidate,
      (p) => values[p],
    );
  const { places, candidates } = found;
  const finished = finishPoints(
    thread,
    {
      count: dense.candidate.length,
      eastM: pick(places.eastM),
      northM: pick(places.northM),
      heightM: pick(places.heightM),
      cluster: dense.cluster,
      unwrappedRad: dense.unwrappedRad,
    },
    setting,
  );
  const [longitudeDeg, latitudeDeg, heightM] = [
    pick(places.longitudeDeg),
    pick(places.latitudeDeg),
    pick(places.heightM),
  ];
  const [losEast, losNorth, losUp] = [places.losEast, places.losNorth, places.losUp].map((values) =>
    Float32Array.from(dense.candidate, (p) => values[p]),
  );
  const [heightErrorM, heightErrorStdM] = [finished.heightErrorM, finished.heightErrorStdM].map((values) =>
    Float32Array.from(values, (value, k) => (value * places.rangeSineM[dense.candidate[k]]) / model.rangeSineM),
  );
  for (let k = 0; k < heightM.length; k++) {
    heightM[k] += heightErrorM[k];
    const [east, north] = heightShift(heightErrorM[k], losEast[k], losNorth[k], losUp[k], latitudeDeg[k]);
    longitudeDeg[k] += east;
    latitudeDeg[k] += north;
  }
  const points: PointColumns = {
    row: pick(candidates.row),
    column: pick(candidates.column),
    samples: pick(candidates.samples),
    dispersion: pick(candidates.dispersion),
    cluster: dense.cluster,
    longitudeDeg,
    latitudeDeg,
    heightM,
    heightErrorM,
    heightErrorStdM,
    losEast,
    losNorth,
    losUp,
    coherence: dense.coherence,
    hiddenStdMm: finished.hiddenStdMm.map((stdMm, k) => Math.hypot(stdMm, driftMm(found, dense.candidate[k], model))),
    noiseFactor: finished.noiseFactor,
    displacementMm: finished.displacementMm,
  };
  await mkdir(dirname(path), { recursive: true });
  await writeColumns(path, { ...points });
}
