/** Which points are drawn last, so that nothing hides them. */

/**
 * `magnitude`: the largest of either sign last, for motion; `ascending`: the highest last; `descending`: the lowest last;
 * `given`: as they come.
 */
export type DrawOrder = 'magnitude' | 'ascending' | 'descending' | 'given';

export const DRAW_ORDERS: readonly DrawOrder[] = ['magnitude', 'ascending', 'descending', 'given'];

const BITS = 11;
const BUCKETS = 1 << BITS;

/**
 * The same indices in the order of drawing, NaN first; equal values keep their order.
 * @param indices which of the values take part; not changed
 */
export function drawOrder(values: Float32Array, indices: Uint32Array, order: DrawOrder): Uint32Array {
  if (order === 'given') return indices;
  // The bits of a float, sign turned so that they order as numbers do, sorted by 11 bits at a time from the lowest.
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let keys = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const value = values[indices[i]];
    keys[i] = Number.isNaN(value) ? 0 : sortableBits(bits[indices[i]], value, order);
  }
  let from = indices;
  for (let shift = 0; shift < 32; shift += BITS) {
    const places = new Uint32Array(BUCKETS + 1);
    for (let i = 0; i < keys.length; i++) places[((keys[i] >>> shift) & (BUCKETS - 1)) + 1]++;
    for (let i = 0; i < BUCKETS; i++) places[i + 1] += places[i];
    const to = new Uint32Array(from.length);
    const toKeys = new Uint32Array(keys.length);
    for (let i = 0; i < keys.length; i++) {
      const place = places[(keys[i] >>> shift) & (BUCKETS - 1)]++;
      to[place] = from[i];
      toKeys[place] = keys[i];
    }
    from = to;
    keys = toKeys;
  }
  return from;
}

function sortableBits(bits: number, value: number, order: DrawOrder): number {
  // Zero has two signs, and they are equal; one is added because NaN has the lowest key.
  const own = value === 0 ? 0 : bits;
  if (order === 'magnitude') return (own & 0x7fffffff) + 1;
  const ascending = (own & 0x80000000 ? ~own : own | 0x80000000) >>> 0;
  return order === 'ascending' ? ascending + 1 : (~ascending >>> 0) + 1;
}
