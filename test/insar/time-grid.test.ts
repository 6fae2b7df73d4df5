import { describe, expect, test } from 'vitest';
import { MAX_GRID_DATES, regularTimeGrid } from '../../src/insar/time-grid.js';

describe('regular dates', () => {
  test('begin at the start, keep their step over a leap day and end at or before the end', () => {
    const grid = regularTimeGrid('20200220', '20200315', 6);
    expect(grid.dates).toEqual(['20200220', '20200226', '20200303', '20200309', '20200315']);
    expect([...grid.days].map((day) => day - grid.days[0])).toEqual([0, 6, 12, 18, 24]);
    expect(regularTimeGrid('20200220', '20200314', 6).dates.at(-1)).toBe('20200309');
  });

  test('are the 304 of the published tile for its period', () => {
    expect(regularTimeGrid('20200103', '20241225', 6).dates).toHaveLength(304);
  });

  test('may be a single one', () => {
    expect(regularTimeGrid('20200220', '20200220', 6).dates).toEqual(['20200220']);
  });

  test('are refused when the start lies after the end, when a day does not exist, and when there are too many', () => {
    expect(() => regularTimeGrid('20200221', '20200220', 6)).toThrow(/start at or before the end, got 20200221/);
    expect(() => regularTimeGrid('20200230', '20200320', 6)).toThrow(/expected a date YYYYMMDD, got "20200230"/);
    expect(() => regularTimeGrid('20200101', '20200320', 0)).toThrow(/stepDays/);
    expect(() => regularTimeGrid('20000101', '20400101', 1)).toThrow(`at most ${MAX_GRID_DATES} dates, got 14611`);
  });
});
