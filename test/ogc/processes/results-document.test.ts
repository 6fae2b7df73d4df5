import { expect, test } from 'vitest';
import { inlineValue } from '../../../src/ogc/processes/results-document.js';

test.each([
  ['application/json', '"text"', 'text'],
  ['application/json', '4.5', 4.5],
  ['application/json', 'true', true],
  ['application/json', '[1,{"a":2}]', [1, { a: 2 }]],
  ['application/json; charset=utf-8', '{"a":1}', { value: { a: 1 }, mediaType: 'application/json; charset=utf-8' }],
  ['application/json', 'null', { value: null, mediaType: 'application/json' }],
  ['application/geo+json', '{"type":"Point"}', { value: { type: 'Point' }, mediaType: 'application/geo+json' }],
  ['text/csv', 'a,b\n', { value: 'a,b\n', mediaType: 'text/csv' }],
  ['application/gml+xml', '<a/>', { value: '<a/>', mediaType: 'application/gml+xml' }],
  [
    'image/png',
    '\x89PNG',
    { value: Buffer.from('\x89PNG').toString('base64'), encoding: 'base64', mediaType: 'image/png' },
  ],
])('%s %s', (mediaType, content, expected) => {
  expect(inlineValue(Buffer.from(content), mediaType)).toEqual(expected);
});
