/** Random fields of a known variogram on scattered points: a dense covariance, factored, times normal deviates. */
import type { Variogram } from '../../../src/insar/atmosphere/variogram.js';
import { factorCholesky } from '../../../src/insar/interferograms/cholesky.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

/** Of what is smooth: without the nugget. */
export const covarianceOf = ({ sill, rangeM, exponent }: Omit<Variogram, 'nugget'>, distanceM: number): number =>
  sill * Math.exp(-((distanceM / rangeM) ** exponent));

export class GaussianField {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly #factor: Float64Array;
  readonly #random: SeededRandom;

  constructor(
    readonly count: number,
    sideM: number,
    private readonly model: Variogram,
    seed: number,
  ) {
    this.#random = new SeededRandom(seed);
    [this.x, this.y] = [0, 0].map(() => Float64Array.from({ length: count }, () => this.#random.between(0, sideM)));
    this.#factor = new Float64Array(count * count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) this.#factor[i * count + j] = covarianceOf(model, this.distanceM(i, j));
      this.#factor[i * count + i] += 1e-9;
    }
    if (!factorCholesky(this.#factor, count)) throw new RangeError('the covariance is not positive definite');
  }

  distanceM(i: number, j: number): number {
    return Math.hypot(this.x[i] - this.x[j], this.y[i] - this.y[j]);
  }

  /** With a nugget of its own in every value. */
  draw(): Float64Array {
    const { count } = this;
    const normal = Float64Array.from({ length: count }, () => this.#random.gaussian());
    return Float64Array.from({ length: count }, (_, i) => {
      let sum = Math.sqrt(this.model.nugget) * this.#random.gaussian();
      for (let j = 0; j <= i; j++) sum += this.#factor[i * count + j] * normal[j];
      return sum;
    });
  }
}
