/**
 * How unlike two places are, by their distance: half the mean square of differences, and a model of it,
 *
 *   gamma(h) = nugget + sill (1 - exp(-(h / range)^exponent)).
 *
 * Turbulent air of power laws looks like exponents of 5/3 below and 2/3 above the thickness of its layer. Sources: Hanssen
 * 2001, Radar Interferometry, section 4.7; Wackernagel 2003, Multivariate Geostatistics, chapter 8 (stable models).
 */

export interface Variogram {
  /** Of what differs however near, in the square of the unit. */
  readonly nugget: number;
  readonly sill: number;
  readonly rangeM: number;
  /** Above 0 and at most 2. */
  readonly exponent: number;
}

/** Means by distance. */
export interface DistanceClasses {
  /** (classes) mean distance of the pairs. */
  readonly distanceM: Float64Array;
  /** (classes) half the mean square of differences. */
  readonly gamma: Float64Array;
  readonly pairs: Float64Array;
}

/** Collects squared differences by distance, in classes that grow with it. */
export class VariogramSums {
  readonly #squares: Float64Array;
  readonly #distance: Float64Array;
  readonly #pairs: Float64Array;

  constructor(private readonly farthestM: number) {
    [this.#squares, this.#distance, this.#pairs] = [0, 0, 0].map(() => new Float64Array(CLASSES));
  }

  /** @param meanSquare of the differences of two places, over `pairs` of dates */
  add(distanceM: number, meanSquare: number, pairs = 1): void {
    // A quadratic scale: near pairs decide between models.
    const place = Math.floor(CLASSES * Math.sqrt(distanceM / this.farthestM));
    if (!(place >= 0 && place < CLASSES) || !(pairs > 0) || Number.isNaN(meanSquare)) return;
    this.#squares[place] += (pairs * meanSquare) / 2;
    this.#distance[place] += pairs * distanceM;
    this.#pairs[place] += pairs;
  }

  classes(): DistanceClasses {
    const used = [...this.#pairs.keys()].filter((k) => this.#pairs[k] > 0);
    const mean = (sums: Float64Array) => Float64Array.from(used, (k) => sums[k] / this.#pairs[k]);
    return {
      distanceM: mean(this.#distance),
      gamma: mean(this.#squares),
      pairs: Float64Array.from(used, (k) => this.#pairs[k]),
    };
  }
}

const CLASSES = 24;
const EXPONENTS = [0.5, 0.67, 0.83, 1, 1.2, 1.4, 1.6];
const RANGES = 24;
/** Pairs beyond which a class is no more certain: its pairs share their points. */
const MANY_PAIRS = 2000;

/**
 * The model that fits best, by weighted least squares over ranges and exponents; relative errors count, as near classes
 * with small values matter most. Without any pairs: nothing but a nugget.
 */
export function fitVariogram({ distanceM, gamma, pairs }: DistanceClasses): Variogram {
  const farthest = distanceM.at(-1) ?? 0;
  if (distanceM.length < 3 || !(farthest > 0)) {
    const nugget = gamma.length > 0 ? gamma.reduce((sum, value) => sum + value, 0) / gamma.length : 0;
    return { nugget, sill: 0, rangeM: 1, exponent: 1 };
  }
  const weights = gamma.map((value, k) => Math.min(pairs[k], MANY_PAIRS) / (value + 1e-12) ** 2);
  let best: (Variogram & { readonly misfit: number }) | undefined;
  for (const exponent of EXPONENTS) {
    for (let r = 0; r < RANGES; r++) {
      // From a twentieth of the farthest pairs to four times that.
      const rangeM = (farthest / 20) * 80 ** (r / (RANGES - 1));
      const shape = distanceM.map((h) => 1 - Math.exp(-((h / rangeM) ** exponent)));
      const [nugget, sill] = nonNegativePair(shape, gamma, weights);
      let misfit = 0;
      for (let k = 0; k < gamma.length; k++) misfit += weights[k] * (gamma[k] - nugget - sill * shape[k]) ** 2;
      if (!best || misfit < best.misfit) best = { nugget, sill, rangeM, exponent, misfit };
    }
  }
  const { misfit: _misfit, ...model } = best!;
  return model;
}

/** Least squares of gamma = a + b shape with a, b >= 0. */
function nonNegativePair(shape: Float64Array, gamma: Float64Array, weights: Float64Array): [number, number] {
  let [w, ws, wss, wg, wsg] = [0, 0, 0, 0, 0];
  for (let k = 0; k < gamma.length; k++) {
    w += weights[k];
    ws += weights[k] * shape[k];
    wss += weights[k] * shape[k] ** 2;
    wg += weights[k] * gamma[k];
    wsg += weights[k] * shape[k] * gamma[k];
  }
  const determinant = w * wss - ws * ws;
  const a = (wg * wss - ws * wsg) / determinant;
  const b = (w * wsg - ws * wg) / determinant;
  if (!(determinant > 0) || b < 0) return [wg / w, 0];
  if (a < 0) return [0, Math.max(0, wsg / wss)];
  return [a, b];
}

export const variogramAt = ({ nugget, sill, rangeM, exponent }: Variogram, distanceM: number): number =>
  distanceM === 0 ? 0 : nugget + sill * (1 - Math.exp(-((distanceM / rangeM) ** exponent)));
