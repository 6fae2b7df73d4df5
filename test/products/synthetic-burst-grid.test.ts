import { describe, expect, test } from 'vitest';
import { burstGrid, lineOfSight } from '../../src/products/synthetic-burst-grid.js';

// Real bursts over Ustica: ascending track 117, descending track 22.
const ustica = { centreEastingM: 4_599_000, centreNorthingM: 1_741_300, widthM: 4000, heightM: 3000 };

describe('the line of sight', () => {
  test('is that of real points of the same incidence and heading', () => {
    const rounded = (incidenceDeg: number, headingDeg: number) =>
      Object.values(lineOfSight(incidenceDeg, headingDeg)).map((value) => Number(value.toFixed(3)));
    expect(rounded(38.97, -8.94)).toEqual([-0.621, -0.098, 0.777]);
    expect(rounded(37.31, 191.42)).toEqual([0.594, -0.12, 0.795]);
  });
});

describe('the grid of a burst', () => {
  // Steps fitted to line, pixel, easting and northing of the real points; terrain blurs them by a few per cent.
  test.for([
    ['ascending', { headingDeg: -8.94, incidenceDeg: 38.99 }, { line: [-2.98, 13.51], pixel: [3.67, 0.79] }],
    ['descending', { headingDeg: 191.42, incidenceDeg: 37.3 }, { line: [-2.04, -13.72], pixel: [-3.76, 0.5] }],
  ] as const)('steps over the ground as a real %s burst does', ([, sight, real]) => {
    const grid = burstGrid({ ...ustica, ...sight });
    const step = (line: number, pixel: number) => [
      grid.eastingM(line, pixel) - grid.eastingM(0, 0),
      grid.northingM(line, pixel) - grid.northingM(0, 0),
    ];
    for (const axis of [0, 1]) {
      expect(Math.abs(step(1, 0)[axis] - real.line[axis])).toBeLessThan(0.6);
      expect(Math.abs(step(0, 1)[axis] - real.pixel[axis])).toBeLessThan(0.25);
    }
  });

  test('is centred on its area and sees it more obliquely farther out', () => {
    const grid = burstGrid({ ...ustica, headingDeg: -8.94, incidenceDeg: 39 });
    const [middleLine, middlePixel] = [(grid.lines - 1) / 2, (grid.pixels - 1) / 2];
    expect(grid.eastingM(middleLine, middlePixel)).toBeCloseTo(ustica.centreEastingM, 6);
    expect(grid.northingM(middleLine, middlePixel)).toBeCloseTo(ustica.centreNorthingM, 6);
    expect(grid.incidenceDeg(middlePixel)).toBeCloseTo(39, 6);
    // Measured on the real descending burst: 37.17 to 37.42 degrees over 1,040 pixels.
    expect(grid.incidenceDeg(1040) - grid.incidenceDeg(0)).toBeCloseTo(0.25, 1);
  });

  test('of more lines or pixels than a pid can number is refused', () => {
    const sight = { headingDeg: 0, incidenceDeg: 38 };
    expect(() => burstGrid({ ...ustica, ...sight, heightM: 30_000 })).toThrow(/got 2158 and/);
    expect(() => burstGrid({ ...ustica, ...sight, widthM: 300_000 })).toThrow(RangeError);
    expect(() => burstGrid({ ...ustica, ...sight, widthM: Number.NaN })).toThrow(RangeError);
  });
});
