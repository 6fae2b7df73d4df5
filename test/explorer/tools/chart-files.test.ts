import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { ChartContent } from '../../../explorer/src/tools/chart-content.js';
import { chartSvg, niceTicks } from '../../../explorer/src/tools/chart-svg.js';
import { histogramOf } from '../../../explorer/src/tools/histogram.js';
import { pointsOfCsv } from '../../../explorer/src/tools/read-selection.js';

const content: ChartContent = {
  x: [0, 1, 2],
  isTime: false,
  xTitle: 'Distance [km]',
  yTitle: 'a < b & c',
  unit: 'mm',
  leastSpan: 1,
  series: [
    { label: 'high', values: [2, 3, 4], colour: '#000000' },
    { label: 'low', values: [0, null, 1], colour: '#000000' },
  ],
  band: { high: 0, low: 1, colour: '#00ff00' },
};
const looks = { text: '#111111', grid: '#dddddd', background: '#ffffff' };

describe('a chart as SVG', () => {
  test('is well-formed and has every value in its place', () => {
    const svg = chartSvg(content, 'of <one>', looks);
    expect(XMLValidator.validate(svg)).toBe(true);
    const document = new XMLParser({ ignoreAttributes: false }).parse(svg);
    const [high, low] = document.svg.polyline.map((line: Record<string, string>) =>
      line['@_points'].split(' ').map((pair) => pair.split(',').map(Number)),
    );
    // From x 70 to 780, and the larger the value the higher.
    expect(high.map(([x]: number[]) => x)).toEqual([70, 425, 780]);
    expect(high[0][1] - high[1][1]).toBeCloseTo(high[1][1] - high[2][1], 0);
    expect(low).toHaveLength(2);
    expect(document.svg.title).toBe('of <one>');
  });

  test('has ticks at round numbers', () => {
    expect(niceTicks(-12, 13, 5)).toEqual([-10, -5, 0, 5, 10]);
    expect(niceTicks(0, 0.35, 7).map((tick) => Number(tick.toFixed(6)))).toEqual([
      0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35,
    ]);
  });
});

describe('a histogram', () => {
  test('counts every value once, in classes of a round width', () => {
    const values = [-1.2, -0.05, 0, 0.05, 0.1, 0.1, 1.15];
    const { startValue, binWidth, counts } = histogramOf(values)!;
    expect(binWidth).toBeCloseTo(0.1, 12);
    expect(startValue).toBeCloseTo(-1.2, 12);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    // From 0.1 on to 0.2, both.
    expect(counts[13]).toBe(2);
    expect(counts[11]).toBe(1);
  });

  test('of equal values has one class, of none is none', () => {
    expect(histogramOf([3, 3, 3])!.counts).toEqual([3]);
    expect(histogramOf([0])!.counts).toEqual([1]);
    expect(histogramOf([])).toBeUndefined();
  });
});

test('points are read by the names of their columns', () => {
  const csv = 'pid,height_ortho,mean_velocity,longitude,latitude\na,33,-1.5,11.6,44.6\nb,,2,11.7,44.7\n';
  expect(pointsOfCsv(csv, ['mean_velocity', 'height_ortho'])).toEqual([
    { pid: 'a', longitude: 11.6, latitude: 44.6, values: [-1.5, 33] },
    { pid: 'b', longitude: 11.7, latitude: 44.7, values: [2, null] },
  ]);
});
