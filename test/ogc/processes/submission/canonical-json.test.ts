import { expect, test } from 'vitest';
import { canonicalJson, digestOf } from '../../../../src/ogc/processes/submission/canonical-json.js';

test('members stand in the order of their names, lists in their own', () => {
  expect(canonicalJson({ b: 1, a: [2, 1, { d: null, c: 'x' }] })).toBe('{"a":[2,1,{"c":"x","d":null}],"b":1}');
});

test('what JSON leaves out is left out, and what it reads back is the same value', () => {
  const value = { a: undefined, 'ä"': 'é', n: 1.5e300, t: true };
  expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
});

test('equal values have equal digests, others have not', () => {
  expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }));
  // SHA-256 of the two characters {}.
  expect(digestOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});
