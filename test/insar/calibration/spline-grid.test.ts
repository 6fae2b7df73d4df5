/** The splines beside what cubic B-splines are known to give back exactly. */
import { describe, expect, test } from 'vitest';
import { SPLINE_TERMS, splineGridOver, splineTerms } from '../../../src/insar/calibration/spline-grid.js';

const box = { minEastingM: 4_400_000, minNorthingM: 2_300_000, maxEastingM: 4_530_000, maxNorthingM: 2_412_000 };
const grid = splineGridOver(box, 50_000);

/** Value at a place of the spline whose knots are `knot(x, y)`, x and y in spacings from the corner of the box. */
function splineValue(
  knot: (x: number, y: number) => number,
  eastingM: number,
  northingM: number,
  along: readonly [0 | 1 | 2, 0 | 1 | 2] = [0, 0],
): number {
  const indices = new Int32Array(SPLINE_TERMS);
  const factors = new Float64Array(SPLINE_TERMS);
  splineTerms(grid, eastingM, northingM, indices, factors, 0, ...along);
  return indices.reduce(
    (sum, index, i) => sum + factors[i] * knot((index % grid.columns) - 1, Math.floor(index / grid.columns) - 1),
    0,
  );
}

const PLACES = [
  [4_400_000, 2_300_000],
  [4_450_000, 2_350_000],
  [4_463_000, 2_399_000],
  [4_530_000, 2_412_000],
];
const spacings = (eastingM: number, northingM: number) =>
  [(eastingM - box.minEastingM) / 50_000, (northingM - box.minNorthingM) / 50_000] as const;

describe('a cubic spline on a grid', () => {
  test('has knots enough for its box', () => {
    expect(grid).toMatchObject({ columns: 6, rows: 6, eastingM: 4_350_000, northingM: 2_250_000 });
    for (const [eastingM, northingM] of PLACES) {
      const indices = new Int32Array(SPLINE_TERMS);
      splineTerms(grid, eastingM, northingM, indices, new Float64Array(SPLINE_TERMS));
      expect(Math.min(...indices)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...indices)).toBeLessThan(grid.columns * grid.rows);
      expect(new Set(indices).size).toBe(SPLINE_TERMS);
    }
  });

  test('gives back constants and planes, and a parabola raised by a third', () => {
    for (const [eastingM, northingM] of PLACES) {
      const [x, y] = spacings(eastingM, northingM);
      expect(splineValue(() => 1, eastingM, northingM)).toBeCloseTo(1, 12);
      expect(splineValue((u, v) => 2 * u - 3 * v, eastingM, northingM)).toBeCloseTo(2 * x - 3 * y, 12);
      // Sum of (k - t)^2 B(t - k) is 1/3 for a cubic B-spline.
      expect(splineValue((u) => u * u, eastingM, northingM)).toBeCloseTo(x * x + 1 / 3, 12);
    }
  });

  test('has the derivatives of a parabola and of a product', () => {
    for (const [eastingM, northingM] of PLACES) {
      const [x] = spacings(eastingM, northingM);
      expect(splineValue((u) => u * u, eastingM, northingM, [1, 0])).toBeCloseTo(2 * x, 12);
      expect(splineValue((u) => u * u, eastingM, northingM, [2, 0])).toBeCloseTo(2, 12);
      expect(splineValue((_, v) => v * v, eastingM, northingM, [0, 2])).toBeCloseTo(2, 12);
      expect(splineValue((u, v) => u * v, eastingM, northingM, [1, 1])).toBeCloseTo(1, 12);
      expect(splineValue((u, v) => 4 * u - v, eastingM, northingM, [2, 0])).toBeCloseTo(0, 12);
    }
  });

  test('goes on beyond its box as on its edge', () => {
    const bumpy = (u: number, v: number) => Math.sin(3 * u + v * v);
    expect(splineValue(bumpy, 3_000_000, 2_350_000)).toBe(splineValue(bumpy, 4_400_000, 2_350_000));
    expect(Number.isFinite(splineValue(bumpy, 9e6, 9e6))).toBe(true);
  });
});
