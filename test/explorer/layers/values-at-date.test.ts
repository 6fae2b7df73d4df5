import { describe, expect, test } from 'vitest';
import { type StatisticsByDate, valuesAt } from '../../../explorer/src/layers/values-at-date.js';

/** Two bursts with dates of their own, and a date on which every value is missing. */
const answer: StatisticsByDate = {
  points: 30,
  points_used: 20,
  dates: ['2021-05-01', '2021-05-03', '2021-05-07', '2021-05-09'],
  displacement: {
    count: [8, 12, 0, 8],
    mean: [1, -2.5, null, 3],
    median: [1.5, -2, null, 3],
    p10: [0, -6, null, 2],
    p90: [2, 0.5, null, 4],
  },
};

describe('the displacement at a date', () => {
  test('is that of the date itself', () => {
    expect(valuesAt('2021-05-03', answer)).toEqual({
      date: '2021-05-03',
      count: 12,
      meanMm: -2.5,
      medianMm: -2,
      p10Mm: -6,
      p90Mm: 0.5,
      points: 30,
      pointsUsed: 20,
    });
  });

  test('is that of the nearest date on which there are values, the earlier of two', () => {
    expect(valuesAt('2021-05-07', answer)?.date).toBe('2021-05-09');
    expect(valuesAt('2021-05-06', answer)?.date).toBe('2021-05-03');
    expect(valuesAt('2021-05-02', answer)?.date).toBe('2021-05-01');
  });

  test('is unknown where there is no value', () => {
    const none = { ...answer, displacement: { ...answer.displacement, count: [0, 0, 0, 0] } };
    expect(valuesAt('2021-05-03', none)).toBeUndefined();
    expect(valuesAt('2021-05-03', undefined)).toBeUndefined();
  });
});
