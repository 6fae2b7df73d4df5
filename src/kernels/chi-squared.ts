/** Quantiles of the chi-squared distribution of one degree of freedom. */

/** x with P(chi2(1) > x) = alpha, by bisection of P = erfc(sqrt(x / 2)). alpha: (0, 1). */
export function chiSquaredQuantile(alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha: expected more than 0 and less than 1, got ${alpha}`);
  // The tail is below exp(-x / 2).
  let [low, high] = [0, -2 * Math.log(alpha) + 1];
  for (let k = 0; k < 100; k++) {
    const middle = (low + high) / 2;
    if (complementaryErrorFunction(Math.sqrt(middle / 2)) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** erfc(x) for x >= 0: the series of erf below 2, Legendre's continued fraction above; relative error below 1e-12. */
export function complementaryErrorFunction(x: number): number {
  const scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 2) {
    // erf(x) = 2 / sqrt(pi) exp(-x^2) sum 2^k x^(2 k + 1) / (1 3 5 ... (2 k + 1))
    let [term, sum] = [x, x];
    for (let k = 1; term > 1e-17 * sum; k++) {
      term *= (2 * x * x) / (2 * k + 1);
      sum += term;
    }
    return 1 - 2 * scale * sum;
  }
  // erfc(x) = exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + (2/2) / (x + (3/2) / ...)))
  let fraction = x;
  for (let k = 120; k >= 1; k--) fraction = x + k / 2 / fraction;
  return scale / fraction;
}
