import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { allowedFile, httpAddress, reachableAddresses, requireAllowedHost } from '../../src/jobs/reference-guard.js';
import { pinnedLookup } from '../../src/network/addresses.js';

const rules = { allowedHosts: [] as string[], allowedFolders: [] as string[], allowPrivate: false };
const folder = mkdtempSync(join(tmpdir(), 'open-egms-guard-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('addresses of private networks', () => {
  test.each([
    'http://127.0.0.1/x',
    'http://[::1]:8080/x',
    'http://2130706433/x',
    'http://0x7f.1/x',
    'http://127.1/x',
    'http://localhost/x',
    'http://[::ffff:7f00:1]/x',
  ])('%s is refused however it is written', async (address) => {
    await expect(reachableAddresses(httpAddress(address), rules)).rejects.toMatchObject({ code: 'ReferenceRefused' });
  });

  test('may be reached when the configuration says so', async () => {
    const addresses = await reachableAddresses(new URL('http://127.0.0.1/x'), { ...rules, allowPrivate: true });
    expect(addresses).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });
});

describe('hosts', () => {
  test.each([
    ['http://data.example.org/a', ['data.example.org']],
    ['http://a.b.example.org/a', ['*.example.org']],
    ['https://example.org:8443/a', ['EXAMPLE.org:8443']],
  ])('%s is allowed by %s', (address, allowedHosts) => {
    expect(() => requireAllowedHost(new URL(address), { ...rules, allowedHosts })).not.toThrow();
  });

  test.each([
    ['http://example.org/a', ['*.example.org']],
    ['http://evilexample.org/a', ['*.example.org', 'example.org']],
    ['http://example.org.evil.com/a', ['example.org']],
    ['http://example.org:81/a', ['example.org:80']],
  ])('%s is not allowed by %s', (address, allowedHosts) => {
    expect(() => requireAllowedHost(new URL(address), { ...rules, allowedHosts })).toThrow(/may not be fetched/);
  });

  test.each(['ftp://example.org', 'javascript:alert(1)', 'nonsense', 'http://user:secret@example.org/'])(
    '%s is no address',
    (text) => expect(() => httpAddress(text)).toThrow(),
  );
});

describe('files', () => {
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in', 'a.csv'), 'a');
  writeFileSync(join(folder, 'secret'), 's');
  symlinkSync(join(folder, 'secret'), join(folder, 'in', 'link'));
  mkdirSync(join(folder, 'inside'));
  writeFileSync(join(folder, 'inside', 'b.csv'), 'b');
  const allowed = { ...rules, allowedFolders: [join(folder, 'in')] };
  const href = (path: string) => pathToFileURL(join(folder, path)).href;

  test('below an allowed folder are read', async () => {
    expect(await allowedFile(href('in/a.csv'), allowed)).toContain('a.csv');
  });

  test.each(['secret', 'in/link', 'inside/b.csv', 'in/../secret', 'in/none', 'in'])(
    '%s is not, and the words do not tell why',
    async (path) => {
      await expect(allowedFile(`${pathToFileURL(folder).href}/${path}`, allowed)).rejects.toThrow(
        /cannot be read here/,
      );
    },
  );
});

test('a connection goes to the address that was judged', () => {
  const lookup = pinnedLookup([{ address: '203.0.113.9', family: 4 }]);
  lookup('anything', {}, (error, address, family) =>
    expect([error, address, family]).toEqual([null, '203.0.113.9', 4]),
  );
  lookup('anything', { all: true }, (_, addresses) =>
    expect(addresses).toEqual([{ address: '203.0.113.9', family: 4 }]),
  );
});
