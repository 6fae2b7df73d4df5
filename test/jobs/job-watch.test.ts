import { describe, expect, test } from 'vitest';
import type { Job } from '../../src/jobs/job.js';
import { JobWatch } from '../../src/jobs/job-watch.js';

const ID = '00000000-0000-4000-8000-000000000001';
const job = (status: Job['status'], progress: number, second: number): Job => ({
  jobId: ID,
  jobNo: 1,
  processId: 'trial',
  processVersion: '1',
  owner: 'x',
  status,
  mode: 'async',
  priority: 0,
  created: new Date(0),
  updated: new Date(second * 1000),
  progress,
  attempt: 1,
});

/** A store that plays a list of states, one for each question. */
function storeOf(states: readonly (Job | undefined)[]) {
  let at = 0;
  let asked = 0;
  const next = () => states[Math.min(at++, states.length - 1)];
  return {
    get asked() {
      return asked;
    },
    job: async () => next(),
    jobs: async () => {
      asked++;
      const state = next();
      return state ? [state] : [];
    },
  };
}

describe('watching a job', () => {
  test('tells each difference once, and ends with the end', async () => {
    const states = [
      job('accepted', 0, 0),
      job('accepted', 0, 0),
      job('running', 5, 1),
      job('running', 5, 1),
      job('successful', 100, 2),
    ];
    const watch = new JobWatch(storeOf(states), 1);
    const seen: string[] = [];
    for await (const state of watch.changes(ID, new AbortController().signal))
      seen.push(`${state.status} ${state.progress}`);
    expect(seen).toEqual(['accepted 0', 'running 5', 'successful 100']);
  });

  test('asks one question for all who watch', async () => {
    const store = storeOf([
      job('running', 1, 0),
      job('running', 1, 0),
      job('running', 1, 0),
      job('successful', 100, 1),
    ]);
    const watch = new JobWatch(store, 5);
    const signal = new AbortController().signal;
    const ends = await Promise.all([watch.end(ID, signal), watch.end(ID, signal), watch.end(ID, signal)]);
    expect(ends.map((end) => end?.status)).toEqual(['successful', 'successful', 'successful']);
    expect(store.asked).toBe(1);
  });

  test('looks at once when it is told to', async () => {
    const watch = new JobWatch(storeOf([job('running', 1, 0), job('successful', 100, 1)]), 1e9);
    const end = watch.end(ID, new AbortController().signal);
    await new Promise((resolve) => setImmediate(resolve));
    watch.nudge();
    expect((await end)?.status).toBe('successful');
  });

  test('ends with the one who waits, and when the job is gone', async () => {
    const leaving = new AbortController();
    const watch = new JobWatch(storeOf([job('running', 1, 0)]), 1e9);
    const end = watch.end(ID, leaving.signal);
    await new Promise((resolve) => setImmediate(resolve));
    leaving.abort();
    expect(await end).toBeUndefined();
    expect(
      await new JobWatch(storeOf([job('running', 1, 0), undefined]), 1).end(ID, new AbortController().signal),
    ).toBeUndefined();
    expect(await new JobWatch(storeOf([undefined]), 1).end(ID, new AbortController().signal)).toBeUndefined();
  });

  test('outlives a database that is away for a moment', async () => {
    let asked = 0;
    const store = {
      job: async () => job('running', 1, 0),
      jobs: async () => {
        if (asked++ < 3) throw new Error('away');
        return [job('successful', 100, 1)];
      },
    };
    expect((await new JobWatch(store, 1).end(ID, new AbortController().signal))?.status).toBe('successful');
  });
});
