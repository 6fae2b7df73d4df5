/** A worker with its threads, as it runs in production. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import type { Job } from '../../src/jobs/job.js';
import { ThreadPool } from '../../src/jobs/thread-pool.js';
import { JobWorker } from '../../src/jobs/worker.js';
import { testDatabase } from '../support/database.js';
import { JobBench } from '../support/jobs.js';
import { TRIAL_LIMITS } from '../support/run-process.js';

let database: Database;
let bench: JobBench;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.query('delete from egms.job');
  bench = new JobBench(database, { maxFruitlessAttempts: 3 });
});
afterAll(async () => {
  bench.close();
  await database.close();
});

/** Runs a worker while `work` runs. */
async function withWorker(work: (worker: JobWorker) => Promise<void>, drainMs = 0): Promise<void> {
  const { url, dataDir } = inject('database');
  const threads = new ThreadPool({
    ...(url ? { databaseUrl: url } : {}),
    dataDir,
    storage: bench.storage.root,
    rules: { allowedHosts: [], allowedFolders: [], allowPrivate: false },
    limits: TRIAL_LIMITS,
    softwareVersion: 'test',
    retentionDays: 1,
    maxFruitlessAttempts: 3,
  });
  const stopping = new AbortController();
  const worker = new JobWorker(bench.leases, threads, {
    holder: randomUUID(),
    concurrency: 2,
    maxRunningPerOwner: 100,
    leaseMs: 10_000,
    drainMs,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const running = worker.run(stopping.signal);
  try {
    await work(worker);
  } finally {
    stopping.abort();
    await running;
  }
}

async function untilJob(jobId: string, isSo: (job: Job) => boolean): Promise<Job> {
  for (let i = 0; i < 400; i++) {
    const job = await bench.store.job(jobId);
    if (job && isSo(job)) return job;
    await delay(25);
  }
  throw new Error(`the job did not become as expected: ${JSON.stringify(await bench.store.job(jobId))}`);
}

const echo = (pause: number, mode: 'sync' | 'async' = 'async') =>
  bench.submit({ inputs: { message: 'hello', pause } }, { processId: 'echo', mode });
const isOver = ({ status }: Job) => !['accepted', 'running'].includes(status);

describe('a worker', () => {
  test('runs what waits, several at once, and keeps a place for a client that waits', async () => {
    await withWorker(async (worker) => {
      const slow = [await echo(30), await echo(30), await echo(30)];
      worker.wake();
      await untilJob(slow[1].jobId, ({ status }) => status === 'running');
      const waitedFor = await echo(0, 'sync');
      worker.wake();
      const done = await untilJob(waitedFor.jobId, isOver);
      expect(done.status).toBe('successful');
      expect((await bench.store.job(slow[2].jobId))?.status).toBe('accepted');
      const result = await bench.store.result(waitedFor.jobId, 'message');
      expect(result?.place.kind === 'content' && result.place.content.toString()).toBe('"hello"');
    });
  });

  test('stops a job that is dismissed within two seconds', async () => {
    await withWorker(async (worker) => {
      const job = await echo(60);
      worker.wake();
      await untilJob(job.jobId, ({ status }) => status === 'running');
      const before = Date.now();
      await bench.store.dismiss(job.jobId);
      const next = [await echo(60), await echo(60)];
      await untilJob(next[0].jobId, ({ status }) => status === 'running');
      // The second place is free only when the dismissed job is gone.
      await untilJob(next[1].jobId, ({ status }) => status === 'running');
      expect(Date.now() - before).toBeLessThan(2_000);
    });
  });

  test('gives its jobs back when it is told to stop', async () => {
    const job = await echo(60);
    await withWorker(async (worker) => {
      worker.wake();
      await untilJob(job.jobId, ({ status }) => status === 'running');
    });
    const waiting = await bench.store.job(job.jobId);
    expect([waiting?.status, waiting?.message]).toEqual([
      'accepted',
      'its worker was shut down; waiting to be taken up again',
    ]);
  });

  test('lets short jobs end before it stops', async () => {
    const job = await echo(1);
    await withWorker(async (worker) => {
      worker.wake();
      await untilJob(job.jobId, ({ status }) => status === 'running');
    }, 10_000);
    expect((await bench.store.job(job.jobId))?.status).toBe('successful');
  });

  test('ends jobs of processes it does not have', async () => {
    await withWorker(async (worker) => {
      const { jobId } = await bench.submit({}, { processId: 'no-such-process' });
      worker.wake();
      const failed = await untilJob(jobId, isOver);
      expect([failed.status, failed.failure?.code]).toEqual(['failed', 'NoSuchProcess']);
    });
  });
});
