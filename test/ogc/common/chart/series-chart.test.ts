import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { seriesChart } from '../../../../src/ogc/common/chart/series-chart.js';

interface Chart {
  svg: {
    title: { '#text': string };
    desc: { '#text': string };
    path: { '@class': string; '@d': string }[] | { '@class': string; '@d': string };
    g: [{ text: { '#text': unknown; '@y': number; '@x': number }[] }, { circle: Circle[] }];
  };
}
interface Circle {
  '@cx': number;
  '@cy': number;
  title: string;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: true,
  parseTagValue: false,
  isArray: (name) => name === 'circle' || name === 'path',
});

function chartOf(dates: string[], displacementMm: (number | null)[], velocity = Number.NaN, pid = '1WBfX4cr1r') {
  const text = `${seriesChart(pid, { dates, displacementMm }, velocity)}`;
  expect(XMLValidator.validate(text)).toBe(true);
  const { svg } = parser.parse(text) as Chart;
  const paths = svg.path as { '@class': string; '@d': string }[];
  return {
    svg,
    circles: svg.g[1].circle,
    path: (name: string) => paths.find((path) => path['@class'] === name)?.['@d'],
  };
}

const numbers = (path: string) => path.match(/-?[\d.]+/g)!.map(Number);

describe('the chart of a series', () => {
  test('has a mark per acquisition, later ones to the right, larger displacements higher', () => {
    const { circles } = chartOf(['20200105', '20200117', '20210111'], [0, -5, 5]);
    expect(circles.map((circle) => circle.title)).toEqual([
      '2020-01-05: 0 mm',
      '2020-01-17: -5 mm',
      '2021-01-11: 5 mm',
    ]);
    expect(circles[2]['@cx']).toBeGreaterThan(circles[1]['@cx']);
    expect(circles[1]['@cy']).toBeGreaterThan(circles[0]['@cy']);
    expect(circles[2]['@cy']).toBeLessThan(circles[0]['@cy']);
  });

  test('is true to scale in time and in value', () => {
    const { circles } = chartOf(['20200101', '20210101', '20220101'], [0, 5, 10]);
    const [a, b, c] = circles;
    // 2020 has 366 days, 2021 has 365.
    expect((b['@cx'] - a['@cx']) / (c['@cx'] - b['@cx'])).toBeCloseTo(366 / 365, 2);
    expect(a['@cy'] - b['@cy']).toBeCloseTo(b['@cy'] - c['@cy'], 0);
  });

  test('leaves a gap where an acquisition is missing', () => {
    const { circles, path } = chartOf(['20200105', '20200117', '20200129', '20200210'], [0, null, 1, 2]);
    expect(circles).toHaveLength(3);
    expect(path('line')!.match(/M/g)).toHaveLength(2);
  });

  test('the trend has the slope of the velocity, in years of 365 days, through the middle of the series', () => {
    const { circles, path } = chartOf(['20190101', '20200101', '20201231'], [-10, 0, 10], 10);
    const [x1, y1, x2, y2] = numbers(path('trend')!);
    expect([x1, x2]).toEqual([circles[0]['@cx'], circles[2]['@cx']]);
    expect(y1).toBeCloseTo(circles[0]['@cy'], 0);
    expect(y2).toBeCloseTo(circles[2]['@cy'], 0);
  });

  test('without a velocity there is no trend', () => {
    expect(chartOf(['20200105', '20200117'], [0, 1]).path('trend')).toBeUndefined();
  });

  test('says in words what it shows, for who cannot see it', () => {
    const { svg } = chartOf(['20200105', '20200117', '20200129'], [0, -4.5, 2]);
    expect(svg.title['#text']).toBe('Displacement of 1WBfX4cr1r in millimetres');
    expect(svg.desc['#text']).toBe(
      '3 acquisitions from 2020-01-05 (0 mm) to 2020-01-29 (2 mm), between -4.5 and 2 mm.',
    );
  });

  test('years stand below, millimetres at the side, all within the picture', () => {
    const { svg } = chartOf(['20191201', '20200117', '20220129'], [-12, 3, 10.3]);
    const labels = svg.g[0].text.map((label) => String(label['#text']));
    expect(labels).toEqual(expect.arrayContaining(['−15', '0', '15', '2020', '2021', '2022', 'mm']));
    for (const { '@x': x, '@y': y } of svg.g[0].text) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(1000);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(400);
    }
  });

  test('one acquisition is a chart, none is a sentence', () => {
    expect(chartOf(['20200105'], [3]).circles).toHaveLength(1);
    expect(`${seriesChart('x', { dates: ['20200105'], displacementMm: [null] }, 1)}`).toBe(
      '<p>No displacement was observed.</p>',
    );
  });

  test('an identifier cannot write markup', () => {
    expect(`${seriesChart('<b>"', { dates: ['20200105'], displacementMm: [1] }, 1)}`).toContain('&lt;b&gt;&quot;');
  });
});
