/** Values of a group while points come in: every date in its column, whatever dates the products have. */
import { describe, expect, test } from 'vitest';
import { ALL_DATES } from '../../../src/insar/area-statistics/area-groups.js';
import { ColumnSummary } from '../../../src/insar/area-statistics/column-statistics.js';
import { GroupValues, NotInTenths } from '../../../src/insar/area-statistics/group-values.js';
import type { MeasuredPoints } from '../../../src/insar/area-statistics/measured-points.js';

const summary = new ColumnSummary([]);
const nowhere = new Float64Array(9);

function points(dates: string[], series: number[][], velocities: number[]): MeasuredPoints {
  return {
    count: series.length,
    longitudeDeg: nowhere,
    latitudeDeg: nowhere,
    eastingM: nowhere,
    northingM: nowhere,
    attributes: [Float64Array.from(velocities)],
    dates,
    displacementMm: Float64Array.from(series.flat()),
  };
}

const early = points(
  ['20200101', '20200113'],
  [
    [1, 2],
    [3, 4],
  ],
  [10, 20],
);
const late = points(['20200107', '20200113', '20200119'], [[5, NaN, 7.5]], [30]);
const DATES = ['20200101', '20200107', '20200113', '20200119'];
const options = { attributeCount: 1, withSeries: true, window: ALL_DATES, asTenths: true };

function meansOf(values: GroupValues, place: number): (number | string)[] {
  return Array.from({ length: values.dateCount(place) }, (_, date) => {
    const { count, mean } = values.dateStatistics(place, date, summary);
    return count === 0 ? 'none' : mean;
  });
}

function filled(overrides: Partial<ConstructorParameters<typeof GroupValues>[1]>): GroupValues {
  const rooms = [
    { count: 3, dates: DATES },
    { count: 1, dates: late.dates },
  ];
  const values = new GroupValues(rooms, { ...options, ...overrides });
  values.add(early, 0, [0]);
  values.add(late, 0, [0, 1]);
  values.add(early, 1, [0]);
  return values;
}

describe('values of a group', () => {
  test.each([true, false])('stand under their dates, as tenths (%s) or not', (asTenths) => {
    const values = filled({ asTenths });
    expect(meansOf(values, 0)).toEqual([2, 5, 3, 7.5]);
    expect(meansOf(values, 1)).toEqual([5, 'none', 7.5]);
    expect(values.attributeStatistics(0, 0, summary)).toMatchObject({ count: 3, mean: 20, median: 20 });
    expect(values.attributeStatistics(1, 0, summary)).toMatchObject({ count: 1, mean: 30 });
  });

  test('come in windows of dates', () => {
    expect(meansOf(filled({ window: { from: 1, to: 3 } }), 0)).toEqual([5, 3]);
    expect(meansOf(filled({ window: { from: 3, to: 9 } }), 0)).toEqual([7.5]);
    expect(meansOf(filled({ window: { from: 1, to: 2 } }), 1)).toEqual(['none']);
  });

  test('are interpolated where there is a grid', () => {
    const dates = ['20200101', '20200110', '20200113'];
    const rooms = [{ count: 2, dates }];
    const values = new GroupValues(rooms, { ...options, asTenths: false, grid: { dates, maxGapDays: 30 } });
    values.add(early, 0, [0]);
    values.add(late, 0, [0]);
    // Of the second: half way from 5 on the 7th to 7.5 on the 19th lies the 13th, a quarter of the way the 10th.
    expect(meansOf(values, 0)).toEqual([1, (1.75 + 5.625) / 2, (2 + 6.25) / 2]);
    expect(() => new GroupValues(rooms, { ...options, grid: { dates, maxGapDays: 30 } })).toThrow(/no tenths/);
  });

  test('that tenths cannot hold are told apart', () => {
    for (const mm of [1.25, 3277, -3277, 0.1 + 0.2, Infinity]) {
      const values = new GroupValues([{ count: 1, dates: ['20200101'] }], options);
      const act = () => values.add(points(['20200101'], [[mm]], [0]), 0, [0]);
      expect(act).toThrow(NotInTenths);
      expect(act).toThrow(`${mm} mm`);
    }
    const values = new GroupValues([{ count: 1, dates: ['20200101'] }], options);
    values.add(points(['20200101'], [[-3276.6]], [0]), 0, [0]);
    expect(meansOf(values, 0)).toEqual([-3276.6]);
  });

  test('are refused when they are more or fewer than were counted', () => {
    const values = new GroupValues([{ count: 1, dates: DATES }], options);
    expect(() => values.attributeStatistics(0, 0, summary)).toThrow(/expected 1, got 0/);
    values.add(early, 0, [0]);
    expect(() => values.add(early, 1, [0])).toThrow(/expected 1, got more/);
  });
});
