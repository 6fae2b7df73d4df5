import { describe, expect, test } from 'vitest';
import { KeyRing, presentedKey } from '../../src/http/api-key.js';
import { sha256 } from '../support/sha256.js';

const key = (headers: Record<string, string>, query = '') =>
  presentedKey((name) => headers[name], new URLSearchParams(query));

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('a key', () => {
  test('comes by header, as a bearer, as the password of Basic, or in the query string', () => {
    expect(key({ 'x-api-key': 's3cret' })).toEqual({ value: 's3cret' });
    expect(key({ authorization: 'bearer s3cret' })).toEqual({ value: 's3cret' });
    expect(key(basic('qgis:s3:cret'))).toEqual({ value: 's3:cret' });
    expect(key({}, 'api_key=s3cret')).toEqual({ value: 's3cret', parameter: 'api_key' });
    expect(key({}, 'apikey=s3cret')).toEqual({ value: 's3cret', parameter: 'apikey' });
  });

  test('is not there when nothing was sent or the parameter is empty', () => {
    expect(key({})).toBeUndefined();
    expect(key({}, 'api_key=&key=x')).toBeUndefined();
  });

  test('is empty, and so accepted by nobody, in a broken Basic header', () => {
    expect(key({ authorization: 'Basic %%%' })).toEqual({ value: '' });
  });
});

describe('a key ring', () => {
  test('accepts its keys and no others, of any length', () => {
    const ring = new KeyRing(['first', 'second'].map(sha256));
    expect(['first', 'second', 'firs', 'firstt', ''].map((candidate) => ring.accepts(candidate))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('without keys accepts nothing', () => {
    expect(new KeyRing([]).isEmpty).toBe(true);
  });

  test('never takes an empty key for one', () => {
    expect(new KeyRing([sha256('')]).accepts('')).toBe(false);
  });
});
