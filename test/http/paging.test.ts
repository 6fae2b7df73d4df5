import { describe, expect, test } from 'vitest';
import { Links } from '../../src/http/links.js';
import { formatOf } from '../../src/http/negotiation.js';
import { pageLink, selfLinks } from '../../src/http/paging.js';

const formats = ['application/geo+json', 'text/csv', 'text/html'].map(formatOf);
const context = {
  url: new URL('https://example.org/collections/a/items?bbox=1,2,3,4&limit=10&offset=20'),
  links: new Links('https://example.org'),
  format: formats[0],
  formats,
};

describe('links of a document to itself', () => {
  test('are one self and one alternate per other format, with every parameter kept', () => {
    expect(selfLinks(context).map(({ rel, type, href }) => [rel, type, new URL(href).search])).toEqual([
      ['self', 'application/geo+json', '?bbox=1,2,3,4&limit=10&offset=20'],
      ['alternate', 'text/csv', '?bbox=1,2,3,4&limit=10&offset=20&f=csv'],
      ['alternate', 'text/html', '?bbox=1,2,3,4&limit=10&offset=20&f=html'],
    ]);
  });

  test('to the next page stay in the same format and keep every other parameter', () => {
    expect(pageLink(context, 'next', { cursor: 'abc', offset: undefined })).toEqual({
      rel: 'next',
      type: 'application/geo+json',
      title: 'Next page',
      href: 'https://example.org/collections/a/items?bbox=1,2,3,4&limit=10&cursor=abc',
    });
  });
});
