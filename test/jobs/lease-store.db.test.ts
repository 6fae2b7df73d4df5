/** The queue: who gets which job, and what becomes of jobs whose workers die. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import { LeaseLost } from '../../src/jobs/lease-store.js';
import { testDatabase } from '../support/database.js';
import { JobBench } from '../support/jobs.js';

let database: Database;
let bench: JobBench;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.query('delete from egms.job');
  bench = new JobBench(database);
});
afterAll(async () => {
  bench.close();
  await database.close();
});

const provenance = { softwareVersion: 'test', runtime: 'test', used: [], generated: [] };
const end = async () => ({ results: [], provenance });

describe('a claim', () => {
  test('takes the highest priority first, then the order of acceptance, and each job once', async () => {
    const a = await bench.submit();
    const b = await bench.submit({}, { priority: 5 });
    const c = await bench.submit();
    const claimed = [await bench.claim(), await bench.claim(), await bench.claim(), await bench.claim()];
    expect(claimed.map((job) => job?.jobId)).toEqual([b.jobId, a.jobId, c.jobId, undefined]);
    expect((await bench.store.job(a.jobId))?.status).toBe('running');
  });

  test('of many at once gives no job twice', async () => {
    for (let i = 0; i < 20; i++) await bench.submit();
    const claims = await Promise.all(Array.from({ length: 30 }, (_, i) => bench.claim({ holder: `w${i}` })));
    const ids = claims.flatMap((job) => job?.jobId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(20);
  });

  test('leaves jobs that nobody waits for when asked to', async () => {
    await bench.submit();
    const waitedFor = await bench.submit({}, { mode: 'sync' });
    expect((await bench.claim({ modes: ['sync'] }))?.jobId).toBe(waitedFor.jobId);
    expect(await bench.claim({ modes: ['sync'] })).toBeUndefined();
  });

  test('keeps to the share of an owner', async () => {
    await bench.submit();
    await bench.submit();
    const other = await bench.submit({}, { owner: 'other' });
    expect(await bench.claim({ maxRunningPerOwner: 1 })).toBeDefined();
    expect((await bench.claim({ maxRunningPerOwner: 1 }))?.jobId).toBe(other.jobId);
    expect(await bench.claim({ maxRunningPerOwner: 1 })).toBeUndefined();
  });

  test('waits for the jobs that compute an input', async () => {
    const parent = await bench.submit();
    const child = await bench.submit({}, { parentJobId: parent.jobId });
    const first = await bench.claim();
    expect(first?.jobId).toBe(child.jobId);
    expect(await bench.claim()).toBeUndefined();
    await bench.leases.succeed(first!, end);
    expect((await bench.claim())?.jobId).toBe(parent.jobId);
  });
});

describe('a lease', () => {
  test('that ends gives the job to another worker, and the first changes nothing any more', async () => {
    const { jobId } = await bench.submit();
    const first = (await bench.claim())!;
    await bench.endLeases();
    await bench.leases.recover();
    const second = (await bench.claim({ holder: 'worker-2' }))!;
    expect([second.jobId, second.attempt, second.isResumed]).toEqual([jobId, 2, true]);

    await bench.leases.tell(first, 90, 'of the dead');
    await bench.leases.fail(first, { status: 500, code: 'X', detail: 'of the dead' });
    await bench.leases.release(first, 'of the dead', 0);
    await expect(bench.leases.addCheckpoint(first, 'step', 1)).rejects.toThrow(LeaseLost);
    let undone = 0;
    await expect(
      bench.leases.succeed(first, async (client) => {
        await client.query(`insert into egms.job_log (job_id, level, message) values ($1, 'info', 'of the dead')`, [
          jobId,
        ]);
        undone++;
        return end();
      }),
    ).rejects.toThrow(LeaseLost);
    expect(undone).toBe(1);
    const job = await bench.store.job(jobId);
    expect([job?.status, job?.progress, job?.phase]).toEqual(['running', 0, undefined]);
    expect(await bench.store.log(jobId, { limit: 10 })).toEqual([]);
    await bench.leases.succeed(second, end);
    expect((await bench.store.job(jobId))?.status).toBe('successful');
  });

  test('that is renewed does not end', async () => {
    await bench.submit();
    await bench.claim({ leaseMs: 1 });
    await bench.leases.renew('worker-1', 60_000);
    await bench.leases.recover();
    expect((await bench.leases.held('worker-1')).size).toBe(1);
  });

  test('is over at once for a worker that is known to be dead', async () => {
    const { jobId } = await bench.submit();
    await bench.claim();
    await bench.leases.releaseHolder('worker-1');
    await bench.leases.recover();
    expect((await bench.claim({ holder: 'worker-2' }))?.jobId).toBe(jobId);
  });

  test('lost again and again without progress ends the job, with progress it does not', async () => {
    const { jobId } = await bench.submit();
    for (let i = 0; i < 3; i++) {
      const job = (await bench.claim())!;
      if (i === 1) await bench.leases.addCheckpoint(job, 'step', 1);
      await bench.endLeases();
      await bench.leases.recover();
    }
    expect((await bench.store.job(jobId))?.status).toBe('accepted');
    for (let i = 0; i < 2; i++) {
      await bench.claim();
      await bench.endLeases();
      await bench.leases.recover();
    }
    const job = await bench.store.job(jobId);
    expect([job?.status, job?.failure?.code]).toEqual(['failed', 'WorkerLost']);
  });

  test('is not lost by a release, which is not held against the job', async () => {
    const { jobId } = await bench.submit();
    for (let i = 0; i < 5; i++) {
      const job = (await bench.claim())!;
      await bench.leases.release(job, 'shut down', 0);
    }
    expect((await bench.claim())?.jobId).toBe(jobId);
  });

  test('of a dismissed job is gone', async () => {
    const { jobId } = await bench.submit();
    const job = (await bench.claim())!;
    await bench.store.dismiss(jobId);
    expect((await bench.leases.held('worker-1')).size).toBe(0);
    await expect(bench.leases.succeed(job, end)).rejects.toThrow(LeaseLost);
    expect((await bench.store.job(jobId))?.status).toBe('dismissed');
  });
});

describe('progress', () => {
  test('never falls, and tells a subscriber of every tenth', async () => {
    const { jobId } = await bench.submit({ subscriber: { inProgressUri: 'http://example.org/p' } });
    const job = (await bench.claim())!;
    for (const percent of [5, 12, 19, 8, 31]) await bench.leases.tell(job, percent, 'reading');
    expect((await bench.store.job(jobId))?.progress).toBe(31);
    const { rows } = await database.query<{ kind: string }>('select kind from egms.job_callback where job_id = $1', [
      jobId,
    ]);
    expect(rows.map(({ kind }) => kind)).toEqual(['progress', 'progress', 'progress']);
  });

  test('gives an estimate of the end', async () => {
    const { jobId } = await bench.submit();
    const job = (await bench.claim())!;
    await database.query(`update egms.job set started = clock_timestamp() - interval '10 s' where job_id = $1`, [
      jobId,
    ]);
    await bench.leases.tell(job, 50, 'half');
    const { estimatedEnd, updated } = (await bench.store.job(jobId))!;
    expect(estimatedEnd!.getTime() - updated.getTime()).toBeGreaterThan(9_900);
    expect(estimatedEnd!.getTime() - updated.getTime()).toBeLessThan(12_000);
  });
});

describe('a job whose input failed', () => {
  test('fails as well, up to the first that was asked for', async () => {
    const top = await bench.submit();
    const middle = await bench.submit({}, { parentJobId: top.jobId });
    const bottom = await bench.submit({}, { parentJobId: middle.jobId });
    const deepest = (await bench.claim())!;
    await bench.leases.fail(deepest, { status: 422, code: 'X', detail: 'nothing selected' });
    await bench.leases.recover();
    await bench.leases.recover();
    const failure = (await bench.store.job(top.jobId))?.failure;
    expect(failure?.code).toBe('InputFailed');
    expect(failure?.detail).toContain(`${bottom.jobId} that computes it failed: nothing selected`);
    expect(await bench.claim()).toBeUndefined();
  });
});
