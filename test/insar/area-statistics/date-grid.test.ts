/** Series on a regular grid: a line stays a line, gaps and ends stay empty. */
import { describe, expect, test } from 'vitest';
import { gridInterpolation } from '../../../src/insar/area-statistics/date-grid.js';
import { epochDay, regularEpochs } from '../../../src/products/epochs.js';

function interpolate(dates: string[], values: number[], gridDates: string[], maxGapDays = 90, first = 0): number[] {
  const out = new Float64Array(gridDates.length);
  gridInterpolation(dates, { dates: gridDates, maxGapDays })(Float64Array.from(values), first, out);
  return [...out];
}

describe('interpolation to a grid of dates', () => {
  test('keeps a line a line, over uneven epochs and turns of the year', () => {
    const dates = ['20191220', '20191226', '20200107', '20200119', '20200301'];
    const line = (date: string) => 0.25 * (epochDay(date)! - epochDay('20191220')!) - 3;
    const grid = regularEpochs('20191220', '20200301', 5);
    const found = interpolate(dates, dates.map(line), grid);
    expect(found).toEqual(grid.map((date) => expect.closeTo(line(date), 12)));
    expect(grid).toHaveLength(15);
  });

  test('keeps the value of a date that was observed', () => {
    expect(interpolate(['20200101', '20200107'], [1.1, -2.3], ['20200101', '20200107'])).toEqual([1.1, -2.3]);
  });

  test('says nothing before the first observation and after the last', () => {
    const found = interpolate(['20200110', '20200120'], [1, 2], regularEpochs('20200105', '20200125', 5));
    expect(found).toEqual([NaN, 1, 1.5, 2, NaN]);
    expect(
      interpolate(['20200110', '20200120', '20200130'], [NaN, 2, NaN], ['20200110', '20200120', '20200125']),
    ).toEqual([NaN, 2, NaN]);
  });

  test('bridges a gap of just the longest allowed, and no longer one', () => {
    const dates = ['20200101', '20200331', '20200630'];
    expect(epochDay(dates[1])! - epochDay(dates[0])!).toBe(90);
    expect(epochDay(dates[2])! - epochDay(dates[1])!).toBe(91);
    expect(interpolate(dates, [0, 9, 18], ['20200131', '20200430'])).toEqual([3, NaN]);
    expect(interpolate(dates, [0, NaN, 18], ['20200331'], 181)).toEqual([(18 * 90) / 181]);
    expect(interpolate(dates, [0, NaN, 18], ['20200331'], 180)).toEqual([NaN]);
  });

  test('reads the series of one point among many', () => {
    const values = [NaN, NaN, 5, 7, NaN, NaN];
    expect(interpolate(['20200101', '20200103'], values, ['20200102'], 90, 2)).toEqual([6]);
  });
});
