/**
 * A client of pygeoapi, word for word: the members that pygeoapi 0.24 answers with, from its source and its documentation,
 * are among ours. And every document is what the contract says of it.
 */
import { Ajv } from 'ajv';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { inlined, loadContract } from '../../../src/http/contract.js';
import { testDatabase } from '../../support/database.js';
import { type ProcessesApp, processesApp } from '../../support/processes-app.js';
import { testConfig } from '../../support/test-app.js';
import { failJob, TinyWorker } from '../../support/tiny-worker.js';
import { acceptJob } from './accept-job.js';

let database: Database;
let served: ProcessesApp;
let worker: TinyWorker;

beforeAll(async () => {
  database = await testDatabase();
  served = processesApp(database);
  worker = new TinyWorker(database, {
    'hello-world': async ({ name, message = '' }) => ({
      echo: { json: { id: 'echo', value: `Hello ${name}! ${message}`.trim() } },
    }),
    echo: async () => ({ message: { json: 'x' } }),
  });
  worker.start();
});
afterAll(async () => {
  await worker.stop();
  served.close();
  await database.close();
});

const get = (path: string) => request(served.app).get(path);
const execute = (body: object, headers: Record<string, string> = {}) => {
  // pygeoapi's own link to the execution carries a format.
  const sent = request(served.app).post('/processes/hello-world/execution?f=json');
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  return sent.send(body);
};

describe('a conversation as with pygeoapi', () => {
  test('finds the process', async () => {
    const { body } = await get('/processes?f=json').expect(200);
    expect(body.processes).toContainEqual(
      expect.objectContaining({
        id: 'hello-world',
        version: expect.any(String),
        title: expect.any(String),
        description: expect.any(String),
        jobControlOptions: expect.arrayContaining(['sync-execute', 'async-execute']),
        outputTransmission: expect.arrayContaining(['value']),
        keywords: expect.any(Array),
        links: expect.any(Array),
      }),
    );
    const described = await get('/processes/hello-world?f=json').expect(200);
    expect(described.body).toMatchObject({
      inputs: { name: { title: 'Name', schema: { type: 'string' } }, message: { minOccurs: 0 } },
      outputs: { echo: { schema: { type: 'object', contentMediaType: 'application/json' } } },
      example: { inputs: { name: 'World' } },
    });
  });

  test('runs it at once, raw by default', async () => {
    const { body, headers } = await execute({ inputs: { name: 'World', message: 'An optional message.' } }).expect(200);
    expect(body).toEqual({ id: 'echo', value: 'Hello World! An optional message.' });
    expect(headers['content-type']).toBe('application/json');
    expect(headers.location).toMatch(/\/jobs\/[\w-]+$/);
  });

  test('runs it as a job, looks at the job, fetches the results and removes it', async () => {
    const accepted = await execute({ inputs: { name: 'World' }, mode: 'async' }, { Prefer: 'respond-async' }).expect(
      201,
    );
    expect(accepted.body).toMatchObject({ jobID: expect.any(String), type: 'process', status: expect.any(String) });
    const path = new URL(accepted.headers.location).pathname;
    const job = await get(path).set('Prefer', 'wait=20').expect(200);
    expect(job.body).toMatchObject({
      type: 'process',
      processID: 'hello-world',
      jobID: accepted.body.jobID,
      status: 'successful',
      message: expect.any(String),
      progress: 100,
      parameters: { name: 'World' },
      created: expect.any(String),
      started: expect.any(String),
      finished: expect.any(String),
      updated: expect.any(String),
    });
    const types = job.body.links
      .filter(({ rel }: { rel: string }) => rel === 'http://www.opengis.net/def/rel/ogc/1.0/results')
      .map(({ type }: { type: string }) => type);
    expect(types.sort()).toEqual(['application/json', 'text/html']);
    expect((await get(`${path}/results?f=json`).expect(200)).body).toEqual({ id: 'echo', value: 'Hello World!' });
    const list = await get('/jobs?f=json').expect(200);
    expect(list.body.jobs).toContainEqual(
      expect.objectContaining({ jobID: accepted.body.jobID, status: 'successful' }),
    );
    const removed = await request(served.app).delete(path).expect(200);
    expect(removed.body).toMatchObject({
      jobID: accepted.body.jobID,
      status: 'dismissed',
      message: expect.any(String),
      links: expect.any(Array),
    });
  });

  test('hears of mistakes in the words it knows', async () => {
    expect((await get('/processes/foo?f=json').expect(404)).body).toMatchObject({
      code: 'NoSuchProcess',
      description: expect.any(String),
    });
    expect((await execute({ inputs: {} }).expect(400)).body).toMatchObject({ code: 'InvalidParameterValue' });
    expect((await execute({ inputs: { name: 1 } }).expect(400)).body).toMatchObject({ code: 'InvalidParameterValue' });
    expect((await get('/jobs/foo/results').expect(404)).body).toMatchObject({ code: 'NoSuchJob' });
  });
});

describe('every document is what the contract says of it', () => {
  const contract = loadContract(['processes.yaml'], testConfig.limits);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const defects = (operationId: string, status: string, body: unknown): unknown => {
    const operation = contract.operations.find((candidate) => candidate.operationId === operationId)!;
    const response = inlined(operation.responses[status], contract.components) as {
      content: Record<string, { schema: object }>;
    };
    const validate = ajv.compile(response.content['application/json'].schema);
    return validate(body) ? [] : validate.errors;
  };
  const jobs: Record<string, string> = {};
  beforeAll(async () => {
    const { body } = await execute(
      { inputs: { name: 'World' }, response: 'document' },
      { Prefer: 'respond-async, wait=20' },
    );
    jobs.done = body.jobID;
    await worker.stop();
    jobs.waiting = (await acceptJob(served.store)).jobId;
    jobs.failed = (await acceptJob(served.store)).jobId;
    await failJob(database, jobs.failed, { status: 422, code: 'InvalidInput', detail: 'no points' });
  });
  afterAll(() => {
    worker = new TinyWorker(database, {});
  });

  test.each([
    ['getProcesses', '/processes'],
    ['describeProcess', '/processes/combine'],
    ['describeProcess', '/processes/echo'],
    ['getJobs', '/jobs'],
    ['getJob', '/jobs/:done'],
    ['getJob', '/jobs/:waiting'],
    ['getJob', '/jobs/:failed'],
    ['getJobResults', '/jobs/:done/results'],
    ['getJobLogs', '/jobs/:done/logs'],
    ['getJobInputs', '/jobs/:done/inputs'],
    ['getJobProvenance', '/jobs/:done/prov'],
    ['getJobStatistics', '/jobs/:done/statistics'],
  ])('%s: %s', async (operationId, path) => {
    const { body } = await get(path.replace(/:(\w+)/, (_, name: string) => jobs[name])).expect(200);
    expect(defects(operationId, '200', body)).toEqual([]);
  });

  test.each([
    ['describeProcess', '404', '/processes/none'],
    ['getJob', '404', '/jobs/none'],
    ['getJobResults', '404', '/jobs/:waiting/results'],
    ['getJobs', '400', '/jobs?limit=0'],
  ])('%s %s: %s', async (operationId, status, path) => {
    const { body } = await get(path.replace(/:(\w+)/, (_, name: string) => jobs[name])).expect(Number(status));
    expect(defects(operationId, status, body)).toEqual([]);
  });

  test('an accepted job, a refused request and a dismissed job', async () => {
    const accepted = await execute({ inputs: { name: 'x' } }, { Prefer: 'respond-async' }).expect(201);
    expect(defects('executeProcess', '201', accepted.body)).toEqual([]);
    const refused = await execute({ inputs: { x: 1 } }).expect(400);
    expect(defects('executeProcess', '400', refused.body)).toEqual([]);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/inputs/x',
      '/inputs/name',
    ]);
    const dismissed = await request(served.app).delete(`/jobs/${accepted.body.jobID}`).expect(200);
    expect(defects('deleteJob', '200', dismissed.body)).toEqual([]);
    const again = await request(served.app).delete(`/jobs/${accepted.body.jobID}`).expect(410);
    expect(defects('deleteJob', '410', again.body)).toEqual([]);
  });
});
