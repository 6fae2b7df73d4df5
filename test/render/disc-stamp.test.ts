import { describe, expect, test } from 'vitest';
import { discPixelArea, discStamp, PHASES } from '../../src/render/disc-stamp.js';

describe('discPixelArea', () => {
  test.each([0.2, 0.5, 1, 2.5, 7.3])(
    'of radius %s sums to pi r squared over all pixels, wherever the centre is',
    (radius) => {
      for (const [x, y] of [
        [0.5, 0.5],
        [0.03, 0.71],
        [0, 0],
      ]) {
        let sum = 0;
        for (let row = -9; row <= 9; row++) {
          for (let column = -9; column <= 9; column++) sum += discPixelArea(radius, column - x, row - y);
        }
        expect(sum).toBeCloseTo(Math.PI * radius * radius, 10);
      }
    },
  );

  test('agrees with counting 400 x 400 samples of a pixel', () => {
    for (const [radius, x, y] of [
      [2.5, 1.2, 1.4],
      [2.5, -2.9, 0.1],
      [0.3, -0.4, -0.2],
      [1, 0, 0],
      [3, -0.5, 2.1],
    ]) {
      let inside = 0;
      for (let i = 0; i < 400; i++) {
        for (let j = 0; j < 400; j++) if (Math.hypot(x + (i + 0.5) / 400, y + (j + 0.5) / 400) < radius) inside++;
      }
      expect(discPixelArea(radius, x, y)).toBeCloseTo(inside / 160_000, 3);
    }
  });

  test('is a quarter of the disc for a pixel with a corner at its centre', () => {
    expect(discPixelArea(1, 0, 0)).toBeCloseTo(Math.PI / 4, 12);
    expect(discPixelArea(0.5, -1, -1)).toBeCloseTo(Math.PI / 16, 12);
  });
});

describe('discStamp', () => {
  test('every phase covers the area of the disc, with its weight at its centre', () => {
    const radius = 2.5;
    const { starts, columns, rows, coverage } = discStamp(radius);
    for (let phase = 0; phase < PHASES * PHASES; phase++) {
      let [area, x, y] = [0, 0, 0];
      for (let i = starts[phase]; i < starts[phase + 1]; i++) {
        area += coverage[i] / 255;
        x += (coverage[i] / 255) * (columns[i] + 0.5);
        y += (coverage[i] / 255) * (rows[i] + 0.5);
      }
      expect(Math.abs(area - Math.PI * radius * radius)).toBeLessThan(0.05);
      expect(Math.abs(x / area - ((phase % PHASES) + 0.5) / PHASES)).toBeLessThan(0.01);
      expect(Math.abs(y / area - (Math.floor(phase / PHASES) + 0.5) / PHASES)).toBeLessThan(0.01);
    }
  });

  test('radii of nothing, of nonsense and above 64 pixels are refused', () => {
    for (const radius of [0, -1, Number.NaN, 65]) expect(() => discStamp(radius)).toThrow(RangeError);
  });
});
