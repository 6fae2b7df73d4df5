import { expect, test } from 'vitest';
import { lookName, parseLookName } from '../../../src/insar/decomposition/look.js';

test('a look is named after its direction and track, and read back', () => {
  expect(lookName({ geometry: 'ascending', track: 117 })).toBe('A117');
  expect(parseLookName('D022')).toEqual({ geometry: 'descending', track: 22 });
  expect(parseLookName('D22')).toBeUndefined();
});
