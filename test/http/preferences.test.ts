import { expect, test } from 'vitest';
import { readPreferences, waitSeconds } from '../../src/http/preferences.js';

test.each([
  ['respond-async', { 'respond-async': '' }],
  ['respond-async ', { 'respond-async': '' }],
  ['Respond-Async, WAIT=10', { 'respond-async': '', wait: '10' }],
  ['wait = "30"; foo=bar , return=minimal', { wait: '30', return: 'minimal' }],
  // Of equal names the first counts (RFC 7240, section 2).
  ['wait=1, wait=2', { wait: '1' }],
  [', ,', {}],
  ['wait=1=2', {}],
  [undefined, {}],
])('%j', (header, expected) => {
  expect(Object.fromEntries(readPreferences(header))).toEqual(expected);
});

test.each([
  ['wait=10', 10],
  ['wait=1000', 45],
  ['wait=0', 0],
  ['wait=-1', undefined],
  ['wait=soon', undefined],
  ['wait', undefined],
  ['respond-async', undefined],
])('the seconds of %s', (header, seconds) => {
  expect(waitSeconds(readPreferences(header), 45)).toBe(seconds);
});
