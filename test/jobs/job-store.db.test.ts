/** Jobs as clients see them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import { testDatabase } from '../support/database.js';
import { JobBench } from '../support/jobs.js';

let database: Database;
let bench: JobBench;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.query('delete from egms.job');
  bench = new JobBench(database, { maxQueuedPerOwner: 5 });
});
afterAll(async () => {
  bench.close();
  await database.close();
});

describe('a submission', () => {
  test('with the key of an earlier one gives the earlier job, once even when both come at the same moment', async () => {
    const submissions = Array.from({ length: 6 }, () => bench.submission({}, { idempotencyKey: 'k' }));
    const answers = await Promise.all(submissions.map((submission) => bench.store.submit(submission)));
    expect(new Set(answers.map(({ job }) => job.jobId)).size).toBe(1);
    expect(answers.filter(({ isNew }) => isNew).length).toBe(1);
    const other = await bench.store.submit(bench.submission({}, { idempotencyKey: 'k', owner: 'other' }));
    expect(other.isNew).toBe(true);
  });

  test('beyond the share of its owner is put off', async () => {
    for (let i = 0; i < 5; i++) await bench.submit();
    await expect(bench.submit()).rejects.toMatchObject({ status: 429, options: { retryAfterSeconds: 30 } });
    await bench.submit({}, { owner: 'other' });
    await bench.claim();
    await bench.submit();
  });

  test('says how many are before it', async () => {
    await bench.submit();
    const second = await bench.submit();
    const first = await bench.submit({}, { priority: 9 });
    expect((await bench.store.job(second.jobId))?.queuePosition).toBe(2);
    expect((await bench.store.job(first.jobId))?.queuePosition).toBe(0);
  });

  test('keeps the request as it was, members in their order', async () => {
    const inputs = { zebra: 1, apple: { b: 1.5, a: [null, 'x'] } };
    const { jobId } = await bench.submit({ inputs });
    expect(JSON.stringify((await bench.store.request(jobId)).inputs)).toBe(JSON.stringify(inputs));
  });
});

describe('the list', () => {
  test('begins with the newest, a page at a time', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await bench.submit()).jobId);
    const first = await bench.store.list({ limit: 2 });
    const second = await bench.store.list({ limit: 2, before: first.next! });
    const third = await bench.store.list({ limit: 2, before: second.next! });
    expect([first, second, third].flatMap(({ jobs }) => jobs.map(({ jobId }) => jobId))).toEqual(ids);
    expect(third.next).toBeUndefined();
  });

  test('is narrowed by owner, process, status, time of creation and duration', async () => {
    const mine = await bench.submit();
    await bench.submit({}, { owner: 'other' });
    const running = (await bench.claim())!;
    await database.query(
      `update egms.job set started = clock_timestamp() - interval '100 s', created = '2020-02-03T12:00:00Z'
      where job_id = $1`,
      [running.jobId],
    );
    const ids = async (query: Parameters<typeof bench.store.list>[0]) =>
      (await bench.store.list(query)).jobs.map(({ jobId }) => jobId);
    expect(await ids({ owner: 'tester', limit: 9 })).toEqual([mine.jobId]);
    expect(await ids({ statuses: ['running'], limit: 9 })).toEqual([running.jobId]);
    expect(await ids({ processIds: ['none'], limit: 9 })).toEqual([]);
    expect(await ids({ created: ['2020-02-03', '2020-02-03'], limit: 9 })).toEqual([running.jobId]);
    expect(await ids({ created: [null, '2020-02-02'], limit: 9 })).toEqual([]);
    expect(await ids({ minDurationS: 50, limit: 9 })).toEqual([running.jobId]);
    expect(await ids({ maxDurationS: 50, limit: 9 })).toEqual([]);
  });
});

describe('a dismissal', () => {
  test('takes a waiting job out of the queue, with the jobs it waits for', async () => {
    const parent = await bench.submit();
    const child = await bench.submit({}, { parentJobId: parent.jobId });
    const dismissed = await bench.store.dismiss(parent.jobId);
    expect(dismissed.status).toBe('dismissed');
    expect((await bench.store.job(child.jobId))?.status).toBe('dismissed');
    expect(await bench.claim()).toBeUndefined();
  });

  test('removes the results of a finished job, and a second one finds nothing', async () => {
    const { jobId } = await bench.submit();
    await bench.run((await bench.claim())!, async () => ({ answer: { kind: 'json', value: 1 } }));
    expect((await bench.store.results(jobId)).length).toBe(1);
    await bench.store.dismiss(jobId);
    expect(await bench.store.results(jobId)).toEqual([]);
    await expect(bench.store.dismiss(jobId)).rejects.toMatchObject({ status: 410 });
  });

  test('and what else it removes happen together or not at all', async () => {
    const { jobId } = await bench.submit();
    const broken = bench.store.dismiss(jobId, async () => Promise.reject(new Error('no')));
    await expect(broken).rejects.toThrow('no');
    expect((await bench.store.job(jobId))?.status).toBe('accepted');
  });

  test.each(['nonsense', '00000000-0000-4000-8000-000000000000'])('of %s is a 404', async (id) => {
    await expect(bench.store.dismiss(id)).rejects.toMatchObject({ status: 404, code: 'NoSuchJob' });
  });
});
