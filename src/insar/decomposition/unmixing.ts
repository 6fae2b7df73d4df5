/**
 * East and up from displacements along several lines of sight, north taken as zero:
 *
 *   d_k = losEast_k E + losUp_k U + noise,   weighted least squares:   [E; U] = (G' W G)^-1 G' W d
 *
 * Two looks determine E and U, whatever their weights. What is left out is the north: E and U are then wrong by
 * (G^+ losNorth) N, which for Sentinel-1 is some -0.2 N in up and next to nothing in east.
 */
export interface Unmixing {
  /** (looks): E = sum east_k d_k, U = sum up_k d_k. */
  readonly east: Float64Array;
  readonly up: Float64Array;
  /** Ratio of the singular values of G, unweighted: 1 is best, infinite when all looks lie in one line. */
  readonly conditionNumber: number;
}

/** Looks whose smaller singular value is a thousandth of the larger stand in one line: lines of sight have three decimals. */
const FLAT = 1e-6;

/** @param weight (looks), positive. East and up are NaN when the looks cannot tell them apart. */
export function unmixingOf(losEast: Float64Array, losUp: Float64Array, weight: Float64Array): Unmixing {
  const looks = losEast.length;
  let [ee, eu, uu] = [0, 0, 0];
  let [plainEe, plainEu, plainUu] = [0, 0, 0];
  for (let k = 0; k < looks; k++) {
    const [e, u, w] = [losEast[k], losUp[k], weight[k]];
    ee += w * e * e;
    eu += w * e * u;
    uu += w * u * u;
    plainEe += e * e;
    plainEu += e * u;
    plainUu += u * u;
  }
  // Judged without the weights, which say nothing of where the looks stand.
  const middle = (plainEe + plainUu) / 2;
  const spread = Math.hypot((plainEe - plainUu) / 2, plainEu);
  const [largest, smallest] = [middle + spread, middle - spread];
  const isFlat = !(smallest > FLAT * largest);
  const determinant = isFlat ? Number.NaN : ee * uu - eu * eu;
  const east = new Float64Array(looks);
  const up = new Float64Array(looks);
  for (let k = 0; k < looks; k++) {
    east[k] = (weight[k] * (uu * losEast[k] - eu * losUp[k])) / determinant;
    up[k] = (weight[k] * (ee * losUp[k] - eu * losEast[k])) / determinant;
  }
  return { east, up, conditionNumber: isFlat ? Number.POSITIVE_INFINITY : Math.sqrt(largest / smallest) };
}

/** Sum of factor x value. */
export function mixed(factors: Float64Array, values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < factors.length; k++) sum += factors[k] * values[k];
  return sum;
}

/** Standard deviation of that sum when the values have these variances and nothing in common. */
export function mixedSigma(factors: Float64Array, variances: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < factors.length; k++) sum += factors[k] ** 2 * variances[k];
  return Math.sqrt(sum);
}
