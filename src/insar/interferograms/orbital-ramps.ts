/**
 * Ramps across the scene that inexact orbits leave: a plane or a quadratic surface, fitted to every pair on its own, or to
 * the dates, so that what is taken off closes. Only what varies across the scene is a ramp; its level belongs to the
 * spatial reference.
 */
import { factorCholesky, solveCholesky } from './cholesky.js';
import type { PairNetwork } from './pair-network.js';

export interface RampOptions {
  readonly surface: 'plane' | 'quadratic';
  /** `date` (default): one surface for each date, differences of which are taken off the pairs. */
  readonly per?: 'pair' | 'date';
}

/** Terms besides the constant: x, y, and x^2, x y, y^2. */
const termCount = (surface: RampOptions['surface']): number => (surface === 'plane' ? 2 : 5);

/** Terms at a pixel, x and y from -1 to 1 across the scene. */
function termsAt(out: Float64Array, row: number, column: number, heightPixels: number, widthPixels: number): void {
  const x = widthPixels > 1 ? (2 * column) / (widthPixels - 1) - 1 : 0;
  const y = heightPixels > 1 ? (2 * row) / (heightPixels - 1) - 1 : 0;
  out[0] = x;
  out[1] = y;
  if (out.length > 2) {
    out[2] = x * x;
    out[3] = x * y;
    out[4] = y * y;
  }
}

/** Normal equations of the surfaces of all pairs, summed row by row. */
export class RampFit {
  readonly #terms: number;
  /** (pairs, terms + 1, terms + 1) and (pairs, terms + 1), the constant last. */
  readonly #normals: Float64Array;
  readonly #rights: Float64Array;

  constructor(
    private readonly network: PairNetwork,
    private readonly options: RampOptions,
    private readonly widthPixels: number,
    private readonly heightPixels: number,
  ) {
    this.#terms = termCount(options.surface);
    const size = this.#terms + 1;
    this.#normals = new Float64Array(network.from.length * size * size);
    this.#rights = new Float64Array(network.from.length * size);
  }

  /** @param phases (rows, width) of a pair; NaN = missing */
  addRows(pair: number, firstRow: number, phases: Float32Array): void {
    const size = this.#terms + 1;
    const normal = this.#normals.subarray(pair * size * size, (pair + 1) * size * size);
    const right = this.#rights.subarray(pair * size, (pair + 1) * size);
    const values = new Float64Array(size).fill(1);
    const terms = values.subarray(0, this.#terms);
    for (let i = 0; i < phases.length; i++) {
      if (Number.isNaN(phases[i])) continue;
      const row = Math.floor(i / this.widthPixels);
      termsAt(terms, firstRow + row, i - row * this.widthPixels, this.heightPixels, this.widthPixels);
      for (let a = 0; a < size; a++) {
        right[a] += values[a] * phases[i];
        for (let b = 0; b <= a; b++) normal[a * size + b] += values[a] * values[b];
      }
    }
  }

  /**
   * Surfaces that are taken off, with a level of zero in the middle of the scene; none for pairs too poor for one.
   * @param usesPair (pairs) 1 for pairs from which the surfaces of the dates come, all unless given
   */
  solve(usesPair?: Uint8Array): OrbitalRamps {
    const pairs = this.network.from.length;
    const coefficients = new Float64Array(pairs * this.#terms);
    const reduced = Array.from({ length: pairs }, (_, pair) => this.#withoutConstant(pair));
    if (this.options.per === 'pair') {
      for (const [pair, { normal, right }] of reduced.entries()) {
        if (factorCholesky(normal, this.#terms)) {
          solveCholesky(normal, this.#terms, right);
          coefficients.set(right, pair * this.#terms);
        }
      }
    } else {
      // A pair without equations neither adds any nor joins dates.
      for (const [pair, { normal }] of reduced.entries()) if (usesPair?.[pair] === 0) normal.fill(0);
      this.#solveDates(reduced, coefficients);
    }
    return new OrbitalRamps(this.#terms, coefficients, this.widthPixels, this.heightPixels);
  }

  /** Normal equations of a pair with its constant eliminated. */
  #withoutConstant(pair: number): { normal: Float64Array; right: Float64Array } {
    const k = this.#terms;
    const size = k + 1;
    const full = this.#normals.subarray(pair * size * size, (pair + 1) * size * size);
    const fullRight = this.#rights.subarray(pair * size, (pair + 1) * size);
    const normal = new Float64Array(k * k);
    const right = new Float64Array(k);
    const pixels = full[k * size + k];
    if (pixels === 0) return { normal, right };
    for (let a = 0; a < k; a++) {
      const mean = full[k * size + a] / pixels;
      right[a] = fullRight[a] - mean * fullRight[k];
      for (let b = 0; b <= a; b++) {
        normal[a * k + b] = normal[b * k + a] = full[a * size + b] - mean * full[k * size + b];
      }
    }
    return { normal, right };
  }

  /** All dates at once; the first date of every connected part has no ramp, for only differences are seen. */
  #solveDates(reduced: readonly { normal: Float64Array; right: Float64Array }[], coefficients: Float64Array): void {
    const { from, to, dates } = this.network;
    const k = this.#terms;
    const size = dates.length * k;
    const normal = new Float64Array(size * size);
    const right = new Float64Array(size);
    const add = (a: number, b: number, block: Float64Array, sign: number) => {
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) normal[(a * k + i) * size + b * k + j] += sign * block[i * k + j];
      }
    };
    for (let pair = 0; pair < from.length; pair++) {
      const { normal: block, right: part } = reduced[pair];
      if (!factorCholesky(block.slice(), k)) continue;
      add(from[pair], from[pair], block, 1);
      add(to[pair], to[pair], block, 1);
      add(from[pair], to[pair], block, -1);
      add(to[pair], from[pair], block, -1);
      for (let i = 0; i < k; i++) {
        right[from[pair] * k + i] -= part[i];
        right[to[pair] * k + i] += part[i];
      }
    }
    holdFirstDates(normal, right, this.network, reduced, k);
    if (!factorCholesky(normal, size)) return;
    solveCholesky(normal, size, right);
    for (let pair = 0; pair < from.length; pair++) {
      for (let i = 0; i < k; i++) coefficients[pair * k + i] = right[to[pair] * k + i] - right[from[pair] * k + i];
    }
  }
}

/** Replaces the equations of the first date of every part, and of dates without a pair, by "no ramp". */
function holdFirstDates(
  normal: Float64Array,
  right: Float64Array,
  { dates, from, to }: PairNetwork,
  reduced: readonly { normal: Float64Array }[],
  k: number,
): void {
  const size = dates.length * k;
  const root = Int32Array.from({ length: dates.length }, (_, i) => i);
  const find = (date: number): number => (root[date] === date ? date : find(root[date]));
  for (let pair = 0; pair < from.length; pair++) {
    if (!factorCholesky(reduced[pair].normal.slice(), k)) continue;
    const [a, b] = [find(from[pair]), find(to[pair])];
    root[Math.max(a, b)] = Math.min(a, b);
  }
  for (let date = 0; date < dates.length; date++) {
    if (root[date] !== date) continue;
    for (let i = date * k; i < (date + 1) * k; i++) {
      for (let j = 0; j < size; j++) normal[i * size + j] = normal[j * size + i] = 0;
      normal[i * size + i] = 1;
      right[i] = 0;
    }
  }
}

export class OrbitalRamps {
  readonly #at: Float64Array;

  constructor(
    private readonly terms: number,
    /** (pairs, terms) radians. */
    readonly coefficients: Float64Array,
    private readonly widthPixels: number,
    private readonly heightPixels: number,
  ) {
    this.#at = new Float64Array(terms);
  }

  /** Radians at a pixel. */
  at(pair: number, row: number, column: number): number {
    termsAt(this.#at, row, column, this.heightPixels, this.widthPixels);
    let sum = 0;
    for (let i = 0; i < this.terms; i++) sum += this.coefficients[pair * this.terms + i] * this.#at[i];
    return sum;
  }
}
