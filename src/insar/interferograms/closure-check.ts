/**
 * Phases of three pairs that close, a-b + b-c - a-c, must sum to little: whole cycles of it are errors of unwrapping. A
 * pair that alone explains the open triplets it is part of is put right; what stays open is told.
 */
import type { PairNetwork } from './pair-network.js';

const CYCLE = 2 * Math.PI;
/** A closure farther than this from whole cycles is noise or bias of the phases, of which no pair is to blame. */
const CLEAR = Math.PI / 2;

/** Sums over all pixels that were checked. */
export interface ClosureTally {
  /** (triplets) pixels where all three pairs are there. */
  readonly pixels: Float64Array;
  /** (triplets) radians^2, before any repair; from which the root mean square follows. */
  readonly squares: Float64Array;
  /** (triplets) pixels with whole cycles, before any repair. */
  readonly openBefore: Float64Array;
  /** (triplets) pixels with whole cycles that stayed. */
  readonly openAfter: Float64Array;
  /** (pairs) pixels where the pair was put right. */
  readonly repaired: Float64Array;
}

export const emptyTally = ({ from, triplets }: PairNetwork): ClosureTally => ({
  pixels: new Float64Array(triplets.length / 3),
  squares: new Float64Array(triplets.length / 3),
  openBefore: new Float64Array(triplets.length / 3),
  openAfter: new Float64Array(triplets.length / 3),
  repaired: new Float64Array(from.length),
});

export interface PixelClosure {
  /** Triplets with whole cycles, before any repair. */
  readonly open: number;
  /** Those that stayed. */
  readonly unexplained: number;
  readonly repairedPairs: number;
}

/** Signs with which the pairs of a triplet enter. */
const SIGNS = [1, 1, -1] as const;

export class ClosureCheck {
  readonly #cycles: Int32Array;
  /** (triplets) whether the closure is near to whole cycles. */
  readonly #isClear: Uint8Array;
  /** Triplets of a pair, and the sign with which it enters them. */
  readonly #of: readonly (readonly { readonly triplet: number; readonly sign: number }[])[];

  constructor(
    private readonly network: PairNetwork,
    private readonly isRepairing: boolean,
    readonly tally: ClosureTally = emptyTally(network),
  ) {
    const of = Array.from({ length: network.from.length }, (): { triplet: number; sign: number }[] => []);
    network.triplets.forEach((pair, i) => {
      of[pair].push({ triplet: Math.floor(i / 3), sign: SIGNS[i % 3] });
    });
    this.#of = of;
    this.#cycles = new Int32Array(network.triplets.length / 3);
    this.#isClear = new Uint8Array(network.triplets.length / 3);
  }

  /** @param phases (pairs) radians, NaN = missing; pairs that are put right change by whole cycles */
  check(phases: Float64Array): PixelClosure {
    const { triplets } = this.network;
    const { pixels, squares, openBefore, openAfter, repaired } = this.tally;
    const cycles = this.#cycles;
    let open = 0;
    for (let triplet = 0; triplet < cycles.length; triplet++) {
      const at = 3 * triplet;
      const closure = phases[triplets[at]] + phases[triplets[at + 1]] - phases[triplets[at + 2]];
      cycles[triplet] = 0;
      if (Number.isNaN(closure)) continue;
      pixels[triplet]++;
      squares[triplet] += closure * closure;
      cycles[triplet] = Math.round(closure / CYCLE);
      this.#isClear[triplet] = Math.abs(closure - cycles[triplet] * CYCLE) <= CLEAR ? 1 : 0;
      if (cycles[triplet] === 0) continue;
      openBefore[triplet]++;
      open++;
    }
    if (open === 0) return { open: 0, unexplained: 0, repairedPairs: 0 };
    let repairedPairs = 0;
    // Every repair closes triplets and opens none: the loop ends.
    for (let found = this.isRepairing ? this.#solePair(phases) : undefined; found; found = this.#solePair(phases)) {
      phases[found.pair] -= found.cycles * CYCLE;
      for (const { triplet } of this.#of[found.pair]) cycles[triplet] = 0;
      repaired[found.pair]++;
      repairedPairs++;
    }
    let unexplained = 0;
    for (let triplet = 0; triplet < cycles.length; triplet++) {
      if (cycles[triplet] === 0) continue;
      openAfter[triplet]++;
      unexplained++;
    }
    return { open, unexplained, repairedPairs };
  }

  /** A pair that explains all of its triplets, and in each of them more than any other pair does. */
  #solePair(phases: Float64Array): { pair: number; cycles: number } | undefined {
    for (let triplet = 0; triplet < this.#cycles.length; triplet++) {
      if (this.#cycles[triplet] === 0) continue;
      const pair = this.#bestPair(triplet, phases);
      if (pair === undefined) continue;
      const isBest = this.#of[pair].every(
        (other) => this.#cycles[other.triplet] === 0 || this.#bestPair(other.triplet, phases) === pair,
      );
      if (isBest) return { pair, cycles: this.#commonError(pair, phases) };
    }
    return undefined;
  }

  /** The pair of an open triplet that explains the most triplets; undefined when two explain as many, or none any. */
  #bestPair(triplet: number, phases: Float64Array): number | undefined {
    let [best, most] = [undefined as number | undefined, 0];
    for (let side = 0; side < 3; side++) {
      const pair = this.network.triplets[3 * triplet + side];
      if (this.#commonError(pair, phases) === 0) continue;
      const explained = this.#of[pair].reduce((sum, one) => sum + (this.#cycles[one.triplet] === 0 ? 0 : 1), 0);
      if (explained === most) best = undefined;
      else if (explained > most) [best, most] = [pair, explained];
    }
    return best;
  }

  /** Cycles by which a pair would be wrong if it alone opened all of its triplets; 0 when it does not. */
  #commonError(pair: number, phases: Float64Array): number {
    const { triplets } = this.network;
    let error = 0;
    for (const { triplet, sign } of this.#of[pair]) {
      const at = 3 * triplet;
      const isMissing = Number.isNaN(phases[triplets[at]] + phases[triplets[at + 1]] + phases[triplets[at + 2]]);
      if (isMissing) continue;
      const cycles = sign * this.#cycles[triplet];
      if (cycles === 0 || this.#isClear[triplet] === 0 || (error !== 0 && cycles !== error)) return 0;
      error = cycles;
    }
    return error;
  }
}
