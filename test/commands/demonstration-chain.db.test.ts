/** The chain on the real queue, with requests judged as those of clients; processes that publish a few points at once. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareResults, type ResultCollection } from '../../src/catalog/ingest/publish-results.js';
import { SqlCatalog } from '../../src/catalog/sql-catalog.js';
import { removeDemonstration } from '../../src/commands/demonstration.js';
import { type ChainEnd, type ChainSetting, followSteps } from '../../src/commands/demonstration-chain.js';
import { begunSteps, DEMONSTRATION_SOURCE, hasOpenSteps } from '../../src/commands/demonstration-jobs.js';
import { DEMONSTRATION_STEPS } from '../../src/commands/demonstration-steps.js';
import type { Database } from '../../src/db/database.js';
import { invalidParameter } from '../../src/errors.js';
import { JobWatch } from '../../src/jobs/job-watch.js';
import type { ProcessContext, ProcessRun } from '../../src/jobs/process.js';
import { loadProcesses } from '../../src/jobs/process-registry.js';
import { usualDialect } from '../../src/products/csv-writer.js';
import type { ProductGeometry } from '../../src/products/file-name.js';
import { syntheticBurst } from '../../src/products/synthetic-burst.js';
import { syntheticTile } from '../../src/products/synthetic-tile.js';
import { testDatabase } from '../support/database.js';
import { JobBench } from '../support/jobs.js';
import { publishSynthetic, TEST_BURST } from '../support/synthetic-catalog.js';

const ALL = [
  'demo-city-east',
  'demo-city-l2a-ascending',
  'demo-city-l2a-descending',
  'demo-city-l2b-ascending',
  'demo-city-l2b-descending',
  'demo-city-up',
];
const TOWN = { eastingM: 4_450_000, northingM: 2_450_000, radiusM: 500 };
const FEW = { ...TEST_BURST, pointCount: 20 };

let database: Database;
let bench: JobBench;
let watch: JobWatch;
let stacks: string;

beforeEach(async () => {
  database = await testDatabase();
  bench = new JobBench(database);
  watch = new JobWatch(bench.store, 5);
  stacks = await mkdtemp(join(tmpdir(), 'open-egms-stacks-'));
  await publishSynthetic(database, syntheticBurst(FEW));
  await database.query('update egms.product set is_synthetic = true, source_name = $1', [DEMONSTRATION_SOURCE]);
});
afterEach(async () => {
  watch.close();
  bench.close();
  await rm(stacks, { recursive: true });
  await database.close();
});

const isOpen = () => hasOpenSteps(database, stacks, DEMONSTRATION_STEPS);
const collections = () => new SqlCatalog(database, [], { countCap: 1 }).collections();
const computed = async () => (await collections()).map(({ id }) => id).filter((id) => id.startsWith('demo-city'));

async function follow(options: Partial<ChainSetting> = {}): Promise<ChainEnd> {
  return followSteps(DEMONSTRATION_STEPS, {
    registry: await loadProcesses(),
    store: bench.store,
    catalog: new SqlCatalog(database, [], { countCap: 1 }),
    rules: { allowedHosts: [], allowedFolders: [], allowPrivate: false },
    database,
    watch,
    signal: new AbortController().signal,
    ...options,
  });
}

/** A worker that is there as long as the chain is followed. Returns how it ended, and what ran in which order. */
async function withWorker(chains: Promise<ChainEnd>[], run: ProcessRun = publishFew) {
  const ran: string[] = [];
  let isOver = false;
  const ends = Promise.all(chains).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const job = await bench.claim();
    if (!job) continue;
    ran.push(job.processId);
    await bench.run(job, run);
  }
  return { ends: (await ends).map(({ kind }) => kind), ran };
}

/** What the processes publish, under the names that the request gives. */
const publishFew: ProcessRun = async ({ outputCollections, database: own, jobId }) => {
  const wanted = Object.values(outputCollections).filter((id) => id !== undefined);
  const prepared = await prepareResults(own, wanted.map(fewPoints), { jobId, softwareVersion: 'test' });
  return async (client) => {
    await prepared.publish(client);
    return {};
  };
};

function fewPoints(id: string): ResultCollection {
  const geometry = id.split('-').at(-1) as ProductGeometry;
  const isOrtho = geometry === 'up' || geometry === 'east';
  const level = isOrtho ? 'L3' : id.includes('l2a') ? 'L2a' : 'L2b';
  const release = { firstYear: 2020, lastYear: 2023 };
  const spec = { ...FEW, release, headingDeg: geometry === 'descending' ? 192 : -9 };
  const tile = { ...spec, towns: [TOWN], tileEasting100Km: 44, tileNorthing100Km: 24 };
  const product =
    level === 'L3'
      ? syntheticTile({ ...tile, component: geometry === 'up' ? 'U' : 'E' })
      : syntheticBurst({ ...spec, level });
  const { name, header, metadata } = product;
  async function* batches() {
    yield* product.batches();
  }
  const ending = () => ({
    source: { name: 'computed', bytes: 1, sha256: '0'.repeat(64), csvBytes: 0, csvCrc32: 0 },
    isSynthetic: true,
    dialect: usualDialect(level, header),
    warnings: [],
    metadata,
  });
  const products = [{ name, geometry, header, batches: batches(), ending, where: id }];
  return { id, level, geometry, release, generation: header.generation, products };
}

const isCalibration = ({ outputCollections }: ProcessContext) => outputCollections.ascending !== undefined;

test('every step begins when those it needs have succeeded; all of it is marked as made up, and removed with the rest', async () => {
  expect(await isOpen()).toBe(true);
  const { ends, ran } = await withWorker([follow()]);
  expect(ends).toEqual(['complete']);
  expect(ran).toEqual(['simulate-stack', 'psi', 'psi', 'calibrate', 'decompose']);
  expect(await isOpen()).toBe(false);
  expect(await computed()).toEqual(ALL);
  for (const { id, title, description } of await collections()) {
    expect(description).toMatch(/^Holds synthetic points/);
    if (id.startsWith('demo-city')) expect(title).toMatch(/^Simulated city, .*2020–2023$/);
  }
  expect(await removeDemonstration(database)).toEqual([...ALL, 'l2b-ascending-2020-2024']);
  expect(await collections()).toEqual([]);
});

test('after a kill the next start goes on, here on two servers, and what was done is not done again', async () => {
  const server = new AbortController();
  const killed = await withWorker([follow({ signal: server.signal })], async (context) => {
    if (isCalibration(context)) server.abort();
    return publishFew(context);
  });
  expect(killed).toEqual({ ends: ['interrupted'], ran: ['simulate-stack', 'psi', 'psi', 'calibrate'] });
  expect(await isOpen()).toBe(true);
  expect(await withWorker([follow(), follow()])).toEqual({ ends: ['complete', 'complete'], ran: ['decompose'] });
});

test('a step that fails is the last one, also for later starts', async () => {
  const failing: ProcessRun = async (context) => {
    if (isCalibration(context)) throw invalidParameter('points', 'too few');
    return publishFew(context);
  };
  const chain = follow();
  expect((await withWorker([chain], failing)).ran).toEqual(['simulate-stack', 'psi', 'psi', 'calibrate']);
  expect(await chain).toMatchObject({ kind: 'stopped', reason: expect.stringMatching(/^calibrate: .*too few/) });
  expect(await isOpen()).toBe(false);
});

test('a step whose input was removed is refused, and the chain ends with the reason', async () => {
  const chain = follow();
  await withWorker([chain], async (context) => {
    const outcome = await publishFew(context);
    if (!isCalibration(context)) return outcome;
    return async (client) => {
      await (outcome as (owner: typeof client) => Promise<unknown>)(client);
      await client.query(`update egms.collection set point_count = 0 where id = 'demo-city-l2b-ascending'`);
      return {};
    };
  });
  expect(await chain).toMatchObject({ kind: 'stopped', reason: expect.stringMatching(/^decompose: .*l2b-ascending/) });
});

test('removing it stops a chain under way: its job is dismissed, and no other begins', async () => {
  const { ends, ran } = await withWorker([follow()], async (context) => {
    const outcome = await publishFew(context);
    if (isCalibration(context)) await removeDemonstration(database);
    return outcome;
  });
  expect(ends).toEqual(['withdrawn']);
  expect(ran.at(-1)).toBe('calibrate');
  expect((await begunSteps(database)).get('calibrate')?.status).toBe('dismissed');
  expect(await collections()).toEqual([]);
});

test('a job that is accepted in the moment of the removal is dismissed', async () => {
  const late = Object.create(bench.store) as typeof bench.store;
  late.submit = async (submission) => {
    await removeDemonstration(database);
    return bench.store.submit(submission);
  };
  expect(await follow({ store: late })).toEqual({ kind: 'withdrawn' });
  expect([...(await begunSteps(database)).values()].map(({ status }) => status)).toEqual(['dismissed']);
});

test('nothing begins beside other products, where stacks of an earlier demonstration lie, or without the bursts', async () => {
  await mkdir(join(stacks, 'demo-city'));
  expect(await isOpen()).toBe(false);
  await rm(join(stacks, 'demo-city'), { recursive: true });
  expect(await isOpen()).toBe(true);
  await publishSynthetic(database, syntheticBurst({ ...FEW, track: 45 }));
  expect(await isOpen()).toBe(false);
  await database.query('delete from egms.product');
  expect(await isOpen()).toBe(false);
});
