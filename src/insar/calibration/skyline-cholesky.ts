/**
 * Symmetric positive definite systems whose rows are empty up to some column: normal equations of bursts, each of which
 * meets only its neighbours, when the unknowns are numbered along the tracks. Cholesky keeps that emptiness, so storage
 * and time are those of the filled part. Source: Jennings 1966, doi:10.1093/comjnl/9.3.281.
 */

/** Doubles of one matrix: 400 MB. A country needs a hundredth. */
const MAX_VALUES = 50_000_000;
/** A pivot that keeps less than this part of its diagonal element is rounding. */
const SINGULAR = 1e-13;
/** Multiplications between two turns for others. */
const ELEMENTS_PER_STEP = 20_000_000;

export class SkylineMatrix {
  /** Index of row i, column 0, were it stored. */
  private readonly origin: Float64Array;
  private readonly values: Float64Array;
  private isFactored = false;

  /** @param first (n) column of the first element of each row that is not zero, at most the row itself */
  constructor(private readonly first: Int32Array) {
    this.origin = new Float64Array(first.length);
    let size = 0;
    for (let row = 0; row < first.length; row++) {
      if (!(first[row] >= 0 && first[row] <= row)) {
        throw new RangeError(`row ${row}: expected its first column from 0 to ${row}, got ${first[row]}`);
      }
      this.origin[row] = size - first[row];
      size += row - first[row] + 1;
    }
    if (size > MAX_VALUES) throw new RangeError(`matrix: expected at most ${MAX_VALUES} elements, got ${size}`);
    this.values = new Float64Array(size);
  }

  get size(): number {
    return this.first.length;
  }

  clear(): void {
    this.values.fill(0);
    this.isFactored = false;
  }

  /** Adds to an element and, as it were, to its mirror image. */
  add(row: number, column: number, value: number): void {
    const [lower, left] = row >= column ? [row, column] : [column, row];
    if (left < this.first[lower]) throw new RangeError(`element ${lower}, ${left}: outside of the skyline`);
    this.values[this.origin[lower] + left] += value;
  }

  /**
   * Replaces the matrix by its factor L, A = L L^T, in steps of some ten milliseconds: to be run to its end. Throws
   * RangeError when the matrix is not positive definite.
   */
  *factorSteps(): Generator<void> {
    const { first, origin, values } = this;
    for (let row = 0, elements = 0; row < this.size; row++) {
      const width = row - first[row];
      elements += width * width;
      if (elements > ELEMENTS_PER_STEP) {
        elements = 0;
        yield;
      }
      const at = origin[row];
      const diagonal = values[at + row];
      for (let column = first[row]; column < row; column++) {
        const other = origin[column];
        let sum = values[at + column];
        for (let k = Math.max(first[row], first[column]); k < column; k++) sum -= values[at + k] * values[other + k];
        values[at + column] = sum / values[other + column];
      }
      let pivot = diagonal;
      for (let k = first[row]; k < row; k++) pivot -= values[at + k] ** 2;
      if (!(pivot > SINGULAR * diagonal)) throw new RangeError(`matrix: not positive definite at row ${row}`);
      values[at + row] = Math.sqrt(pivot);
    }
    this.isFactored = true;
  }

  /** All steps at once. Throws as they do. */
  factor(): void {
    for (const _ of this.factorSteps());
  }

  /** x of A x = b, from the factor. */
  solve(right: Float64Array): Float64Array {
    const { first, origin, values } = this;
    const x = this.#forward(right, 0);
    for (let row = this.size - 1; row >= 0; row--) {
      x[row] /= values[origin[row] + row];
      for (let column = first[row]; column < row; column++) x[column] -= values[origin[row] + column] * x[row];
    }
    return x;
  }

  /** Elements of the inverse of A between these unknowns, (k, k) row-major, from the factor. */
  inverseBlock(unknowns: readonly number[]): Float64Array {
    const columns = unknowns.map((unknown) => {
      const unit = new Float64Array(this.size);
      unit[unknown] = 1;
      return this.#forward(unit, unknown);
    });
    const block = new Float64Array(unknowns.length ** 2);
    columns.forEach((a, i) => {
      columns.forEach((b, j) => {
        let sum = 0;
        for (let k = Math.max(unknowns[i], unknowns[j]); k < this.size; k++) sum += a[k] * b[k];
        block[i * unknowns.length + j] = sum;
      });
    });
    return block;
  }

  /** L y = b, where b is zero before `from`. */
  #forward(right: Float64Array, from: number): Float64Array {
    if (!this.isFactored) throw new Error('SkylineMatrix: factor before solving');
    if (right.length !== this.size)
      throw new RangeError(`right side: expected ${this.size} values, got ${right.length}`);
    const { first, origin, values } = this;
    const y = right.slice();
    for (let row = from; row < this.size; row++) {
      let sum = y[row];
      for (let k = Math.max(first[row], from); k < row; k++) sum -= values[origin[row] + k] * y[k];
      y[row] = sum / values[origin[row] + row];
    }
    return y;
  }
}
