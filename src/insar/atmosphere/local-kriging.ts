/**
 * Interpolation between points with noise, by ordinary kriging of the nearest ones: weights that add up to one and make the
 * expected square of the error least. What a point has of its own, its nugget, is not carried to others.
 * Source: Wackernagel 2003, Multivariate Geostatistics, chapters 11 and 13.
 */
import { factorCholesky, solveCholesky } from '../interferograms/cholesky.js';
import { PointTree } from '../network/point-tree.js';
import type { Variogram } from './variogram.js';

/** Valid until the next place is asked for. */
export interface Neighbours {
  readonly count: number;
  /** Indices of the points, nearest first. */
  readonly ids: Int32Array;
  readonly weights: Float64Array;
  /** Expected square of the error; NaN where nothing tells. */
  readonly variance: number;
}

export interface InterpolationOptions {
  /** Points that are looked at. */
  readonly neighbours: number;
  readonly maxDistanceM: number;
}

export interface Interpolator {
  /** @param except a point that is left out */
  at(x: number, y: number, except?: number): Neighbours;
}

/** Steps of the table of covariances. */
const TABLE = 2048;

export class LocalKriging implements Interpolator {
  readonly #tree: PointTree;
  readonly #matrix: Float64Array;
  readonly #toPlace: Float64Array;
  readonly #ones: Float64Array;
  readonly #covariances: Float64Array;
  readonly #table = new Float64Array(TABLE + 2);
  readonly #stepsPerM: number;

  /**
   * @param x,y (n) m
   * @param nugget (n) variance of what a point has of its own, in the unit of the variogram, whose own nugget is not used
   */
  constructor(
    private readonly x: Float64Array,
    private readonly y: Float64Array,
    private readonly nugget: Float64Array,
    private readonly model: Variogram,
    private readonly options: InterpolationOptions,
  ) {
    const { neighbours, maxDistanceM } = options;
    this.#tree = new PointTree(x, y);
    this.#matrix = new Float64Array(neighbours * neighbours);
    this.#toPlace = new Float64Array(neighbours);
    this.#ones = new Float64Array(neighbours);
    this.#covariances = new Float64Array(neighbours);
    this.#stepsPerM = TABLE / (2 * maxDistanceM);
    for (let k = 0; k < this.#table.length; k++) {
      this.#table[k] = this.model.sill * Math.exp(-((k / this.#stepsPerM / this.model.rangeM) ** this.model.exponent));
    }
  }

  at(x: number, y: number, except = -1): Neighbours {
    const ids = this.#tree.nearest(x, y, this.options.neighbours, except, this.options.maxDistanceM);
    const n = ids.length;
    const [matrix, toPlace, ones, covariances] = [this.#matrix, this.#toPlace, this.#ones, this.#covariances];
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const a = ids[i];
      for (let j = 0; j < i; j++)
        matrix[i * n + j] = this.#covariance(this.x[a] - this.x[ids[j]], this.y[a] - this.y[ids[j]]);
      matrix[i * n + i] = this.model.sill + this.nugget[a];
      largest = Math.max(largest, matrix[i * n + i]);
      toPlace[i] = this.#covariance(this.x[a] - x, this.y[a] - y);
      ones[i] = 1;
    }
    // Points of one place would make the matrix singular.
    for (let i = 0; i < n; i++) matrix[i * n + i] += 1e-6 * largest;
    if (n === 0 || !(largest > 0) || !factorCholesky(matrix, n)) {
      return { count: n, ids, weights: ones.fill(1 / n), variance: Number.NaN };
    }
    covariances.set(toPlace.subarray(0, n));
    solveCholesky(matrix, n, toPlace);
    solveCholesky(matrix, n, ones);
    let [sum, total] = [0, 0];
    for (let i = 0; i < n; i++) {
      sum += toPlace[i];
      total += ones[i];
    }
    const multiplier = (1 - sum) / total;
    let variance = this.model.sill + multiplier;
    for (let i = 0; i < n; i++) {
      toPlace[i] += multiplier * ones[i];
      variance -= toPlace[i] * covariances[i];
    }
    return { count: n, ids, weights: toPlace, variance: Math.max(0, variance) };
  }

  #covariance(dx: number, dy: number): number {
    const place = Math.sqrt(dx * dx + dy * dy) * this.#stepsPerM;
    if (place >= TABLE)
      return this.model.sill * Math.exp(-((place / this.#stepsPerM / this.model.rangeM) ** this.model.exponent));
    const k = Math.floor(place);
    return this.#table[k] + (place - k) * (this.#table[k + 1] - this.#table[k]);
  }
}

/** Weights of one over the square of the distance, as EGMS interpolates where kriging takes too long. */
export class InverseDistance implements Interpolator {
  readonly #tree: PointTree;
  readonly #weights: Float64Array;

  constructor(
    private readonly x: Float64Array,
    private readonly y: Float64Array,
    private readonly options: InterpolationOptions,
  ) {
    this.#tree = new PointTree(x, y);
    this.#weights = new Float64Array(options.neighbours);
  }

  at(x: number, y: number, except = -1): Neighbours {
    const ids = this.#tree.nearest(x, y, this.options.neighbours, except, this.options.maxDistanceM);
    let total = 0;
    for (let i = 0; i < ids.length; i++) {
      // Nearer than a metre is the same place.
      this.#weights[i] = 1 / Math.max(1, (this.x[ids[i]] - x) ** 2 + (this.y[ids[i]] - y) ** 2);
      total += this.#weights[i];
    }
    for (let i = 0; i < ids.length; i++) this.#weights[i] /= total;
    return { count: ids.length, ids, weights: this.#weights, variance: Number.NaN };
  }
}
