/** The attributes of a series as they are stated: EGMS's formulas, with errors that can be believed. */
import type { AttributeModel, SeriesAttributes } from '../../../products/attributes.js';

/**
 * EGMS takes standard deviations from the residuals of a point, as if they were white. They are stated larger where noise
 * goes on from date to date, by `noiseFactor`; and errors that are in its motion and not in its residuals, `hiddenStdMm`,
 * add to them as noise of their size would.
 */
export function statedAttributes(
  { attributes }: AttributeModel,
  seriesMm: Float64Array,
  hiddenStdMm: number,
  noiseFactor: number,
): SeriesAttributes {
  const fitted = attributes(seriesMm);
  const factor = fitted.rmseMm > 0 ? Math.hypot(noiseFactor, hiddenStdMm / fitted.rmseMm) : 1;
  return {
    ...fitted,
    velocityStdMmPerYear: factor * fitted.velocityStdMmPerYear,
    accelerationStdMmPerYear2: factor * fitted.accelerationStdMmPerYear2,
    seasonalityStdMm: factor * fitted.seasonalityStdMm,
  };
}
