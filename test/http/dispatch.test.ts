import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { notFound, raise } from '../../src/errors.js';
import { alreadyHeld } from '../../src/http/caching.js';
import { type FixedRoute, type Operation, operation } from '../../src/http/operation.js';
import { bytesReply, emptyReply, jsonReply, streamReply } from '../../src/http/reply.js';
import { listening } from '../support/listening.js';
import { sha256 } from '../support/sha256.js';
import { stubHttpApp } from '../support/stub-http-app.js';
import { testConfig } from '../support/test-app.js';

/** Answers with what the handler was given. */
const echo = (id: string): Operation =>
  operation<Record<string, unknown>, Record<string, string>>(id, async (context) =>
    jsonReply(context.format.mediaType, {
      params: context.params,
      query: context.query,
      undeclared: Object.fromEntries(context.undeclared),
      body: context.body,
      format: context.format.id,
      url: context.url.href,
      home: context.links.to('/'),
    }),
  );

const app = stubHttpApp([echo('getFeatures'), echo('getCQL2Features'), echo('getFeature'), echo('getCollections')]);
const items = '/collections/a/items';

describe('a handler gets', () => {
  test('parameters as the contract types them, with defaults', async () => {
    const { body } = await request(app).get(`${items}?bbox=1,2.5,-3,4e0&limit=5&skipGeometry=true&sortby=-a,b`);
    expect(body.query).toMatchObject({
      bbox: [1, 2.5, -3, 4],
      limit: 5,
      skipGeometry: true,
      sortby: ['-a', 'b'],
      'filter-lang': 'cql2-text',
      offset: 0,
    });
  });

  test('a limit within bounds: clamped above, the default without one', async () => {
    const limitFor = async (query: string) => (await request(app).get(`${items}?${query}`)).body.query.limit;
    expect(await Promise.all(['', 'limit=1', 'limit=10000', 'limit=10001', 'limit=1e9'].map(limitFor))).toEqual([
      100, 1, 10_000, 10_000, 10_000,
    ]);
  });

  test('page sizes of the configuration', async () => {
    const limits = { ...testConfig.limits, defaultItems: 7, maxItems: 20 };
    const small = stubHttpApp([echo('getFeatures')], { config: { limits } });
    expect((await request(small).get(items)).body.query.limit).toBe(7);
    expect((await request(small).get(`${items}?limit=21`)).body.query.limit).toBe(20);
  });

  test('ids decoded, with slashes, dots and other scripts', async () => {
    const id = 'a/b..c Straße';
    const { body } = await request(app).get(`/collections/${encodeURIComponent(id)}/items/${encodeURIComponent('%')}`);
    expect(body.params).toEqual({ collectionId: id, featureId: '%' });
  });

  test('undeclared parameters where they may name properties', async () => {
    const { body } = await request(app).get(`${items}?mean_velocity=-1&__proto__=x`);
    expect(body.undeclared).toEqual({ mean_velocity: '-1', ['__proto__']: 'x' });
  });

  test('its address without the key, and links with it', async () => {
    const { body } = await request(app).get(`${items}?api_key=k&limit=1`);
    expect(new URL(body.url).search).toBe('?limit=1');
    expect(new URL(body.home).search).toBe('?api_key=k');
  });

  test('the body of a POST', async () => {
    const filter = { op: '=', args: [{ property: 'a' }, 1] };
    const { body } = await request(app).post(`${items}?limit=3`).send(filter);
    expect(body.body).toEqual(filter);
    expect(body.query.limit).toBe(3);
  });
});

describe('refused with 400 and the name of what is wrong:', () => {
  test.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=unlimited', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['f=json&f=html', 'f'],
    ['bbox=1,2,3', 'bbox'],
    ['bbox=1,2,3,x', 'bbox'],
    ['bbox=1,2,3,', 'bbox'],
    ['bbox=', 'bbox'],
    ['bbox=1,2,3,4,5,6,7', 'bbox'],
    ['bbox=1,2,3,Infinity', 'bbox'],
    ['bbox=1,2,3,1e999', 'bbox'],
    ['bbox=1,2&bbox=3,4', 'bbox'],
    ['profile=full', 'profile'],
    ['filter=%00', 'filter'],
    ['sortby=', 'sortby'],
    ['offset=-1', 'offset'],
  ])('%s', async (query, name) => {
    const { status, body } = await request(app).get(`${items}?${query}`);
    expect({ status, detail: body.detail }).toEqual({
      status: 400,
      detail: expect.stringMatching(new RegExp(`^${name}: `)),
    });
  });

  test('parameters nobody declared, with a list of those that are', async () => {
    const { status, body } = await request(app).get('/collections?foo=1');
    expect(status).toBe(400);
    expect(body.detail).toContain('known: ');
    expect(body.detail).toContain('datetime');
  });

  test('names in the wrong case', async () => {
    expect((await request(app).get('/collections?LIMIT=1')).status).toBe(400);
  });

  test('paths that are no UTF-8 or hold a NUL', async () => {
    expect((await request(app).get('/collections/%E0%A4%A/items')).status).toBe(400);
    expect((await request(app).get('/collections/a%00b/items')).status).toBe(400);
  });
});

test('unknown parameters are ignored when the configuration says so', async () => {
  const lenient = stubHttpApp([echo('getCollections')], { config: { unknownParameters: 'ignore' } });
  const { status, body } = await request(lenient).get('/collections?foo=1&limit=2');
  expect(status).toBe(200);
  expect(body.query).toMatchObject({ limit: 2 });
});

describe('bodies', () => {
  const post = (type: string, text: string) => request(app).post(items).set('Content-Type', type).send(text);

  test('of another type are a 415', async () => {
    expect((await post('text/plain', '{}')).status).toBe(415);
    expect((await request(app).post(items)).status).toBe(415);
  });

  test('that are no JSON, or none, are a 400', async () => {
    expect((await post('application/json', '{"a":')).status).toBe(400);
    expect((await post('application/json', '')).status).toBe(400);
    expect((await post('application/json', '[1]')).status).toBe(400);
  });

  test('that are too large are a 413', async () => {
    const text = JSON.stringify({ a: 'x'.repeat(1_000_000) });
    expect((await post('application/json', text)).status).toBe(413);
  });

  test('deeper than any stack are no defect', async () => {
    const quiet = operation('getCQL2Features', async ({ body }) => jsonReply('application/json', typeof body));
    const text = `${'{"not":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const { body } = await request(stubHttpApp([quiet]))
      .post(items)
      .type('application/json')
      .send(text);
    expect(body).toBe('object');
  });
});

describe('methods', () => {
  test('HEAD is GET without the body', async () => {
    const head = await request(app).head(items);
    const get = await request(app).get(items);
    expect(head.status).toBe(200);
    expect(head.text).toBeUndefined();
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  test('HEAD does not start a stream', async () => {
    let isStarted = false;
    const stream = operation('getFeatures', async () =>
      streamReply(
        'application/geo+json',
        (async function* () {
          isStarted = true;
          yield 'x';
        })(),
      ),
    );
    const head = await request(stubHttpApp([stream])).head(items);
    expect({ status: head.status, type: head.type, isStarted }).toEqual({
      status: 200,
      type: 'application/geo+json',
      isStarted: false,
    });
  });

  test('OPTIONS lists what a resource allows', async () => {
    const allowOf = async (path: string) => (await request(app).options(path)).headers.allow;
    expect(await allowOf(items)).toBe('GET, POST, HEAD, OPTIONS');
    expect(await allowOf(`${items}/1`)).toBe('GET, HEAD, OPTIONS');
    expect(await allowOf('/health')).toBe('GET, HEAD, OPTIONS');
    expect((await request(app).options('/nowhere')).status).toBe(404);
  });

  test('others are a 405 that lists what is allowed', async () => {
    const { status, headers, body } = await request(app).delete(items);
    expect({ status, allow: headers.allow, code: body.code }).toEqual({
      status: 405,
      allow: 'GET, POST, HEAD, OPTIONS',
      code: 'MethodNotAllowed',
    });
  });

  test('an operation that is not built in does not exist', async () => {
    expect((await request(app).get('/collections/a/queryables')).status).toBe(404);
  });
});

test('a trailing slash is tolerated, as QGIS sometimes sends one', async () => {
  expect((await request(app).get(`${items}/`)).status).toBe(200);
});

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

describe('fixed routes', () => {
  const kvp: FixedRoute = {
    id: 'wms',
    path: '/wms',
    mediaTypes: ['application/json'],
    handle: async ({ url, undeclared }) =>
      jsonReply('application/json', { request: url.searchParams.get('REQUEST'), undeclared: undeclared.size }),
  };

  test('see their parameters as they came', async () => {
    const { body } = await request(stubHttpApp([], { routes: [kvp] })).get('/wms?REQUEST=GetMap&request=x');
    expect(body).toEqual({ request: 'GetMap', undeclared: 0 });
  });

  const resources: FixedRoute = {
    id: 'resources',
    path: '/wmts/1.0.0/*',
    mediaTypes: ['*/*'],
    handle: async ({ params, format }) => jsonReply('application/json', { ...(params as object), format: format.id }),
  };
  const exact: FixedRoute = { ...kvp, path: '/wmts/1.0.0/WMTSCapabilities.xml' };
  const both = stubHttpApp([], { routes: [resources, exact] });

  test('below a star see the parts of the path, decoded', async () => {
    const { body } = await request(both).get('/wmts/1.0.0/a%2Fb/%7BTime%7D//c.png');
    expect(body).toEqual({ below: ['a/b', '{Time}', '', 'c.png'], format: 'any' });
  });

  test('below a star are neither the folder itself nor what has a path of its own', async () => {
    expect((await request(both).get('/wmts/1.0.0/WMTSCapabilities.xml')).body).not.toHaveProperty('below');
    expect((await request(both).get('/wmts/1.0.0/')).status).toBe(404);
    expect((await request(both).get('/wmts/1.0.0')).status).toBe(404);
    expect((await request(both).post('/wmts/1.0.0/a')).headers.allow).toBe('GET, HEAD, OPTIONS');
  });

  test('of any type refuse no client, and read what is called f themselves', async () => {
    const answer = await request(both).get('/wmts/1.0.0/a?f=gif&f=png').set('Accept', 'image/webp');
    expect(answer.status).toBe(200);
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
