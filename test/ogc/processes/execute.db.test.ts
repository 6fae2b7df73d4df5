/** How a request to run is answered: at once or by a job, with which outputs in which form. */
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { testDatabase } from '../../support/database.js';
import { type ProcessesApp, processesApp } from '../../support/processes-app.js';
import { echo, testRegistry } from '../../support/test-processes.js';
import { TinyWorker } from '../../support/tiny-worker.js';
import { csv, execute, POINTS, runs } from './tiny-runs.js';

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
