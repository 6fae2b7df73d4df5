/** The network that pairs of dates form: which dates they join, and where they close. */
import { epochDay } from '../../products/epochs.js';

export interface DatedPair {
  /** `YYYYMMDD`, the earlier date. */
  readonly reference: string;
  /** `YYYYMMDD`, the later date. */
  readonly secondary: string;
}

export interface PairNetwork {
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
  /** (dates) days since the first. */
  readonly days: Float64Array;
  /** (pairs) place of the earlier and the later date among the dates. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** (triplets, 3) pairs a-b, b-c and a-c: their phases close when a-b + b-c - a-c is zero. */
  readonly triplets: Int32Array;
}

/** Throws RangeError for pairs that run backwards or stand twice. */
export function pairNetwork(pairs: readonly DatedPair[]): PairNetwork {
  const dates = [...new Set(pairs.flatMap(({ reference, secondary }) => [reference, secondary]))].sort();
  const place = new Map(dates.map((date, i) => [date, i]));
  const from = Int32Array.from(pairs, ({ reference }) => place.get(reference)!);
  const to = Int32Array.from(pairs, ({ secondary }) => place.get(secondary)!);
  const pairOf = new Map<number, number>();
  for (let pair = 0; pair < pairs.length; pair++) {
    const { reference, secondary } = pairs[pair];
    if (from[pair] >= to[pair]) throw new RangeError(`pairs: expected ${reference} before ${secondary}`);
    const key = from[pair] * dates.length + to[pair];
    if (pairOf.has(key)) throw new RangeError(`pairs: expected each once, got ${reference}-${secondary} twice`);
    pairOf.set(key, pair);
  }
  const days = Float64Array.from(dates, (date) => {
    const day = epochDay(date);
    if (day === undefined) throw new RangeError(`dates: expected YYYYMMDD, got ${JSON.stringify(date)}`);
    return day - epochDay(dates[0])!;
  });
  const leaving = dates.map((): number[] => []);
  for (let pair = 0; pair < pairs.length; pair++) leaving[from[pair]].push(pair);
  const triplets: number[] = [];
  for (let ab = 0; ab < pairs.length; ab++) {
    for (const bc of leaving[to[ab]]) {
      const ac = pairOf.get(from[ab] * dates.length + to[bc]);
      if (ac !== undefined) triplets.push(ab, bc, ac);
    }
  }
  return { dates, days, from, to, triplets: Int32Array.from(triplets) };
}

/**
 * Pairs of a tree of least weight (Kruskal); equal weights in order of the pairs.
 * @param weights (pairs), infinite = not to be used
 * @returns (pairs) 1 for those of the tree, or of one tree for each part of a network that is not connected
 */
export function spanningTree({ dates, from, to }: PairNetwork, weights: ArrayLike<number>): Uint8Array {
  const order = Array.from({ length: from.length }, (_, pair) => pair).filter((pair) => weights[pair] < Infinity);
  order.sort((a, b) => weights[a] - weights[b] || a - b);
  const root = Int32Array.from({ length: dates.length }, (_, i) => i);
  const isOfTree = new Uint8Array(from.length);
  const find = (date: number): number => {
    let at = date;
    while (root[at] !== at) at = root[at] = root[root[at]];
    return at;
  };
  for (const pair of order) {
    const [a, b] = [find(from[pair]), find(to[pair])];
    if (a === b) continue;
    root[Math.max(a, b)] = Math.min(a, b);
    isOfTree[pair] = 1;
  }
  return isOfTree;
}

const MAX_TREES = 256;

/** Leaves of the phases of a pixel those of a tree, in which pairs with many pixels come first. */
export class PixelTree {
  readonly #trees = new Map<string, Uint8Array>();

  constructor(
    private readonly network: PairNetwork,
    private readonly pairPixels: Float64Array,
  ) {}

  /** @param observed (pairs) NaN = missing; pairs beside the tree become missing */
  keep(observed: Float64Array): void {
    let key = '';
    for (const value of observed) key += Number.isNaN(value) ? '0' : '1';
    let isOfTree = this.#trees.get(key);
    if (!isOfTree) {
      const weights = observed.map((value, pair) => (Number.isNaN(value) ? Infinity : -this.pairPixels[pair]));
      isOfTree = spanningTree(this.network, weights);
      if (this.#trees.size >= MAX_TREES) this.#trees.clear();
      this.#trees.set(key, isOfTree);
    }
    for (let pair = 0; pair < observed.length; pair++) if (isOfTree[pair] === 0) observed[pair] = Number.NaN;
  }
}
