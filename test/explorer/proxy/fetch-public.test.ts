/** The proxy against servers that mean harm: each on loopback, each under a name of a resolver that the test owns. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { FetchBudget } from '../../../src/explorer/proxy/fetch-budget.js';
import { fetchPublic } from '../../../src/explorer/proxy/fetch-public.js';
import { type FetchRules, judgedAddresses, publicRules, webAddress } from '../../../src/explorer/proxy/fetch-rules.js';
import { passedType } from '../../../src/explorer/proxy/passed-types.js';
import { isPrivateAddress } from '../../../src/network/addresses.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Port of a server that answers so. */
async function serving(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const answering = (type: string | undefined, body: string | Buffer, headers: Record<string, string> = {}) =>
  serving((_, response) => {
    response.writeHead(200, { ...(type === undefined ? {} : { 'Content-Type': type }), ...headers });
    response.end(body);
  });

/** Loopback counts as public, every other address is judged as always; names are looked up here. */
function rulesOf(names: Record<string, string[]> = {}) {
  const asked: string[] = [];
  const rules: FetchRules = {
    allowHttp: true,
    isForbidden: (address) => address !== '127.0.0.1' && isPrivateAddress(address),
    resolve: async (host) => {
      asked.push(host);
      if (!names[host]) throw new Error('ENOTFOUND');
      return names[host].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  };
  return { rules, asked };
}

const LIMITS = { maxBytes: 1000, timeoutMs: 5000 };
const NEVER = new AbortController().signal;
const fetched = (address: string, { rules } = rulesOf(), limits = LIMITS, signal = NEVER) =>
  fetchPublic(address, rules, signal, limits);

describe('addresses that the proxy is asked for', () => {
  test.each([
    'ftp://example.org/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/xml,<a/>',
    'gopher://example.org',
    'http://example.org/wms',
    'https://user:secret@example.org/wms',
    'https://user@example.org/wms',
    'https://example.org:25/',
    'https://example.org:22/',
    '//example.org/x',
    '/etc/passwd',
    'https://',
    '',
    `https://example.org/${'a'.repeat(8200)}`,
  ])('%s is refused before anything is looked up', (text) => {
    expect(() => webAddress(text, { allowHttp: false })).toThrow(expect.objectContaining({ code: 'ReferenceRefused' }));
  });

  test.each(['https://example.org/wms?x=1', 'https://example.org:8443/', 'https://[2606:4700::1111]/'])(
    '%s is read',
    (text) => expect(webAddress(text, { allowHttp: false }).href).toBe(text),
  );

  test.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://0/',
    'https://①②⑦.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::10.0.0.1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[ff02::1]/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
  ])('%s is a private one', async (text) => {
    const address = webAddress(text, { allowHttp: false });
    await expect(judgedAddresses(address, publicRules(false))).rejects.toMatchObject({ code: 'ReferenceRefused' });
  });

  test('are taken when their operator names them, with the port that is named and no other', async () => {
    const rules = publicRules(true, ['10.1.2.3:8080', '192.168.0.7']);
    const judged = (text: string) => judgedAddresses(new URL(text), rules);
    expect(await judged('http://10.1.2.3:8080/wms')).toEqual([{ address: '10.1.2.3', family: 4 }]);
    expect(await judged('https://192.168.0.7:9000/')).toHaveLength(1);
    for (const text of ['http://10.1.2.3/', 'http://10.1.2.3:8081/', 'http://10.1.2.4:8080/', 'http://192.168.0.70/']) {
      await expect(judged(text)).rejects.toThrow('private network');
    }
  });

  test('are taken by the port that their scheme has when the operator writes it out', async () => {
    const rules = publicRules(true, ['10.1.2.3:443', '[fd00::1]:80']);
    const judged = (text: string) => judgedAddresses(new URL(text), rules);
    expect(await judged('https://10.1.2.3/wms')).toHaveLength(1);
    expect(await judged('http://[FD00:0::1]/wms')).toEqual([{ address: 'fd00::1', family: 6 }]);
    for (const text of ['http://10.1.2.3/', 'https://10.1.2.3:8443/', 'https://[fd00::1]/']) {
      await expect(judged(text), text).rejects.toThrow('private network');
    }
  });

  test('do not pass on what the operator lets them have: a named host that redirects to another is refused', async () => {
    const hidden = await answering('application/json', '{"secret":1}');
    const named = await serving((_, response) => {
      response.writeHead(302, { Location: `http://127.0.0.1:${hidden}/` }).end();
    });
    const rules = publicRules(true, [`127.0.0.1:${named}`]);
    await expect(fetchPublic(`http://127.0.0.1:${named}/`, rules, NEVER, LIMITS)).rejects.toThrow('private network');
  });

  test('are refused when any address of their name is private', async () => {
    const { rules } = rulesOf({ 'trap.example': ['93.184.216.34', '10.0.0.7'], 'mapped.example': ['::ffff:10.0.0.1'] });
    for (const host of ['trap.example', 'mapped.example']) {
      await expect(judgedAddresses(new URL(`https://${host}/`), rules)).rejects.toThrow('private network');
    }
  });

  test('are unavailable when their name has no address', async () => {
    await expect(fetched('http://nowhere.example/')).rejects.toMatchObject({ code: 'ReferenceUnavailable' });
    const { rules } = rulesOf({ 'empty.example': [] });
    await expect(judgedAddresses(new URL('https://empty.example/'), rules)).rejects.toThrow('no address');
  });
});

describe('a document of another server', () => {
  test('is handed on under a type of ours', async () => {
    const port = await answering('application/vnd.ogc.wms_xml; charset=ISO-8859-1', '<WMT_MS_Capabilities/>');
    const { mediaType, bytes } = await fetched(`http://127.0.0.1:${port}/wms`);
    expect(mediaType).toBe('application/xml; charset=iso-8859-1');
    expect(`${bytes}`).toBe('<WMT_MS_Capabilities/>');
  });

  test('is fetched from the address that was judged, whatever the name says a moment later', async () => {
    const port = await answering('application/json', '{}');
    const names = { 'rebinding.example': ['127.0.0.1'] };
    const { rules, asked } = rulesOf(names);
    const changing: FetchRules = {
      ...rules,
      resolve: async (host) => {
        const first = await rules.resolve(host);
        names['rebinding.example'] = ['169.254.169.254'];
        return first;
      },
    };
    const { bytes } = await fetchPublic(`http://rebinding.example:${port}/`, changing, NEVER, LIMITS);
    expect(`${bytes}`).toBe('{}');
    expect(asked).toEqual(['rebinding.example']);
    await expect(fetchPublic(`http://rebinding.example:${port}/`, changing, NEVER, LIMITS)).rejects.toThrow('private');
  });

  test('is asked for without cookies, credentials or a referrer', async () => {
    let seen: IncomingMessage['headers'] = {};
    const port = await serving((request, response) => {
      seen = request.headers;
      response.writeHead(200, { 'Content-Type': 'application/json', 'Set-Cookie': 'a=b' }).end('{}');
    });
    await fetched(`http://127.0.0.1:${port}/`);
    await fetched(`http://127.0.0.1:${port}/`);
    expect(Object.keys(seen).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
  });

  test('is found along three redirects, and not along four', async () => {
    const port = await serving((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { Location: `/${left - 1}` }).end();
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
    expect((await fetched(`http://127.0.0.1:${port}/3`)).url.pathname).toBe('/0');
    await expect(fetched(`http://127.0.0.1:${port}/4`)).rejects.toThrow('more than 3 times');
  });

  test.each([
    ['http://10.0.0.1/', 'private network'],
    ['http://169.254.169.254/latest/meta-data', 'private network'],
    ['http://[::1]/', 'private network'],
    ['http://inner.example/', 'private network'],
    ['file:///etc/passwd', 'begins with'],
    ['http://user:secret@127.0.0.1/', 'user name'],
    ['http://127.0.0.1:6', 'port'],
    ['http://', 'no address'],
  ])('is not looked for along a redirect to %s', async (location, reason) => {
    const port = await serving((_, response) => response.writeHead(307, { Location: location }).end());
    await expect(fetched(`http://127.0.0.1:${port}/`, rulesOf({ 'inner.example': ['192.168.0.9'] }))).rejects.toThrow(
      reason,
    );
  });

  test('is not fetched along a redirect from https to http', async () => {
    expect(() => webAddress(new URL('http://example.org/', 'https://example.org/').href, publicRules(false))).toThrow(
      'https://',
    );
  });

  test('may be as large as the limit and no larger, told or not, packed or not', async () => {
    const json = (size: number) => `"${'a'.repeat(size - 2)}"`;
    const of = async (size: number, headers: Record<string, string>, pack = (text: string): string | Buffer => text) =>
      fetched(`http://127.0.0.1:${await answering('application/json', pack(json(size)), headers)}/`);
    expect((await of(1000, {})).bytes).toHaveLength(1000);
    await expect(of(1001, {})).rejects.toThrow('larger than');
    await expect(of(1001, { 'Transfer-Encoding': 'chunked' })).rejects.toThrow('larger than');
    expect((await of(1000, { 'Content-Encoding': 'gzip' }, gzipSync)).bytes).toHaveLength(1000);
    expect((await of(1000, { 'Content-Encoding': 'br' }, brotliCompressSync)).bytes).toHaveLength(1000);
    await expect(of(5_000_000, { 'Content-Encoding': 'gzip' }, gzipSync)).rejects.toThrow('larger than');
    await expect(of(10, { 'Content-Encoding': 'zstd' })).rejects.toThrow('zstd');
    await expect(of(10, { 'Content-Encoding': 'gzip' })).rejects.toMatchObject({ code: 'ReferenceUnavailable' });
  });

  test('that never ends, or never begins, is given up', async () => {
    const dripping = await serving((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('[');
    });
    const silent = await serving(() => undefined);
    for (const port of [dripping, silent]) {
      const address = `http://127.0.0.1:${port}/`;
      await expect(fetched(address, rulesOf(), { maxBytes: 1000, timeoutMs: 150 })).rejects.toThrow('no answer within');
    }
    const stuck: FetchRules = { ...rulesOf().rules, resolve: () => new Promise(() => undefined) };
    await expect(fetchPublic('http://slow.example/', stuck, NEVER, { maxBytes: 9, timeoutMs: 50 })).rejects.toThrow(
      'within',
    );
  });

  test('is given up when the client is gone', async () => {
    const silent = await serving(() => undefined);
    const controller = new AbortController();
    const answer = fetched(`http://127.0.0.1:${silent}/`, rulesOf(), LIMITS, controller.signal);
    setImmediate(() => controller.abort(new Error('gone')));
    await expect(answer).rejects.toThrow('gone');
    await expect(
      fetched('http://127.0.0.1:9/', rulesOf(), LIMITS, AbortSignal.abort(new Error('gone'))),
    ).rejects.toThrow();
  });

  test.each([404, 500, 204, 401])('is none with status %i', async (status) => {
    const port = await serving((_, response) => response.writeHead(status, { 'Content-Type': 'text/xml' }).end());
    await expect(fetched(`http://127.0.0.1:${port}/`)).rejects.toThrow(`answered ${status}`);
  });

  test('of a server that breaks off or is not there is unavailable', async () => {
    const breaking = await serving((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': '100' });
      response.write('<a>', () => response.destroy());
    });
    for (const port of [breaking, 1]) {
      await expect(fetched(`http://127.0.0.1:${port === 1 ? 65_533 : port}/`)).rejects.toMatchObject({
        code: 'ReferenceUnavailable',
      });
    }
  });
});

describe('the type of a document', () => {
  test.each([
    ['text/xml', 'application/xml'],
    ['application/gml+xml; version=3.2', 'application/xml'],
    ['Application/GeoJSON+JSON', 'application/json'],
    ['application/geo+json; charset=utf-8', 'application/json'],
    ['image/png; mode=8bit', 'image/png'],
    ['application/octet-stream', 'application/vnd.mapbox-vector-tile'],
    ['application/x-protobuf', 'application/vnd.mapbox-vector-tile'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['text/xml; charset="UTF-8"', 'application/xml; charset=utf-8'],
    ['text/xml; charset=a\r\nX: y', 'application/xml'],
  ])('%s is handed on as %s', (given, passed) => expect(passedType(given)).toBe(passed));

  test.each([
    'text/html',
    'application/xhtml+xml',
    'image/svg+xml',
    'text/javascript',
    'application/javascript',
    'application/pdf',
    'text/css',
    'application/wasm',
    '',
    undefined,
  ])('%s is refused', (given) => expect(() => passedType(given)).toThrow('expected XML, JSON'));
});

describe('the budget of the proxy', () => {
  test('lets so many in a minute, and more as time goes by', async () => {
    let nowMs = 0;
    const budget = new FetchBudget({ atOnce: 9, perMinute: 3 }, () => nowMs);
    const one = () => budget.spend(async () => 'done');
    for (let i = 0; i < 3; i++) await one();
    await expect(one()).rejects.toMatchObject({ status: 429, options: { retryAfterSeconds: 20 } });
    nowMs = 20_000;
    await expect(one()).resolves.toBe('done');
    await expect(one()).rejects.toThrow('in a minute');
  });

  test('lets so many at a time, and frees the place of one that fails', async () => {
    const budget = new FetchBudget({ atOnce: 1, perMinute: 100 });
    const failing = budget.spend(() => Promise.reject(new Error('down')));
    await expect(budget.spend(async () => 1)).rejects.toThrow('at a time');
    await expect(failing).rejects.toThrow('down');
    await expect(budget.spend(async () => 1)).resolves.toBe(1);
  });
});
