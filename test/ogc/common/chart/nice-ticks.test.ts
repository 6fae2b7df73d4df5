import { describe, expect, test } from 'vitest';
import { calendarTicks, niceTicks } from '../../../../src/ogc/common/chart/nice-ticks.js';

const iso = (ticks: readonly number[]) => ticks.map((tick) => new Date(tick).toISOString().slice(0, 10));
const ms = Date.parse;

describe('ticks of an axis of values', () => {
  test.each([
    [-12, 10.3, 6, [-15, -10, -5, 0, 5, 10, 15]],
    [-1, 1, 6, [-1, -0.5, 0, 0.5, 1]],
    [0, 0.3, 3, [0, 0.1, 0.2, 0.3]],
    [-130, 20, 6, [-150, -100, -50, 0, 50]],
  ])('from %d to %d, about %i: %j', (low, high, count, ticks) => {
    expect(niceTicks(low, high, count).map((tick) => tick + 0)).toEqual(ticks);
  });

  test('cover what they are for, and are few, at every scale', () => {
    for (let exponent = -3; exponent <= 6; exponent++) {
      for (const [low, high] of [
        [-3.7, 8.1],
        [-1, 1],
        [0.2, 0.9],
      ].map((pair) => pair.map((v) => v * 10 ** exponent))) {
        const ticks = niceTicks(low, high, 6);
        expect(ticks[0]).toBeLessThanOrEqual(low);
        expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(high);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }
    }
  });
});

describe('ticks of an axis of time', () => {
  test('are new years, as far as they are within', () => {
    const ticks = calendarTicks(ms('2019-12-20'), ms('2025-01-10'), 9);
    expect(iso(ticks)).toEqual(['2020-01-01', '2021-01-01', '2022-01-01', '2023-01-01', '2024-01-01', '2025-01-01']);
  });

  test('are quarters for a short series, every other year for a long one', () => {
    expect(iso(calendarTicks(ms('2020-01-05'), ms('2020-12-20'), 9))).toEqual([
      '2020-04-01',
      '2020-07-01',
      '2020-10-01',
    ]);
    expect(iso(calendarTicks(ms('2014-06-01'), ms('2026-06-01'), 9))).toEqual([
      '2016-01-01',
      '2018-01-01',
      '2020-01-01',
      '2022-01-01',
      '2024-01-01',
      '2026-01-01',
    ]);
  });
});
