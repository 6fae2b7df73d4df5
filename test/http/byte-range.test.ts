import { describe, expect, test } from 'vitest';
import { contentRange, requestedRange } from '../../src/http/byte-range.js';

const asked = (range?: string, ifRange?: string) =>
  requestedRange((name) => (name === 'range' ? range : ifRange), { bytes: 1000, entityTag: '"abc"' });

describe('the part that is asked for', () => {
  // RFC 9110, section 14.1.2, has these examples for 10 000 bytes; here there are 1000.
  test.each([
    ['bytes=0-499', 0, 499],
    ['bytes=500-999', 500, 999],
    ['bytes=-500', 500, 999],
    ['bytes=950-', 950, 999],
    ['bytes=0-0', 0, 0],
    ['bytes=-1', 999, 999],
    ['bytes=0-5000', 0, 999],
    ['bytes=-5000', 0, 999],
    ['Bytes = 0 - 9', 0, 9],
  ])('%s', (range, first, last) => {
    expect(asked(range)).toEqual({ first, last });
  });

  test.each(['bytes=500-400', 'bytes=-', 'bytes=a-b', 'lines=0-5', 'bytes=0-1,5-6', 'bytes 0-5', ''])(
    '"%s" is as good as none',
    (range) => {
      expect(asked(range)).toBeUndefined();
    },
  );

  test.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=-0'])('%s lies outside', (range) => {
    expect(() => asked(range)).toThrow(
      expect.objectContaining({ status: 416, options: { contentRange: 'bytes */1000' } }),
    );
  });

  test('If-Range wants the very same bytes', () => {
    expect(asked('bytes=0-9', '"abc"')).toEqual({ first: 0, last: 9 });
    expect(asked('bytes=0-9', '"other"')).toBeUndefined();
    expect(asked('bytes=0-9', 'W/"abc"')).toBeUndefined();
    expect(asked('bytes=0-9', 'Wed, 21 Oct 2015 07:28:00 GMT')).toBeUndefined();
  });

  test('without a Range there is no part', () => {
    expect(asked()).toBeUndefined();
  });
});

test('a part says of how many bytes it is one', () => {
  expect(contentRange({ first: 0, last: 9 }, 1000)).toBe('bytes 0-9/1000');
});
