/**
 * From differences along arcs to values at points: velocities, height errors, any real quantity. Least squares,
 * min sum of w_a ((x_to - x_from) - d_a)^2, whose normal equations are the Laplacian of the network. Each part of the
 * network has a reference point of its own, where the value is zero.
 */
import { adjacencyOf, walkOf } from './adjacency.js';
import { type Components, connectedComponents } from './components.js';
import { type Convergence, conjugateGradientSteps } from './conjugate-gradients.js';
import { type Laplacian, laplacianOf } from './laplacian.js';
import { Multigrid } from './multigrid.js';

const MAX_ITERATIONS = 300;

/** Arcs alone: the lengths do not matter here. */
export interface Arcs {
  readonly pointCount: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export interface Integrated extends Convergence {
  /** (nPoints) in the unit of the differences; 0 at the references, NaN at points on no arc with weight. */
  readonly values: Float64Array;
}

/** The equations of one set of weights, for as many quantities as there are. */
export class ArcIntegration {
  readonly components: Components;
  /** (components) the point of each part where values are zero. */
  readonly references: Int32Array;
  /** Arcs with weight. */
  readonly usedArcs: number;
  /** Row of each point, -1 for none. */
  readonly #rowOf: Int32Array;
  readonly #rows: Int32Array;
  readonly #matrix: Laplacian;
  readonly #multigrid: Multigrid;

  /**
   * @param weight (nArcs) inverse variances, in any unit; 0 leaves an arc out
   * @param reference point of zero of its part; of the other parts, and unless given, the point whose arcs weigh most
   * @param like equations of the same arcs whose weights are zero where these are, and elsewhere not too different: their
   *   order and multigrid serve again, which saves the longest part of the preparation
   */
  constructor(
    private readonly arcs: Arcs,
    private readonly weight: Float64Array,
    reference?: number,
    like?: ArcIntegration,
  ) {
    const { pointCount, from, to } = arcs;
    checkArcs(arcs, weight);
    if (like !== undefined) {
      ({ components: this.components, references: this.references, usedArcs: this.usedArcs } = like);
      this.#rowOf = like.#rowOf;
      this.#rows = like.#rows;
      this.#multigrid = like.#multigrid;
      this.#matrix = laplacianOf(this.#rows.length, this.#rowsOf(from), this.#rowsOf(to), weight);
      return;
    }
    const isUsed = new Uint8Array(weight.length);
    let usedArcs = 0;
    for (let arc = 0; arc < weight.length; arc++) if (weight[arc] > 0) usedArcs += isUsed[arc] = 1;
    this.usedArcs = usedArcs;
    this.components = connectedComponents(pointCount, from, to, isUsed);
    // In the order of a walk through the network neighbours are close together in memory.
    this.#rows = walkOf(adjacencyOf(pointCount, from, to, isUsed)).order;
    this.#rowOf = new Int32Array(pointCount).fill(-1);
    for (let row = 0; row < this.#rows.length; row++) this.#rowOf[this.#rows[row]] = row;
    this.#matrix = laplacianOf(this.#rows.length, this.#rowsOf(from), this.#rowsOf(to), weight);
    this.#multigrid = new Multigrid(this.#matrix);
    this.references = this.#references(reference);
  }

  /** Rows of the levels of the multigrid, those of the network itself first. */
  get levelSizes(): readonly number[] {
    return this.#multigrid.sizes;
  }

  /**
   * @param differences (nArcs) value of `to` minus value of `from`; not looked at where the weight is 0
   * @param tolerance residual of the normal equations over their right side
   * @param near (nPoints) values to start from; NaN counts as 0
   */
  solve(differences: Float64Array, tolerance = 1e-8, near?: Float64Array): Integrated {
    const steps = this.solveSteps(differences, tolerance, near);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** The same in steps of some ten milliseconds: to be run to its end. */
  *solveSteps(differences: Float64Array, tolerance = 1e-8, near?: Float64Array): Generator<void, Integrated> {
    const right = this.#rightSide(differences);
    const x = new Float64Array(right.length);
    if (near !== undefined) for (let row = 0; row < x.length; row++) x[row] = near[this.#rows[row]] || 0;
    const convergence = yield* conjugateGradientSteps(
      this.#matrix,
      this.#multigrid,
      right,
      x,
      tolerance,
      MAX_ITERATIONS,
    );
    const values = new Float64Array(this.arcs.pointCount).fill(NaN);
    for (let row = 0; row < x.length; row++) {
      const point = this.#rows[row];
      values[point] = x[row] - x[this.#rowOf[this.references[this.components.of[point]]]];
    }
    return { values, ...convergence };
  }

  /** Arcs without weight may end at points without a row; they are not looked at. */
  #rowsOf(points: Int32Array): Int32Array {
    const rows = new Int32Array(points.length);
    for (let i = 0; i < rows.length; i++) rows[i] = this.#rowOf[points[i]];
    return rows;
  }

  #rightSide(differences: Float64Array): Float64Array {
    const { from, to } = this.arcs;
    if (differences.length !== from.length) {
      throw new RangeError(`differences: expected ${from.length} values, got ${differences.length}`);
    }
    const right = new Float64Array(this.#rows.length);
    for (let arc = 0; arc < from.length; arc++) {
      const weight = this.weight[arc];
      if (weight === 0) continue;
      const weighted = weight * differences[arc];
      if (!Number.isFinite(weighted)) {
        throw new RangeError(
          `arc ${arc}: expected a finite difference where the weight is not 0, got ${differences[arc]}`,
        );
      }
      right[this.#rowOf[from[arc]]] -= weighted;
      right[this.#rowOf[to[arc]]] += weighted;
    }
    return right;
  }

  #references(wanted: number | undefined): Int32Array {
    const { of, count } = this.components;
    const references = new Int32Array(count).fill(-1);
    const { diagonal } = this.#matrix;
    for (let point = 0; point < of.length; point++) {
      const part = of[point];
      if (part < 0) continue;
      const best = references[part];
      if (best < 0 || diagonal[this.#rowOf[point]] > diagonal[this.#rowOf[best]]) references[part] = point;
    }
    if (wanted !== undefined && of[wanted] >= 0) references[of[wanted]] = wanted;
    return references;
  }
}

function checkArcs({ pointCount, from, to }: Arcs, weight: Float64Array): void {
  if (to.length !== from.length || weight.length !== from.length) {
    throw new RangeError(`arcs: expected ${from.length} ends and weights, got ${to.length} and ${weight.length}`);
  }
  for (let arc = 0; arc < from.length; arc++) {
    if (!(from[arc] >= 0 && from[arc] < pointCount && to[arc] >= 0 && to[arc] < pointCount)) {
      throw new RangeError(`arc ${arc}: expected points 0 to ${pointCount - 1}, got ${from[arc]} and ${to[arc]}`);
    }
    if (!(weight[arc] >= 0 && weight[arc] < Infinity)) {
      throw new RangeError(`arc ${arc}: expected a weight of 0 or above, got ${weight[arc]}`);
    }
  }
}
