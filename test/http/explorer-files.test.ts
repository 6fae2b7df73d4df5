/** The Explorer's address: which path answers what, how long it may be kept, and under which policy. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explorerFiles } from '../../src/http/explorer-files.js';
import type { HttpConfig } from '../../src/http/http-config.js';
import { stubHttpApp } from '../support/stub-http-app.js';
import { testConfig } from '../support/test-app.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-egms-explorer-files-'));
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, 'basemap'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Explorer</title>');
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {}');
  writeFileSync(join(folder, 'assets', 'worker-abc.mjs'), 'export {}');
  writeFileSync(join(folder, 'basemap', 'land.json'), '{}');
  writeFileSync(join(folder, '.secret'), 'no');
});
afterAll(() => rmSync(folder, { recursive: true }));

const appWith = (explorer: HttpConfig['explorer'] = {}, at = folder) =>
  express().use(explorerFiles({ ...testConfig, explorer }, at));
const directive = (policy: string, name: string) =>
  policy
    .split(/; ?/)
    .find((part) => part.startsWith(`${name} `))
    ?.slice(name.length + 1);

describe('paths below /explorer/', () => {
  test.each([
    ['/explorer/', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/explorer/index.html', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/explorer/?embed=1&lang=en', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/explorer/config.json', 200, 'application/json; charset=utf-8', 'no-cache'],
    ['/explorer/assets/index-abc.js', 200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/explorer/assets/worker-abc.mjs', 200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/explorer/basemap/land.json', 200, 'application/json; charset=utf-8', 'public, max-age=3600'],
    ['/explorer/assets/', 404, undefined, undefined],
    ['/explorer/assets/index-old.js', 404, undefined, undefined],
    ['/explorer/.secret', 404, undefined, undefined],
    ['/explorer/..%2f..%2fpackage.json', 404, undefined, undefined],
  ])('%s answers %i', async (path, status, type, control) => {
    const answer = await request(appWith()).get(path);
    expect(answer.status).toBe(status);
    if (status !== 200) return;
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.headers['cache-control']).toBe(control);
  });

  test('without the slash lead to it, whatever stands before the path, and keep the query', async () => {
    const { status, headers } = await request(appWith()).get('/explorer?embed=1');
    expect([status, headers.location]).toEqual([308, 'explorer/?embed=1']);
  });

  test('that are nothing are problems like everywhere', async () => {
    const { status, headers } = await request(stubHttpApp([])).get('/explorer/nothing');
    expect(status).toBe(404);
    expect(headers['content-type']).toContain('application/problem+json');
  });

  test('tell how to build what is not built', async () => {
    const { status, text } = await request(appWith({}, join(folder, 'missing'))).get('/explorer/');
    expect(status).toBe(503);
    expect(text).toContain('npm run build');
  });
});

describe('the policy of the page', () => {
  const policyOf = async (explorer?: HttpConfig['explorer']) =>
    (await request(appWith(explorer)).get('/explorer/')).headers['content-security-policy'] as string;

  test('runs code of this server alone, and none that is made of text', async () => {
    const policy = await policyOf();
    expect(directive(policy, 'default-src')).toBe("'none'");
    expect(directive(policy, 'script-src')).toBe("'self'");
    expect(directive(policy, 'style-src')).toBe("'self'");
    expect(directive(policy, 'worker-src')).toBe("'self'");
    expect(policy).not.toContain('unsafe');
  });

  test('may be framed by this server, or by those that are named', async () => {
    expect(directive(await policyOf(), 'frame-ancestors')).toBe("'self'");
    const named = await policyOf({ frameAncestors: ["'self'", 'https://portal.example.org'] });
    expect(directive(named, 'frame-ancestors')).toBe("'self' https://portal.example.org");
  });

  test('lets maps without TLS in by name alone', async () => {
    const url = 'http://tiles.example.org/{z}/{x}/{y}.png';
    const policy = await policyOf({ basemaps: [{ id: 'plain', title: 'Plain', type: 'raster', url }] });
    expect(directive(policy, 'img-src')).toBe("'self' data: blob: https: http://tiles.example.org");
    expect(directive(policy, 'connect-src')).toBe("'self' https: http://tiles.example.org");
  });

  test('is of the Explorer alone', async () => {
    const { headers: others } = await request(stubHttpApp([])).get('/health');
    expect(directive(others['content-security-policy'], 'frame-ancestors')).toBe("'none'");
    expect(others['x-frame-options']).toBe('DENY');
    const { headers } = await request(stubHttpApp([])).get('/explorer/');
    expect(directive(headers['content-security-policy'], 'frame-ancestors')).toBe("'self'");
    expect(headers['x-frame-options']).toBeUndefined();
  });
});
