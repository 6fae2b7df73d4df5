/** Maps, charts and numbers of the report, beside what can be counted by hand. */
import { describe, expect, test } from 'vitest';
import { dateTicks, roundTicks } from '../../../../src/insar/psi/report/axis.js';
import { baselineChart, histogramChart, timeChart } from '../../../../src/insar/psi/report/chart.js';
import { coarser, mapDrawing, proportions, quantile, scaleBar } from '../../../../src/insar/psi/report/map-figure.js';
import { decimal, percent, timeText } from '../../../../src/insar/psi/report/markup.js';
import { rampColour } from '../../../../src/insar/psi/report/ramp.js';
import { epochDay } from '../../../../src/products/epochs.js';

const map = { rows: 2, columns: 4, cellPixels: 8, values: [0, 0, 10, null, null, 10, 10, 0] };
const scale = { ramp: 'good', from: 0, to: 10 } as const;

describe('maps', () => {
  test('draw every known cell once, neighbours of one colour together', () => {
    const drawing = mapDrawing(map, scale, { rowM: 10, columnM: 5 }, 'a map');
    const paths = [...drawing.matchAll(/<path fill="(#[0-9a-f]{6})" d="([^"]*)"/g)].map(([, , d]) => d);
    expect(paths).toEqual(['M0 0h2v1h-2zM3 1h1v1h-1z', 'M2 0h1v1h-1zM1 1h2v1h-2z']);
    expect(drawing).toContain('style="aspect-ratio:1"');
  });

  test('have the proportions of the ground', () => {
    expect(proportions(map, { rowM: 10, columnM: 5 })).toBe(1);
    expect(proportions({ ...map, rows: 0 }, { rowM: 10, columnM: 5 })).toBeUndefined();
  });

  test('values beyond the scale have its last colours', () => {
    const wild = { ...map, values: [-99, 99, 0, 10, Number.NaN, null, 5, 5] };
    const fills = [...mapDrawing(wild, scale, { rowM: 1, columnM: 1 }, 'x').matchAll(/fill="(#[0-9a-f]{6})"/g)];
    expect(fills).toHaveLength(3);
  });

  test('made coarser are means of what is known', () => {
    expect(coarser(map, 2)).toEqual({ rows: 1, columns: 2, cellPixels: 16, values: [10 / 3, 20 / 3] });
    expect(coarser(map, 4)).toBe(map);
  });

  test('have quantiles of their known cells', () => {
    expect(quantile([map], 0.99)).toBe(10);
    expect(quantile([map], 0)).toBe(0);
    expect(quantile([], 0.5)).toBeUndefined();
  });

  test('have a scale bar of a round length', () => {
    expect(scaleBar(2300)).toBe('<div class="distance" style="width:43.48%">1 km</div>');
    expect(scaleBar(0)).toBe('');
  });
});

describe('histograms', () => {
  test('have a bar for every class with counts, as high as its count', () => {
    const chart = histogramChart({ from: 0, step: 1, counts: [0, 1, 2, 4, 0, 2, 1, 0] }, 'x', 'm');
    const bars = /class="bars" d="([^"]*)"/.exec(chart)![1].split('z').filter(Boolean);
    const heights = bars.map((bar) => {
      const [, bottom, top] = /^M[\d.]+ ([\d.]+)V([\d.]+)/.exec(bar)!;
      return Number(bottom) - Number(top);
    });
    const unit = heights[0];
    expect(heights.map((height) => Math.round(height / unit))).toEqual([1, 2, 4, 2, 1]);
  });

  test('show a mark outside of their bars too', () => {
    const histogram = { from: 0, step: 0.1, counts: [0, 0, 0, 0, 0, 0, 0, 0, 5, 5] };
    expect(histogramChart(histogram, 'x', 'm', [{ value: 0.2, label: 'threshold' }])).toContain('threshold');
  });

  test('without counts say so', () => {
    expect(histogramChart({ from: 0, step: 1, counts: [0, 0] }, 'x', 'm')).toContain('nothing to count');
    expect(histogramChart({ from: 0, step: 1, counts: [] }, 'x', 'm')).toContain('nothing to count');
  });
});

describe('charts over time', () => {
  test('break their line where a value is missing', () => {
    const dates = ['20200101', '20200113', '20200125', '20200206'];
    const chart = timeChart(dates, [{ label: 'a', look: 'first', values: [1, null, 2, 3] }], 'x', 'mm');
    expect(/class="line" d="([^"]*)"/.exec(chart)![1].match(/[ML]/g)).toEqual(['M', 'M', 'L']);
    expect(chart.match(/<circle/g)).toHaveLength(3);
  });

  test('of one date are drawn', () => {
    const dated = [{ date: '20200101', perpendicularM: 0, isUsable: true }];
    expect(baselineChart(dated, '20200101', 'x')).not.toMatch(/NaN|Infinity/);
  });
});

describe('axes', () => {
  test('have round numbers', () => {
    expect(roundTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(roundTicks(-14, 14, 4)).toEqual([-10, 0, 10]);
    expect(roundTicks(3, 3, 4)).toEqual([3]);
  });

  test('have beginnings of months, quarters or years', () => {
    const labels = (first: string, last: string) =>
      dateTicks(epochDay(first)!, epochDay(last)!).map(({ label }) => label);
    expect(labels('20200103', '20200520')).toEqual(['2020-02', '2020-03', '2020-04', '2020-05']);
    expect(labels('20200103', '20211231')).toEqual([
      '2020-04',
      '2020-07',
      '2020-10',
      '2021-01',
      '2021-04',
      '2021-07',
      '2021-10',
    ]);
    expect(labels('20150103', '20241231')).toEqual(['2016', '2018', '2020', '2022', '2024']);
  });
});

describe('numbers', () => {
  test('have as many decimals as say something', () => {
    expect([percent(0.5), percent(0.0004), percent(0.999), percent(1), percent(Number.NaN)]).toEqual([
      '50\u00a0%',
      '0.04\u00a0%',
      '99.9\u00a0%',
      '100\u00a0%',
      '–',
    ]);
    expect([decimal(-1.25, 1), decimal(-0.01, 1), decimal(null, 1)]).toEqual(['−1.3', '0.0', '–']);
    expect([timeText(4.25), timeText(200), timeText(7500)]).toEqual(['4.3 s', '3 min 20 s', '2 h 5 min']);
  });

  test('colours run from the first sample of a ramp to the last', () => {
    expect([rampColour('velocity', 0), rampColour('velocity', 1), rampColour('velocity', 9)]).toEqual([
      '#a50026',
      '#313695',
      '#313695',
    ]);
    expect(rampColour('velocity', 0.5)).toBe('#ffffbf');
  });
});
