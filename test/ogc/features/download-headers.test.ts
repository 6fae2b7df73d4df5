import { describe, expect, test } from 'vitest';
import { formatOf } from '../../../src/http/negotiation.js';
import { attachment, linkHeader } from '../../../src/ogc/features/download-headers.js';

const link = (rel: string, length = 10) => ({
  rel,
  type: 'text/csv',
  href: `https://example.org/${'x'.repeat(length)}`,
});

describe('web links in headers', () => {
  test('have address, relation and type, the next page first', () => {
    expect(linkHeader([link('self', 1), link('next', 2)])).toEqual([
      '<https://example.org/xx>; rel="next"; type="text/csv"',
      '<https://example.org/x>; rel="self"; type="text/csv"',
    ]);
  });

  test('stay short enough for clients: of long ones only what fits, and always next', () => {
    const long = linkHeader(['self', 'alternate', 'next', 'collection'].map((rel) => link(rel, 5000)));
    expect(long).toHaveLength(1);
    expect(long[0]).toContain('rel="next"');
    expect(linkHeader([link('next', 9000)])).toHaveLength(1);
  });
});

describe('the name of a saved file', () => {
  test('is that of the collection, with the extension of the format', () => {
    expect(attachment('l2b', formatOf('application/flatgeobuf'))).toEqual({
      'Content-Disposition': 'attachment; filename="l2b.fgb"',
    });
  });

  test('holds nothing that could leave the header or the folder', () => {
    const { 'Content-Disposition': value } = attachment('../a"b\r\nSet-Cookie: x', formatOf('text/csv'));
    expect(value).toBe('attachment; filename=".._a_b_Set-Cookie_x.csv"');
  });

  test('is not given to what browsers show', () => {
    expect(attachment('l2b', formatOf('application/geo+json'))).toEqual({});
    expect(attachment('l2b', formatOf('text/html'))).toEqual({});
  });
});
