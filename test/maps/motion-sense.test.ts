import { expect, test } from 'vitest';
import { legendEndsOf, signTextOf } from '../../src/maps/motion-sense.js';
import type { StyleAttribute } from '../../src/render/style.js';
import { lakes } from '../support/memory-catalog.js';
import { eastwards, lineOfSight, upwards } from '../support/styled-collections.js';

const velocity: StyleAttribute = { type: 'property', name: 'mean_velocity' };

test.each([
  [lineOfSight, ['away', 'towards satellite'], /towards the satellite/],
  [upwards, ['down', 'up'], /upwards/],
  [eastwards, ['west', 'east'], /eastwards/],
] as const)('the ends of a legend say what positive means: $0.title', (collection, ends, sign) => {
  for (const attribute of [
    velocity,
    { type: 'displacement' },
    { type: 'property', name: 'acceleration' },
  ] satisfies StyleAttribute[]) {
    expect(legendEndsOf(collection, { attribute })).toEqual(ends);
    expect(signTextOf(collection, attribute)).toMatch(sign);
  }
});

test('what has no direction has no ends', () => {
  const height: StyleAttribute = { type: 'property', name: 'height' };
  expect(legendEndsOf(upwards, { attribute: height })).toBeUndefined();
  expect(signTextOf(upwards, height)).toBeUndefined();
  expect(legendEndsOf(lakes, { attribute: velocity })).toBeUndefined();
});
