/** Points as areas take them in: where each lies and what was measured there. */

/** Points of one product. */
export interface MeasuredPoints {
  readonly count: number;
  readonly longitudeDeg: Float64Array;
  readonly latitudeDeg: Float64Array;
  /** EPSG:3035. */
  readonly eastingM: Float64Array;
  readonly northingM: Float64Array;
  /** One array of `count` for each attribute asked for, NaN missing. */
  readonly attributes: readonly Float64Array[];
  /** `YYYYMMDD`, ascending; the same array for all points of a product. */
  readonly dates: readonly string[];
  /** (count, dates) point-major, mm, NaN missing; empty unless series were asked for. */
  readonly displacementMm: Float64Array;
}
