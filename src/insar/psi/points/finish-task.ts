/** The second pass over the candidates of a block: from whole phases to points. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Interpolator } from '../../atmosphere/local-kriging.js';
import { AreaMask, type AreaOfInterest } from '../area-mask.js';
import { readColumns, writeColumns } from '../columns-file.js';
import type { ThreadSpace } from '../crew/thread-space.js';
import { type PlacedCandidates, picked, placedCandidates } from '../network/placed-candidates.js';
import { heightShift, type PlaceColumns } from '../network/places.js';
import type { PhaseModel } from '../phase-model.js';
import type { PsiParameters } from '../psi-parameters.js';
import { blockFile, type PointColumns } from '../step-files.js';
import { stepModel } from '../step-model.js';
import type { Atmosphere } from './atmosphere.js';
import { type DenseColumns, denseFile } from './densify-task.js';
import { type FinishedPoints, type FinishSetting, finishPoints } from './finish-points.js';
import { interpolatorOf } from './interpolator.js';

export interface FinishTask {
  readonly step: 'finish';
  readonly folder: string;
  readonly block: number;
  readonly model: PhaseModel;
  readonly parameters: PsiParameters;
  readonly area: AreaOfInterest | undefined;
  readonly atmosphere: Atmosphere;
}

/** Cells that tell of the air at a point. */
const AIR_NEIGHBOURS = 14;
const MAX_AIR_DISTANCE_M = 5000;

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
  const { folder, block, model, area } = task;
  const path = blockFile(folder, 'points', block);
  await mkdir(dirname(path), { recursive: true });
  const mask = area && new AreaMask(area);
  const found = await placedCandidates({ folder, area: mask }, block, model);
  const dense = (await readColumns<keyof DenseColumns>(denseFile(folder, block))) as unknown as DenseColumns;
  if (!found || dense.candidate.length === 0) return writeColumns(path, { row: new Int32Array(0) });
  const { thread } = await space.kernels();
  const setting = await space.kept(`finish ${folder}`, async () => finishSetting(task));
  const places = picked(found.places, dense.candidate);
  const finished = finishPoints(thread, { ...places, ...dense, count: dense.candidate.length }, setting);
  const points = pointsOf(found, places, dense, finished, model);
  // Height errors have moved points, some of them out of the area.
  const isInside = (k: number) => mask?.has(points.longitudeDeg[k], points.latitudeDeg[k]) ?? true;
  const kept = Int32Array.from(points.row.keys()).filter(isInside);
  const { displacementMm, ...rest } = points;
  await writeColumns(path, {
    ...picked(rest, kept),
    displacementMm: pickedSeries(displacementMm, kept, model.dates.length),
  });
}

function finishSetting({ model, parameters, atmosphere }: FinishTask): FinishSetting {
  const { clusters, variogram, varianceRad2 } = atmosphere;
  const options = { neighbours: AIR_NEIGHBOURS, maxDistanceM: MAX_AIR_DISTANCE_M };
  return {
    model,
    step: stepModel(model),
    air: clusters,
    airVarianceRad2: varianceRad2,
    interpolators: clusters.map(({ eastM, northM, nuggetRad2 }): Interpolator | undefined => {
      if (parameters.atmosphere === 'none' || eastM.length === 0) return undefined;
      return interpolatorOf(parameters.atmosphere, eastM, northM, nuggetRad2, variogram, options);
    }),
    heightInterpolators: clusters.map(({ heights: { share, eastM, northM, nuggetM2, varianceM2 } }) => {
      if (share === 0 || eastM.length === 0) return undefined;
      return interpolatorOf('kriging', eastM, northM, nuggetM2, { ...variogram, sill: varianceM2 }, options);
    }),
    stillInterpolators: clusters.map(({ still: { eastM, northM, nuggetRad2 } }) => {
      if (eastM.length === 0) return undefined;
      return interpolatorOf('kriging', eastM, northM, nuggetRad2, variogram, options);
    }),
  };
}

function pointsOf(
  found: PlacedCandidates,
  places: PlaceColumns,
  dense: DenseColumns,
  finished: FinishedPoints,
  model: PhaseModel,
): PointColumns {
  const count = dense.candidate.length;
  const real = (valueAt: (k: number) => number) => Float32Array.from({ length: count }, (_, k) => valueAt(k));
  const { row, column, samples, dispersion } = picked(found.candidates, dense.candidate);
  const heightErrorM = real((k) => (finished.heightErrorM[k] * places.rangeSineM[k]) / model.rangeSineM);
  const points = {
    ...{ row, column, samples, dispersion, heightErrorM },
    cluster: dense.cluster,
    longitudeDeg: places.longitudeDeg.slice(),
    latitudeDeg: places.latitudeDeg.slice(),
    heightM: places.heightM.map((heightM, k) => heightM + heightErrorM[k]),
    heightErrorStdM: real((k) => (finished.heightErrorStdM[k] * places.rangeSineM[k]) / model.rangeSineM),
    losEast: Float32Array.from(places.losEast),
    losNorth: Float32Array.from(places.losNorth),
    losUp: Float32Array.from(places.losUp),
    coherence: dense.coherence,
    hiddenStdMm: real((k) => Math.hypot(finished.airStdMm[k], driftMm(found, dense.candidate[k], model))),
    noiseFactor: finished.noiseFactor,
    displacementMm: finished.displacementMm,
  };
  for (let k = 0; k < count; k++) {
    const [east, north] = heightShift(
      heightErrorM[k],
      places.losEast[k],
      places.losNorth[k],
      places.losUp[k],
      places.latitudeDeg[k],
    );
    points.longitudeDeg[k] += east;
    points.latitudeDeg[k] += north;
  }
  return points;
}

function pickedSeries(series: Float32Array, rows: Int32Array, dates: number): Float32Array {
  if (rows.length * dates === series.length) return series;
  const out = new Float32Array(rows.length * dates);
  rows.forEach((row, k) => {
    out.set(series.subarray(row * dates, (row + 1) * dates), k * dates);
  });
  return out;
}
