import { expect, test } from 'vitest';
import { isAddress, ownResource } from '../../../../src/ogc/processes/submission/own-address.js';

const OWN = ['https://egms.example/base', 'http://127.0.0.1:5000'];
const JOB = '11111111-1111-4111-8111-111111111111';

test.each([
  ['https://egms.example/base/collections/a%2Fb', { kind: 'collection', id: 'a/b' }],
  ['https://egms.example/base/collections/lakes/?f=json#x', { kind: 'collection', id: 'lakes' }],
  ['http://127.0.0.1:5000/processes/echo', { kind: 'process', id: 'echo' }],
  ['/processes/echo/execution', { kind: 'process', id: 'echo' }],
  [`/jobs/${JOB}/results/a%20b`, { kind: 'result', jobId: JOB, outputId: 'a b' }],
  [`/jobs/${JOB.toUpperCase()}/results/x`, { kind: 'result', jobId: JOB, outputId: 'x' }],
])('%s is ours', (href, resource) => {
  expect(ownResource(href, OWN)).toEqual(resource);
});

test.each([
  'https://egms.example.evil/base/collections/x',
  'https://egms.example/basement/collections/x',
  'https://egms.example/collections/x',
  '//egms.example/base/collections/x',
  'https://egms.example/base',
  '/collections',
  '/collections/x/items',
  '/processes/x/other',
  `/jobs/${JOB}`,
  `/jobs/${JOB}/results`,
  '/collections/%E0%A4%A',
  'lakes',
  '',
])('%s is not, or is nothing to refer to', (href) => {
  expect(ownResource(href, OWN)).toBeUndefined();
});

test.each([
  ['https://a.example/b', true],
  ['/collections/x', true],
  ['//a', true],
  ['lakes', false],
  ['a/b', false],
  ['urn:x', false],
])('%s is an address: %s', (text, expected) => {
  expect(isAddress(text)).toBe(expected);
});
