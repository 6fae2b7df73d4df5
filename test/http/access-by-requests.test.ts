/** Who gets in with which key, sent in which way. */
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { emptyReply } from '../../src/http/reply.js';
import { echo } from '../support/echo-operation.js';
import { sha256 } from '../support/sha256.js';
import { stubHttpApp } from '../support/stub-http-app.js';

const items = '/collections/a/items';

describe('access', () => {
  const writing = (config: object) =>
    stubHttpApp([{ id: 'getCQL2Features', handle: async () => emptyReply(204) }], { config });

  test('a search by POST is reading', async () => {
    const { status } = await request(writing({ host: '0.0.0.0' }))
      .post(items)
      .send({});
    expect(status).toBe(204);
  });

  test('a wrong key is a 401 that says how to send one', async () => {
    const { status, headers } = await request(writing({ apiKeys: [sha256('k')] }))
      .post(items)
      .set('X-API-Key', 'x')
      .send({});
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toContain('Bearer');
  });

  test('where reading wants a key, every way to send it works', async () => {
    const closed = stubHttpApp([echo('getCollections')], {
      config: { apiKeys: [sha256('s3cret')], requireKeyForReads: true },
    });
    const get = (path = '/collections') => request(closed).get(path);
    const statuses = await Promise.all([
      get(),
      get().set('X-API-Key', 's3cret'),
      get().auth('s3cret', { type: 'bearer' }),
      get().auth('anybody', 's3cret'),
      get('/collections?api_key=s3cret'),
      get('/collections?apikey=s3cret'),
      get('/health'),
      get('/metrics'),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 200, 200, 200, 200, 200, 200, 401]);
  });

  test('metrics want a key, where there is one, from all but this machine', async () => {
    const statusOf = async (apiKeys: string[], headers = {}, path = '/metrics') =>
      (
        await request(stubHttpApp([], { config: { apiKeys, host: '0.0.0.0' } }))
          .get(path)
          .set(headers)
      ).status;
    const keys = [sha256('s3cret')];
    const stranger = { 'X-Forwarded-For': '203.0.113.7' };
    expect(await statusOf(keys)).toBe(200);
    expect(await statusOf(keys, stranger)).toBe(401);
    expect(await statusOf(keys, { ...stranger, 'X-API-Key': 's3cret' })).toBe(200);
    expect(await statusOf(keys, stranger, '/ready')).toBe(200);
    expect(await statusOf([], stranger)).toBe(200);
  });
});
