/** Requests to run that come twice, last too long, are not allowed or are wrong. */
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { testDatabase } from '../../support/database.js';
import { listening } from '../../support/listening.js';
import { type ProcessesApp, processesApp } from '../../support/processes-app.js';
import { sha256 } from '../../support/sha256.js';
import { TinyWorker } from '../../support/tiny-worker.js';
import { execute, POINTS, runs } from './tiny-runs.js';

let database: Database;
let served: ProcessesApp;
let worker: TinyWorker;

beforeAll(async () => {
  database = await testDatabase();
  served = processesApp(database);
  worker = new TinyWorker(database, runs);
  worker.start();
});
afterAll(async () => {
  await worker.stop();
  served.close();
  await database.close();
});
beforeEach(async () => {
  await database.query('delete from egms.job');
});

const post = (id: string, body: object, headers: Record<string, string> = {}, app = served.app) =>
  execute(app, id, body, headers);

describe('a request that is sent again', () => {
  const again = (key: string, body: object, prefer = 'respond-async') =>
    post('echo', body, { 'Idempotency-Key': key, Prefer: prefer });

  test('with the same key is the same job', async () => {
    const first = await again('"a-key"', { inputs: { message: 'x', pause: 1 } }).expect(201);
    // Quotation marks and the order of members make no difference.
    const second = await again('a-key', { inputs: { pause: 1, message: 'x' } }).expect(201);
    expect(second.body.jobID).toBe(first.body.jobID);
    expect(second.headers.location).toBeDefined();
  });

  test('with the same key and another body is refused', async () => {
    await again('k', { inputs: { message: 'x' } }).expect(201);
    const { body } = await again('k', { inputs: { message: 'y' } }).expect(422);
    expect(body).toMatchObject({ code: 'IdempotencyKeyReused' });
    await post('hello-world', { inputs: { name: 'x' } }, { 'Idempotency-Key': 'k', Prefer: 'respond-async' }).expect(
      422,
    );
  });

  test('without a key is another job', async () => {
    const ids = new Set<string>();
    for (let i = 0; i < 2; i++) {
      ids.add((await post('echo', { inputs: { message: 'x' } }, { Prefer: 'respond-async' })).body.jobID);
    }
    expect(ids.size).toBe(2);
  });

  test('and waited for gives the result of the job there is', async () => {
    await again('k', { inputs: { message: 'x' } }).expect(201);
    expect((await again('k', { inputs: { message: 'x' } }, '').expect(200)).body).toBe('x');
    const { rows } = await database.query('select 1 from egms.job');
    expect(rows).toHaveLength(1);
  });

  test.each(['', 'é', 'x'.repeat(256)])('key %#: a key that is none is a 400', async (key) => {
    const answer = await post('echo', { inputs: {} }, { 'Idempotency-Key': key || '""' });
    expect(answer.status).toBe(400);
  });
});

describe('patience has an end', () => {
  const withoutWorker = async (use: (app: ProcessesApp) => Promise<void>, syncSeconds: number) => {
    await worker.stop();
    const other = processesApp(database, { limits: { syncSeconds } });
    try {
      await use(other);
    } finally {
      other.close();
      worker = new TinyWorker(database, runs);
      worker.start();
    }
  };

  test('a result that takes too long is dismissed, and its client told how to do better', async () => {
    await withoutWorker(async ({ app }) => {
      const answer = await post('echo', { inputs: { message: 'x' } }, {}, app).expect(503);
      expect(answer.body).toMatchObject({ code: 'SyncTooLong', detail: expect.stringContaining('respond-async') });
      const { rows } = await database.query<{ status: string }>('select status from egms.job');
      expect(rows).toEqual([{ status: 'dismissed' }]);
    }, 0.05);
  });

  test('a collection that takes too long becomes a job that goes on', async () => {
    await withoutWorker(async ({ app }) => {
      const outputs = { low: {} };
      const answer = await request(app)
        .post('/processes/split/execution?response=collection')
        .send({ inputs: { points: POINTS[0] }, outputs })
        .expect(201);
      expect(answer.headers.location).toContain(answer.body.jobID);
      const { rows } = await database.query<{ status: string; mode: string }>('select status, mode from egms.job');
      expect(rows).toEqual([{ status: 'accepted', mode: 'async' }]);
    }, 0.05);
  });

  test('a client that goes away takes its job along, unless it has a key to come back with', async () => {
    await withoutWorker(async ({ app }) => {
      await listening(app, async (base) => {
        for (const key of [undefined, 'mine']) {
          const leaving = new AbortController();
          const sent = fetch(`${base}/processes/echo/execution`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', ...(key ? { 'Idempotency-Key': key } : {}) },
            body: JSON.stringify({ inputs: { message: 'x' } }),
            signal: leaving.signal,
          });
          await until(async () => (await statuses()).includes('accepted'));
          leaving.abort();
          await expect(sent).rejects.toThrow();
          const expected = key ? ['accepted', 'dismissed'] : ['dismissed'];
          await until(async () => (await statuses()).join() === expected.join());
        }
      });
    }, 20);
  });

  const statuses = async () =>
    (await database.query<{ status: string }>('select status from egms.job order by status')).rows.map(
      (row) => row.status,
    );
  const until = async (holds: () => Promise<boolean>) => {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
  };
});

describe('who may run what', () => {
  test('where keys are in use, running wants one, and the job belongs to its holder', async () => {
    const keyed = processesApp(database, { config: { apiKeys: [sha256('first-key'), sha256('second-key')] } });
    try {
      await post('echo', { inputs: {} }, {}, keyed.app).expect(401);
      await post('echo', { inputs: {} }, { 'X-API-Key': 'wrong' }, keyed.app).expect(401);
      const prefer = { Prefer: 'respond-async' };
      const { body } = await post('echo', { inputs: {} }, { ...prefer, 'X-API-Key': 'first-key' }, keyed.app).expect(
        201,
      );
      const listed = async (key?: string) => {
        const sent = request(keyed.app).get('/jobs');
        if (key) sent.set('X-API-Key', key);
        return (await sent.expect(200)).body.jobs.map((job: { jobID: string }) => job.jobID);
      };
      expect(await listed('first-key')).toEqual([body.jobID]);
      expect(await listed('second-key')).toEqual([]);
      expect(await listed()).toEqual([]);
      // Whoever knows the random identifier may look.
      await request(keyed.app).get(`/jobs/${body.jobID}`).expect(200);
      await request(keyed.app).delete(`/jobs/${body.jobID}`).expect(401);
      const { rows } = await database.query<{ owner: string }>('select owner from egms.job');
      expect(rows).toEqual([{ owner: sha256('first-key').slice(0, 12) }]);
    } finally {
      keyed.close();
    }
  });

  test('a full queue is told, with the time to come back', async () => {
    await worker.stop();
    const small = processesApp(database, { store: { maxQueuedPerOwner: 1 } });
    try {
      await post('echo', { inputs: {} }, { Prefer: 'respond-async' }, small.app).expect(201);
      const { headers } = await post('echo', { inputs: {} }, { Prefer: 'respond-async' }, small.app).expect(429);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      small.close();
      worker = new TinyWorker(database, runs);
      worker.start();
    }
  });
});

describe('what is wrong is told in plain JSON', () => {
  test.each([
    ['/processes/nothing/execution', { inputs: {} }, 404, 'NoSuchProcess'],
    ['/processes/echo/execution', [], 400, 'InvalidParameterValue'],
    ['/processes/echo/execution?response=raw', { inputs: {} }, 400, 'InvalidParameterValue'],
    ['/processes/echo/execution?x=1', { inputs: {} }, 400, 'UnknownParameter'],
  ])('%s with %j', async (path, body, status, code) => {
    const answer = await request(served.app).post(path).send(body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toMatchObject({ status, code, type: expect.any(String), detail: expect.any(String) });
  });

  test('unless problem documents are asked for', async () => {
    const { headers } = await request(served.app)
      .post('/processes/nothing/execution')
      .set('Accept', 'application/problem+json, application/json')
      .send({});
    expect(headers['content-type']).toBe('application/problem+json');
  });

  test('a body that is no JSON, too large, or of another type', async () => {
    const sent = () => request(served.app).post('/processes/echo/execution').set('Content-Type', 'application/json');
    await sent().send('{"inputs":').expect(400);
    await sent().send('').expect(400);
    await sent()
      .send(JSON.stringify({ inputs: { message: 'x'.repeat(1_000_001) } }))
      .expect(413);
    await request(served.app)
      .post('/processes/echo/execution')
      .set('Content-Type', 'text/xml')
      .send('<a/>')
      .expect(415);
  });

  test('methods that are not offered', async () => {
    const { headers, body } = await request(served.app).get('/processes/echo/execution').expect(405);
    expect(headers.allow).toBe('POST, OPTIONS');
    expect(headers['content-type']).toBe('application/json');
    expect(body.code).toBe('MethodNotAllowed');
    await request(served.app).post('/jobs').expect(405);
    await request(served.app).get('/jobs/x/y').expect(404).expect('Content-Type', 'application/json');
    await request(served.app).get('/collections/none').expect(404).expect('Content-Type', 'application/problem+json');
  });
});
