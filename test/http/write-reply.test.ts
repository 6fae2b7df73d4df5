/** How replies arrive: whole, as streams, as bytes, or not at all where the client has a good copy. */
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { notFound, raise } from '../../src/errors.js';
import { alreadyHeld } from '../../src/http/caching.js';
import { operation } from '../../src/http/operation.js';
import { bytesReply, jsonReply, streamReply } from '../../src/http/reply.js';
import { echo } from '../support/echo-operation.js';
import { listening } from '../support/listening.js';
import { stubHttpApp } from '../support/stub-http-app.js';

const items = '/collections/a/items';

describe('caching', () => {
  let queries = 0;
  const freshness = { version: '1', modified: new Date('2025-01-01T10:00:00.700Z') };
  const cached = operation('getFeatures', async (context) => {
    const unchanged = alreadyHeld(context, freshness);
    if (unchanged) return unchanged;
    queries++;
    return jsonReply(context.format.mediaType, { rows: [] }, { freshness });
  });
  // Each request of a test finds another port: a public address keeps links, and so tags, the same.
  const caching = stubHttpApp([cached, echo('getCollections')], { config: { url: 'https://example.org' } });

  test('a copy that is still good is a 304, before any query', async () => {
    const first = await request(caching).get(items);
    const before = queries;
    const again = await request(caching).get(items).set('If-None-Match', first.headers.etag);
    expect({ status: again.status, text: again.text, etag: again.headers.etag }).toEqual({
      status: 304,
      text: '',
      etag: first.headers.etag,
    });
    expect(queries).toBe(before);
  });

  test('dates work for clients that have no tags, to the second', async () => {
    const { headers } = await request(caching).get(items);
    expect(headers['last-modified']).toBe('Wed, 01 Jan 2025 10:00:00 GMT');
    const status = async (since: string) => (await request(caching).get(items).set('If-Modified-Since', since)).status;
    expect(await status(headers['last-modified'])).toBe(304);
    expect(await status('Wed, 01 Jan 2025 09:59:59 GMT')).toBe(200);
    expect(await status('yesterday')).toBe(200);
  });

  test('a star and a date of the future do not vouch for what the handler refuses', async () => {
    const refusing = stubHttpApp([
      operation('getFeatures', async (context) => alreadyHeld(context, freshness) ?? raise(notFound('feature', 'x'))),
    ]);
    for (const [name, value] of [
      ['If-None-Match', '*'],
      ['If-Modified-Since', 'Fri, 01 Jan 2100 00:00:00 GMT'],
    ]) {
      expect((await request(refusing).get(items).set(name, value)).status).toBe(404);
      expect((await request(caching).get(items).set(name, value)).status).toBe(304);
    }
  });

  test('an unknown tag beats a matching date', async () => {
    const { status } = await request(caching)
      .get(items)
      .set('If-None-Match', '"other"')
      .set('If-Modified-Since', 'Wed, 01 Jan 2025 10:00:00 GMT');
    expect(status).toBe(200);
  });

  test('tags differ by address and format, and tell proxies why', async () => {
    const tagOf = async (path: string) => (await request(caching).get(path)).headers.etag;
    const tags = await Promise.all([items, `${items}?limit=1`, `${items}?f=csv`, '/collections/b/items'].map(tagOf));
    expect(new Set(tags).size).toBe(4);
    const { headers } = await request(caching).get(items);
    expect(headers.vary).toContain('Accept');
    expect(headers['cache-control']).toBe('public, no-cache');
  });

  test('answers that carry or needed a key are not for shared caches', async () => {
    const control = async (path: string, header = {}) =>
      (await request(caching).get(path).set(header)).headers['cache-control'];
    expect(await control(`${items}?api_key=k`)).toBe('private, no-cache');
    expect(await control(items, { 'X-API-Key': 'k' })).toBe('private, no-cache');
    expect(await control(items, { Authorization: 'Bearer k' })).toBe('private, no-cache');
  });

  test('answers without a version are not kept', async () => {
    expect((await request(caching).get('/collections')).headers['cache-control']).toBe('no-store');
  });
});

describe('streams', () => {
  const streamed = (...chunks: (string | Error)[]) =>
    stubHttpApp([
      operation('getFeatures', async () =>
        streamReply(
          'application/geo+json-seq',
          (async function* () {
            for (const chunk of chunks) yield chunk instanceof Error ? raise(chunk) : chunk;
          })(),
        ),
      ),
    ]);

  test.each(['identity', 'gzip', 'br'])('arrive whole as %s', async (encoding) => {
    const text = '{"type":"Feature"}\n'.repeat(20_000);
    await listening(streamed(text, text), async (base) => {
      const response = await fetch(`${base}${items}`, { headers: { 'Accept-Encoding': encoding } });
      expect(response.headers.get('content-encoding') ?? 'identity').toBe(encoding);
      expect((await response.text()) === text + text).toBe(true);
    });
  });

  test('end at the source when the client goes away', async () => {
    const client = new AbortController();
    const released = new Promise<void>((resolve) => {
      const endless = operation('getFeatures', async () =>
        streamReply(
          'text/csv',
          (async function* () {
            try {
              for (;;) yield 'x'.repeat(100_000);
            } finally {
              resolve();
            }
          })(),
        ),
      );
      void listening(stubHttpApp([endless]), async (base) => {
        const response = await fetch(`${base}${items}`, { signal: client.signal });
        await response.body?.getReader().read();
        client.abort();
        await released;
      });
    });
    await released;
  });

  test('that fail before the first chunk are problem documents', async () => {
    const { status, type } = await request(streamed(notFound('thing', 'x'))).get(items);
    expect({ status, type }).toEqual({ status: 404, type: 'application/problem+json' });
  });

  test('that fail later are cut, so that nobody takes the part for the whole', async () => {
    await expect(request(streamed('abc', new Error('gone'))).get(items)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });
});

describe('a reply of bytes', () => {
  const picture = Buffer.from('89504e470d0a1a0a00ff', 'hex');
  const app = stubHttpApp([
    {
      id: 'getCollections',
      handle: async () => bytesReply('image/png', picture, { freshness: { version: '1' } }),
    },
  ]);

  test('is sent as it is, with its length and a tag', async () => {
    const { body, headers } = await request(app).get('/collections');
    expect(body).toEqual(picture);
    expect(headers).toMatchObject({ 'content-type': 'image/png', 'content-length': '10' });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  test('keeps its length and loses its body for HEAD', async () => {
    const { headers, text } = await request(app).head('/collections');
    expect([headers['content-length'], text]).toEqual(['10', undefined]);
  });

  test('is not sent to those who have it', async () => {
    const get = () => request(app).get('/collections').set('Host', 'bytes.example.org');
    const { etag } = (await get()).headers;
    expect((await get().set('If-None-Match', etag)).status).toBe(304);
  });
});
