/** The step `points`: candidates against the network, the air from what is left of them, and the points. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { halfRayleighGrid } from '../../../kernels/index.js';
import { turn } from '../../turns.js';
import type { AreaOfInterest } from '../area-mask.js';
import { readColumns } from '../columns-file.js';
import { coherenceThreshold } from '../network/coherence-threshold.js';
import { NETWORK_FILE, readNetwork } from '../network/network-file.js';
import type { PhaseModel } from '../phase-model.js';
import type { PipelineWork, StepProgress } from '../pipeline-work.js';
import { blockFile, stepFile } from '../step-files.js';
import { smoothFunctions, stepModel } from '../step-model.js';
import { forEachBlock } from '../step-setting.js';
import { AIR_CELL_M, type Atmosphere, atmosphereOf } from './atmosphere.js';
import { WAVE_PHASES } from './densify.js';
import { cellsFile, denseFile } from './densify-task.js';
import { CellSums, cellColumnsOf } from './residual-cells.js';

export interface PointsFound {
  readonly atmosphere: Atmosphere;
  /** Of each block. */
  readonly points: readonly number[];
}

export async function pointsStep(
  work: PipelineWork,
  area: AreaOfInterest | undefined,
  model: PhaseModel,
  onProgress: StepProgress,
): Promise<PointsFound> {
  const { folder, parameters, blocks, signal } = work;
  const network = await readNetwork(stepFile(folder, 'network', NETWORK_FILE));
  const clusters = network.commonRad.length / model.dates.length;
  await mkdir(dirname(denseFile(folder, 0)), { recursive: true });
  const grid = halfRayleighGrid(model, parameters.maxVelocityMmPerYear, parameters.maxHeightErrorM);
  const thresholdOf = (trials: number) =>
    Math.max(coherenceThreshold(model.dates.length, grid, parameters.falseAlarmRate, trials), parameters.minCoherence);
  const [threshold, waveThreshold] = [thresholdOf(1), thresholdOf(1 + WAVE_PHASES)];
  const common = { folder, model, parameters, area };
  await forEachBlock(
    { ...work, onProgress: (share) => onProgress(0.6 * share, 'densification') },
    (block) => denseFile(folder, block),
    ({ index: block }) => ({ step: 'densify', block, grid, threshold, waveThreshold, ...common }),
  );
  const sums = new CellSums(AIR_CELL_M, model.dates.length, smoothFunctions(stepModel(model)));
  for (const { index } of blocks) {
    sums.addAll(cellColumnsOf(await readColumns(cellsFile(folder, index))));
    await turn(signal);
  }
  onProgress(0.6, 'air of every date');
  const atmosphere = await atmosphereOf(sums.columns(), clusters, stepModel(model), parameters, signal);
  await forEachBlock(
    { ...work, onProgress: (share) => onProgress(0.65 + 0.35 * share, 'series') },
    (block) => blockFile(folder, 'points', block),
    ({ index: block }) => ({ step: 'finish', block, atmosphere, ...common }),
  );
  const points: number[] = [];
  for (const { index } of blocks)
    points.push(((await readColumns(blockFile(folder, 'points', index))) as { row: Int32Array }).row.length);
  return { atmosphere, points };
}
