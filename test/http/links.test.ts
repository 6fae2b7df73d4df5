import { describe, expect, test } from 'vitest';
import { Links, pathOf, queryPrefix, withVariables } from '../../src/http/links.js';

const links = new Links('https://example.org/egms');

describe('links', () => {
  test('are absolute and keep the prefix of the public address', () => {
    expect(links.to('/collections', { f: 'html' })).toBe('https://example.org/egms/collections?f=html');
  });

  test('leave parameters out that are undefined', () => {
    expect(links.to('/collections', { f: undefined, limit: 10 })).toBe('https://example.org/egms/collections?limit=10');
  });

  test('to the same document keep every other parameter', () => {
    const url = new URL('https://example.org/egms/collections/a/items?bbox=1,2,3,4&limit=5&offset=10&f=csv');
    expect(links.with(url, { cursor: 'xyz', offset: undefined })).toBe(
      'https://example.org/egms/collections/a/items?bbox=1,2,3,4&limit=5&f=csv&cursor=xyz',
    );
  });

  test('encode what would otherwise end a value', () => {
    const href = links.to('/x', { filter: 'a & b = c # + ü' });
    expect(new URL(href).searchParams.get('filter')).toBe('a & b = c # + ü');
  });

  test('carry the key on only when there is one', () => {
    const keyed = new Links('https://example.org', { name: 'api_key', value: 's p' });
    expect(keyed.to('/')).toBe('https://example.org/?api_key=s+p');
    expect(keyed.asset('a.css')).toBe('https://example.org/assets/a.css');
    expect(links.to('/')).toBe('https://example.org/egms/');
  });
});

test('ids may hold slashes, dots and other scripts, and stay one segment', () => {
  expect(pathOf('a/b', '../c', 'Straße')).toBe('/a%2Fb/..%2Fc/Stra%C3%9Fe');
  expect(links.to(`/collections${pathOf('a/b')}`)).toBe('https://example.org/egms/collections/a%2Fb');
});

test('variables stay as they are, and a key stays behind them', () => {
  const keyed = new Links('https://example.org', { name: 'api_key', value: 'secret' });
  expect(withVariables(links.to('/tiles/a%2Fb'), '/{z}/{x}/{y}.mvt')).toBe(
    'https://example.org/egms/tiles/a%2Fb/{z}/{x}/{y}.mvt',
  );
  expect(withVariables(keyed.to('/tiles/a'), '/{z}/{x}/{y}.mvt')).toBe(
    'https://example.org/tiles/a/{z}/{x}/{y}.mvt?api_key=secret',
  );
});

test('parameters can be put right behind a prefix, whether or not there is a key', () => {
  const keyed = new Links('https://example.org', { name: 'api_key', value: 'secret' });
  for (const prefix of [queryPrefix(links.to('/wms')), queryPrefix(keyed.to('/wms'))]) {
    expect(new URL(`${prefix}REQUEST=GetMap`).searchParams.get('REQUEST')).toBe('GetMap');
  }
});
