/**
 * Stacks of images with known truth: `process.json` says what for and with which inputs, `src/insar/simulation/` makes them.
 * They are written in the job's folder, where an interrupted job goes on with them and a dismissed one leaves nothing, and
 * moved to the folder of stacks when they are whole.
 */
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidParameter } from '../../src/errors.js';
import { ORBIT_FACTS, type Orbit, simulatorOf } from '../../src/insar/simulation/simulation-plan.js';
import { refuseWithoutRoom, stackBytes, writeStack } from '../../src/insar/simulation/write-stack.js';
import { openStack } from '../../src/insar/stack/open-stack.js';
import type { Outputs, ProcessContext, ProcessRun } from '../../src/jobs/process.js';
import { type Parameters, parametersOf } from './parameters.js';

const RECORD_FILE = 'simulation.json';
const DRAFT_FOLDER = 'stacks-in-the-making';

interface StackResult {
  readonly orbit: Orbit;
  readonly path: string;
  readonly truth: string;
  readonly acquisitions: number;
  readonly rows: number;
  readonly columns: number;
  readonly sizeBytes: number;
}

/** Beside the stacks: what they are, and whose. */
interface SimulationRecord {
  readonly jobId: string;
  readonly softwareVersion: string;
  readonly inputs: unknown;
  readonly plan: unknown;
  readonly stacks: readonly StackResult[];
}

export const run: ProcessRun = async (context): Promise<Outputs> => {
  const parameters = parametersOf(context.inputs);
  const name = parameters.name ?? `simulated-${context.jobId}`;
  const record = (await ownRecord(context, name)) ?? (await simulate(context, parameters, name));
  const value = { stacks: record.stacks, truth: `${name}/${RECORD_FILE}` };
  return { stacks: { kind: 'json', value } };
};

/** What this job moved in place before it was interrupted. Throws `invalidParameter` when the name is another's. */
async function ownRecord({ stacks, jobId }: ProcessContext, name: string): Promise<SimulationRecord | undefined> {
  const folder = join(stacks, name);
  if (!(await isThere(folder))) return undefined;
  const text = await readFile(join(folder, RECORD_FILE), 'utf8').catch(() => undefined);
  const record = text === undefined ? undefined : (JSON.parse(text) as SimulationRecord);
  if (record?.jobId === jobId) return record;
  throw invalidParameter('name', `there are stacks of the name ${name} already; take another`);
}

async function simulate(context: ProcessContext, parameters: Parameters, name: string): Promise<SimulationRecord> {
  const { folder, stacks, signal, jobId, softwareVersion, inputs, progress, log } = context;
  const { orbits, plan, truth, compression } = parameters;
  const draft = join(folder, DRAFT_FOLDER);
  await mkdir(draft, { recursive: true });
  const expected = orbits.length * stackBytes(plan, truth);
  await refuseWithoutRoom(draft, expected - (await folderBytes(draft)));
  log('info', `${orbits.length} stacks of ${plan.dates} images, about ${Math.round(expected / 1e6)} MB`);
  const results: StackResult[] = [];
  for (const [index, orbit] of orbits.entries()) {
    const own = join(draft, orbit);
    const { laterDays: _later, headingDeg: _heading, incidenceDeg: _incidence, ...facts } = ORBIT_FACTS[orbit];
    // A folder with a description is whole: from an attempt that was interrupted later.
    if (!(await isThere(join(own, 'stack.json')))) {
      await mkdir(own, { recursive: true });
      await writeStack(simulatorOf(plan, orbit), own, {
        truth,
        compression,
        facts: { ...facts, title: `Simulated ${plan.scene}, ${orbit}` },
        signal,
        onProgress: (share) => progress((index + share) / orbits.length, `simulating the ${orbit} stack`),
      });
      // Whoever gets it will open it the same way.
      await (await openStack(own, { signal })).close();
    }
    results.push({
      orbit,
      path: `${name}/${orbit}`,
      truth: `${name}/${orbit}/truth`,
      acquisitions: plan.dates,
      rows: plan.rows,
      columns: plan.columns,
      sizeBytes: await folderBytes(own),
    });
  }
  const record: SimulationRecord = { jobId, softwareVersion, inputs, plan, stacks: results };
  await writeFile(join(draft, RECORD_FILE), `${JSON.stringify(record, undefined, 1)}\n`, { flush: true });
  signal.throwIfAborted();
  await mkdir(stacks, { recursive: true });
  await rename(draft, join(stacks, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    throw invalidParameter('name', `there are stacks of the name ${name} already; take another`);
  });
  return record;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
