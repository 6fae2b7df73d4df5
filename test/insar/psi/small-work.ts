/** Small simulated stacks, their tiled stores, and a crew of one that works in the process of the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readColumns } from '../../../src/insar/psi/columns-file.js';
import { performTask } from '../../../src/insar/psi/crew/perform-task.js';
import type { PsiTask } from '../../../src/insar/psi/crew/psi-task.js';
import { ThreadSpace } from '../../../src/insar/psi/crew/thread-space.js';
import { DEFAULT_PSI_PARAMETERS } from '../../../src/insar/psi/psi-parameters.js';
import {
  type AmplitudeColumns,
  blockFile,
  type CandidateColumns,
  columnsOf,
  storeFolder,
} from '../../../src/insar/psi/step-files.js';
import { type StepSetting, wantedBlocks } from '../../../src/insar/psi/step-setting.js';
import {
  DEFAULT_PLAN,
  ORBIT_FACTS,
  type SimulationPlan,
  simulatorOf,
} from '../../../src/insar/simulation/simulation-plan.js';
import type { StackSimulator } from '../../../src/insar/simulation/stack-simulator.js';
import { writeStack } from '../../../src/insar/simulation/write-stack.js';
import { fillTileStore } from '../../../src/insar/stack/fill-tile-store.js';
import { openStack } from '../../../src/insar/stack/open-stack.js';
import type { SlcStack } from '../../../src/insar/stack/slc-stack.js';

export interface SmallWork {
  readonly simulator: StackSimulator;
  readonly stack: SlcStack;
  /** A work of its own, its store filled. */
  readonly work: (name: string, tilePixels?: number, changed?: Partial<StepSetting>) => Promise<StepSetting>;
  readonly remove: () => Promise<void>;
}

/** @param spoil images before they are tiled, date by date */
export async function smallWork(
  plan: Partial<SimulationPlan>,
  spoil?: (image: Float32Array, date: number, firstRow: number) => void,
): Promise<SmallWork> {
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-psi-'));
  const simulator = simulatorOf({ ...DEFAULT_PLAN, ...plan }, 'ascending');
  const { track, burstCycle, swath } = ORBIT_FACTS.ascending;
  await writeStack(simulator, join(folder, 'stack'), {
    compression: 'none',
    truth: 'compact',
    facts: { track, burstCycle, swath },
  });
  const stack = await openStack(join(folder, 'stack'));
  if (spoil) {
    const read = stack.readTile.bind(stack);
    stack.readTile = async (date, rows, out) => {
      const image = await read(date, rows, out);
      spoil(image, date, rows.first);
      return image;
    };
  }
  const crew = crewOfOne();
  const stores: { close(): Promise<void> }[] = [];
  return {
    simulator,
    stack,
    work: async (name, tilePixels = 32, changed = {}) => {
      const store = await fillTileStore(stack, storeFolder(join(folder, name)), { tilePixels });
      stores.push(store);
      return {
        folder: join(folder, name),
        store,
        parameters: DEFAULT_PSI_PARAMETERS,
        crew,
        threads: 1,
        signal: new AbortController().signal,
        onProgress: () => {},
        log: () => {},
        ...changed,
      };
    },
    remove: async () => {
      await stack.close();
      for (const store of stores) await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function crewOfOne(): StepSetting['crew'] {
  const space = new ThreadSpace();
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: async (task: PsiTask) => {
      const done = last.then(() => performTask(task, space));
      last = done.catch(() => {});
      return done;
    },
  };
}

export const amplitudesOf = async (setting: StepSetting, block: number): Promise<AmplitudeColumns> =>
  columnsOf(await readColumns(blockFile(setting.folder, 'amplitude', block)));

export interface Candidate {
  readonly row: number;
  readonly column: number;
  readonly samples: number;
  readonly dispersion: number;
  readonly linkedCoherence: number;
  readonly sigmaRad: number;
  readonly phasesRad: Float32Array;
}

/** Of all blocks, in order of row and column. */
export async function candidatesOf(setting: StepSetting): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const dates = setting.store.header.dates.length;
  for (const { index } of wantedBlocks(setting)) {
    const all: CandidateColumns = columnsOf(await readColumns(blockFile(setting.folder, 'candidates', index)));
    all.row.forEach((row, k) => {
      found.push({
        row,
        column: all.column[k],
        samples: all.samples[k],
        dispersion: all.dispersion[k],
        linkedCoherence: all.linkedCoherence[k],
        sigmaRad: all.sigmaRad[k],
        phasesRad: all.phasesRad.slice(k * dates, (k + 1) * dates),
      });
    });
  }
  return found.sort((a, b) => a.row - b.row || a.column - b.column);
}
