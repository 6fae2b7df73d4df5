import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import type { JobRequest } from '../../../src/jobs/job.js';
import { testDatabase } from '../../support/database.js';
import { type ProcessesApp, processesApp } from '../../support/processes-app.js';
import { failJob, finishJob, startJob } from '../../support/tiny-worker.js';
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

const get = (path: string, headers: Record<string, string> = {}) => {
  const sent = request(served.app).get(path).buffer(true);
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  return sent.parse((response, done) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => done(null, Buffer.concat(chunks)));
  });
};
const json = (answer: request.Response) => JSON.parse(answer.body.toString());
const bytes = Buffer.from(Array.from({ length: 2000 }, (_, i) => i % 251));
const sha256 = createHash('sha256').update(bytes).digest('hex');
const EXCEPTION = 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0';

/** One small output in the database, one file, one collection. */
async function finished(outputs?: JobRequest['outputs'], response: 'raw' | 'document' = 'document'): Promise<string> {
  const { jobId } = await acceptJob(served.store, { request: { response, ...(outputs ? { outputs } : {}) } });
  await served.storage.make(jobId);
  writeFileSync(served.storage.file(jobId, 'area.bin'), bytes);
  await finishJob(database, jobId, {
    message: { bytes, mediaType: 'application/octet-stream' },
    area: { file: 'area.bin', mediaType: 'application/flatgeobuf', size: bytes.length, sha256 },
    settings: { collection: 'lakes' },
  });
  return jobId;
}

test('a page may have its own styles, and still loads and runs nothing', async () => {
  const { jobId } = await acceptJob(served.store);
  await served.storage.make(jobId);
  const page = Buffer.from('<!doctype html><title>x</title><style>p { color: red }</style><p>x');
  await finishJob(database, jobId, { page: { bytes: page, mediaType: 'text/html' } });
  const answer = await get(`/jobs/${jobId}/results/page`).expect(200);
  expect(answer.headers['content-security-policy']).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox");
});

describe.each([
  ['kept in the database', 'message'],
  ['kept as a file', 'area'],
])('an output that is %s', (_where, output) => {
  test('comes whole, with its digest as a strong tag', async () => {
    const path = `/jobs/${await finished()}/results/${output}`;
    const answer = await get(path).expect(200);
    expect(answer.body.equals(bytes)).toBe(true);
    expect(answer.headers).toMatchObject({
      etag: `"${sha256}"`,
      'accept-ranges': 'bytes',
      'content-length': '2000',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    await get(path, { 'If-None-Match': answer.headers.etag }).expect(304);
    await get(path, { 'If-None-Match': '*' }).expect(304);
    await get(path, { 'If-None-Match': '"other", "another"' }).expect(200);
  });

  test.each([
    ['bytes=0-9', 0, 9],
    ['bytes=1990-', 1990, 1999],
    ['bytes=-5', 1995, 1999],
    ['bytes=500-99999', 500, 1999],
  ])('comes in parts: %s', async (range, first, last) => {
    const answer = await get(`/jobs/${await finished()}/results/${output}`, { Range: range }).expect(206);
    expect(answer.headers['content-range']).toBe(`bytes ${first}-${last}/2000`);
    expect(answer.headers['content-length']).toBe(String(last - first + 1));
    expect(answer.body.equals(bytes.subarray(first, last + 1))).toBe(true);
  });

  test('comes whole when the client holds parts of something else', async () => {
    const path = `/jobs/${await finished()}/results/${output}`;
    await get(path, { Range: 'bytes=0-9', 'If-Range': '"something else"' }).expect(200);
    await get(path, { Range: 'bytes=0-9', 'If-Range': `"${sha256}"` }).expect(206);
    await get(path, { Range: 'bytes=0-1,5-6' }).expect(200);
  });

  test('has no part behind its end', async () => {
    const answer = await get(`/jobs/${await finished()}/results/${output}`, { Range: 'bytes=2000-' }).expect(416);
    expect(answer.headers['content-range']).toBe('bytes */2000');
    expect(json(answer)).toMatchObject({ code: 'RangeNotSatisfiable' });
  });

  test('is described by HEAD', async () => {
    const path = `/jobs/${await finished()}/results/${output}`;
    const { headers } = await request(served.app).head(path).expect(200);
    expect(headers).toMatchObject({ 'content-length': '2000', etag: `"${sha256}"`, 'accept-ranges': 'bytes' });
    const part = await request(served.app).head(path).set('Range', 'bytes=0-9').expect(206);
    expect(part.headers['content-length']).toBe('10');
  });

  test('is not compressed: the tag and the parts are those of the bytes as they were made', async () => {
    const answer = await get(`/jobs/${await finished()}/results/${output}`, { 'Accept-Encoding': 'gzip, br' }).expect(
      200,
    );
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  test('is given to whoever accepts anything, and to whoever asks for its type', async () => {
    const path = `/jobs/${await finished()}/results/${output}`;
    for (const accept of ['*/*', 'application/json', 'text/html', 'application/flatgeobuf']) {
      await get(path, { Accept: accept }).expect(200);
    }
    await get(`${path}?f=raw`).expect(200);
  });
});

describe('results of a job', () => {
  test('large ones come by reference, small ones as values, collections as links', async () => {
    const jobId = await finished();
    const document = json(await get(`/jobs/${jobId}/results`).expect(200));
    expect(Object.keys(document)).toEqual(['message', 'area', 'settings']);
    expect(document.message).toEqual({
      value: bytes.toString('base64'),
      encoding: 'base64',
      mediaType: 'application/octet-stream',
    });
    expect(document.settings).toMatchObject({ type: 'application/json', collection: 'lakes' });
    await database.query(`update egms.job_result set bytes = 5000000 where output_id = 'area'`);
    const { area } = json(await get(`/jobs/${jobId}/results`).expect(200));
    expect(area).toEqual({ href: expect.stringMatching(/\/results\/area$/), type: 'application/flatgeobuf' });
  });

  test('only those that were asked for, in the order in which they were', async () => {
    const jobId = await finished({ settings: {}, message: { transmissionMode: 'reference' } });
    const document = json(await get(`/jobs/${jobId}/results`).expect(200));
    expect(Object.keys(document)).toEqual(['settings', 'message']);
    expect(document.message).toHaveProperty('href');
    // But each is there under its own name.
    await get(`/jobs/${jobId}/results/area`).expect(200);
  });

  test('one raw output is its bytes, whatever is accepted; a collection leads there', async () => {
    const jobId = await finished({ area: {} }, 'raw');
    const answer = await get(`/jobs/${jobId}/results`, { Accept: 'application/json' }).expect(200);
    expect(answer.headers['content-type']).toBe('application/flatgeobuf');
    expect(answer.body.equals(bytes)).toBe(true);
    // The collection is looked for before anybody is sent there.
    expect(json(await get(`/jobs/${jobId}/results/settings`).expect(410)).code).toBe('ResultWithdrawn');
    await database.query(
      `insert into egms.collection (id, level, geometry, release, header_generation, point_count)
       values ('lakes', 'L3', 'up', '2020-2024', 'from-2020-2024', 1)`,
    );
    const collection = await get(`/jobs/${jobId}/results/settings`).expect(303);
    expect(new URL(collection.headers.location).pathname).toBe('/collections/lakes');
    const other = await finished({ settings: {} }, 'raw');
    expect(json(await get(`/jobs/${other}/results`).expect(200))).toMatchObject({ collection: 'lakes' });
  });

  test('are not ready while the job waits and runs', async () => {
    const { jobId } = await acceptJob(served.store);
    for (const begin of [async () => {}, () => startJob(database, jobId)]) {
      await begin();
      for (const path of [`/jobs/${jobId}/results`, `/jobs/${jobId}/results/message`]) {
        const answer = await get(path).expect(404);
        expect(answer.headers['content-type']).toBe('application/json');
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        expect(json(answer)).toMatchObject({ type: `${EXCEPTION}/result-not-ready`, code: 'ResultNotReady' });
      }
    }
  });

  test('of a failed job are its failure, with its status', async () => {
    const { jobId } = await acceptJob(served.store);
    await startJob(database, jobId);
    await failJob(database, jobId, { status: 422, code: 'InvalidInput', detail: 'no points' });
    for (const path of [`/jobs/${jobId}/results`, `/jobs/${jobId}/results/message`]) {
      expect(json(await get(path).expect(422))).toMatchObject({
        type: `${EXCEPTION}/result-not-available`,
        status: 422,
        code: 'InvalidInput',
        detail: 'no points',
      });
    }
    await database.query(`update egms.job set error = '{"status": 200, "code": "X", "detail": "odd"}'`);
    await get(`/jobs/${jobId}/results`).expect(500);
  });

  test('of a dismissed job are gone', async () => {
    const jobId = await finished();
    await request(served.app).delete(`/jobs/${jobId}`).expect(200);
    expect(json(await get(`/jobs/${jobId}/results`).expect(410))).toMatchObject({ code: 'JobGone' });
    await get(`/jobs/${jobId}/results/area`).expect(410);
  });

  test('are gone when their time is over', async () => {
    const jobId = await finished();
    await database.query(`update egms.job set expires = clock_timestamp() - interval '1 s'`);
    await database.query('delete from egms.job_result');
    expect(json(await get(`/jobs/${jobId}/results`).expect(410))).toMatchObject({ code: 'ResultsExpired' });
    await get(`/jobs/${jobId}/results/area`).expect(410);
  });

  test('an output that does not exist is not found, those that do are named', async () => {
    const answer = json(await get(`/jobs/${await finished()}/results/nothing`).expect(404));
    expect(answer).toMatchObject({ type: `${EXCEPTION}/no-such-output`, code: 'NoSuchOutput' });
    expect(answer.detail).toMatch(/area, message, settings/);
  });

  test('a file that is not where it should be is told to those who can mend it', async () => {
    const jobId = await finished();
    await served.storage.remove(jobId);
    const answer = json(await get(`/jobs/${jobId}/results/area`).expect(500));
    expect(answer).toMatchObject({ code: 'ResultLost', detail: expect.stringMatching(/share one folder/) });
    await get(`/jobs/${jobId}/results`).expect(500);
  });
});

describe('dismissing', () => {
  const dismiss = (jobId: string, query = '') => request(served.app).delete(`/jobs/${jobId}${query}`);

  test.each<[string, (jobId: string) => Promise<unknown>]>([
    ['that waits', async () => {}],
    ['that runs', (jobId) => startJob(database, jobId)],
    ['that has ended', (jobId) => finishJob(database, jobId, { message: { json: 'x' } })],
    ['that failed', (jobId) => failJob(database, jobId, { status: 500, code: 'X', detail: 'x' })],
  ])('a job %s, once', async (_state, bring) => {
    const { jobId } = await acceptJob(served.store);
    await bring(jobId);
    const { body } = await dismiss(jobId).expect(200);
    expect(body).toMatchObject({ jobID: jobId, status: 'dismissed', type: 'process' });
    expect(body.links.some(({ rel }: { rel: string }) => rel.endsWith('/results'))).toBe(false);
    expect((await dismiss(jobId).expect(410)).body).toMatchObject({ code: 'JobGone' });
    expect(json(await get(`/jobs/${jobId}`).expect(200)).status).toBe('dismissed');
    // The worker that was about to end it changes nothing any more.
    await finishJob(database, jobId, { message: { json: 'too late' } });
    expect(json(await get(`/jobs/${jobId}`)).status).toBe('dismissed');
    await get(`/jobs/${jobId}/results`).expect(410);
  });

  test('nobody is a 404', async () => {
    await dismiss('99999999-9999-4999-8999-999999999999').expect(404);
    await dismiss('none').expect(404);
    await dismiss('none', '?collections=burn').expect(400);
  });

  test('takes published collections along only when told to, in the same transaction', async () => {
    const withdrawn: string[] = [];
    const other = processesApp(database, {
      withdraw: async (client, jobId) => {
        const { rows } = await client.query('select status from egms.job where job_id = $1', [jobId]);
        withdrawn.push(`${jobId} ${rows[0].status}`);
        return true;
      },
    });
    try {
      const [kept, removed] = [await acceptJob(other.store), await acceptJob(other.store)];
      await request(other.app).delete(`/jobs/${kept.jobId}`).expect(200);
      await request(other.app).delete(`/jobs/${removed.jobId}?collections=remove`).expect(200);
      expect(withdrawn).toEqual([`${removed.jobId} dismissed`]);
    } finally {
      other.close();
    }
  });

  test('is undone when a collection cannot be removed', async () => {
    const other = processesApp(database, { withdraw: () => Promise.reject(new Error('no')) });
    try {
      const { jobId } = await acceptJob(other.store);
      await request(other.app).delete(`/jobs/${jobId}?collections=remove`).expect(500);
      expect((await other.store.job(jobId))?.status).toBe('accepted');
    } finally {
      other.close();
    }
  });
});
