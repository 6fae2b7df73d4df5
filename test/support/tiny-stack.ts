/** Small simulated stacks for what does not look at their images. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DEFAULT_PLAN,
  ORBIT_FACTS,
  type Orbit,
  type SimulationPlan,
  simulatorOf,
} from '../../src/insar/simulation/simulation-plan.js';
import { writeStack } from '../../src/insar/simulation/write-stack.js';

/** Writes a stack into `folder/orbit` and returns the path. */
export async function writeTinyStack(
  folder: string,
  orbit: Orbit,
  changes: Partial<SimulationPlan> = {},
): Promise<string> {
  const plan = { ...DEFAULT_PLAN, rows: 48, columns: 64, dates: 12, ...changes };
  const { track, burstCycle, swath } = ORBIT_FACTS[orbit];
  const path = join(folder, orbit);
  await mkdir(path, { recursive: true });
  await writeStack(simulatorOf(plan, orbit), path, {
    truth: 'compact',
    compression: 'none',
    facts: { track, burstCycle, swath, title: `Tiny, ${orbit}` },
  });
  return path;
}
