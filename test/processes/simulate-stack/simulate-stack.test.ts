/** The process as the engine runs it: stacks where other processes find them, and nothing left of a job that was stopped. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import example from '../../../processes/simulate-stack/example.json' with { type: 'json' };
import { run } from '../../../processes/simulate-stack/index.js';
import { inputFaults, parametersOf } from '../../../processes/simulate-stack/parameters.js';
import type { Database } from '../../../src/db/database.js';
import { openStack } from '../../../src/insar/stack/open-stack.js';
import { withDefaults } from '../../support/described-inputs.js';
import { runProcess } from '../../support/run-process.js';

const noDatabase = {} as Database;
const small = withDefaults('simulate-stack', { name: 'tiny', rows: 40, columns: 50, dates: 4 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-simulate-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('simulate-stack', () => {
  test('writes both geometries below the folder of stacks and says where', async () => {
    const { outputs, shares } = await runProcess(run, noDatabase, small, { folder });
    const { value } = outputs.stacks as {
      value: { stacks: { orbit: string; path: string; sizeBytes: number }[]; truth: string };
    };
    expect(value.stacks.map(({ orbit, path }) => [orbit, path])).toEqual([
      ['ascending', 'tiny/ascending'],
      ['descending', 'tiny/descending'],
    ]);
    expect(value.stacks[0]).toMatchObject({ acquisitions: 4, rows: 40, columns: 50, truth: 'tiny/ascending/truth' });
    expect(value.stacks[0].sizeBytes).toBeGreaterThan(40 * 50 * 4 * 8);
    for (const { path, orbit } of value.stacks) {
      const stack = await openStack(join(folder, 'stacks', path));
      expect([stack.description.orbit, stack.description.acquisitions.length, stack.widthPixels]).toEqual([
        orbit,
        4,
        50,
      ]);
      await stack.close();
    }
    const record = JSON.parse(await readFile(join(folder, 'stacks', value.truth), 'utf8'));
    expect(record.inputs).toEqual(small);
    expect(shares.at(-1)).toBe(1);
    expect(await readdir(folder)).toEqual(['stacks']);
  });

  test('taken up again after it had moved its stacks answers the same', async () => {
    const first = await runProcess(run, noDatabase, small, { folder });
    const again = await runProcess(run, noDatabase, small, { folder });
    expect(again.outputs).toEqual(first.outputs);
    expect(again.shares).toEqual([]);
  });

  test('does not touch stacks of another job', async () => {
    await runProcess(run, noDatabase, small, { folder });
    const jobId = '00000000-0000-4000-8000-000000000002';
    await expect(runProcess(run, noDatabase, small, { folder, jobId })).rejects.toThrow(
      /name: there are stacks of the name tiny already/,
    );
    await mkdir(join(folder, 'stacks', 'by-hand'));
    await expect(runProcess(run, noDatabase, { ...small, name: 'by-hand' }, { folder })).rejects.toThrow(
      /by-hand already/,
    );
  });

  test('that is stopped leaves nothing in the folder of stacks', async () => {
    const signal = AbortSignal.abort(new Error('dismissed'));
    await expect(runProcess(run, noDatabase, small, { folder, signal })).rejects.toThrow('dismissed');
    expect(await readdir(folder)).toEqual(['stacks-in-the-making']);
    // The engine removes the rest with the job's folder; another attempt would go on with it.
    const { outputs } = await runProcess(run, noDatabase, small, { folder });
    expect(outputs.stacks).toBeDefined();
  });
});

describe('its inputs', () => {
  test('of the example are a plan near the centre that is given', () => {
    const { plan, orbits, name } = parametersOf(withDefaults('simulate-stack', example.inputs));
    expect([plan.rows, plan.columns, plan.dates, plan.seed, name]).toEqual([200, 300, 40, 7, undefined]);
    expect([plan.epsg, plan.centreEastM % 10, plan.firstDate, orbits.length]).toEqual([32632, 0, '20200103', 2]);
    // 10.96 E, 44.78 N in zone 32, from the published formula of UTM: 655,048 E, 4,960,392 N.
    expect(Math.abs(plan.centreEastM - 655_000)).toBeLessThan(500);
  });

  test('in the south and in radar geometry have their zone and spacing', () => {
    const inputs = withDefaults('simulate-stack', { centre: [-70.5, -33.4], grid: 'radar', intervalDays: 12 });
    const { plan } = parametersOf(inputs);
    expect([plan.epsg, plan.rowSpacingM, plan.columnSpacingM, plan.intervalDays]).toEqual([32719, 13.9, 3.7, 12]);
    const step = { type: 'step', eastM: 0, northM: 0, radiusM: 100, date: '2020-03-01', upMm: 1, eastMm: 0 };
    expect(parametersOf({ ...inputs, motion: [step] }).plan.motion).toEqual([{ ...step, date: '20200301' }]);
  });

  test('that cannot be are told before the job is accepted', () => {
    expect(inputFaults(withDefaults('simulate-stack', { centre: [10, 88] }))).toEqual([
      { pointer: '/inputs/centre', detail: 'expected longitude -180 to 180 and latitude -80 to 84, got 10, 88' },
    ]);
    expect(inputFaults(withDefaults('simulate-stack', { columns: 30_000, columnSpacingM: 20 }))).toEqual([
      { pointer: '/inputs/columns', detail: 'expected a scene of at most 250 km, got 600 km' },
    ]);
    expect(() => parametersOf(withDefaults('simulate-stack', { centre: [10, 88] }))).toThrow(/^centre: expected/);
  });
});
