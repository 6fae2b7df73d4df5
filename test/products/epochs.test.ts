import { describe, expect, test } from 'vitest';
import { dayOfYear, epochDate, epochDay, regularEpochs, yearsSinceFirst } from '../../src/products/epochs.js';

describe('epochs', () => {
  test('are days of the calendar, leap days included', () => {
    expect(epochDay('19700101')).toBe(0);
    expect(epochDay('20240229')).toBe(19_782);
    expect(epochDate(19_782)).toBe('20240229');
    expect(dayOfYear('20241231')).toBe(365);
  });

  test('that no calendar has are not understood', () => {
    for (const text of ['20230229', '20241301', '20240100', '2024-01-01', '202401', '', 'mean_velocity']) {
      expect(epochDay(text), text).toBeUndefined();
    }
  });

  test('repeat at a fixed step up to the last day', () => {
    expect(regularEpochs('20200103', '20200127', 12)).toEqual(['20200103', '20200115', '20200127']);
    // The vertical product of a published tile: 6 days from 2020-01-03 to 2024-12-25 are 304 dates.
    expect(regularEpochs('20200103', '20241225', 6)).toHaveLength(304);
  });

  test('count years of 365 days from the first', () => {
    expect([...yearsSinceFirst(['20200103', '20200109', '20210102'])]).toEqual([0, 6 / 365, 1]);
  });

  test('out of order, repeated or illegible are refused', () => {
    expect(() => yearsSinceFirst(['20200109', '20200103'])).toThrow(/expected ascending, got 20200103 after 20200109/);
    expect(() => yearsSinceFirst(['20200109', '20200109'])).toThrow(RangeError);
    expect(() => yearsSinceFirst(['20200230'])).toThrow(/expected YYYYMMDD, got "20200230"/);
  });
});
