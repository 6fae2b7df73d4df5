/** Words of others in sentences of the page. */
import { expect, test } from 'vitest';
import { inShort } from '../../../explorer/src/text/in-short.js';

test('a few short words stay as they are', () => {
  expect(inShort(['a', 'b'])).toBe('a, b');
});

test('of many, and of long ones, the beginning is shown and the rest counted', () => {
  const words = inShort(Array.from({ length: 4_000 }, () => 'x'.repeat(1_000)));
  expect(words.length).toBeLessThan(400);
  expect(words).toMatch(/^x{60}…, .* and 3,995 more$/);
});
