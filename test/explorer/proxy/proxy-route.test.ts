import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proxyRoute } from '../../../src/explorer/proxy/proxy-route.js';
import { stubHttpApp } from '../../support/stub-http-app.js';
import { testApp } from '../../support/test-app.js';

let other: Server;
let address: string;

beforeAll(async () => {
  other = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/xml', 'Set-Cookie': 'spy=1', 'Content-Security-Policy': 'x' });
    response.end('<?xml version="1.0"?><script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/wms?service=WMS&request=GetCapabilities`;
});
afterAll(() => new Promise((resolve) => other.close(resolve)));

/** As the server has it, but that loopback counts as public. */
const app = () =>
  stubHttpApp([], {
    routes: [proxyRoute({ rules: { allowHttp: true, isForbidden: () => false, resolve: async () => [] } })],
  });

const asked = (url: string) => `/explorer/proxy?url=${encodeURIComponent(url)}`;

describe('/explorer/proxy', () => {
  test('answers data in a sandbox, without what the other server wanted to set', async () => {
    const { status, headers, text } = await supertest(app()).get(asked(address));
    expect(status).toBe(200);
    expect(text).toContain('alert(1)');
    expect(headers['content-type']).toBe('application/xml');
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['set-cookie']).toBeUndefined();
  });

  test.each([
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
    ['origin', 'https://evil.example'],
    ['origin', 'null'],
  ])('turns pages of other sites away (%s: %s)', async (name, value) => {
    expect((await supertest(app()).get(asked(address)).set(name, value)).status).toBe(403);
  });

  test('wants one address and nothing else, by GET', async () => {
    for (const query of ['', '?url=', `?url=a&url=b`, `?url=${address}`]) {
      expect((await supertest(app()).get(`/explorer/proxy${query}`)).status).toBe(400);
    }
    for (const method of ['post', 'put', 'delete'] as const) {
      expect((await supertest(app())[method](asked(address))).status).toBe(405);
    }
  });

  test('refuses private addresses and http on a server as it comes', async () => {
    for (const url of [address, 'https://127.0.0.1/', 'https://localhost/', 'https://[::ffff:7f00:1]/']) {
      const { status, body } = await supertest(testApp()).get(asked(url));
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'ReferenceRefused' });
    }
  });

  test('is there on loopback, and elsewhere only when it is configured', async () => {
    const statusOf = async (config: object) => (await supertest(testApp({ config })).get(asked('x:'))).status;
    expect(await statusOf({})).toBe(400);
    expect(await statusOf({ explorer: { proxy: false } })).toBe(404);
    expect(await statusOf({ host: '0.0.0.0' })).toBe(404);
    expect(await statusOf({ host: '0.0.0.0', explorer: { proxy: true } })).toBe(400);
  });
});
