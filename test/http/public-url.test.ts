import { describe, expect, test } from 'vitest';
import { publicBaseUrl } from '../../src/http/public-url.js';

function base(headers: Record<string, string>, { isPeerTrusted = true, isEncrypted = false, configured = '' } = {}) {
  const header = (name: string) => headers[name];
  return publicBaseUrl({ header, isPeerTrusted, isEncrypted }, configured || undefined);
}

const host = 'inner:5000';

describe('the public address', () => {
  test('is that of the request when nobody is in between', () => {
    expect(base({ host })).toBe('http://inner:5000');
    expect(base({ host: '[::1]:5000' }, { isEncrypted: true })).toBe('https://[::1]:5000');
  });

  test('is what a trusted proxy says of itself', () => {
    const told = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org', 'x-forwarded-prefix': '/egms/' };
    expect(base({ host, ...told })).toBe('https://example.org/egms');
  });

  test('is what the standard header says, before the customary ones', () => {
    const told = {
      forwarded: 'for=192.0.2.1;proto=https;host="example.org:8443", for=10.0.0.1',
      'x-forwarded-host': 'b',
    };
    expect(base({ host, ...told })).toBe('https://example.org:8443');
  });

  test('is what the outermost of several proxies said', () => {
    expect(base({ host, 'x-forwarded-host': 'example.org, middle', 'x-forwarded-proto': 'https, http' })).toBe(
      'https://example.org',
    );
  });

  test('has the port that came apart from the host, unless it goes without saying', () => {
    const proto = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'example.org' };
    expect(base({ host, ...proto, 'x-forwarded-port': '8443' })).toBe('https://example.org:8443');
    expect(base({ host, ...proto, 'x-forwarded-port': '443' })).toBe('https://example.org');
  });

  test('does not change for headers of a peer nobody trusts', () => {
    const told = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example', 'x-forwarded-prefix': '/x' };
    expect(base({ host, ...told }, { isPeerTrusted: false })).toBe('http://inner:5000');
  });

  test('is the configured one whatever anybody says', () => {
    expect(base({ host, 'x-forwarded-host': 'other' }, { configured: 'https://maps.example.org/egms/' })).toBe(
      'https://maps.example.org/egms',
    );
  });

  test.each([
    ['x-forwarded-host', 'a"><script>'],
    ['x-forwarded-host', 'user@evil.example'],
    ['x-forwarded-host', 'example.org/path'],
    ['x-forwarded-host', 'example.org:port'],
    ['x-forwarded-proto', 'javascript'],
    ['x-forwarded-prefix', '//evil.example'],
    ['x-forwarded-prefix', '/a b'],
    ['x-forwarded-prefix', '/a?b'],
    ['forwarded', 'host=evil.example/path'],
  ])('ignores %s: %s', (name, value) => {
    expect(base({ host, [name]: value })).toBe('http://inner:5000');
  });

  test.each(['a"><script>', '256.256.256.256', '1.2.3.4.5', 'a:99999', 'xn--a'])(
    'cannot be told from a Host header like %s',
    (none) => {
      expect(() => base({ host: none })).toThrow(expect.objectContaining({ status: 400 }));
    },
  );
});
