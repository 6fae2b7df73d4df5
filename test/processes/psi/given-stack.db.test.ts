/** Stacks by reference and by upload, through the engine: fetched once, unpacked once, gone on with by the next worker. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import description from '../../../processes/psi/process.json' with { type: 'json' };
import { psiProcess } from '../../../processes/psi/psi-process.js';
import type { Database } from '../../../src/db/database.js';
import { StackLibrary } from '../../../src/insar/stack-library/stack-library.js';
import type { ProcessDescription } from '../../../src/jobs/process-registry.js';
import { jobsUsingStack } from '../../../src/jobs/stack-users.js';
import { testDatabase } from '../../support/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { type FakeOptions, fakePipeline } from '../../support/fake-pipeline.js';
import { JobBench } from '../../support/jobs.js';
import { writeTinyStack } from '../../support/tiny-stack.js';
import { zipOfFolder } from '../../support/zip-archive.js';

let database: Database;
let bench: JobBench;
let server: Server;
let host: string;
let served: Buffer;
let archive: Buffer;
let asked = 0;

beforeAll(async () => {
  database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-given-'));
  archive = zipOfFolder(await writeTinyStack(folder, 'ascending'), 'town/');
  await rm(folder, { recursive: true });
  server = createServer((_request, response) => {
    asked++;
    response.end(served);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  await database.query('delete from egms.job');
  [served, asked] = [archive, 0];
  bench = new JobBench(database);
  return () => bench.close();
});
afterAll(async () => {
  server.close();
  await database.close();
});

const outputs = { report: {}, quality: {} };
const submit = (stack: unknown) => bench.submit({ inputs: withDefaults('psi', { stack }), outputs });
const run = async (fake: FakeOptions = {}, signal = new AbortController().signal) => {
  const job = (await bench.claim())!;
  const rules = { allowedHosts: [host], allowPrivate: true };
  return bench.run(job, psiProcess(fakePipeline({ every: 4, ...fake })), signal, {
    rules,
    description: description as unknown as ProcessDescription,
  });
};

describe('a stack by reference', () => {
  test('is fetched, unpacked and computed with, and nothing of it stays', async () => {
    const { jobId } = await submit({ href: `http://${host}/town.zip` });
    const folders: string[][] = [];
    await run({ onRun: async () => void folders.push(await readdir(bench.storage.folder(jobId))) });
    expect((await bench.store.job(jobId))?.status).toBe('successful');
    expect(folders).toEqual([expect.arrayContaining(['stack'])]);
    expect(folders[0]).not.toContain('input-stack');
    expect((await readdir(bench.storage.folder(jobId))).sort()).toEqual(['quality.json', 'report.html']);
    expect(asked).toBe(1);
  });

  test('is not fetched again when another worker goes on', async () => {
    const { jobId } = await submit({ href: `http://${host}/town.zip` });
    const stopping = new AbortController();
    const first = await run({ midway: () => stopping.abort('drain') }, stopping.signal);
    expect(first.kind).toBe('released');
    served = Buffer.from('something else by now');
    await run();
    expect((await bench.store.job(jobId))?.status).toBe('successful');
    expect(asked).toBe(1);
  });

  test('that is no stack fails the job and says why', async () => {
    served = Buffer.from('a page that says that you must log in');
    const { jobId } = await submit({ href: `http://${host}/town.zip` });
    await run();
    const job = await bench.store.job(jobId);
    expect([job?.status, job?.message]).toEqual(['failed', expect.stringMatching(/town\.zip: not a zip/)]);
  });

  test('of a host that is not listed is not asked for', async () => {
    const { jobId } = await submit({ href: 'http://example.org/town.zip' });
    await run();
    expect((await bench.store.job(jobId))?.message).toContain('may not be fetched from example.org');
  });
});

test('a stack that was sent is computed with by its name, and not removed meanwhile', async () => {
  const library = new StackLibrary({
    stacks: bench.storage.stacks,
    drafts: join(bench.storage.root, 'incoming'),
    maxUploadBytes: 1e8,
    maxUnpackedBytes: 1e8,
  });
  const { signal } = new AbortController();
  const sent = await library.add('town', { body: Readable.from([archive]), signal });
  expect(sent).toMatchObject([{ name: 'town', reading: { kind: 'facts' } }]);
  const { jobId } = await submit('town');
  expect(await jobsUsingStack(database, 'town')).toEqual([jobId]);
  expect(await jobsUsingStack(database, 'tow')).toEqual([]);
  await run();
  expect((await bench.store.job(jobId))?.status).toBe('successful');
  expect(await jobsUsingStack(database, 'town')).toEqual([]);
});
