/**
 * Nearest neighbours among points of the plane, by a kd-tree: as quick in a town, where points crowd, as in the fields
 * around it. Source: Bentley 1975, doi:10.1145/361002.361007.
 */

/** Points of one leaf, compared one by one. */
const LEAF_SIZE = 8;

export class PointTree {
  /** Indices of the points, halved again and again: left of a middle are the smaller coordinates, by turns x and y. */
  readonly #ids: Int32Array;
  /** The best k so far, nearest first. */
  #nearest = new Int32Array(0);
  #distance2 = new Float64Array(0);
  #found = 0;

  /**
   * @param x,y coordinates, of which only those at `ids` are looked at
   * @param ids which points are in the tree; all with finite coordinates unless given
   */
  constructor(
    private readonly x: Float64Array,
    private readonly y: Float64Array,
    ids: Int32Array = finitePoints(x, y),
  ) {
    this.#ids = ids.slice();
    this.#sort(0, ids.length - 1, 0);
  }

  get size(): number {
    return this.#ids.length;
  }

  /**
   * The k points of the tree nearest to a place, nearest first, equally near ones by index; fewer when there are fewer
   * within the distance. The array is overwritten by the next call.
   *
   * @param except a point that is left out: the one whose neighbours are asked for
   */
  nearest(x: number, y: number, k: number, except = -1, withinDistance = Infinity): Int32Array {
    if (this.#nearest.length < k) {
      this.#nearest = new Int32Array(k);
      this.#distance2 = new Float64Array(k);
    }
    this.#found = 0;
    if (k > 0) this.#search(0, this.#ids.length - 1, 0, x, y, k, except, withinDistance ** 2);
    return this.#nearest.subarray(0, this.#found);
  }

  #search(
    lo: number,
    hi: number,
    axis: number,
    x: number,
    y: number,
    k: number,
    except: number,
    within2: number,
  ): void {
    const ids = this.#ids;
    if (hi - lo <= LEAF_SIZE) {
      for (let i = lo; i <= hi; i++) this.#offer(ids[i], x, y, k, except, within2);
      return;
    }
    const middle = (lo + hi) >> 1;
    const gap = axis === 0 ? x - this.x[ids[middle]] : y - this.y[ids[middle]];
    const isLeftFirst = gap <= 0;
    if (isLeftFirst) this.#search(lo, middle - 1, 1 - axis, x, y, k, except, within2);
    else this.#search(middle + 1, hi, 1 - axis, x, y, k, except, within2);
    this.#offer(ids[middle], x, y, k, except, within2);
    // Equally near ones beyond the line count: of them the lowest index is wanted.
    if (gap * gap > (this.#found === k ? this.#distance2[k - 1] : within2)) return;
    if (isLeftFirst) this.#search(middle + 1, hi, 1 - axis, x, y, k, except, within2);
    else this.#search(lo, middle - 1, 1 - axis, x, y, k, except, within2);
  }

  #offer(id: number, x: number, y: number, k: number, except: number, within2: number): void {
    const distance2 = (this.x[id] - x) ** 2 + (this.y[id] - y) ** 2;
    if (id === except || !(distance2 <= within2)) return;
    const [nearest, distances] = [this.#nearest, this.#distance2];
    const isFull = this.#found === k;
    let place = isFull ? k - 1 : this.#found;
    if (isFull && !isNearer(distance2, id, distances[place], nearest[place])) return;
    if (!isFull) this.#found++;
    while (place > 0 && isNearer(distance2, id, distances[place - 1], nearest[place - 1])) {
      distances[place] = distances[place - 1];
      nearest[place] = nearest[place - 1];
      place--;
    }
    distances[place] = distance2;
    nearest[place] = id;
  }

  #sort(lo: number, hi: number, axis: number): void {
    if (hi - lo <= LEAF_SIZE) return;
    const middle = (lo + hi) >> 1;
    select(this.#ids, axis === 0 ? this.x : this.y, lo, hi, middle);
    this.#sort(lo, middle - 1, 1 - axis);
    this.#sort(middle + 1, hi, 1 - axis);
  }
}

const isNearer = (distance2: number, id: number, otherDistance2: number, otherId: number) =>
  distance2 < otherDistance2 || (distance2 === otherDistance2 && id < otherId);

/** Indices of the points that have a place. */
export function finitePoints(x: Float64Array, y: Float64Array): Int32Array {
  if (x.length !== y.length) throw new RangeError(`points: expected as many y as x, ${x.length}, got ${y.length}`);
  const ids = new Int32Array(x.length);
  let count = 0;
  for (let i = 0; i < x.length; i++) if (Number.isFinite(x[i]) && Number.isFinite(y[i])) ids[count++] = i;
  return ids.subarray(0, count);
}

/**
 * Partly sorts ids[lo..hi] by value so that what belongs at `place` is there, smaller or equal ones before it. Source:
 * Floyd & Rivest 1975, doi:10.1145/360680.360694.
 */
function select(ids: Int32Array, value: Float64Array, lo: number, hi: number, place: number): void {
  while (hi > lo) {
    if (hi - lo > 600) {
      const n = hi - lo + 1;
      const m = place - lo + 1;
      const z = Math.log(n);
      const s = 0.5 * Math.exp((2 * z) / 3);
      const deviation = 0.5 * Math.sqrt((z * s * (n - s)) / n) * (m - n / 2 < 0 ? -1 : 1);
      const from = Math.max(lo, Math.floor(place - (m * s) / n + deviation));
      const to = Math.min(hi, Math.floor(place + ((n - m) * s) / n + deviation));
      select(ids, value, from, to, place);
    }
    const pivot = value[ids[place]];
    let i = lo;
    let j = hi;
    while (i <= j) {
      while (value[ids[i]] < pivot) i++;
      while (value[ids[j]] > pivot) j--;
      if (i <= j) {
        const swapped = ids[i];
        ids[i++] = ids[j];
        ids[j--] = swapped;
      }
    }
    if (place <= j) hi = j;
    else if (place >= i) lo = i;
    else return;
  }
}
