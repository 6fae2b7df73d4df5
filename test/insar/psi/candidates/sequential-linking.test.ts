import { describe, expect, test } from 'vitest';
import { ministacksOf } from '../../../../src/insar/psi/candidates/sequential-linking.js';

describe('ministacks', () => {
  test.each([
    [61, 30],
    [250, 30],
    [20, 7],
    [9, 2],
    [3, 30],
  ])('hold %d dates, about %d each, from multiples of four on', (dates, wanted) => {
    const all = ministacksOf(dates, wanted);
    let next = 0;
    for (const { firstDate, dates: count } of all) {
      expect(firstDate).toBe(next);
      expect(firstDate % 4).toBe(0);
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(Math.max(4, 1.5 * wanted + 4));
      next += count;
    }
    expect(next).toBe(dates);
  });
});
