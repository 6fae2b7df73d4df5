import { expect, test } from 'vitest';
import { MISSING_TENTHS, NEGATIVE_ZERO_TENTHS } from '../../src/products/point-batch.js';
import { mmOfTenths, tenthsOfMm } from '../../src/products/tenths.js';

test.each([
  [0, 0],
  [-0, NEGATIVE_ZERO_TENTHS],
  [Number.NaN, MISSING_TENTHS],
  [12.3, 123],
  [-0.1, -1],
  [3276.6, 32_766],
  [-3276.6, -32_766],
])('%d mm is held as %d tenths, and comes back', (mm, tenths) => {
  expect(tenthsOfMm(mm)).toBe(tenths);
  expect(mmOfTenths(tenths)).toBe(mm);
});

test.each([3276.7, -3276.7, 0.05, 0.30000000000000004, 1e9])('%d mm cannot be held exactly', (mm) => {
  expect(tenthsOfMm(mm)).toBeUndefined();
});

test('every int16 is one displacement and back', () => {
  for (let tenths = -32_768; tenths <= 32_766; tenths++) {
    if (tenthsOfMm(mmOfTenths(tenths)) !== tenths) expect.fail(`${tenths}`);
  }
});
