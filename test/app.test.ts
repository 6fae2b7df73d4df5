import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { loadContract } from '../src/http/contract.js';
import type { ApiDocument } from '../src/ogc/common/api-document.js';
import { listening } from './support/listening.js';
import { ustica } from './support/memory-catalog.js';
import { testApp, testConfig } from './support/test-app.js';

const { operations } = loadContract(['common.yaml', 'features.yaml'], testConfig.limits);

describe('the application', () => {
  test('answers every operation of the contract', async () => {
    const document = await listening(
      testApp(),
      async (base) => (await fetch(`${base}/api`)).json() as Promise<ApiDocument>,
    );
    const paths = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const missing = operations
      .map(({ method, path }) => `${method} ${path.replace('{collectionId}', ustica.id)}`)
      .filter((operation) => !paths.includes(operation));
    expect(missing).toEqual([]);
  });

  test('gives every operation a link or a path that leads to it from the landing page', async () => {
    const { body } = await request(testApp()).get('/collections/lakes');
    const linked = new Set(body.links.map(({ href }: { href: string }) => new URL(href).pathname));
    const below = operations
      .filter(({ method, path }) => method === 'get' && /^\/collections\/\{collectionId\}\/\w+$/.test(path))
      .map(({ path }) => path.replace('{collectionId}', 'lakes'));
    expect(below.filter((path) => !linked.has(path))).toEqual([]);
  });
});
