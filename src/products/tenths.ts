/** Displacements as int16 tenths of a millimetre, with the sentinels of `point-batch.ts`. */
import { MISSING_TENTHS, NEGATIVE_ZERO_TENTHS } from './point-batch.js';

/** The int16 numbers below `-LARGEST_TENTHS` are sentinels. */
export const LARGEST_TENTHS = 32_766;

/** Displacement in mm: NaN when missing, -0 for the negative zero. */
export function mmOfTenths(tenths: number): number {
  if (tenths === MISSING_TENTHS) return Number.NaN;
  return tenths === NEGATIVE_ZERO_TENTHS ? -0 : tenths / 10;
}

/** The inverse, NaN (missing) included; undefined when tenths cannot hold exactly this double. */
export function tenthsOfMm(displacementMm: number): number | undefined {
  if (Number.isNaN(displacementMm)) return MISSING_TENTHS;
  if (Object.is(displacementMm, -0)) return NEGATIVE_ZERO_TENTHS;
  const tenths = Math.round(displacementMm * 10);
  return tenths / 10 === displacementMm && Math.abs(tenths) <= LARGEST_TENTHS ? tenths : undefined;
}
