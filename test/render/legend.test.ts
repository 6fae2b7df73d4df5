import { describe, expect, test } from 'vitest';
import { defaultStyles } from '../../src/render/default-styles.js';
import { encodeSvgAsPng } from '../../src/render/encode-image.js';
import { boxLabel, legendJson, legendSvg, numberLabel } from '../../src/render/legend.js';
import type { PointStyle } from '../../src/render/style.js';
import { tickValues } from '../../src/render/ticks.js';
import { pixelsOf } from '../support/decoded-image.js';

const [velocity] = defaultStyles;
const classes: PointStyle = {
  ...velocity,
  scale: {
    type: 'classes',
    classes: [
      { max: -5, colour: '#ff0000' },
      { min: -5, max: 5, colour: '#00ff00' },
      { min: 5, colour: '#0000ff', label: 'up' },
    ],
  },
};

describe('legends as data', () => {
  test('a continuous one has the colours of the ends at the ends of the range', () => {
    const legend = legendJson(velocity, { ends: ['away', 'towards satellite'] });
    expect(legend).toMatchObject({
      title: 'Mean velocity',
      unit: 'mm/yr',
      type: 'continuous',
      ends: { low: 'away', high: 'towards satellite' },
    });
    const stops = legend.stops as { value: number; colour: string }[];
    expect(stops[0]).toEqual({ value: -20, colour: '#a50026' });
    expect(stops[stops.length - 1]).toEqual({ value: 20, colour: '#313695' });
  });

  test('classes say their limits, in words of their own when they have them', () => {
    expect(legendJson(classes)).toMatchObject({
      type: 'classes',
      classes: [
        { max: -5, colour: '#ff0000', label: '< \u22125' },
        { min: -5, max: 5, label: '\u22125 to 5' },
        { min: 5, label: 'up' },
      ],
    });
    expect(boxLabel({ min: 8.571428, max: 14.285714, colour: [0, 0, 0, 255] })).toBe('8.57 to 14.29');
    expect(boxLabel({ min: 0.001, max: 0.002, colour: [0, 0, 0, 255] })).toBe('0.001 to 0.002');
    expect(boxLabel({ min: 1, colour: [0, 0, 0, 255] })).toBe('\u2265 1');
  });

  test('numbers are short and have a real minus', () => {
    expect([-20, 0.30000000000000004, 1234.5678, -0.0125].map(numberLabel)).toEqual([
      '\u221220',
      '0.3',
      '1234.57',
      '\u22120.0125',
    ]);
  });
});

describe('legends as pictures', () => {
  test('have the size that was announced, at twice the resolution twice', async () => {
    for (const style of [...defaultStyles, classes]) {
      const { svg, widthPx, heightPx } = legendSvg(style);
      for (const ratio of [1, 2]) {
        const { width, height } = await pixelsOf(await encodeSvgAsPng(svg, ratio));
        expect([width, height]).toEqual([widthPx * ratio, heightPx * ratio]);
      }
    }
  });

  test('a box of each class is painted in its colour, the highest on top', async () => {
    const { width, height, rgba } = await pixelsOf(await encodeSvgAsPng(legendSvg(classes).svg));
    const rowOf = (colour: readonly number[]) => {
      for (let i = 0; i < width * height; i++) {
        if (colour.every((channel, c) => rgba[4 * i + c] === channel)) return Math.floor(i / width);
      }
      return -1;
    };
    const [down, still, up] = [
      [255, 0, 0, 255],
      [0, 255, 0, 255],
      [0, 0, 255, 255],
    ].map(rowOf);
    expect(up).toBeGreaterThan(0);
    expect(still).toBeGreaterThan(up);
    expect(down).toBeGreaterThan(still);
  });

  test('letters are there on a machine without fonts: dark ink right of the first box', async () => {
    const { width, rgba } = await pixelsOf(await encodeSvgAsPng(legendSvg(classes).svg));
    let dark = 0;
    for (let i = 0; i < rgba.length / 4; i++) if (i % width > 36 && rgba[4 * i + 3] > 250 && rgba[4 * i] < 100) dark++;
    expect(dark).toBeGreaterThan(50);
    expect(legendSvg(classes).svg).not.toContain('<text');
  });

  test('on a transparent ground only letters and colours are painted', async () => {
    const { rgba } = await pixelsOf(await encodeSvgAsPng(legendSvg(classes, { ground: 'transparent' }).svg));
    expect(rgba[3]).toBe(0);
    const panel = await pixelsOf(await encodeSvgAsPng(legendSvg(classes).svg));
    expect(panel.rgba[4 * 5 + 3]).toBeGreaterThan(200);
  });

  test('what a title says stays text: no element of it reaches the drawing, and a long one is cut', () => {
    const { svg, widthPx } = legendSvg({ ...classes, title: `<script>&"'${'x'.repeat(300)}` });
    expect(svg).not.toContain('script');
    expect(widthPx).toBeLessThanOrEqual(440);
  });
});

describe('tickValues', () => {
  test.each([
    [-20, 20, [-20, -10, 0, 10, 20]],
    [0.4, 1, [0.4, 0.6, 0.8, 1]],
    [0, 1000, [0, 200, 400, 600, 800, 1000]],
    [-5, 5, [-4, -2, 0, 2, 4]],
    [3.1, 3.4, [3.1, 3.2, 3.3, 3.4]],
    [-0.003, 0.011, [0, 0.005, 0.01]],
  ])('from %s to %s are round', (min, max, expected) => {
    expect(tickValues(min, max)).toEqual(expected);
  });
});

test('the size of a legend is known before it is drawn, and is that of the drawing', () => {
  const classes = Array.from({ length: 256 }, (_, i) => ({
    min: i,
    max: i + 1,
    colour: '#ff0000',
    label: 'W'.repeat(200),
  }));
  const style: PointStyle = { ...defaultStyles[0], scale: { type: 'classes', classes }, title: 'T'.repeat(200) };
  const picture = legendSvg(style);
  expect(Object.getOwnPropertyDescriptor(picture, 'svg')?.get).toBeInstanceOf(Function);
  expect([picture.widthPx, picture.heightPx]).toEqual([440, expect.any(Number)]);
  expect(picture.svg).toMatch(new RegExp(`^<svg [^>]*width="${picture.widthPx}" height="${picture.heightPx}"`));
  // Cut to fit: of the labels nothing reaches beyond the plate.
  expect(picture.svg.match(/<path transform/g)!.length).toBeLessThan(256 * 60);
});
