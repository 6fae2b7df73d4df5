/**
 * `npm run bench -- psi [--scene=city,mixed] [--dates=60] [--rows=300] [--columns=400] [--orbit=ascending] [--seed=1]
 * [--interval=6] [--threads=2] [--stacks=FOLDER]`: simulates scenes, runs the pipeline on them, and judges its points by the truth, with
 * the time of every step and the largest memory. Stacks in FOLDER are kept, and taken from there the next time. Several
 * numbers of threads must give the same bits.
 */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Column } from '../../src/insar/psi/columns-file.js';
import { DEFAULT_PSI_PARAMETERS } from '../../src/insar/psi/psi-parameters.js';
import { type PsiResult, runPipeline } from '../../src/insar/psi/run-pipeline.js';
import type { SceneName } from '../../src/insar/simulation/scenes.js';
import {
  DEFAULT_PLAN,
  ORBIT_FACTS,
  type Orbit,
  type SimulationPlan,
  simulatorOf,
} from '../../src/insar/simulation/simulation-plan.js';
import { writeStack } from '../../src/insar/simulation/write-stack.js';
import { openStack } from '../../src/insar/stack/open-stack.js';
import { residentPeakMiB } from '../child-process.js';
import { type Measurement, round } from '../report.js';
import { judge } from './judgement.js';
import { judgementRows } from './judgement-table.js';
import { PointErrors } from './point-errors.js';
import { readStackTruth } from './stack-truth.js';

export interface PsiBench {
  readonly scenes: readonly SceneName[];
  readonly dates: readonly number[];
  readonly rows: number;
  readonly columns: number;
  readonly orbit: Orbit;
  readonly seed: number;
  /** Days; undefined = those of Sentinel-1. */
  readonly intervalDays: number | undefined;
  /** One run for each number. */
  readonly threads: readonly number[];
  /** Where stacks stay; undefined = they are removed. */
  readonly stacks: string | undefined;
}

/** @param args of the command line; throws for a value that is none of those there are */
export function psiBenchOf(args: readonly string[]): PsiBench {
  const value = (option: string) => args.find((arg) => arg.startsWith(`--${option}=`))?.slice(option.length + 3);
  const numbers = (option: string, usual: readonly number[]): readonly number[] => {
    const given = value(option)?.split(',').map(Number) ?? usual;
    const wrong = given.find((one) => !(Number.isInteger(one) && one > 0));
    if (wrong !== undefined) throw new Error(`--${option}: expected positive whole numbers, got ${value(option)}`);
    return given;
  };
  return {
    scenes: (value('scene') ?? 'city').split(',') as SceneName[],
    dates: numbers('dates', [60]),
    rows: numbers('rows', [DEFAULT_PLAN.rows])[0],
    columns: numbers('columns', [DEFAULT_PLAN.columns])[0],
    orbit: (value('orbit') ?? 'ascending') as Orbit,
    seed: numbers('seed', [DEFAULT_PLAN.seed])[0],
    intervalDays: value('interval') === undefined ? undefined : numbers('interval', [])[0],
    threads: numbers('threads', [2]),
    stacks: value('stacks'),
  };
}

export async function benchPsi(bench: PsiBench): Promise<readonly Measurement[]> {
  const folder = bench.stacks ?? (await mkdtemp(join(tmpdir(), 'open-egms-bench-psi-')));
  const measurements: Measurement[] = [];
  try {
    for (const scene of bench.scenes) {
      for (const dates of bench.dates) {
        const { rows, columns, seed, intervalDays } = bench;
        const plan = { ...DEFAULT_PLAN, scene, dates, rows, columns, seed, intervalDays };
        const stack = await stackIn(folder, plan, bench.orbit);
        measurements.push(
          ...(await judgedRuns(
            stack,
            bench.threads,
            `${scene}, ${dates} dates${intervalDays === undefined ? '' : ` every ${intervalDays} days`}`,
          )),
        );
        if (bench.stacks === undefined) await rm(stack, { recursive: true });
      }
    }
  } finally {
    if (bench.stacks === undefined) await rm(folder, { recursive: true, force: true });
  }
  return measurements;
}

/** A folder named after all that it is made of, so that one of an earlier time is the same. */
async function stackIn(folder: string, plan: SimulationPlan, orbit: Orbit): Promise<string> {
  const { scene, dates, rows, columns, seed, intervalDays = 'own' } = plan;
  const path = join(folder, `${scene}-${rows}x${columns}-${dates}-${intervalDays}-${orbit}-${seed}`);
  if (existsSync(join(path, 'stack.json'))) return path;
  await mkdir(path, { recursive: true });
  const { track, burstCycle, swath } = ORBIT_FACTS[orbit];
  const facts = { track, burstCycle, swath };
  await writeStack(simulatorOf(plan, orbit), path, { compression: 'none', truth: 'compact', facts });
  return path;
}

async function judgedRuns(path: string, threadCounts: readonly number[], scene: string): Promise<Measurement[]> {
  const rows: Measurement[] = [];
  const sums: string[] = [];
  for (const [run, threads] of threadCounts.entries()) {
    const folder = join(path, `work-${threads}`);
    await rm(folder, { recursive: true, force: true });
    const stack = await openStack(path);
    await forgetPeak();
    const startMs = performance.now();
    const result = await runPipeline(stack, folder, {
      parameters: DEFAULT_PSI_PARAMETERS,
      threads,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      log: (level, message) => (level === 'warn' ? console.log(`${scene}: ${message}`) : undefined),
    });
    const seconds = (performance.now() - startMs) / 1000;
    const peakMiB = residentPeakMiB(process.pid);
    rows.push(...speedRows(`${scene}, ${threads} threads`, result, seconds, peakMiB));
    sums.push(await checksumOf(result));
    if (run === 0) rows.push(...judgementRows(scene, await judgementOf(path, result)));
    await stack.close();
    await rm(folder, { recursive: true, force: true });
  }
  if (sums.length > 1) {
    const met = sums.every((sum) => sum === sums[0]);
    const what = `${scene}: bits of the points with ${threadCounts.join(', ')} threads`;
    rows.push({ what, measured: sums.join(', '), asked: 'the same', met });
  }
  return rows;
}

async function judgementOf(path: string, result: PsiResult) {
  const errors = new PointErrors(await readStackTruth(path));
  for await (const points of result.points()) errors.add(points);
  return judge(errors);
}

function speedRows(scene: string, { quality }: PsiResult, seconds: number, peakMiB: number): Measurement[] {
  const pixels = quality.widthPixels * quality.heightPixels;
  const row = (what: string, measured: string): Measurement => ({
    what: `${scene}: ${what}`,
    measured,
    asked: '-',
    met: true,
  });
  return [
    row(
      `whole pipeline (s; pixels x dates a second)`,
      `${round(seconds)}; ${round((pixels * quality.dates.length) / seconds)}`,
    ),
    ...quality.steps.map((step) => row(`${step.name} (s)`, round(step.seconds))),
    row('largest memory (MiB)', round(peakMiB)),
  ];
}

/** Of all columns of all points, in their order. */
async function checksumOf(result: PsiResult): Promise<string> {
  let sum = 0;
  for await (const points of result.points()) {
    for (const column of Object.values(points) as Column[]) {
      sum = crc32(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), sum);
    }
  }
  return sum.toString(16);
}

/** Linux begins anew with the highest mark of the resident set; elsewhere there is none. */
async function forgetPeak(): Promise<void> {
  await writeFile('/proc/self/clear_refs', '5').catch(() => undefined);
}
