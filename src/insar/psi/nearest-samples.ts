/** Of many samples alike the nearest are enough: the others cost as much, and bring in what is different further away. */
import type { SampleLists } from '../../kernels/index.js';

/**
 * Shortens lists, in place and in their order, to about `most` samples: all that are no further from the centre than some
 * distance, so that no side is favoured, and those at that distance in their order until the list is full.
 * @param width columns of the block whose pixels the lists hold
 * @param aspect a row, in columns on the ground
 */
export function keepNearest(
  { samples, counts, capacity }: SampleLists,
  most: number,
  width: number,
  centre: (list: number) => { readonly row: number; readonly column: number },
  aspect: number,
): void {
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] <= most) continue;
    const own = samples.subarray(k * capacity, k * capacity + counts[k]);
    const { row, column } = centre(k);
    const distances = Float64Array.from(own, (pixel) => {
      const down = (Math.floor(pixel / width) - row) * aspect;
      return down * down + ((pixel % width) - column) ** 2;
    });
    const limit = distances.slice().sort()[most - 1];
    let within = 0;
    for (const distance of distances) if (distance < limit) within++;
    let [kept, left] = [0, most - within];
    for (let i = 0; i < own.length; i++) {
      if (distances[i] > limit || (distances[i] === limit && left-- <= 0)) continue;
      own[kept++] = own[i];
    }
    counts[k] = kept;
  }
}
