/** The process without a catalog: what it asks, what it keeps, how it goes on, and where it does not look. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inputFaults, parametersOf } from '../../../processes/psi/parameters.js';
import description from '../../../processes/psi/process.json' with { type: 'json' };
import { psiProcess } from '../../../processes/psi/psi-process.js';
import type { Database } from '../../../src/db/database.js';
import { DEFAULT_PSI_PARAMETERS } from '../../../src/insar/psi/psi-parameters.js';
import type { QualityDocument } from '../../../src/insar/psi/report/quality-document.js';
import { ParameterSchema } from '../../../src/jobs/parameter-schema.js';
import { withDefaults } from '../../support/described-inputs.js';
import { type FakeOptions, fakePipeline } from '../../support/fake-pipeline.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { writeTinyStack } from '../../support/tiny-stack.js';

const noDatabase = {} as Database;
const WITHOUT_POINTS = ['report', 'quality'];
const inputs = withDefaults('psi', { stack: 'tiny/ascending' });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-psi-'));
  await writeTinyStack(join(folder, 'stacks', 'tiny'), 'ascending');
  await writeFile(join(folder, 'stacks', 'tiny', 'simulation.json'), '{}');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  for (const name of await readdir(folder)) if (name !== 'stacks') await rm(join(folder, name), { recursive: true });
});

const trial = (options: FakeOptions = {}, given: TrialOptions = {}, asked = inputs) =>
  runProcess(psiProcess(fakePipeline(options)), noDatabase, asked, {
    folder,
    wantedOutputs: WITHOUT_POINTS,
    ...given,
  });

const quality = async () => JSON.parse(await readFile(join(folder, 'quality.json'), 'utf8')) as QualityDocument;

describe('psi', () => {
  test('answers with a page and its numbers, and keeps nothing else of the pipeline', async () => {
    const { outputs, shares, used } = await trial();
    expect(outputs).toEqual({
      report: { kind: 'file', fileName: 'report.html', mediaType: 'text/html' },
      quality: { kind: 'file', fileName: 'quality.json', mediaType: 'application/json' },
    });
    expect((await readdir(folder)).sort()).toEqual(['l2a.points', 'quality.json', 'report.html', 'stacks']);
    expect(await quality()).toMatchObject({
      product: 'EGMS_L2a_117_0264_IW2_VV_2020_2020_1',
      isSynthetic: true,
      stack: { track: 117, orbit: 'ascending', rowM: 10, columnM: 5 },
      quality: { counts: { persistentPoints: 32, distributedPoints: 16 } },
    });
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('<strong>48 points</strong>');
    expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1)).toBe(true);
    expect(used.map(({ id }) => id)).toEqual(['stack:tiny/ascending', 'parameters:psi']);
    expect(used[0].attributes).toMatchObject({ dates: 12, rows: 48, columns: 64, isSynthetic: true });
    expect(used[1].attributes).toEqual(DEFAULT_PSI_PARAMETERS);
  });

  test('does not run a finished pipeline again', async () => {
    const runs: string[] = [];
    const checkpoints = new Map<string, unknown>();
    const first = await trial({ onRun: (work) => runs.push(work) }, { checkpoints });
    const again = await trial({ onRun: (work) => runs.push(work) }, { checkpoints });
    expect(again.outputs).toEqual(first.outputs);
    expect(runs).toHaveLength(1);
  });

  test('makes the same points again where the files have gone', async () => {
    const checkpoints = new Map<string, unknown>();
    await trial({}, { checkpoints });
    const before = await readFile(join(folder, 'l2a.points'));
    await rm(join(folder, 'l2a.points'));
    const { log } = await trial({}, { checkpoints });
    expect(log.join()).toContain('made again');
    expect((await readFile(join(folder, 'l2a.points'))).equals(before)).toBe(true);
  });

  test('stopped in the middle leaves the work, with which the next attempt goes on', async () => {
    const stopping = new AbortController();
    const checkpoints = new Map<string, unknown>();
    const stopped = trial(
      { midway: () => stopping.abort(new Error('let go')) },
      { checkpoints, signal: stopping.signal },
    );
    await expect(stopped).rejects.toThrow('let go');
    await mkdir(join(folder, 'pipeline'), { recursive: true });
    await writeFile(join(folder, 'pipeline', 'half.done'), '');
    const { log } = await trial({}, { checkpoints });
    expect(log).toContain('info going on');
  });

  test('finds nothing in noise, says so and does not fail', async () => {
    const { outputs, log } = await trial({ every: Number.POSITIVE_INFINITY }, { wantedOutputs: WITHOUT_POINTS });
    expect(Object.keys(outputs)).toEqual(WITHOUT_POINTS);
    expect(log.join()).toContain('no pixel was steady enough');
    expect((await quality()).product).toBeNull();
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('<strong>no point</strong>');
  });

  test('hands parameters and area to the pipeline', async () => {
    const asked = withDefaults('psi', {
      stack: 'tiny/ascending',
      aoi: [10.9, 44.7, 11, 44.8],
      maxDispersion: 0.25,
      release: '2020-2024',
    });
    const seen: unknown[] = [];
    const run = psiProcess((stack, work, options) => {
      seen.push(options.areaOfInterest, options.parameters.maxDispersion);
      return fakePipeline()(stack, work, options);
    });
    await runProcess(run, noDatabase, asked, { folder, wantedOutputs: WITHOUT_POINTS });
    expect(seen).toEqual([parametersOf(asked).areaOfInterest, 0.25]);
    expect((await quality()).product).toBe('EGMS_L2a_117_0264_IW2_VV_2020_2024_1');
  });
});

describe('the path of a stack', () => {
  const refusal = async (stack: string) => {
    const error = await trial({}, {}, { ...inputs, stack }).catch((reason: unknown) => reason);
    return (error as { detail: string }).detail;
  };

  test.each(['../outside', '/etc', 'tiny/../../outside', 'tiny//ascending', 'tiny\\ascending', './tiny'])(
    '%s is refused before anything is looked for',
    (stack) => {
      expect(inputFaults({ ...inputs, stack })).toEqual([
        { pointer: '/inputs/stack', detail: expect.stringContaining('below the folder of stacks') },
      ]);
    },
  );

  test('that is not there is answered with those that are', async () => {
    expect(await refusal('huge/ascending')).toMatch(/got huge\/ascending; there: tiny$/);
  });

  test('that is a link out of the folder is refused', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'open-egms-outside-'));
    await symlink(outside, join(folder, 'stacks', 'link'));
    expect(await refusal('link')).toMatch(/expected a path below the folder of stacks, got link/);
    await rm(join(folder, 'stacks', 'link'));
    await rm(outside, { recursive: true });
  });

  test('on a service without stacks is answered with where they come from', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'open-egms-empty-'));
    const started = runProcess(psiProcess(fakePipeline()), noDatabase, inputs, { folder: empty });
    await expect(started).rejects.toMatchObject({ detail: expect.stringContaining('simulate-stack') });
    await rm(empty, { recursive: true });
  });
});

describe('requests', () => {
  test.each([
    [{ release: '2024-2020' }, 'release'],
    [{ aoi: [12, 41, 11, 42] }, 'aoi'],
    [{ maxArcM: 200 }, 'maxArcM'],
  ])('%o are refused', (given, name) => {
    expect(inputFaults(withDefaults('psi', { stack: 'tiny', ...given })).map(({ pointer }) => pointer)).toEqual([
      `/inputs/${name}`,
    ]);
  });

  test('may give the area as a box or as a polygon', () => {
    const schema = new ParameterSchema(description.inputs.aoi.schema);
    const ring = [
      [1, 1],
      [2, 1],
      [2, 2],
      [1, 1],
    ];
    expect(schema.judge([1, 2, 3, 4])).toHaveProperty('value');
    expect(schema.judge({ type: 'Polygon', coordinates: [ring] })).toHaveProperty('value');
    expect(schema.judge([1, 2, 3])).toHaveProperty('fault');
    expect(schema.judge({ type: 'Point', coordinates: [1, 2] })).toHaveProperty('fault');
  });
});
