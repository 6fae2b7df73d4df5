/** What the steps that go block by block are given, and how they go. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TileStore } from '../stack/tile-store.js';
import { type Block, blocksOf } from './blocks.js';
import type { PsiCrew, PsiTask } from './crew/psi-task.js';
import type { PsiParameters } from './psi-parameters.js';
import { exists, type StepName } from './step-files.js';

export interface StepSetting {
  /** Of the work; the store is filled. */
  readonly folder: string;
  readonly store: Pick<TileStore, 'header' | 'usableDates'>;
  readonly parameters: PsiParameters;
  readonly crew: Pick<PsiCrew, 'run'>;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Share of the step, 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly log: (level: 'info' | 'warn', message: string) => void;
  /** Blocks outside of the area of interest are left out; by default none. */
  readonly isWanted?: (block: Block) => boolean;
}

export const wantedBlocks = ({ store, isWanted }: StepSetting): readonly Block[] =>
  blocksOf(store.header).filter((block) => isWanted?.(block) ?? true);

export const makeStepFolder = (folder: string, step: StepName): Promise<unknown> =>
  mkdir(join(folder, step), { recursive: true });

/** Runs the task of every block whose file is not there, as many at a time as there are threads. */
export async function forEachBlock(
  setting: StepSetting,
  fileOf: (block: number) => string,
  taskOf: (block: Block) => PsiTask,
): Promise<void> {
  const { crew, threads, signal, onProgress } = setting;
  const blocks = wantedBlocks(setting);
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < blocks.length) {
      const block = blocks[next++];
      signal.throwIfAborted();
      if (!(await exists(fileOf(block.index)))) await crew.run(taskOf(block), signal);
      onProgress(++done / blocks.length);
    }
  };
  const workToTheEnd = () =>
    work().catch((error) => {
      // The others need not go on.
      next = blocks.length;
      throw error;
    });
  await Promise.all(Array.from({ length: Math.max(1, threads) }, workToTheEnd));
}
