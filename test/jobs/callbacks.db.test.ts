/** Messages to subscribers, received by a server of the test. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import { callbackDocument, deliverCallbacks } from '../../src/jobs/callbacks.js';
import { testDatabase } from '../support/database.js';
import { JobBench } from '../support/jobs.js';

let database: Database;
let bench: JobBench;
let server: Server;
let base: string;
let status = 200;
let location: string | undefined;
const received: { path: string; event: string; signature: string; body: string }[] = [];
const rules = { allowedHosts: [], allowedFolders: [], allowPrivate: true };

beforeAll(async () => {
  database = await testDatabase();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { 'x-open-egms-event': event, 'x-open-egms-signature': signature } = request.headers;
      received.push({ path: request.url!, event: String(event), signature: String(signature), body });
      response.writeHead(status, location ? { Location: location } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  await database.query('delete from egms.job');
  bench = new JobBench(database);
  received.length = 0;
  status = 200;
  location = undefined;
});
afterAll(async () => {
  server.close();
  bench.close();
  await database.close();
});

const subscriber = () => ({ successUri: `${base}/ok`, inProgressUri: `${base}/progress`, failedUri: `${base}/failed` });
const deliver = (setting: { allowPrivate?: boolean; secret?: string } = {}) =>
  deliverCallbacks(database, {
    rules: { ...rules, allowPrivate: setting.allowPrivate ?? true },
    ...(setting.secret ? { secret: setting.secret } : {}),
    document: async (jobId) => callbackDocument((await bench.store.job(jobId))!),
  });
const open = async () =>
  (
    await database.query<{ attempt: number; delivered: Date | null; given_up: string | null; due: Date }>(
      'select attempt, delivered, given_up, due from egms.job_callback order by callback_no',
    )
  ).rows;

describe('a subscriber', () => {
  test('hears of start and success, signed', async () => {
    await bench.submit({ subscriber: subscriber() });
    await bench.run((await bench.claim())!, async () => ({ answer: { kind: 'json', value: 1 } }));
    expect(await deliver({ secret: 'a long enough secret' })).toBe(2);
    expect(received.map(({ path, event }) => `${path} ${event}`).sort()).toEqual(['/ok success', '/progress progress']);
    for (const { body, signature } of received) {
      expect(signature).toBe(`sha256=${createHmac('sha256', 'a long enough secret').update(body).digest('hex')}`);
      expect(JSON.parse(body)).toMatchObject({
        type: 'process',
        processID: 'trial',
        status: 'successful',
        progress: 100,
      });
    }
    expect(await deliver()).toBe(0);
  });

  test('hears of failure', async () => {
    await bench.submit({ subscriber: { failedUri: `${base}/failed` } });
    await bench.run((await bench.claim())!, async () => Promise.reject(new RangeError('no points')));
    await deliver();
    expect(received.map(({ path }) => path)).toEqual(['/failed']);
    expect(JSON.parse(received[0].body)).toMatchObject({ status: 'failed', message: 'no points' });
  });

  test('that answers with an error is told again later, and given up after six attempts', async () => {
    await bench.submit({ subscriber: { failedUri: `${base}/failed` } });
    await bench.run((await bench.claim())!, async () => Promise.reject(new RangeError('no points')));
    status = 500;
    for (let i = 1; i <= 6; i++) {
      expect(await deliver()).toBe(1);
      const [row] = await open();
      expect(row.attempt).toBe(i);
      if (i < 6) expect(row.due.getTime()).toBeGreaterThan(Date.now() + 1_000);
      await database.query('update egms.job_callback set due = clock_timestamp()');
    }
    expect((await open())[0].given_up).toBe('it answered 500');
    expect(await deliver()).toBe(0);
    const { rows } = await database.query<{ message: string }>(`select message from egms.job_log where level = 'warn'`);
    expect(rows[0].message).toContain('did not hear of failure after 6 attempts');
  });

  test('is not followed to another address', async () => {
    await bench.submit({ subscriber: { successUri: `${base}/ok` } });
    await bench.run((await bench.claim())!, async () => ({}));
    status = 302;
    location = `${base}/elsewhere`;
    await deliver();
    expect(received.map(({ path }) => path)).toEqual(['/ok']);
    expect((await open())[0].delivered).toBeNull();
  });

  test('on a private network is not called, whatever was accepted before', async () => {
    await bench.submit({ subscriber: { successUri: `${base}/ok` } });
    await bench.run((await bench.claim())!, async () => ({}));
    await deliver({ allowPrivate: false });
    expect(received).toEqual([]);
    expect((await open())[0].given_up).toContain('private network');
  });

  test('is told once, however many workers deliver', async () => {
    await bench.submit({ subscriber: { successUri: `${base}/ok` } });
    await bench.run((await bench.claim())!, async () => ({}));
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(received.length).toBe(1);
  });
});
