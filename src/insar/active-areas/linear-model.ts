/** Least squares of one series on a few columns, and what another column would add. */

/** A column that keeps less than this part of its length beside the earlier ones says nothing of its own. */
const DEPENDENT = 1e-6;

export class LinearModel {
  /** Orthonormal columns. */
  readonly #basis: Float64Array[] = [];
  readonly residuals: Float64Array;
  /** Sum of the squares of the residuals. */
  squares: number;

  constructor(readonly series: Float64Array) {
    this.residuals = series.slice();
    this.squares = dot(series, series);
  }

  get columns(): number {
    return this.#basis.length;
  }

  /** A model of the same series with a further column; the same model when the column depends on those it has. */
  with(column: Float64Array): LinearModel {
    const extended = new LinearModel(this.series);
    extended.#basis.push(...this.#basis);
    const direction = extended.#beside(column);
    if (direction) extended.#basis.push(direction);
    extended.residuals.set(this.residuals);
    if (direction) subtract(extended.residuals, direction, dot(direction, this.residuals));
    extended.squares = dot(extended.residuals, extended.residuals);
    return extended;
  }

  /** Coefficient of a column beside those of the model, were it added; NaN when it depends on them. */
  coefficientOf(column: Float64Array): number {
    const direction = this.#beside(column);
    return direction ? dot(direction, this.residuals) / dot(direction, column) : Number.NaN;
  }

  /**
   * Where a step (0 before, 1 from an epoch on) would take most of the residual squares, with at least `margin` epochs to
   * either side; undefined when there is no such place. All places at the cost of one: the projections of a step on a
   * column are the sums of its tail.
   */
  bestStep(margin: number): { readonly epoch: number; readonly gain: number } | undefined {
    const epochs = this.series.length;
    const tails = new Float64Array(this.#basis.length);
    let [tail, best, epoch] = [0, 0, -1];
    for (let i = epochs - 1; i >= margin; i--) {
      tail += this.residuals[i];
      let rest = epochs - i;
      for (const [k, column] of this.#basis.entries()) {
        tails[k] += column[i];
        rest -= tails[k] * tails[k];
      }
      if (epochs - i < margin || rest <= DEPENDENT * (epochs - i)) continue;
      const gain = (tail * tail) / rest;
      if (gain > best) [best, epoch] = [gain, i];
    }
    return epoch < 0 ? undefined : { epoch, gain: best };
  }

  /** The column, orthogonal to those of the model, of length 1. Twice, against rounding. */
  #beside(column: Float64Array): Float64Array | undefined {
    const direction = column.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of this.#basis) subtract(direction, earlier, dot(earlier, direction));
    }
    const length2 = dot(direction, direction);
    if (!(length2 > DEPENDENT ** 2 * dot(column, column))) return undefined;
    return direction.map((value) => value / Math.sqrt(length2));
  }
}

function subtract(from: Float64Array, direction: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i] -= factor * direction[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
