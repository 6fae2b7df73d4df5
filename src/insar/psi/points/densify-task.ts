/** The first pass over the candidates of a block: to whole phases, and to what they leave of the air in cells. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ArcGrid, KernelThread } from '../../../kernels/index.js';
import { autocorrelation } from '../../atmosphere/autocorrelation.js';
import { highPassOf } from '../../atmosphere/high-pass.js';
import { PointTree } from '../../network/point-tree.js';
import { AreaMask, type AreaOfInterest } from '../area-mask.js';
import { writeColumns } from '../columns-file.js';
import type { ThreadSpace } from '../crew/thread-space.js';
import { NETWORK_FILE, type NetworkFile, readNetwork, variogramOf } from '../network/network-file.js';
import { type PlacedCandidates, placedCandidates } from '../network/placed-candidates.js';
import type { PhaseModel } from '../phase-model.js';
import type { PsiParameters } from '../psi-parameters.js';
import { stepFile } from '../step-files.js';
import { fitStepModel, heightOf, modelled, smoothCoefficients, smoothFunctions, stepModel } from '../step-model.js';
import { AIR_CELL_M } from './atmosphere.js';
import { type DensePoints, type DensifySetting, densify } from './densify.js';
import { interpolatorOf } from './interpolator.js';
import { CellSums } from './residual-cells.js';

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
