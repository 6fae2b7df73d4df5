/**
 * Steps in residuals: whether some date parts them into two levels, which air does not do. The step of each date is first
 * rid of what the model of the residuals takes up of it, so that nothing is expected where that is all.
 */
import { MOST_COLUMNS, type SeriesDesign } from '../../kernels/index.js';

export interface FoundStep {
  /** Size in its own standard deviations, 0 or more. */
  readonly significance: number;
  /** The first date after it. */
  readonly date: number;
}

/** A step that the model takes up but for this share of its square says nothing. */
const LEAST_SHARE = 0.01;

export class StepTest {
  /** (dates, dates) unit vectors, by the first date after the step; zeros where there is nothing to test. */
  readonly #steps: Float64Array;
  readonly #dates: number;
  readonly #columns: number;

  /** @param design of the model whose residuals are tested */
  constructor({ epochs, columns, q }: SeriesDesign) {
    this.#dates = epochs;
    this.#columns = columns;
    this.#steps = new Float64Array(epochs * epochs);
    for (let date = 1; date < epochs; date++) {
      const step = this.#steps.subarray(date * epochs, (date + 1) * epochs).fill(1, date);
      for (let column = 0; column < columns; column++) {
        let projection = 0;
        for (let i = date; i < epochs; i++) projection += q[i * MOST_COLUMNS + column];
        for (let i = 0; i < epochs; i++) step[i] -= projection * q[i * MOST_COLUMNS + column];
      }
      const square = step.reduce((sum, value) => sum + value * value, 0);
      const scale = square > LEAST_SHARE * Math.min(date, epochs - date) ? 1 / Math.sqrt(square) : 0;
      for (let i = 0; i < epochs; i++) step[i] *= scale;
    }
  }

  /** @param residual (dates) NaN = missing, which counts as zero */
  find(residual: Float64Array): FoundStep {
    const dates = this.#dates;
    let [squares, used] = [0, 0];
    for (const value of residual) {
      if (Number.isNaN(value)) continue;
      squares += value * value;
      used++;
    }
    const freedom = used - this.#columns - 1;
    if (freedom < 2 || !(squares > 0)) return { significance: 0, date: 0 };
    let [most, date] = [0, 0];
    for (let k = 1; k < dates; k++) {
      let size = 0;
      for (let i = 0; i < dates; i++) if (!Number.isNaN(residual[i])) size += residual[i] * this.#steps[k * dates + i];
      if (Math.abs(size) > most) [most, date] = [Math.abs(size), k];
    }
    return { significance: most / Math.sqrt(Math.max(1e-9 * squares, squares - most * most) / freedom), date };
  }
}
