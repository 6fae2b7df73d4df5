/** Files by reference, from a server of the test that breaks off, changes its mind and lies. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FetchOptions, fetchFile } from '../../src/jobs/fetch-file.js';

const CONTENT = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 251));
let server: Server;
let host: string;
let folder: string;
let asked: { url: string; range: string | undefined }[] = [];
/** How a test wants to be answered. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url!, range: request.headers.range });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  folder = mkdtempSync(join(tmpdir(), 'open-egms-fetch-'));
  return () => rmSync(folder, { recursive: true });
});

const options = (changes: Partial<FetchOptions> = {}): FetchOptions => ({
  rules: { allowedHosts: [host], allowedFolders: [], allowPrivate: true },
  signal: new AbortController().signal,
  maxBytes: 1e6,
  timeoutMs: 300,
  firstPauseMs: 1,
  freeDiskBytes: async () => 1e12,
  ...changes,
});
const fetched = (changes: Partial<FetchOptions> = {}, path = '/stack.zip') =>
  fetchFile(`http://${host}${path}`, join(folder, 'file'), options(changes));

/** Breaks the connection when what was sent is on the disk: what is under way would be lost with it. */
function breakOff(response: ServerResponse, sent: Buffer, start = 0): void {
  response.write(sent);
  const timer = setInterval(() => {
    const bytes = statSync(join(folder, 'file.part'), { throwIfNoEntry: false })?.size ?? 0;
    if (bytes < start + sent.length) return;
    clearInterval(timer);
    response.destroy();
  }, 2);
}

/** Serves ranges of the content; `cut` says after how many bytes of an answer the connection breaks. */
const ranged =
  (cut: (turn: number) => number, etag = '"one"', content = CONTENT) =>
  (request: IncomingMessage, response: ServerResponse) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const start = from !== undefined && request.headers['if-range'] === etag ? Number(from) : 0;
    const rest = content.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      ETag: etag,
      'Content-Length': rest.length,
      ...(start > 0 ? { 'Content-Range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
    });
    const most = cut(asked.length);
    if (most >= rest.length) response.end(rest);
    else breakOff(response, rest.subarray(0, most), start);
  };
const uncut = () => Number.POSITIVE_INFINITY;

describe('a file by reference', () => {
  test('is written to the disk, and its progress told', async () => {
    answer = ranged(uncut);
    const shares: number[] = [];
    const file = await fetched({ onProgress: (bytes, total) => shares.push(bytes / total!) });
    expect(file).toEqual({ href: `http://${host}/stack.zip`, file: join(folder, 'file'), bytes: CONTENT.length });
    expect(readFileSync(file.file).equals(CONTENT)).toBe(true);
    expect(shares.at(-1)).toBe(1);
  });

  test('that breaks off is gone on with where it was', async () => {
    answer = ranged(() => 30_000);
    const breaks: string[] = [];
    const { file } = await fetched({ onBreak: (text) => breaks.push(text) });
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    expect(asked.map(({ range }) => range)).toEqual([undefined, 'bytes=30000-', 'bytes=60000-', 'bytes=90000-']);
    expect(breaks[0]).toContain('broke off after 30000 ');
  });

  test('that was left by a worker which died is gone on with', async () => {
    answer = ranged((turn) => (turn === 1 ? 40_000 : Number.POSITIVE_INFINITY));
    const dying = new AbortController();
    await expect(fetched({ signal: dying.signal, onBreak: () => dying.abort(new Error('killed')) })).rejects.toThrow(
      'killed',
    );
    const { file } = await fetched();
    expect(asked.at(-1)?.range).toBe('bytes=40000-');
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
  });

  test('that has changed meanwhile is fetched from its beginning', async () => {
    const other = Buffer.from(CONTENT).reverse();
    answer = (request, response) =>
      asked.length === 1 ? ranged(() => 50_000)(request, response) : ranged(uncut, '"two"', other)(request, response);
    expect(readFileSync((await fetched()).file).equals(other)).toBe(true);
  });

  test('of which nothing vouches that it is the same is fetched from its beginning', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': CONTENT.length });
      if (asked.length > 1) response.end(CONTENT);
      else breakOff(response, CONTENT.subarray(0, 5000));
    };
    expect(readFileSync((await fetched()).file).equals(CONTENT)).toBe(true);
    expect(asked.map(({ range }) => range)).toEqual([undefined, undefined]);
  });

  test.each<[string, (response: ServerResponse) => void, Partial<FetchOptions>, number, RegExp]>([
    ['not there', (response) => response.writeHead(404).end(), {}, 502, /answered 404/],
    ['larger than allowed', (response) => response.end(CONTENT), { maxBytes: 99_999 }, 400, /larger than/],
    ['larger than allowed, unsaid', (response) => response.write(CONTENT), { maxBytes: 5000 }, 400, /larger than/],
    ['larger than the disk', (response) => response.end(CONTENT), { freeDiskBytes: async () => 1e6 }, 507, /to spare/],
    [
      'packed',
      (response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'),
      {},
      502,
      /packed as gzip/,
    ],
    [
      'elsewhere',
      (response) => response.writeHead(302, { Location: 'http://example.org/' }).end(),
      {},
      400,
      /example\.org/,
    ],
    [
      'in a file of this machine',
      (response) => response.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
      {},
      400,
      /http:/,
    ],
    ['on a private network', (response) => response.end('x'), { rules: undefined }, 400, /private network/],
  ])('that is %s is refused', async (_what, reply, changes, status, detail) => {
    answer = (_request, response) => reply(response);
    const rules = { allowedHosts: [host], allowedFolders: [], allowPrivate: !('rules' in changes) };
    await expect(fetched({ ...changes, rules })).rejects.toMatchObject({
      status,
      detail: expect.stringMatching(detail),
    });
    expect(asked.length).toBeLessThan(2);
  });

  test('from a server that never gets further is given up', async () => {
    answer = (_request, response) => response.destroy();
    await expect(fetched()).rejects.toMatchObject({ status: 502 });
    expect(asked).toHaveLength(5);
  });

  test('from a server that falls silent is asked for again', async () => {
    answer = (request, response) => {
      if (asked.length > 1) return ranged(uncut)(request, response);
      response.writeHead(200, { ETag: '"one"', 'Content-Length': CONTENT.length });
      response.write(CONTENT.subarray(0, 1000));
    };
    expect(readFileSync((await fetched({ timeoutMs: 50 })).file).equals(CONTENT)).toBe(true);
  });

  test('of a listed folder stays where it is', async () => {
    const path = join(folder, 'own.zip');
    writeFileSync(path, 'zip');
    const rules = { allowedHosts: [], allowedFolders: [folder], allowPrivate: false };
    const href = pathToFileURL(path).href;
    expect(await fetchFile(href, join(folder, 'file'), options({ rules }))).toEqual({ href, file: path, bytes: 3 });
    const refused = fetchFile(pathToFileURL('/etc/passwd').href, join(folder, 'file'), options({ rules }));
    await expect(refused).rejects.toMatchObject({ status: 400 });
  });
});
