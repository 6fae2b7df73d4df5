import { expect, test } from 'vitest';
import { percentilesOf, readStatistics, statisticText, valueReaders } from '../../../src/ogc/edr/summary-parameter.js';

const summary = { count: 3, mean: 1.5, std: 0.25, min: -1, max: 4, percentiles: [2, 3] };

test('statistics are read in their order, once each, and find their values', () => {
  const statistics = readStatistics(['p90', ' mean', 'median', 'count', 'p90', 'max']);
  expect(statistics.map(({ name }) => name)).toEqual(['p90', 'mean', 'median', 'max']);
  expect(percentilesOf(statistics)).toEqual([90, 50]);
  expect(valueReaders(statistics).map((read) => read(summary))).toEqual([2, 1.5, 3, 4]);
});

test.each(['p0', 'p100', 'p5.5', 'variance', '', 'toString'])('%j is no statistic', (name) => {
  expect(() => readStatistics([name])).toThrow('aggregate: expected names out of count, mean');
});

test('there are twelve at most', () => {
  const names = Array.from({ length: 13 }, (_, i) => `p${i + 1}`);
  expect(readStatistics(names.slice(1))).toHaveLength(12);
  expect(() => readStatistics(names)).toThrow('expected at most 12 statistics, got 13');
});

test('what is not a number is null, and noise digits go', () => {
  expect([Number.NaN, 0.1 + 0.2, -3].map(statisticText)).toEqual(['null', '0.3', '-3']);
});
