/** Jobs that start by the clock. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import { invalidParameter } from '../../src/errors.js';
import { type Schedule, ScheduleStore } from '../../src/jobs/schedule-store.js';
import { nextStart, Scheduler, scheduleFault } from '../../src/jobs/scheduler.js';
import { testDatabase } from '../support/database.js';
import { JobBench } from '../support/jobs.js';

let database: Database;
let bench: JobBench;
let store: ScheduleStore;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.query('delete from egms.job');
  await database.query('delete from egms.schedule');
  bench = new JobBench(database);
  store = new ScheduleStore(database);
});
afterAll(async () => {
  bench.close();
  await database.close();
});

const nightly = {
  id: 'nightly',
  cron: '0 3 * * *',
  timeZone: 'Europe/Rome',
  processId: 'trial',
  request: { inputs: { b: 1, a: 2 } },
  enabled: true,
  origin: 'admin',
} as const;

const schedulerOf = (messages: string[] = []) =>
  new Scheduler(store, {
    submit: async (schedule: Schedule, idempotencyKey: string) =>
      bench.submit({ inputs: schedule.request }, { owner: 'schedule', idempotencyKey, scheduleId: schedule.id }),
    log: { info: (text) => messages.push(text), warn: (text) => messages.push(text) },
  });

describe('a firing', () => {
  test('of any number of servers is one job', async () => {
    await store.put(nightly);
    const schedule = (await store.schedule('nightly'))!;
    const due = new Date('2026-03-01T02:00:00.250Z');
    await Promise.all(Array.from({ length: 5 }, () => schedulerOf().fire(schedule, due)));
    const { jobs } = await bench.store.list({ limit: 10 });
    expect(jobs.length).toBe(1);
    expect(jobs[0].scheduleId).toBe('nightly');
    expect(await store.firings('nightly', 5)).toEqual([
      { due: new Date('2026-03-01T02:00:00Z'), jobId: jobs[0].jobId },
    ]);
    await schedulerOf().fire(schedule, new Date('2026-03-02T02:00:00Z'));
    expect((await bench.store.list({ limit: 10 })).jobs.length).toBe(2);
  });

  test('whose request is refused is told and remembered', async () => {
    await store.put(nightly);
    const messages: string[] = [];
    const scheduler = new Scheduler(store, {
      submit: async () => Promise.reject(invalidParameter('start', 'no such date')),
      log: { info: () => {}, warn: (text) => messages.push(text) },
    });
    await scheduler.fire((await store.schedule('nightly'))!, new Date(0));
    expect(messages).toEqual(['schedule nightly: not started: start: no such date']);
    expect(await store.firings('nightly', 5)).toEqual([{ due: new Date(0) }]);
  });

  test('comes with the clock', async () => {
    await store.put({ ...nightly, cron: '* * * * * *' });
    const scheduler = schedulerOf();
    await scheduler.start();
    for (let i = 0; i < 100 && (await bench.store.list({ limit: 1 })).jobs.length === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await scheduler.stop();
    expect((await bench.store.list({ limit: 9 })).jobs.length).toBeGreaterThan(0);
  });
});

describe('schedules', () => {
  test('of the configuration replace what the file said before, and leave those of administrators', async () => {
    await store.put({ ...nightly, id: 'mine' });
    const { origin: _, ...configured } = nightly;
    await store.writeConfigured([configured, { ...configured, id: 'weekly' }]);
    await store.writeConfigured([{ ...configured, cron: '5 3 * * *' }]);
    expect((await store.list()).map(({ id, cron, origin }) => `${id} ${cron} ${origin}`)).toEqual([
      'mine 0 3 * * * admin',
      'nightly 5 3 * * * config',
    ]);
    expect(await store.put(nightly)).toBe(false);
    expect(await store.remove('nightly')).toBe(false);
    expect(await store.remove('mine')).toBe(true);
  });

  test('say when they come next', () => {
    const next = nextStart({ cron: '0 3 * * *', timeZone: 'UTC', enabled: true })!;
    expect([next.getUTCHours(), next.getUTCMinutes()]).toEqual([3, 0]);
    expect(next.getTime() - Date.now()).toBeLessThanOrEqual(86_400_000);
    expect(nextStart({ cron: '0 3 * * *', timeZone: 'UTC', enabled: false })).toBeUndefined();
  });

  test.each([
    [{ cron: '0 3 * *', timeZone: 'UTC' }, 'cron'],
    [{ cron: '61 3 * * *', timeZone: 'UTC' }, 'cron'],
    [{ cron: '0 3 * * *', timeZone: 'Mars/Base' }, 'timeZone'],
  ])('with a clock that cannot be kept are told: %j', (schedule, what) => {
    expect(scheduleFault(schedule)?.member).toBe(what);
  });
});
