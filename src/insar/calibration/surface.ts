/**
 * The surface that calibration takes off a burst: what of its velocity is not motion of the ground but reference, orbit and
 * atmosphere. Plain JSON, so that a job can put it down and take it up again.
 *
 *   p(x, y) = constant of the cluster + a x + b y [+ c x^2 + d xy + e y^2] [+ spline of the track]
 *
 * x and y are counted from the middle of the burst in units of 50 km. The spline is a uniform cubic B-spline in both
 * directions, its knots at half the cut-off: it cannot follow anything shorter than the cut-off.
 */

import { SPLINE_TERMS, type SplineGrid, splineTerms } from './spline-grid.js';

export interface CalibrationSurface {
  readonly products: readonly ProductSurface[];
  readonly splines: readonly SplineSurface[];
}

export interface ProductSurface {
  readonly name: string;
  readonly originEastingM: number;
  readonly originNorthingM: number;
  /** mm/yr, one per cluster. */
  readonly constants: readonly { readonly cluster: number; readonly mmPerYear: number }[];
  /** Of x, y, x^2, xy, y^2, mm/yr: none, the first two, or all. */
  readonly coefficients: readonly number[];
  /** Index of its track's spline. */
  readonly spline?: number;
}

export interface SplineSurface extends SplineGrid {
  readonly track: number;
  readonly direction: 'ascending' | 'descending';
  /** (rows, columns), mm/yr. */
  readonly coefficients: readonly number[];
}

/** Length of one unit of x and y. */
export const SURFACE_UNIT_M = 50_000;

export type SurfaceOrder = 0 | 1 | 2;
export const coefficientCount = (order: SurfaceOrder): number => [0, 2, 5][order];

/** x, y, x^2, xy, y^2 into `out` from `at`; as many as the order has. Returns their number. */
export function monomials(order: SurfaceOrder, x: number, y: number, out: Float64Array, at: number): number {
  if (order === 0) return 0;
  out[at] = x;
  out[at + 1] = y;
  if (order === 1) return 2;
  out[at + 2] = x * x;
  out[at + 3] = x * y;
  out[at + 4] = y * y;
  return 5;
}

/** Values of a product's surface, as a function that allocates nothing per point. Throws RangeError for a cluster it has not. */
export function surfaceOf(
  { products, splines }: CalibrationSurface,
  product: number,
): (cluster: number, eastingM: number, northingM: number) => number {
  const { name, originEastingM, originNorthingM, constants, coefficients, spline } = products[product];
  const constantOf = new Map(constants.map(({ cluster, mmPerYear }) => [cluster, mmPerYear]));
  const knots = spline === undefined ? undefined : splines[spline];
  const indices = new Int32Array(SPLINE_TERMS);
  const values = new Float64Array(Math.max(SPLINE_TERMS, 5));
  const order = ([0, 1, 2] as const).find((candidate) => coefficientCount(candidate) === coefficients.length)!;
  return (cluster, eastingM, northingM) => {
    let sum = constantOf.get(cluster) ?? Number.NaN;
    if (Number.isNaN(sum)) throw new RangeError(`${name}: no surface for cluster ${cluster}`);
    const x = (eastingM - originEastingM) / SURFACE_UNIT_M;
    const y = (northingM - originNorthingM) / SURFACE_UNIT_M;
    const count = monomials(order, x, y, values, 0);
    for (let i = 0; i < count; i++) sum += coefficients[i] * values[i];
    if (knots) {
      splineTerms(knots, eastingM, northingM, indices, values);
      for (let i = 0; i < SPLINE_TERMS; i++) sum += knots.coefficients[indices[i]] * values[i];
    }
    return sum;
  };
}
