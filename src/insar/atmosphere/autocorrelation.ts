/** Whether residuals remember: those of air and white noise do not, what is left of motion does. */

export interface Autocorrelation {
  /** Of neighbours in time, -1 to 1. */
  readonly neighbours: number;
  /**
   * Sum over the lags up to an eighth of the dates (2 to 20), in standard deviations that it has for white noise: a step or
   * a bend that is smaller than the noise shows here, for it lasts.
   */
  readonly memory: number;
  /** Dates that are there. */
  readonly dates: number;
}

/** @param residual (dates) NaN = missing; the others are taken as neighbours */
export function autocorrelation(residual: Float32Array | Float64Array): Autocorrelation {
  const values = residual.filter((value: number) => !Number.isNaN(value));
  const dates = values.length;
  const lags = Math.max(2, Math.min(20, Math.floor(dates / 8)));
  let squares = 0;
  for (const value of values) squares += value * value;
  if (!(squares > 0) || dates <= lags) return { neighbours: 0, memory: 0, dates };
  let [sum, neighbours] = [0, 0];
  for (let lag = 1; lag <= lags; lag++) {
    let products = 0;
    for (let i = lag; i < dates; i++) products += values[i] * values[i - lag];
    sum += products / squares;
    if (lag === 1) neighbours = products / squares;
  }
  return { neighbours, memory: sum / Math.sqrt(lags / dates), dates };
}
