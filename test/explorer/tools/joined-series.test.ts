import { describe, expect, test } from 'vitest';
import { joinedSeries } from '../../../explorer/src/tools/joined-series.js';

const dates = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) =>
    new Date(Date.UTC(2018, 0, 1) + (first + i) * 6 * 86_400_000).toISOString().slice(0, 10),
  );
const truth = (step: number) => -0.3 * step;

describe('a series over releases', () => {
  test('is the motion that both were cut from', () => {
    const early = { dates: dates(0, 40), displacementMm: Array.from({ length: 40 }, (_, i) => truth(i)) };
    // The later one starts at zero at its own first date.
    const late = {
      dates: dates(25, 40),
      displacementMm: Array.from({ length: 40 }, (_, i) => truth(25 + i) - truth(25)),
    };
    const { displacementMm, dates: all, shiftsMm } = joinedSeries([late, early]);
    expect(all).toEqual(dates(0, 65));
    displacementMm.forEach((value, i) => {
      expect(value).toBeCloseTo(truth(i), 10);
    });
    expect(shiftsMm[1]).toBeCloseTo(truth(25), 10);
  });

  test('is not misled by one wrong date, and keeps gaps', () => {
    const early = { dates: dates(0, 9), displacementMm: [0, 0, 0, 0, 99, 0, null, 0, 0] };
    const late = { dates: dates(3, 9), displacementMm: [5, 5, 5, null, 5, 5, 5, 5, null] };
    const { displacementMm } = joinedSeries([early, late]);
    expect(displacementMm).toEqual([0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0, null]);
  });

  test('leaves out what shares no date', () => {
    const a = { dates: dates(0, 3), displacementMm: [1, 2, 3] };
    const b = { dates: dates(9, 3), displacementMm: [7, 7, 7] };
    expect(joinedSeries([a, b])).toEqual({ ...a, shiftsMm: [0, undefined] });
    expect(joinedSeries([])).toEqual({ dates: [], displacementMm: [], shiftsMm: [] });
  });
});
