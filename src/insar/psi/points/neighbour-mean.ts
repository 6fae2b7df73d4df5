/** What the neighbours of a place have at a date, some of which may miss it. */
import type { Neighbours } from '../../atmosphere/local-kriging.js';

/** Share of the weights of all neighbours below which those that have a date say nothing of the place. */
const LEAST_WEIGHT = 0.5;

/** @param valueAt of the neighbour with an id; NaN = missing. Returns NaN where too few have the date. */
export function neighbourMean({ count, ids, weights }: Neighbours, valueAt: (id: number) => number): number {
  let [sum, used] = [0, 0];
  for (let k = 0; k < count; k++) {
    const value = valueAt(ids[k]);
    if (Number.isNaN(value)) continue;
    sum += weights[k] * value;
    used += weights[k];
  }
  return used > LEAST_WEIGHT ? sum / used : Number.NaN;
}
