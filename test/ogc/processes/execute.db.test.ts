import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { testDatabase } from '../../support/database.js';
import { listening } from '../../support/listening.js';
import { type ProcessesApp, processesApp } from '../../support/processes-app.js';
import { sha256 } from '../../support/sha256.js';
import { echo, testRegistry } from '../../support/test-processes.js';
import { type TinyRun, TinyWorker } from '../../support/tiny-worker.js';

let database: Database;
let served: ProcessesApp;
let worker: TinyWorker;

const csv = 'station,east\nA,1\n';

const runs: Record<string, TinyRun> = {
  echo: async (inputs) =>
    Object.fromEntries(
      Object.entries(inputs)
        .filter(([name]) => name !== 'fail')
        .map(([name, value]) => [
          name,
          name === 'document' ? { bytes: Buffer.from(String(value)), mediaType: 'text/csv' } : { json: value },
        ]),
    ),
  'hello-world': async ({ name, message }) => {
    if (name === 'nobody') throw new Error('nobody cannot be greeted');
    return { echo: { json: { id: 'echo', value: `Hello ${name}! ${message ?? ''}`.trim() } } };
  },
  combine: async () => ({ up: { collection: 'l3-up-2020-2024' }, report: { json: { cells: 7 } } }),
  split: async () => ({ low: { collection: 'low-descending' }, high: { collection: 'high' } }),
  'waiting-only': async ({ number }) => ({
    number: { json: number },
    table: { bytes: Buffer.from(csv), mediaType: 'text/csv' },
  }),
};

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

const post = (id: string, body: object, headers: Record<string, string> = {}, app = served.app) => {
  const sent = request(app).post(`/processes/${id}/execution`);
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  return sent.send(body);
};
const POINTS = [{ collection: 'l2b-descending-2020-2024' }];
const statusOf = async (location: string, status: string): Promise<request.Response> => {
  for (;;) {
    const answer = await request(served.app).get(new URL(location).pathname).expect(200);
    if (answer.body.status === status) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe('the mode is the one that is preferred and offered', () => {
  test('without a preference a process that offers both is waited for', async () => {
    const answer = await post('echo', { inputs: { message: 'Hello' } }).expect(200);
    expect(answer.body).toBe('Hello');
    expect(answer.headers['preference-applied']).toBeUndefined();
  });

  test.each(['respond-async', 'respond-async ', ' respond-async; foo=1', 'handling=lenient, respond-async'])(
    '"%s" makes a job',
    async (prefer) => {
      const answer = await post('echo', { inputs: { message: 'Hello' } }, { Prefer: prefer });
      expect(answer.status).toBe(201);
      expect(answer.headers.location).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jobs\/[0-9a-f-]{36}$/);
      expect(answer.headers['preference-applied']).toBe('respond-async');
      expect(answer.body).toMatchObject({
        type: 'process',
        processID: 'echo',
        jobID: answer.headers.location.slice(-36),
      });
      expect(['accepted', 'running', 'successful']).toContain(answer.body.status);
    },
  );

  test('a process that offers jobs alone makes one, asked or not', async () => {
    const answer = await post('combine', { inputs: { points: POINTS } }).expect(201);
    expect(answer.headers['preference-applied']).toBeUndefined();
    expect(answer.headers.location).toContain(answer.body.jobID);
  });

  test('a process that offers no jobs is waited for, whatever is preferred', async () => {
    const answer = await post(
      'waiting-only',
      { inputs: { number: 3 }, outputs: { number: {} } },
      { Prefer: 'respond-async' },
    );
    expect(answer.status).toBe(200);
    expect(answer.headers['preference-applied']).toBeUndefined();
  });

  test('a job may be waited for a little while', async () => {
    const answer = await post('echo', { inputs: { message: 'x' } }, { Prefer: 'respond-async, wait=10' }).expect(201);
    expect(answer.headers['preference-applied']).toBe('respond-async, wait=10');
    expect(answer.body.status).toBe('successful');
  });
});

describe('what is waited for comes as it was asked for', () => {
  test('one output raw is its value, in its type, without a Link', async () => {
    const body = { inputs: { document: csv, message: 'x' }, outputs: { document: {} } };
    const { headers, text } = await post('echo', body).expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(text).toBe(csv);
    expect(headers).not.toHaveProperty('link');
    expect(headers.location).toMatch(/\/jobs\/[0-9a-f-]{36}$/);
  });

  test('several outputs raw are parts of one answer, each with its type and name', async () => {
    const answer = await post('waiting-only', { inputs: { number: 3.5 } })
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => done(null, text));
      })
      .expect(200);
    const [, boundary] = /^multipart\/related; boundary="(\w+)"$/.exec(answer.headers['content-type'])!;
    expect(answer.body).toBe(
      `--${boundary}\r\nContent-Type: application/json\r\nContent-ID: <number>\r\n\r\n3.5\r\n` +
        `--${boundary}\r\nContent-Type: text/csv\r\nContent-ID: <table>\r\n\r\n${csv}\r\n--${boundary}--\r\n`,
    );
    expect(answer.headers).not.toHaveProperty('link');
  });

  test('a document holds plain values as they are, objects and texts with their types', async () => {
    const settings = { depth: 3 };
    const body = {
      inputs: { message: 'Hello', pause: 0, list: ['a', 'b'], settings, document: csv },
      response: 'document',
    };
    const answer = await post('echo', body).expect(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toEqual({
      message: 'Hello',
      pause: 0,
      list: ['a', 'b'],
      settings: { value: settings, mediaType: 'application/json' },
      document: { value: csv, mediaType: 'text/csv' },
    });
  });

  test('outputs by reference are addresses that answer', async () => {
    const outputs = { message: { transmissionMode: 'reference' }, pause: {} };
    const answer = await post('echo', { inputs: { message: 'Hello', pause: 1 }, outputs, response: 'document' }).expect(
      200,
    );
    expect(answer.body.pause).toBe(1);
    expect(answer.body.message).toMatchObject({ type: 'application/json' });
    const behind = await request(served.app).get(new URL(answer.body.message.href).pathname).expect(200);
    expect(behind.body).toBe('Hello');
  });

  test('raw outputs that are all wanted by reference have no body, but links', async () => {
    const body = { inputs: { message: 'Hello' }, outputs: { message: { transmissionMode: 'reference' } } };
    const answer = await post('echo', body).expect(204);
    expect(answer.headers.link).toMatch(
      /^<http.*\/jobs\/.*\/results\/message>; rel="http.*\/results"; type="application\/json"; title="message"$/,
    );
  });

  test('a raw mixture has an empty part that says where the value lies', async () => {
    const outputs = { message: { transmissionMode: 'reference' }, pause: {} };
    const answer = await post('echo', { inputs: { message: 'Hello', pause: 1 }, outputs })
      .buffer(true)
      .parse((response, done) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => done(null, text));
      });
    expect(answer.body).toMatch(/Content-ID: <message>\r\nContent-Location: http\S+\/results\/message\r\n\r\n\r\n--/);
    expect(answer.body).toMatch(/Content-ID: <pause>\r\n\r\n1\r\n--/);
  });

  test('a failure comes with its status and code, and a type that says there is no result', async () => {
    const answer = await post('hello-world', { inputs: { name: 'nobody' } }).expect(422);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toMatchObject({
      type: 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/result-not-available',
      code: 'InvalidInput',
      detail: 'nobody cannot be greeted',
    });
  });

  test('an output that the process did not give is left out', async () => {
    const answer = await post('echo', { inputs: { message: 'x' }, response: 'document' }).expect(200);
    expect(answer.body).toEqual({ message: 'x' });
  });
});

describe('response=collection leads to what was published', () => {
  test('303 where there is one collection, however many other outputs', async () => {
    const redirected = await request(served.app)
      .post('/processes/split/execution?response=collection')
      .send({ inputs: { points: POINTS[0] }, outputs: { low: {} } })
      .expect(303);
    expect(new URL(redirected.headers.location).pathname).toBe('/collections/low-descending');
  });

  test('a process that offers jobs alone is waited for as well, unless a job is preferred', async () => {
    const ask = () => request(served.app).post('/processes/combine/execution?response=collection');
    const { headers } = await ask()
      .send({ inputs: { points: POINTS } })
      .expect(303);
    expect(new URL(headers.location).pathname).toBe('/collections/l3-up-2020-2024');
    await ask()
      .set('Prefer', 'respond-async')
      .send({ inputs: { points: POINTS } })
      .expect(201);
  });

  test('a document of links where there are several', async () => {
    const { body } = await request(served.app)
      .post('/processes/split/execution?response=collection')
      .send({ inputs: { points: POINTS[0] }, outputs: { low: {}, high: { collection: 'high' } } })
      .expect(200);
    expect(body).toMatchObject({
      low: { collection: 'low-descending', type: 'application/json' },
      high: { collection: 'high' },
    });
    expect(new URL(body.high.href).pathname).toBe('/collections/high');
  });

  test('400 where the process publishes none, or none is asked for', async () => {
    const { body } = await request(served.app)
      .post('/processes/echo/execution?response=collection')
      .send({ inputs: { message: 'x' } })
      .expect(400);
    expect(body.errors).toEqual([{ pointer: '/outputs', detail: expect.stringMatching(/publishes no collection/) }]);
    await request(served.app)
      .post('/processes/combine/execution?response=collection')
      .send({ inputs: { points: POINTS }, outputs: { report: {} } })
      .expect(400);
  });

  test('a collection output in a document is a link to the collection', async () => {
    const { headers } = await post('combine', { inputs: { points: POINTS }, response: 'document' }).expect(201);
    await statusOf(headers.location, 'successful');
    const { body } = await request(served.app)
      .get(`${new URL(headers.location).pathname}/results`)
      .expect(200);
    expect(body.up).toMatchObject({ collection: 'l3-up-2020-2024', type: 'application/json' });
    expect(body.report).toEqual({ value: { cells: 7 }, mediaType: 'application/json' });
  });
});

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

test('everything the tests run is known to the registry', () => {
  expect(Object.keys(runs).sort()).toEqual([...testRegistry.keys()].sort());
  expect(testRegistry.get('echo')).toBe(echo);
});

test('whatever can be judged can be kept', async () => {
  const settings = { 'ä "\\ /~': ['\u{1F680}', '\u0001', '\u2028', 1e308, -0, 5e-324, null, true] };
  const { body } = await post('echo', { inputs: { settings }, response: 'document' }).expect(200);
  expect(body.settings.value).toEqual(JSON.parse(JSON.stringify(settings)));
  await post('echo', { inputs: { message: 'a\0b' } }).expect(400);
});
