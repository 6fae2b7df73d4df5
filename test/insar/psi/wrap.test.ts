/** Whole turns are taken off, and nothing else. */
import { describe, expect, test } from 'vitest';
import { wrap } from '../../../src/insar/psi/wrap.js';

describe('wrapping', () => {
  test('takes whole turns off, and leaves NaN', () => {
    for (const phase of [0, 1, -3, 3.2, 100, -1e4]) {
      expect(Math.abs(wrap(phase))).toBeLessThanOrEqual(Math.PI + 1e-12);
      expect(Math.cos(wrap(phase))).toBeCloseTo(Math.cos(phase), 9);
      expect(Math.sin(wrap(phase))).toBeCloseTo(Math.sin(phase), 9);
    }
    expect(wrap(Number.NaN)).toBeNaN();
  });
});
