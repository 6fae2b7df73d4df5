import { expect, test } from 'vitest';
import { lookName } from '../../../src/insar/decomposition/look.js';

test('a look is named after its direction and track', () => {
  expect(lookName({ geometry: 'ascending', track: 117 })).toBe('A117');
  expect(lookName({ geometry: 'descending', track: 22 })).toBe('D022');
});
