/** One attempt at a job: what it sees, how it ends, and what is left of it when it is cut short. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import { databaseUnavailable, invalidParameter } from '../../src/errors.js';
import type { LeasedJob } from '../../src/jobs/lease-store.js';
import type { ProcessContext } from '../../src/jobs/process.js';
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

async function claimed(request: Parameters<JobBench['submit']>[0] = {}): Promise<LeasedJob> {
  await bench.submit(request);
  return (await bench.claim())!;
}

describe('a job that ends well', () => {
  test('keeps small outputs in the database and large ones in its folder, with their checksums', async () => {
    const job = await claimed({ outputs: { answer: {}, text: {}, map: {} } });
    const large = 'x'.repeat(400_000);
    const run = async (context: ProcessContext) => {
      await writeFile(join(context.folder, 'scratch.bin'), 'scratch');
      await writeFile(join(context.folder, 'map.csv'), 'a,b\n1,2\n');
      return {
        answer: { kind: 'json', value: { a: 1 } },
        text: { kind: 'text', text: large, mediaType: 'text/plain' },
        map: { kind: 'file', fileName: 'map.csv', mediaType: 'text/csv' },
      } as const;
    };
    expect(await bench.run(job, run)).toEqual({ kind: 'ended' });
    const done = await bench.store.job(job.jobId);
    expect([done?.status, done?.progress, done?.expires !== undefined]).toEqual(['successful', 100, true]);
    const results = await bench.store.results(job.jobId);
    expect(results.map(({ outputId, place, bytes }) => [outputId, place.kind, bytes])).toEqual([
      ['answer', 'content', 7],
      ['map', 'file', 8],
      ['text', 'file', 400_000],
    ]);
    expect((await bench.store.result(job.jobId, 'answer'))?.place).toEqual({
      kind: 'content',
      content: Buffer.from('{"a":1}'),
    });
    // As sha256sum prints it of these eight bytes.
    expect(results[1].sha256).toBe('492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470');
    expect(readdirSync(bench.storage.folder(job.jobId)).sort()).toEqual(['map.csv', 'text.result']);
    const text = await readFile(bench.storage.file(job.jobId, 'text.result'), 'utf8');
    expect(text).toBe(large);
  });

  test('gives only the outputs that were asked for', async () => {
    const job = await claimed({ outputs: { answer: {} } });
    const value = { kind: 'json', value: 1 } as const;
    await bench.run(job, async () => ({ answer: value, other: value }));
    expect((await bench.store.results(job.jobId)).map(({ outputId }) => outputId)).toEqual(['answer']);
  });

  test('says what it used and made', async () => {
    const job = await claimed();
    await bench.run(job, async ({ used }) => {
      used({ id: 'collection:a@1', attributes: { points: 3 } });
      used({ id: 'collection:a@1', attributes: { points: 4 } });
      return { answer: { kind: 'collection', collectionId: 'made' } };
    });
    const provenance = await bench.store.provenance(job.jobId);
    expect(provenance?.used).toEqual([{ id: 'collection:a@1', attributes: { points: 4 } }]);
    expect(provenance?.generated).toEqual([
      { outputId: 'answer', mediaType: 'application/json', collection: { id: 'made' } },
    ]);
  });

  test('publishes in the transaction that ends it, or not at all when it was dismissed in between', async () => {
    await database.query('create table if not exists egms.test_made (job_id uuid)');
    const publishing =
      (jobId: string) =>
      async () =>
      async (client: { query: (text: string, values: unknown[]) => Promise<unknown> }) => {
        await client.query('insert into egms.test_made values ($1)', [jobId]);
        return { answer: { kind: 'json', value: 1 } } as const;
      };
    const made = async () =>
      (await database.query<{ job_id: string }>('select job_id from egms.test_made')).rows.length;
    const good = await claimed();
    await bench.run(good, publishing(good.jobId) as never);
    expect(await made()).toBe(1);
    const bad = await claimed();
    const end = await bench.run(bad, (async (context: ProcessContext) => {
      await bench.store.dismiss(context.jobId);
      return publishing(bad.jobId)();
    }) as never);
    expect(end).toEqual({ kind: 'lost' });
    expect(await made()).toBe(1);
    expect((await bench.store.job(bad.jobId))?.status).toBe('dismissed');
  });
});

describe('a job that is cut short', () => {
  test('does not repeat the steps it had done', async () => {
    const first = await claimed();
    const steps: string[] = [];
    const run = (cut: boolean) => async (context: ProcessContext) => {
      const a = await context.checkpoint('a', async () => {
        steps.push('a');
        return { value: 1.5, when: new Date(0) };
      });
      if (cut) throw databaseUnavailable(new Error('gone'));
      const b = await context.checkpoint('b', async () => {
        steps.push('b');
        return 2;
      });
      return { answer: { kind: 'json', value: [a, b] } } as const;
    };
    expect((await bench.run(first, run(true))).kind).toBe('released');
    const waiting = await bench.store.job(first.jobId);
    expect([waiting?.status, waiting?.message]).toEqual([
      'accepted',
      'interrupted (the database does not answer just now); will be tried again',
    ]);
    await database.query('update egms.job set not_before = null');
    await bench.run((await bench.claim())!, run(false));
    expect(steps).toEqual(['a', 'b']);
    const { place } = (await bench.store.result(first.jobId, 'answer'))!;
    expect(place.kind === 'content' && place.content.toString()).toBe(
      '[{"value":1.5,"when":"1970-01-01T00:00:00.000Z"},2]',
    );
  });

  test('sees the same value of a step in its first attempt as in every other', async () => {
    const job = await claimed();
    let seen: unknown;
    await bench.run(job, async ({ checkpoint }) => {
      seen = await checkpoint('a', async () => ({ when: new Date(0), nothing: undefined }));
      return {};
    });
    expect(seen).toEqual({ when: '1970-01-01T00:00:00.000Z' });
  });

  test('goes back into the queue when the worker shuts down', async () => {
    const job = await claimed();
    const stopping = new AbortController();
    const end = await bench.run(
      job,
      async ({ signal }) => {
        stopping.abort('drain');
        signal.throwIfAborted();
        return {};
      },
      stopping.signal,
    );
    expect(end.kind).toBe('released');
    expect((await bench.claim())?.jobId).toBe(job.jobId);
  });

  test('changes nothing when it was dismissed', async () => {
    const job = await claimed();
    const stopping = new AbortController();
    const end = await bench.run(
      job,
      async ({ signal }) => {
        stopping.abort('lost');
        signal.throwIfAborted();
        return {};
      },
      stopping.signal,
    );
    expect(end.kind).toBe('lost');
  });
});

describe('a job that fails', () => {
  test('says why, in which step, and leaves no folder behind', async () => {
    const job = await claimed();
    const end = await bench.run(job, async ({ progress, folder }) => {
      await writeFile(join(folder, 'half.bin'), 'half');
      progress(0.4, 'adding up');
      throw invalidParameter('start', 'lies after end');
    });
    expect(end.kind).toBe('ended');
    const failed = await bench.store.job(job.jobId);
    expect([failed?.status, failed?.message]).toEqual(['failed', 'start: lies after end']);
    expect(failed?.failure).toEqual({
      status: 400,
      code: 'InvalidParameterValue',
      detail: 'start: lies after end',
      phase: 'adding up',
    });
    expect(
      (await bench.store.log(job.jobId, { limit: 10 })).map(({ level, message }) => `${level} ${message}`),
    ).toEqual(['info adding up', 'error start: lies after end']);
    expect(existsSync(bench.storage.folder(job.jobId))).toBe(false);
  });

  test('by a defect tells the client nothing of the inside, and the caller everything', async () => {
    const job = await claimed();
    const defect = new TypeError('secret /etc/path');
    expect(await bench.run(job, async () => Promise.reject(defect))).toEqual({ kind: 'ended', cause: defect });
    const failed = await bench.store.job(job.jobId);
    expect(failed?.failure?.detail).not.toContain('secret');
    expect(failed?.failure?.status).toBe(500);
  });

  test('for want of space on the disk says so', async () => {
    const job = await claimed();
    const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
    expect(await bench.run(job, async () => Promise.reject(full))).toEqual({ kind: 'ended' });
    expect((await bench.store.job(job.jobId))?.failure).toMatchObject({ status: 507, code: 'InsufficientStorage' });
  });
});

describe('inputs', () => {
  test('are the values, whatever form they were given in', async () => {
    const earlier = await claimed();
    await bench.run(earlier, async () => ({ answer: { kind: 'text', text: 'from before', mediaType: 'text/plain' } }));
    const seen: unknown[] = [];
    for (const text of [
      'plain',
      { value: 'qualified', mediaType: 'text/plain' },
      { value: Buffer.from('encoded').toString('base64'), encoding: 'base64' },
      { href: `/jobs/${earlier.jobId}/results/answer` },
    ]) {
      const job = await claimed({ inputs: { text, many: { a: 1 } } });
      await bench.run(job, async ({ inputs }) => {
        seen.push(inputs.text, inputs.many);
        return {};
      });
    }
    expect(seen.filter((_, i) => i % 2 === 0)).toEqual(['plain', 'qualified', 'encoded', 'from before']);
    expect(seen[1]).toEqual([{ a: 1 }]);
  });

  test('behind references are judged like those in the request', async () => {
    const earlier = await claimed();
    await bench.run(earlier, async () => ({ answer: { kind: 'json', value: [1, 2] } }));
    const job = await claimed({ inputs: { many: [{ href: `/jobs/${earlier.jobId}/results/answer` }] } });
    await bench.run(job, async () => ({}));
    const failed = await bench.store.job(job.jobId);
    expect(failed?.failure?.detail).toMatch(/^\/inputs\/many\/0: behind the reference: expected an object/);
  });

  test('that another job computes are put in their place', async () => {
    const child = await claimed();
    await bench.run(child, async () => ({ answer: { kind: 'collection', collectionId: 'made' } }));
    const job = await claimed({
      inputs: { many: [{ b: 2 }, { process: 'trial' }] },
      nested: [{ pointer: '/many/1', jobId: child.jobId, outputId: 'answer' }],
    });
    let many: unknown;
    await bench.run(job, async ({ inputs }) => {
      many = inputs.many;
      return {};
    });
    expect(many).toEqual([{ b: 2 }, { collection: 'made' }]);
  });

  test.each([
    ['file:///etc/passwd', 'cannot be read here'],
    ['http://127.0.0.1:1/x', 'may not be fetched from 127.0.0.1:1'],
    ['ftp://example.org/x', 'begins with http://'],
  ])('by reference to %s are refused', async (href, why) => {
    const job = await claimed({ inputs: { text: { href } } });
    await bench.run(job, async () => ({}));
    const failed = await bench.store.job(job.jobId);
    expect(failed?.failure?.code).toBe('ReferenceRefused');
    expect(failed?.failure?.detail).toContain(why);
  });
});
