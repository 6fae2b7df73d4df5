import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { testDatabase } from '../../support/database.js';
import { listening } from '../../support/listening.js';
import { type ProcessesApp, processesApp } from '../../support/processes-app.js';
import { failJob, finishJob, logLine, startJob } from '../../support/tiny-worker.js';
import { acceptJob } from './accept-job.js';

let database: Database;
let served: ProcessesApp;

beforeAll(async () => {
  database = await testDatabase();
  served = processesApp(database);
});
afterAll(async () => {
  served.close();
  await database.close();
});
beforeEach(async () => {
  await database.query('delete from egms.job');
});

const get = (path: string) => request(served.app).get(path);
interface JobPage {
  readonly jobs: readonly { readonly jobID: string }[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

const NOBODY = '99999999-9999-4999-8999-999999999999';

describe('the status of a job', () => {
  test('has all members of the standard, of pygeoapi, and what people want to know besides', async () => {
    await acceptJob(served.store);
    const { jobId } = await acceptJob(served.store, { request: { inputs: { message: 'Hello', pause: 3 } } });
    const waiting = await get(`/jobs/${jobId}`).expect(200);
    expect(waiting.body).toMatchObject({
      processID: 'echo',
      type: 'process',
      jobID: jobId,
      status: 'accepted',
      message: 'in the queue, 1 before it',
      progress: 0,
      queuePosition: 1,
      attempt: 0,
      parameters: { message: 'Hello', pause: 3 },
    });
    expect(waiting.headers['retry-after']).toBe('2');
    await startJob(database, jobId);
    await database.query(
      `update egms.job set progress = 25, phase = 'solving', started = clock_timestamp() - interval '10 s', updated = clock_timestamp()
       where job_id = $1`,
      [jobId],
    );
    const { body } = await get(`/jobs/${jobId}`).expect(200);
    expect(body).toMatchObject({ status: 'running', progress: 25, phase: 'solving', message: 'solving', attempt: 1 });
    // 10 s for a quarter: 30 s more.
    const left = Date.parse(body.estimatedCompletion) - Date.parse(body.updated);
    expect(left).toBeGreaterThan(29_000);
    expect(left).toBeLessThan(31_000);
    await finishJob(database, jobId, { message: { json: 'Hello' } });
    const done = await get(`/jobs/${jobId}`).expect(200);
    expect(done.body).toMatchObject({ status: 'successful', progress: 100, expires: expect.any(String) });
    expect(done.headers).not.toHaveProperty('retry-after');
    expect(done.body).not.toHaveProperty('estimatedCompletion');
  });

  test('says why it failed', async () => {
    const { jobId } = await acceptJob(served.store);
    await startJob(database, jobId);
    await failJob(database, jobId, { status: 422, code: 'InvalidInput', detail: 'no points', phase: 'reading' });
    const { body } = await get(`/jobs/${jobId}`).expect(200);
    expect(body).toMatchObject({
      status: 'failed',
      message: 'no points',
      exception: { status: 422, code: 'InvalidInput', detail: 'no points', phase: 'reading' },
    });
  });

  test('leaves out parameters too large to be read by the way', async () => {
    const { jobId } = await acceptJob(served.store, { request: { inputs: { message: 'x'.repeat(20_000) } } });
    expect((await get(`/jobs/${jobId}`)).body).not.toHaveProperty('parameters');
    expect((await get(`/jobs/${jobId}/inputs`)).body.inputs.message).toHaveLength(20_000);
  });

  test.each([
    `/jobs/${NOBODY}`,
    '/jobs/none',
    "/jobs/1'%20or%20'1'='1",
    `/jobs/${NOBODY}/results`,
    `/jobs/${NOBODY}/results/x`,
    `/jobs/${NOBODY}/logs`,
    `/jobs/${NOBODY}/inputs`,
    `/jobs/${NOBODY}/prov`,
    `/jobs/${NOBODY}/events`,
    `/jobs/${NOBODY}/statistics`,
  ])('%s is nobody', async (path) => {
    const { status, body, headers } = await get(path);
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toMatchObject({
      type: 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-job',
      code: 'NoSuchJob',
    });
  });
});

describe('asking again', () => {
  // One public address: links are absolute, so the tag of an answer belongs to it.
  const ask = (path: string, headers: Record<string, string> = {}) => {
    const sent = get(path).set('Host', 'egms.example');
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    return sent;
  };

  test('is answered 304 until there is news', async () => {
    const { jobId } = await acceptJob(served.store);
    const { headers } = await ask(`/jobs/${jobId}`).expect(200);
    expect(headers['cache-control']).toBe('private, no-cache');
    await ask(`/jobs/${jobId}`, { 'If-None-Match': headers.etag }).expect(304);
    await startJob(database, jobId);
    await ask(`/jobs/${jobId}`, { 'If-None-Match': headers.etag }).expect(200);
  });

  test('with patience is answered when the job has ended', async () => {
    const { jobId } = await acceptJob(served.store);
    const waiting = ask(`/jobs/${jobId}`, { Prefer: 'wait=20' }).then((answer) => answer);
    await startJob(database, jobId);
    await finishJob(database, jobId, {});
    const { body, headers } = await waiting;
    expect(body.status).toBe('successful');
    expect(headers['preference-applied']).toBe('wait=20');
  });

  test('with patience and a tag is answered when there is news', async () => {
    const { jobId } = await acceptJob(served.store);
    const { headers } = await ask(`/jobs/${jobId}`);
    const waiting = ask(`/jobs/${jobId}`, { Prefer: 'wait=20', 'If-None-Match': headers.etag }).then(
      (answer) => answer,
    );
    await startJob(database, jobId);
    expect((await waiting).body.status).toBe('running');
  });

  test('with little patience is answered all the same', async () => {
    const { jobId } = await acceptJob(served.store);
    const { body, headers } = await ask(`/jobs/${jobId}`, { Prefer: 'wait=0' }).expect(200);
    expect(body.status).toBe('accepted');
    expect(headers['preference-applied']).toBe('wait=0');
    await ask(`/jobs/${jobId}`, { Prefer: 'wait=0', 'If-None-Match': headers.etag }).expect(304);
  });
});

describe('the list of jobs', () => {
  const listed = async (query = '') =>
    (await get(`/jobs${query}`).expect(200)).body.jobs.map((job: { jobID: string }) => job.jobID);

  test('is filtered by process, status, time and duration', async () => {
    const [first, second, third] = [
      await acceptJob(served.store),
      await acceptJob(served.store, { processId: 'hello-world' }),
      await acceptJob(served.store),
    ].map(({ jobId }) => jobId);
    await database.query(
      `update egms.job set created = '2026-01-05T10:00:00Z', started = '2026-01-05T10:00:00Z', finished = '2026-01-05T10:01:40Z',
         status = 'successful' where job_id = $1`,
      [first],
    );
    await startJob(database, second);
    expect(await listed()).toEqual([third, second, first]);
    expect(await listed('?processID=hello-world')).toEqual([second]);
    expect(await listed('?processID=hello-world,echo&status=running,successful')).toEqual([second, first]);
    expect(await listed('?status=accepted')).toEqual([third]);
    expect(await listed('?type=process&status=dismissed')).toEqual([]);
    expect(await listed('?datetime=2026-01-05')).toEqual([first]);
    expect(await listed('?datetime=../2026-01-04')).toEqual([]);
    expect(await listed('?datetime=2026-01-05T09:00:00Z/2026-01-05T11:00:00Z')).toEqual([first]);
    // A hundred seconds; what has not started has no duration.
    expect(await listed('?minDuration=99.5')).toEqual([first]);
    expect(await listed('?minDuration=101')).toEqual([]);
    expect(await listed('?maxDuration=100')).toEqual([second, first]);
  });

  test('is walked page by page, and what comes meanwhile moves nothing', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.unshift((await acceptJob(served.store)).jobId);
    const seen: string[] = [];
    for (let path: string | undefined = '/jobs?limit=3'; path; ) {
      const { body }: { body: JobPage } = await get(path).expect(200);
      seen.push(...body.jobs.map(({ jobID }) => jobID));
      await acceptJob(served.store);
      const next: string | undefined = body.links.find(({ rel }) => rel === 'next')?.href;
      path = next && new URL(next).pathname + new URL(next).search;
    }
    expect(seen).toEqual(ids);
  });

  test.each([
    'limit=0',
    'limit=x',
    'cursor=x',
    'cursor=j',
    'status=done',
    'type=wps',
    'minDuration=-1',
    'datetime=yesterday',
    'offset=1',
    'x=1',
  ])('%s is a 400', async (query) => {
    const { status, headers } = await get(`/jobs?${query}`);
    expect([status, headers['content-type']]).toEqual([400, 'application/json']);
  });

  test('a limit beyond all measure is clamped', async () => {
    await get('/jobs?limit=100000').expect(200);
  });
});

describe('what a job said', () => {
  const paths = async () => {
    const { jobId } = await acceptJob(served.store);
    await logLine(database, jobId, 'debug', 'reading');
    await logLine(database, jobId, 'info', 'reading\nsolving');
    await logLine(database, jobId, 'warn', 'few <points>');
    await logLine(database, jobId, 'error', 'no points');
    return `/jobs/${jobId}/logs`;
  };

  test('comes as JSON, with the levels that are asked for', async () => {
    const path = await paths();
    const { body } = await get(path).expect(200);
    expect(body.lines.map(({ level }: { level: string }) => level)).toEqual(['debug', 'info', 'warn', 'error']);
    expect((await get(`${path}?level=warn`)).body.lines.map(({ message }: { message: string }) => message)).toEqual([
      'few <points>',
      'no points',
    ]);
    await get(`${path}?level=loud`).expect(400);
  });

  test('goes on after a line, page by page', async () => {
    const path = await paths();
    const { body } = await get(`${path}?limit=3`).expect(200);
    const next = body.links.find(({ rel }: { rel: string }) => rel === 'next').href;
    const rest = await get(new URL(next).pathname + new URL(next).search).expect(200);
    expect(rest.body.lines.map(({ message }: { message: string }) => message)).toEqual(['no points']);
    expect(rest.body.links.some(({ rel }: { rel: string }) => rel === 'next')).toBe(false);
  });

  test('comes as one object per line, and as one text per line whatever it holds', async () => {
    const path = await paths();
    const lines = await get(`${path}?f=ndjson`).expect('Content-Type', 'application/x-ndjson');
    const text = lines.text ?? lines.body.toString();
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line: string) => JSON.parse(line).message)[1],
    ).toBe('reading\nsolving');
    const plain = await get(path).set('Accept', 'text/plain').expect(200);
    expect(plain.text.trimEnd().split('\n')).toHaveLength(4);
    expect(plain.text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z debug reading$/m);
    const page = await get(`${path}?f=html`).expect(200);
    expect(page.text).toContain('few &lt;points&gt;');
  });
});

describe('what belongs to a job', () => {
  test('its request, with the jobs that compute its inputs and without secrets', async () => {
    const child = await acceptJob(served.store);
    const { jobId } = await acceptJob(served.store, {
      processId: 'combine',
      request: {
        inputs: {
          secret: 's3cret',
          points: [{ process: 'combine' }],
          stations: { href: 'https://data.example/x?sig=abc' },
        },
        outputs: { up: { collection: 'mine' } },
        nested: [{ pointer: '/points/0', jobId: child.jobId, outputId: 'up' }],
      },
    });
    const { body, text } = await get(`/jobs/${jobId}/inputs`).expect(200);
    expect(body).toMatchObject({
      processID: 'combine',
      processVersion: '1.0.0',
      outputs: { up: { collection: 'mine' } },
      nested: [{ pointer: '/inputs/points/0', jobID: child.jobId, output: 'up' }],
    });
    expect(text).not.toMatch(/s3cret|sig=abc/);
    expect((await get(`/jobs/${jobId}`)).text).not.toMatch(/s3cret|sig=abc/);
    expect((await get(`/jobs/${jobId}/prov`)).text).not.toMatch(/s3cret|sig=abc/);
  });

  test('its provenance, from the first moment on', async () => {
    const { jobId } = await acceptJob(served.store);
    const before = await get(`/jobs/${jobId}/prov`).expect(200);
    expect(before.body.entity).toHaveProperty('process:echo');
    await finishJob(database, jobId, { message: { json: 'x' } });
    const { body } = await get(`/jobs/${jobId}/prov`).expect(200);
    expect(Object.keys(body.wasGeneratedBy)).toHaveLength(1);
    expect(body.entity).toHaveProperty('collection:l2b-descending-2020-2024@7');
  });

  test('its figures', async () => {
    const { jobId } = await acceptJob(served.store);
    await startJob(database, jobId);
    await finishJob(database, jobId, {
      message: { json: 'four' },
      document: { bytes: Buffer.from('123'), mediaType: 'text/csv' },
    });
    await database.query(
      `update egms.job set created = '2026-01-05T10:00:00Z', started = '2026-01-05T10:00:02.5Z', finished = '2026-01-05T10:01:00Z'
       where job_id = $1`,
      [jobId],
    );
    const { body } = await get(`/jobs/${jobId}/statistics`).expect(200);
    expect(body).toMatchObject({
      attempts: 1,
      queueSeconds: 2.5,
      runSeconds: 57.5,
      totalSeconds: 60,
      resultCount: 2,
      // "four" with its quotation marks, and three bytes.
      resultBytes: 9,
    });
  });
});

describe('events over a connection', () => {
  test('come as they happen, uncompressed, and end with the job', async () => {
    const { jobId } = await acceptJob(served.store);
    await listening(served.app, async (base) => {
      const response = await fetch(`${base}/jobs/${jobId}/events`, {
        headers: { Accept: 'text/event-stream', 'Accept-Encoding': 'gzip' },
      });
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
      const reader = response.body!.getReader();
      let text = '';
      const until = async (pattern: RegExp): Promise<void> => {
        while (!pattern.test(text)) {
          const { done, value } = await reader.read();
          if (done) throw new Error(`ended before ${pattern}: ${text}`);
          text += Buffer.from(value).toString();
        }
      };
      await until(/"status":"accepted"/);
      await startJob(database, jobId);
      await until(/"status":"running"/);
      await finishJob(database, jobId, {});
      await until(/"status":"successful"/);
      expect((await reader.read()).done).toBe(true);
      const last = /id: (\S+)\ndata: [^\n]*"successful"/.exec(text)![1];
      // A browser that comes back is told to stay away.
      const again = await fetch(`${base}/jobs/${jobId}/events`, { headers: { 'Last-Event-ID': last } });
      expect(again.status).toBe(204);
    });
  });

  test('a client that leaves is not watched any more', async () => {
    const { jobId } = await acceptJob(served.store);
    await listening(served.app, async (base) => {
      const leaving = new AbortController();
      const response = await fetch(`${base}/jobs/${jobId}/events`, { signal: leaving.signal });
      await response.body!.getReader().read();
      leaving.abort();
    });
    await get(`/jobs/${jobId}`).expect(200);
  });
});

describe('pages', () => {
  test('of a job that runs, has ended, failed or has children', async () => {
    const child = await acceptJob(served.store);
    const { jobId } = await acceptJob(served.store, {
      request: { inputs: { message: '<b>' }, nested: [{ pointer: '/message', jobId: child.jobId, outputId: 'x' }] },
    });
    const page = async () => (await get(`/jobs/${jobId}?f=html`).expect(200)).text;
    const waiting = await page();
    expect(waiting).toMatch(/data-final="false"/);
    expect(waiting).toContain(`/jobs/${child.jobId}`);
    expect(waiting).toContain('&lt;b&gt;');
    await startJob(database, jobId);
    await database.query(`update egms.job set progress = 40, phase = 'solving' where job_id = $1`, [jobId]);
    expect(await page()).toMatch(/<progress max="100" value="40"[^>]*>40 %<\/progress>/);
    await finishJob(database, jobId, {
      message: { json: 'x' },
      document: { bytes: Buffer.from('a'), mediaType: 'text/csv' },
      area: { collection: 'lakes' },
    });
    const done = await page();
    expect(done).toMatch(/data-final="true"/);
    expect(done).toContain(`/jobs/${jobId}/results/document`);
    expect(done).toContain('/collections/lakes/items');
    const results = (await get(`/jobs/${jobId}/results?f=html`).expect(200)).text;
    expect(results).toContain('Results of Echo');
    const list = (await get('/jobs?f=html').expect(200)).text;
    expect(list).toContain(`/jobs/${jobId}`);
    expect(list).toMatch(/status-successful/);
  });

  test('have no code in place, so that the content security policy holds', async () => {
    const { jobId } = await acceptJob(served.store);
    for (const path of ['/processes', '/processes/combine', '/jobs', `/jobs/${jobId}`]) {
      const { text } = await get(`${path}?f=html`).expect(200);
      expect(text).not.toMatch(/<script(?![^>]*src=)|\son\w+=|\sstyle=/);
    }
  });

  test('of errors are pages for browsers, under processes too', async () => {
    const { headers, text } = await get('/jobs/none').set('Accept', 'text/html,*/*;q=0.8').expect(404);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(text).toContain('job not found');
  });
});
