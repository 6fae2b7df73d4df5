/**
 * What the amplitude dispersion of a point in clutter says of its phase. Its amplitude is |s + n|, n circular Gaussian of
 * unit power, s^2 the signal-to-clutter ratio: the law of Rice. With x = SCR
 *   E|z|   = sqrt(pi) / 2 exp(-x / 2) [(1 + x) I0(x / 2) + x I1(x / 2)],  E|z|^2 = 1 + x,
 *   E exp j(arg z - arg s) = sqrt(pi x) / 2 exp(-x / 2) [I0(x / 2) + I1(x / 2)].
 * Above 10 dB this is the familiar D_A = sigma = 1 / sqrt(2 SCR) (Ferretti, Prati & Rocca 2001, doi:10.1109/36.898661);
 * below, dispersion saturates at sqrt(4 / pi - 1) = 0.523, that of speckle, while phases go on getting worse.
 */

/** Of Rayleigh amplitudes. */
const SPECKLE_DISPERSION = Math.sqrt(4 / Math.PI - 1);
/** Standard deviation of phases that say nothing: uniform over the circle. */
const UNIFORM_RAD = Math.PI / Math.sqrt(3);

export function dispersionOfScr(scr: number): number {
  const { i0, i1 } = scaledBessel(scr / 2);
  const mean = (Math.sqrt(Math.PI) / 2) * ((1 + scr) * i0 + scr * i1);
  return Math.sqrt(Math.max(0, (1 + scr) / mean ** 2 - 1));
}

/** Circular standard deviation sqrt(-2 ln |E exp j phase|), at most that of phases that say nothing. */
export function phaseSigmaOfScr(scr: number): number {
  const { i0, i1 } = scaledBessel(scr / 2);
  const resultant = (Math.sqrt(Math.PI * scr) / 2) * (i0 + i1);
  return resultant >= 1 ? 0 : Math.min(UNIFORM_RAD, Math.sqrt(-2 * Math.log(resultant)));
}

/** Signal-to-clutter ratio of points of a dispersion, 0 for that of speckle and above; NaN for NaN. */
export function scrOfDispersion(dispersion: number): number {
  if (dispersion >= SPECKLE_DISPERSION) return 0;
  if (!(dispersion > 0.03)) return 1 / (2 * dispersion ** 2);
  let [low, high] = [1e-4, 1e4];
  for (let k = 0; k < 50; k++) {
    const middle = Math.sqrt(low * high);
    if (dispersionOfScr(middle) > dispersion) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

/** Standard deviation of the phases, rad, of points of a dispersion: dispersion itself where it is small. */
export const phaseSigmaOfDispersion = (dispersion: number): number =>
  dispersion > 0.03 ? phaseSigmaOfScr(scrOfDispersion(dispersion)) : dispersion;

/** exp(-x) I0(x) and exp(-x) I1(x), x >= 0, to 2e-7 (Abramowitz & Stegun 9.8.1 to 9.8.4). */
export function scaledBessel(x: number): { readonly i0: number; readonly i1: number } {
  if (x < 3.75) {
    const t = (x / 3.75) ** 2;
    const scale = Math.exp(-x);
    return {
      i0: scale * polynomial(t, [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813]),
      i1: scale * x * polynomial(t, [0.5, 0.87890594, 0.51498869, 0.15084934, 0.02658733, 0.00301532, 0.00032411]),
    };
  }
  const t = 3.75 / x;
  const root = Math.sqrt(x);
  return {
    i0:
      polynomial(
        t,
        [0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633, 0.00392377],
      ) / root,
    i1:
      polynomial(
        t,
        [
          0.39894228, -0.03988024, -0.00362018, 0.00163801, -0.01031555, 0.02282967, -0.02895312, 0.01787654,
          -0.00420059,
        ],
      ) / root,
  };
}

const polynomial = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
