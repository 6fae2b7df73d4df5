import { describe, expect, test } from 'vitest';
import {
  csvOf,
  difference,
  fittedLine,
  residualStdMm,
  tableOf,
  withoutLine,
  yearsSince,
} from '../../explorer/src/series/series-math.js';

const dates = ['2020-01-01', '2021-01-01', '2022-01-01', '2023-01-01'];

describe('a fitted line', () => {
  test('finds the slope that a series was made with, gaps left out', () => {
    const years = yearsSince(dates);
    const line = fittedLine(
      years,
      years.map((year, i) => (i === 1 ? null : 3 - 4.5 * year)),
    )!;
    expect(line.velocityMmPerYear).toBeCloseTo(-4.5, 12);
    expect(line.interceptMm).toBeCloseTo(3, 12);
  });

  test('is that of the normal equations, worked by hand', () => {
    // x 0 1 2 3, y 1 3 2 5: mean 1.5 and 2.75, slope 5.5 / 5.
    const line = fittedLine([0, 1, 2, 3], [1, 3, 2, 5])!;
    expect(line.velocityMmPerYear).toBeCloseTo(1.1, 12);
    expect(line.interceptMm).toBeCloseTo(1.1, 12);
    // Residuals -0.1, 0.8, -1.3, 0.6: 2.7 over two degrees of freedom.
    expect(residualStdMm([0, 1, 2, 3], [1, 3, 2, 5], line)).toBeCloseTo(Math.sqrt(1.35), 12);
  });

  test('needs two dates', () => {
    expect(fittedLine([0, 1], [null, 4])).toBeUndefined();
    expect(fittedLine([1, 1], [2, 4])).toBeUndefined();
    expect(withoutLine([0], [4])).toEqual([4]);
  });

  test('leaves residuals without mean and slope', () => {
    const residuals = withoutLine([0, 1, 2, 3], [1, null, 2, 5]) as number[];
    const left = fittedLine([0, 1, 2, 3], residuals)!;
    expect(left.velocityMmPerYear).toBeCloseTo(0, 12);
    expect(left.interceptMm).toBeCloseTo(0, 12);
    expect(residuals[1]).toBeNull();
  });
});

describe('two series', () => {
  const a = { dates, displacementMm: [5, 6, null, 9] };
  const b = { dates: ['2021-01-01', '2022-01-01', '2023-01-01', '2024-01-01'], displacementMm: [1, 2, 7, 8] };

  test('differ at the dates that both have, from zero on', () => {
    expect(difference(a, b)).toEqual({ dates: ['2021-01-01', '2023-01-01'], displacementMm: [0, -3] });
    expect(difference(a, { dates: [], displacementMm: [] })).toEqual({ dates: [], displacementMm: [] });
  });

  test('stand side by side on all dates', () => {
    expect(tableOf([a, b]).columns).toEqual([
      [5, 6, null, 9, undefined],
      [undefined, 1, 2, 7, 8],
    ]);
  });

  test('are a table with an empty cell where there is no value', () => {
    const csv = csvOf([
      { ...a, name: 'one, "a"' },
      { ...b, name: 'two' },
    ]);
    expect(csv.split('\r\n')).toEqual([
      'date,"one, ""a""",two',
      '2020-01-01,5,',
      '2021-01-01,6,1',
      '2022-01-01,,2',
      '2023-01-01,9,7',
      '2024-01-01,,8',
      '',
    ]);
  });
});
