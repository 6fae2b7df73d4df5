/**
 * Which points move: those whose value (velocity, or velocity over its standard deviation) lies beyond a threshold, given
 * as such or as a multiple of the spread of the points that stand still.
 */

/** Of a normal distribution: its standard deviation over its median absolute deviation. */
const SPREAD_PER_MAD = 1.482602218505602;

/**
 * Spread of the still points: 1.4826 times the median absolute deviation from the median. Unlike a standard deviation it
 * stays that of the still ones while fewer than half of the points move, so that a large subsidence does not hide the
 * small ones beside it.
 *
 * @param values NaN = missing
 * @returns NaN when there is no value
 */
export function stillSpread(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value));
  const centre = medianOf(present);
  for (let i = 0; i < present.length; i++) present[i] = Math.abs(present[i] - centre);
  return SPREAD_PER_MAD * medianOf(present);
}

/** Sorts what it is given. */
function medianOf(values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/**
 * Direction of each point: 1 for a value of at least the threshold, -1 for one of at most minus the threshold, 0 for still
 * points and missing values. Zero is where the product has its reference: a point that moves with a town that moves is a
 * moving point.
 */
export function directionsOf(values: Float64Array, threshold: number): Int8Array {
  if (!(threshold > 0)) throw new RangeError(`threshold: expected more than 0, got ${threshold}`);
  const directions = new Int8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    directions[i] = values[i] >= threshold ? 1 : values[i] <= -threshold ? -1 : 0;
  }
  return directions;
}
