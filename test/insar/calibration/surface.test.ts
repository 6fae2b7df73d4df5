import { expect, test } from 'vitest';
import { splineGridOver } from '../../../src/insar/calibration/spline-grid.js';
import { type CalibrationSurface, surfaceOf } from '../../../src/insar/calibration/surface.js';

const box = { minEastingM: 4_400_000, minNorthingM: 2_300_000, maxEastingM: 4_530_000, maxNorthingM: 2_412_000 };
const grid = splineGridOver(box, 50_000);
const SURFACE: CalibrationSurface = {
  products: [
    {
      name: 'A',
      originEastingM: 4_450_000,
      originNorthingM: 2_350_000,
      constants: [
        { cluster: 1, mmPerYear: 2 },
        { cluster: 3, mmPerYear: -1 },
      ],
      coefficients: [0.5, -0.25, 0.1, 0.2, 0.3],
    },
    {
      name: 'B',
      originEastingM: 4_450_000,
      originNorthingM: 2_350_000,
      constants: [{ cluster: 0, mmPerYear: 7 }],
      coefficients: [],
      spline: 0,
    },
  ],
  splines: [
    { track: 44, direction: 'ascending', ...grid, coefficients: new Array(grid.columns * grid.rows).fill(0.5) },
  ],
};

test('a polynomial is counted from the middle of the burst in units of 50 km, clusters by their constants', () => {
  const at = surfaceOf(SURFACE, 0);
  expect(at(1, 4_450_000, 2_350_000)).toBe(2);
  expect(at(3, 4_450_000, 2_350_000)).toBe(-1);
  const [x, y] = [1.2, -0.4];
  expect(at(1, 4_450_000 + x * 50_000, 2_350_000 + y * 50_000)).toBeCloseTo(
    2 + 0.5 * x - 0.25 * y + 0.1 * x * x + 0.2 * x * y + 0.3 * y * y,
    12,
  );
  expect(() => at(2, 4_450_000, 2_350_000)).toThrow(/A: no surface for cluster 2/);
});

test('the spline of the track is added', () => {
  expect(surfaceOf(SURFACE, 1)(0, 4_470_000, 2_333_000)).toBeCloseTo(7.5, 12);
});

test('a surface that went through JSON is the same', () => {
  const again = JSON.parse(JSON.stringify(SURFACE)) as CalibrationSurface;
  expect(surfaceOf(again, 0)(3, 4_433_333, 2_399_999)).toBe(surfaceOf(SURFACE, 0)(3, 4_433_333, 2_399_999));
});
