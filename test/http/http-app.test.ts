import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { databaseUnavailable, notFound, raise } from '../../src/errors.js';
import { EXPOSED_HEADERS } from '../../src/http/cors.js';
import { html } from '../../src/http/html.js';
import { page } from '../../src/http/html-page.js';
import { type Operation, operation } from '../../src/http/operation.js';
import { htmlReply, jsonReply } from '../../src/http/reply.js';
import { listening } from '../support/listening.js';
import { stubHttpApp } from '../support/stub-http-app.js';

const answering = (handle: Operation['handle']) => stubHttpApp([{ id: 'getCollections', handle }]);
const ok = answering(async () => jsonReply('application/json', { text: 'x'.repeat(5000) }));
const failing = (error: unknown) => answering(async () => raise(error as Error));

describe('every answer, errors and preflights included', () => {
  const answers = [
    () => request(ok).get('/collections'),
    () => request(ok).get('/nowhere'),
    () => request(ok).get('/collections?foo=1'),
    () => request(ok).delete('/collections'),
    () => request(ok).get(`/collections?${'x'.repeat(9000)}`),
    () =>
      request(ok)
        .options('/collections')
        .set('Origin', 'https://a.example')
        .set('Access-Control-Request-Method', 'GET'),
    () => request(ok).get('/assets/open-egms.css'),
    () => request(failing(new Error('secret'))).get('/collections'),
  ];

  test('may be read by pages of other origins, with the headers they need', async () => {
    for (const answer of answers) {
      const { headers } = await answer();
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['access-control-expose-headers'].split(', ')).toEqual([...EXPOSED_HEADERS]);
    }
  });

  test('has a request id and a policy that allows no foreign or inline code', async () => {
    for (const answer of answers) {
      const { headers } = await answer();
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });
});

test('the exposed headers are those that clients of OGC APIs read', () => {
  expect(EXPOSED_HEADERS).toEqual(
    expect.arrayContaining([
      'Link',
      'Content-Crs',
      'Content-Bbox',
      'ETag',
      'Last-Modified',
      'Location',
      'Preference-Applied',
      'Retry-After',
      'OGC-NumberMatched',
      'OGC-NumberReturned',
    ]),
  );
});

test('a preflight is told methods and headers', async () => {
  const { status, headers } = await request(ok)
    .options('/collections')
    .set('Origin', 'https://a.example')
    .set('Access-Control-Request-Method', 'GET')
    .set('Access-Control-Request-Headers', 'x-api-key,content-type');
  expect(status).toBe(204);
  expect(headers['access-control-allow-methods']).toBe('GET, HEAD, OPTIONS');
  expect(headers['access-control-allow-headers']).toBe('x-api-key,content-type');
});

describe('problems', () => {
  test('are RFC 9457 documents with the members pygeoapi has', async () => {
    const { status, type, body } = await request(failing(notFound('collection', 'x'))).get('/collections?api_key=k');
    expect({ status, type }).toEqual({ status: 404, type: 'application/problem+json' });
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'collection not found: x',
      instance: '/collections',
      requestId: expect.any(String),
      code: 'NotFound',
      description: 'collection not found: x',
    });
  });

  test('are pages for browsers, with everything escaped', async () => {
    const { status, type, text } = await request(failing(notFound('collection', '<img src=x>')))
      .get('/collections')
      .set('Accept', 'text/html,*/*;q=0.8');
    expect({ status, type }).toEqual({ status: 404, type: 'text/html' });
    expect(text).toContain('&lt;img src=x&gt;');
    expect(text).not.toContain('<img src=x>');
  });

  test('say when to come back', async () => {
    const { status, headers } = await request(failing(databaseUnavailable(new Error('ECONNREFUSED')))).get(
      '/collections',
    );
    expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '5' });
  });

  test('that are defects tell the client an id and the log the rest', async () => {
    const lines: string[] = [];
    const app = stubHttpApp([{ id: 'getCollections', handle: async () => raise(new Error('password=hunter2')) }], {
      log: (line) => lines.push(line),
    });
    const { status, body, text } = await request(app).get('/collections').set('X-Request-Id', 'trace-1');
    expect({ status, code: body.code, requestId: body.requestId }).toEqual({
      status: 500,
      code: 'InternalError',
      requestId: 'trace-1',
    });
    expect(text).not.toMatch(/hunter2|at .*\.ts/);
    expect(lines.join()).toMatch(/hunter2/);
    expect(lines.join()).toMatch(/trace-1/);
  });

  test('are also made of things that are no errors', async () => {
    const { status } = await request(answering(() => Promise.reject('just a text'))).get('/collections');
    expect(status).toBe(500);
  });

  test('are not kept by caches', async () => {
    expect((await request(ok).get('/nowhere')).headers['cache-control']).toBe('no-store');
  });

  test('of a request without a usable host are still documents', async () => {
    const { status, type } = await request(ok).get('/collections').set('Host', '"><script>');
    expect({ status, type }).toEqual({ status: 400, type: 'application/problem+json' });
  });
});

describe('behind a proxy', () => {
  const home = answering(async ({ links, url }) =>
    jsonReply('application/json', { home: links.to('/'), self: url.href }),
  );
  const told = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'example.org', 'X-Forwarded-Prefix': '/egms' };

  test('links lead to the public address', async () => {
    const { body } = await request(home).get('/collections?limit=1').set(told);
    expect(body).toEqual({ home: 'https://example.org/egms/', self: 'https://example.org/egms/collections?limit=1' });
  });

  test('nobody else can bend them', async () => {
    const app = stubHttpApp(
      [{ id: 'getCollections', handle: async ({ links }) => jsonReply('application/json', { home: links.to('/') }) }],
      { config: { trustedProxies: ['10.1.2.3'] } },
    );
    const { body } = await request(app).get('/collections').set(told);
    expect(body.home).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });
});

describe('limits', () => {
  test('an address that is too long is a 414', async () => {
    const { status, body } = await request(ok).get(`/collections?filter=${'x'.repeat(9000)}`);
    expect({ status, code: body.code }).toEqual({ status: 414, code: 'UriTooLong' });
  });

  test('too many requests of one client are a 429, but not those of this machine', async () => {
    const app = stubHttpApp([{ id: 'getCollections', handle: async () => jsonReply('application/json', {}) }], {
      config: { rateLimit: { requests: 2, windowSeconds: 60 } },
    });
    const statusFor = async (client: string) =>
      (await request(app).get('/collections').set('X-Forwarded-For', client)).status;
    const statuses = [];
    for (const client of ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2', '127.0.0.1', '127.0.0.1', '127.0.0.1']) {
      statuses.push(await statusFor(client));
    }
    expect(statuses).toEqual([200, 200, 429, 200, 200, 200, 200]);
  });
});

describe('the log', () => {
  test('has one line per request, and never a key', async () => {
    const lines: string[] = [];
    const app = stubHttpApp([{ id: 'getCollections', handle: async () => jsonReply('application/json', {}) }], {
      log: (line) => lines.push(line),
    });
    await request(app).get('/collections?api_key=s3cret&limit=1');
    await request(app).get('/collections?api%5Fkey=s3cret');
    await request(app).get('/collections?apikey=s3cret').auth('user', 's3cret').set('X-API-Key', 's3cret');
    await request(app).get('/health');
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toMatch(/s3cret|dXNlcjpzM2NyZXQ/);
    expect(JSON.parse(lines[0])).toMatchObject({
      req: { method: 'GET', url: '/collections?api_key=hidden&limit=1' },
      res: { statusCode: 200 },
      responseTime: expect.any(Number),
    });
  });

  test('takes over a request id only when it is harmless', async () => {
    const idFor = async (id: string) =>
      (await request(ok).get('/collections').set('X-Request-Id', id)).headers['x-request-id'];
    expect(await idFor('abc-1.2_3')).toBe('abc-1.2_3');
    expect(await idFor('a b {"x":1}')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('health and readiness', () => {
  test('the process lives while it is still busy; it is not ready, and says with what', async () => {
    const app = stubHttpApp([], {
      readiness: () => ({ isReady: false, activity: 'ingesting a.zip', progress: 0.4, retryAfterSeconds: 9 }),
    });
    expect((await request(app).get('/health')).status).toBe(200);
    const { status, headers, body } = await request(app).get('/ready');
    expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '9' });
    expect(body).toEqual({ status: 'starting', activity: 'ingesting a.zip', progress: 0.4 });
  });

  test('ready is 200', async () => {
    const { status, body } = await request(ok).get('/ready');
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ready', activity: 'serving' } });
  });
});

describe('metrics', () => {
  test('count requests by operation and status, not by path', async () => {
    const app = answering(async () => jsonReply('application/json', {}));
    await request(app).get('/collections?limit=1');
    await request(app).get('/collections?limit=0');
    await request(app).get('/secret/path');
    const { text, type } = await request(app).get('/metrics');
    expect(type).toBe('text/plain');
    expect(text).toContain(
      'http_request_duration_seconds_count{operation="getCollections",method="GET",status="200"} 1',
    );
    expect(text).toContain(
      'http_request_duration_seconds_count{operation="getCollections",method="GET",status="400"} 1',
    );
    expect(text).toContain('http_request_duration_seconds_count{operation="none",method="any",status="404"} 1');
    expect(text).toContain('http_requests_in_flight 1');
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('secret');
  });
});

describe('compression', () => {
  test.each(['gzip', 'br'])('%s is used when asked for', async (encoding) => {
    await listening(ok, async (base) => {
      const { headers } = await fetch(`${base}/collections`, { headers: { 'Accept-Encoding': encoding } });
      expect(headers.get('content-encoding')).toBe(encoding);
      expect(headers.get('vary')).toContain('Accept-Encoding');
    });
  });

  test('is left out for a head and for little', async () => {
    expect((await request(ok).head('/collections')).headers['content-encoding']).toBeUndefined();
    expect((await request(ok).get('/health')).headers['content-encoding']).toBeUndefined();
  });
});

describe('the configuration', () => {
  const answer = async (config: object) => {
    const app = stubHttpApp([{ id: 'getCollections', handle: async () => jsonReply('application/json', { a: [1] }) }], {
      config,
    });
    return request(app).get('/collections').set('Accept-Encoding', 'gzip');
  };

  test('can close the service to pages of other origins', async () => {
    expect((await answer({ cors: false })).headers['access-control-allow-origin']).toBeUndefined();
  });

  test('can have JSON written for eyes', async () => {
    expect((await answer({})).text).toBe('{"a":[1]}');
    expect((await answer({ indentJson: true })).text).toBe('{\n  "a": [\n    1\n  ]\n}');
  });

  test('can leave compression to a proxy', async () => {
    const app = stubHttpApp(
      [{ id: 'getCollections', handle: async () => jsonReply('application/json', 'x'.repeat(5000)) }],
      {
        config: { compress: false },
      },
    );
    const { headers } = await request(app).get('/collections').set('Accept-Encoding', 'gzip');
    expect(headers['content-encoding']).toBeUndefined();
  });
});

describe('pages', () => {
  const shown = stubHttpApp(
    [
      operation('getCollections', async (context) =>
        htmlReply(
          page(context, {
            title: 'A & B',
            crumbs: [{ title: 'Up', href: context.links.to('/up') }],
            body: html`<p>text</p>`,
            styles: ['leaflet/leaflet.css'],
            scripts: ['leaflet/leaflet.js'],
          }),
        ),
      ),
    ],
    { config: { map: { url: 'https://{s}.tiles.example/{z}/{x}/{y}.png', attribution: 'Somebody' } } },
  );

  test('hold no inline script, style or handler, for the policy would block it', async () => {
    const { text } = await request(shown).get('/collections');
    expect(text).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
    expect(text).toContain('<title>A &amp; B · Ground motion of Ustica</title>');
    expect(text).toContain('lang="en"');
  });

  test('load only files the server has', async () => {
    const { text } = await request(shown).get('/collections');
    const files = [...text.matchAll(/(?:src|href)="http:\/\/[^/]+(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(files).toEqual(expect.arrayContaining(['/assets/open-egms.css', '/assets/leaflet/leaflet.js']));
    for (const file of files) expect((await request(shown).get(file)).status).toBe(200);
  });

  test('may show tiles of the configured base map, and of nobody else', async () => {
    const { headers } = await request(shown).get('/collections');
    expect(headers['content-security-policy']).toContain("img-src 'self' data: https://*.tiles.example;");
  });

  test('assets do not leak other files', async () => {
    for (const path of ['/assets/../http-config.ts', '/assets/%2e%2e/http-config.ts', '/assets/', '/assets/leaflet/']) {
      expect((await request(shown).get(path)).status).toBeGreaterThanOrEqual(400);
    }
  });
});
