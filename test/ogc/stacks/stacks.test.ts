/** Stacks that are sent, looked at and removed; the library behind is the real one, in a folder of the test. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HttpConfig } from '../../../src/http/http-config.js';
import { type LibraryOptions, StackLibrary } from '../../../src/insar/stack-library/stack-library.js';
import { answersOfContract } from '../../support/answers-of-contract.js';
import { listening } from '../../support/listening.js';
import { testApp } from '../../support/test-app.js';
import { writeTinyStack } from '../../support/tiny-stack.js';
import { zipArchive, zipOfFolder } from '../../support/zip-archive.js';

const contract = answersOfContract('stacks.yaml');
const ZIP = 'application/zip';
let source: string;
let folder: string;
let ascending: Buffer;
let pair: Buffer;

beforeAll(async () => {
  source = mkdtempSync(join(tmpdir(), 'open-egms-tiny-'));
  const small = { rows: 24, columns: 32, dates: 3 };
  await writeTinyStack(source, 'ascending', small);
  await writeTinyStack(source, 'descending', small);
  writeFileSync(join(source, 'simulation.json'), '{}');
  ascending = zipOfFolder(join(source, 'ascending'));
  pair = zipOfFolder(source, 'town/');
});
afterAll(() => rmSync(source, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-egms-stacks-'));
  return () => rmSync(folder, { recursive: true });
});

const library = (options: Partial<LibraryOptions> = {}) =>
  new StackLibrary({
    stacks: join(folder, 'stacks'),
    drafts: join(folder, 'incoming'),
    maxUploadBytes: 1e8,
    maxUnpackedBytes: 1e8,
    ...options,
  });

function served(
  options: Partial<LibraryOptions> = {},
  users: readonly string[] = [],
  config: Partial<HttpConfig> = {},
) {
  return testApp({ stacks: { shelf: library(options), usersOf: async () => users }, config });
}

const put = (app: Express, name: string, body: Buffer, type = ZIP) =>
  request(app).put(`/stacks/${name}`).set('Host', 'localhost').set('Content-Type', type).send(body);
const get = (app: Express, path: string) => request(app).get(path).set('Host', 'localhost');
const remove = (app: Express, path: string) => request(app).delete(path).set('Host', 'localhost');
const left = () => (existsSync(join(folder, 'incoming')) ? readdirSync(join(folder, 'incoming')) : []);

describe('a stack that is sent', () => {
  test('is there, described, and gone when it is removed', async () => {
    const app = served();
    const made = await put(app, 'town', ascending);
    expect([made.status, made.headers.location]).toEqual([201, 'http://localhost/stacks/town']);
    const list = await get(app, '/stacks');
    expect(contract.faultsOf('getStacks', list.body)).toEqual([]);
    expect(list.body.stacks).toMatchObject([
      { name: 'town', status: 'usable', orbit: 'ascending', dateCount: 3, rows: 24, columns: 32, isSynthetic: true },
    ]);
    const { body } = await get(app, '/stacks/town').expect(200);
    expect(contract.faultsOf('getStack', body)).toEqual([]);
    expect(body.dates).toHaveLength(3);
    expect((await get(app, '/stacks/town?f=html')).text).toContain('Points of it');
    expect((await get(app, '/stacks?f=html')).text).toContain('24 × 32');
    expect(left()).toEqual([]);
    await remove(app, '/stacks/town').expect(204);
    await get(app, '/stacks/town').expect(404);
    await remove(app, '/stacks/town').expect(404);
    expect([left(), readdirSync(join(folder, 'stacks'))]).toEqual([[], []]);
  });

  test('may be several in one archive, each with an address of its own', async () => {
    const app = served();
    const { body } = await put(app, 'town', pair).expect(201);
    expect(body.stacks.map(({ name }: { name: string }) => name)).toEqual(['town/ascending', 'town/descending']);
    expect((await get(app, '/stacks/town')).body.stacks).toHaveLength(2);
    expect((await get(app, '/stacks/town/descending')).body).toMatchObject({ orbit: 'descending', isSynthetic: true });
    await remove(app, '/stacks/town/ascending').expect(204);
    expect((await get(app, '/stacks')).body.stacks).toMatchObject([{ name: 'town/descending' }]);
  });

  test.each<[string, () => [string, Buffer, string?], Partial<LibraryOptions>, number, RegExp]>([
    ['a name that leads elsewhere', () => ['..%2Fx', ascending], {}, 400, /letters, digits/],
    ['a name that hides', () => ['.x', ascending], {}, 400, /letters, digits/],
    ['another type', () => ['x', ascending, 'application/x-tar'], {}, 415, /application\/zip/],
    ['more than is taken', () => ['x', ascending], { maxUploadBytes: 1000 }, 413, /at most 1000 bytes/],
    ['more than may be unpacked', () => ['x', ascending], { maxUnpackedBytes: 1000 }, 413, /unpacked/],
    ['more than all stacks may have', () => ['x', ascending], { maxStacksBytes: 1000 }, 507, /max_stacks_bytes/],
    ['no zip', () => ['x', Buffer.from('tar')], {}, 422, /not a zip/],
    [
      'a zip of something else',
      () => ['x', zipArchive([{ name: 'a.txt', content: 'x' }])],
      {},
      422,
      /expected a stack/,
    ],
    ['a path upwards', () => ['x', zipArchive([{ name: '../stack.json', content: '{}' }])], {}, 422, /relative path/],
    [
      'a broken stack',
      () => ['x', zipArchive([{ name: 'stack.json', content: '{"type":"open-egms-slc-stack"}' }])],
      {},
      422,
      /^stack\.json: .* is missing/,
    ],
  ])('with %s is refused and leaves nothing', async (_what, given, options, status, detail) => {
    const [name, body, type] = given();
    const answer = await put(served(options), name, body, type);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(detail)]);
    expect([left(), existsSync(join(folder, 'x'))]).toEqual([[], false]);
    expect(existsSync(join(folder, 'stacks')) ? readdirSync(join(folder, 'stacks')) : []).toEqual([]);
  });

  test('does not replace one of its name', async () => {
    const app = served();
    await put(app, 'town', ascending).expect(201);
    expect((await put(app, 'town', pair)).status).toBe(409);
    expect((await get(app, '/stacks/town')).body.orbit).toBe('ascending');
  });

  test('needs a key where there are keys, and so does removing one', async () => {
    const app = served({}, [], { apiKeys: ['0'.repeat(64)] });
    expect([(await put(app, 'town', ascending)).status, (await remove(app, '/stacks/town')).status]).toEqual([
      401, 401,
    ]);
    expect((await get(app, '/stacks')).status).toBe(200);
  });

  test('is not removed while a job needs it', async () => {
    const app = served({}, ['job-1']);
    await put(app, 'town', ascending).expect(201);
    const refused = await remove(app, '/stacks/town');
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('job-1')]);
  });

  test('whose client goes away in the middle leaves nothing', async () => {
    await listening(served(), async (base) => {
      const leaving = new AbortController();
      async function* halves() {
        yield ascending.subarray(0, 1000);
        while (left().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        leaving.abort();
      }
      const headers = { 'Content-Type': ZIP };
      const init = { method: 'PUT', headers, body: halves(), duplex: 'half', signal: leaving.signal } as RequestInit;
      await expect(fetch(`${base}/stacks/town`, init)).rejects.toThrow();
      await expect.poll(left).toEqual([]);
    });
    expect(readdirSync(join(folder, 'stacks'))).toEqual([]);
  });
});

describe('what uploads left behind', () => {
  const draft = (name: string, owner: object | undefined, ageMs = 0) => {
    const path = join(folder, 'incoming', name);
    mkdirSync(path, { recursive: true });
    if (owner) writeFileSync(join(path, 'owner.json'), JSON.stringify(owner));
    const at = new Date(Date.now() - ageMs);
    utimesSync(path, at, at);
  };

  test('is cleared away when its server is dead, or was not heard of for an hour', async () => {
    draft('reborn', { host: hostname(), pid: process.pid, instance: 'another' });
    draft('dead', { host: hostname(), pid: 2 ** 22 + 1, instance: 'another' });
    draft('alive', { host: hostname(), pid: process.ppid, instance: 'another' });
    draft('elsewhere', { host: 'another', pid: 1, instance: 'another' });
    draft('silent', { host: 'another', pid: 1, instance: 'another' }, 2 * 3_600_000);
    draft('nameless', undefined, 2 * 3_600_000);
    expect(await library().clear()).toBe(4);
    expect(left().sort()).toEqual(['alive', 'elsewhere']);
  });
});

test('a stack that was copied by hand and cannot be used is listed as such', async () => {
  mkdirSync(join(folder, 'stacks', 'broken'), { recursive: true });
  writeFileSync(join(folder, 'stacks', 'broken', 'stack.json'), '{');
  const { body } = await get(served(), '/stacks');
  expect(contract.faultsOf('getStacks', body)).toEqual([]);
  expect(body.stacks).toMatchObject([{ name: 'broken', status: 'unusable' }]);
  expect(body.stacks[0].detail).toMatch(/^broken\/stack\.json: expected JSON/);
});
