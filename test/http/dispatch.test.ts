/** What handlers are given, what is refused before them, and by which methods they are reached. */
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { type FixedRoute, operation } from '../../src/http/operation.js';
import { jsonReply, streamReply } from '../../src/http/reply.js';
import { echo } from '../support/echo-operation.js';
import { stubHttpApp } from '../support/stub-http-app.js';
import { testConfig } from '../support/test-app.js';

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
