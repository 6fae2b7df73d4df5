/** Inputs by reference, from a server of the test. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readReference } from '../../src/jobs/read-reference.js';

let server: Server;
let host: string;
const never = new AbortController().signal;

beforeAll(async () => {
  server = createServer((request, response) => {
    const answers: Record<string, () => void> = {
      '/text': () => response.end('hello'),
      '/missing': () => response.writeHead(404).end(),
      '/here': () => response.writeHead(302, { Location: '/text' }).end(),
      '/elsewhere': () => response.writeHead(302, { Location: 'http://example.org/x' }).end(),
      '/inwards': () => response.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
      '/circle': () => response.writeHead(302, { Location: '/circle' }).end(),
      '/large': () => response.end(Buffer.alloc(5_000)),
      '/endless': () => {
        const timer = setInterval(() => response.write(Buffer.alloc(1_000)), 1);
        response.on('close', () => clearInterval(timer));
      },
      '/silent': () => {},
      '/broken': () => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('half');
        setTimeout(() => response.destroy(), 10);
      },
    };
    answers[request.url!]();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const read = (path: string, allowPrivate = true, signal = never) =>
  readReference(`http://${host}${path}`, { allowedHosts: [host], allowedFolders: [], allowPrivate }, signal, {
    maxBytes: 4_000,
    timeoutMs: 300,
  });

describe('a reference', () => {
  test('is read, along a redirect to the same host', async () => {
    expect((await read('/text')).toString()).toBe('hello');
    expect((await read('/here')).toString()).toBe('hello');
  });

  test.each([
    ['/missing', 'answered 404', 502],
    ['/elsewhere', 'may not be fetched from example.org', 400],
    ['/inwards', 'begins with http://', 400],
    ['/circle', 'redirects more than 3 times', 502],
    ['/large', 'larger than', 400],
    ['/endless', 'larger than', 400],
    ['/silent', 'no answer within 0.3 s', 502],
  ])('to %s is refused or fails: %s', async (path, why, status) => {
    await expect(read(path)).rejects.toMatchObject({ status, message: expect.stringContaining(why) });
  });

  test('that breaks off is no answer', async () => {
    await expect(read('/broken')).rejects.toMatchObject({ status: 502, message: expect.stringContaining('broke off') });
  });

  test('to a private network is refused, listed or not', async () => {
    await expect(read('/text', false)).rejects.toThrow(/private network/);
  });

  test('is let go when the job is stopped', async () => {
    const stopping = new AbortController();
    const reading = read('/silent', true, stopping.signal);
    setTimeout(() => stopping.abort('lost'), 20);
    await expect(reading).rejects.toBe('lost');
  });
});

test.skipIf(process.platform === 'win32')('a pipe is no input: nobody may ever write to it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'open-egms-pipe-'));
  try {
    const made = spawnSync('mkfifo', [join(folder, 'pipe')]);
    expect(made.status).toBe(0);
    const reading = readReference(
      pathToFileURL(join(folder, 'pipe')).href,
      { allowedHosts: [], allowedFolders: [folder], allowPrivate: false },
      never,
    );
    await expect(reading).rejects.toMatchObject({
      code: 'ReferenceRefused',
      message: expect.stringContaining('is no file'),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
