/** Uniform cubic B-splines in two dimensions: the knots that bear on a place, for the surface and its curvature. */
import type { GroundBox } from './observations.js';

export interface SplineGrid {
  /** First knot, EPSG:3035. */
  readonly eastingM: number;
  readonly northingM: number;
  readonly spacingM: number;
  readonly columns: number;
  readonly rows: number;
}

/** Knots that bear on a place. */
export const SPLINE_TERMS = 16;

/** Grid of knots whose spline is complete over a box. */
export function splineGridOver(box: GroundBox, spacingM: number): SplineGrid {
  return {
    eastingM: box.minEastingM - spacingM,
    northingM: box.minNorthingM - spacingM,
    spacingM,
    columns: Math.floor((box.maxEastingM - box.minEastingM) / spacingM) + 4,
    rows: Math.floor((box.maxNorthingM - box.minNorthingM) / spacingM) + 4,
  };
}

/**
 * Indices (row-major) of the knots that bear on a place and their factors, into `indices` from 0 and `factors` from `at`.
 * Beyond the grid, those of the nearest place on its edge.
 * @param alongEasting, alongNorthing order of the derivative, per spacing: 0 for the surface itself
 */
export function splineTerms(
  grid: SplineGrid,
  eastingM: number,
  northingM: number,
  indices: Int32Array,
  factors: Float64Array,
  at = 0,
  alongEasting: 0 | 1 | 2 = 0,
  alongNorthing: 0 | 1 | 2 = 0,
): void {
  const u = clamped((eastingM - grid.eastingM) / grid.spacingM, grid.columns);
  const v = clamped((northingM - grid.northingM) / grid.spacingM, grid.rows);
  const [column, row] = [Math.min(Math.floor(u), grid.columns - 3), Math.min(Math.floor(v), grid.rows - 3)];
  const [alongU, alongV] = [CUBIC_B[alongEasting](u - column), CUBIC_B[alongNorthing](v - row)];
  for (let j = 0, k = 0; j < 4; j++) {
    for (let i = 0; i < 4; i++, k++) {
      indices[k] = (row - 1 + j) * grid.columns + column - 1 + i;
      factors[at + k] = alongV[j] * alongU[i];
    }
  }
}

/** A place needs one knot before it and two after. */
const clamped = (u: number, knots: number) => Math.min(Math.max(u, 1), knots - 2);

type Weights = readonly [number, number, number, number];

/** Weights of the knots at -1, 0, 1 and 2 for a place at t in [0, 1]: of the spline, its first and its second derivative. */
const CUBIC_B: readonly ((t: number) => Weights)[] = [
  (t) => {
    const s = 1 - t;
    return [s ** 3 / 6, (3 * t ** 3 - 6 * t * t + 4) / 6, (3 * s ** 3 - 6 * s * s + 4) / 6, t ** 3 / 6];
  },
  (t) => {
    const s = 1 - t;
    return [-(s * s) / 2, (3 * t * t - 4 * t) / 2, -(3 * s * s - 4 * s) / 2, (t * t) / 2];
  },
  (t) => [1 - t, 3 * t - 2, 1 - 3 * t, t],
];
