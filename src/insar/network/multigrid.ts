/**
 * A preconditioner for Laplacians of networks whose cost grows with the network and whose iterations hardly do: groups of
 * points are corrected as one, groups of groups likewise, down to a few hundred that are solved directly. On each level one
 * Gauss-Seidel sweep forward before and one backward after, and two steps of conjugate gradients on the level below
 * (K-cycle). Source: Notay 2010, Electronic Transactions on Numerical Analysis 37, 123-146, algorithms 3.1 and 3.2.
 */
import { SkylineMatrix } from '../calibration/skyline-cholesky.js';
import { coarsened } from './aggregation.js';
import { connectedComponents } from './components.js';
import { type Laplacian, multiply } from './laplacian.js';

/** Size at which a level is solved directly. */
const DIRECT_SIZE = 300;
/** Most that is solved directly when grouping stops making things smaller. */
const MAX_DIRECT_SIZE = 2_000;
/** A level that is not smaller than this part of the one above is the last. */
const SMALLER = 0.8;
/** A residual this small after the first step makes the second superfluous. */
const GOOD_ENOUGH = 0.25;

interface Level {
  readonly matrix: Laplacian;
  /** Row of the next level for each row; undefined on the last. */
  readonly groupOf?: Int32Array;
  /** Right side and solution of this level, and what a K-cycle needs besides; on all levels but the first. */
  readonly right: Float64Array;
  readonly solution: Float64Array;
  readonly first: Float64Array;
  readonly firstImage: Float64Array;
  readonly second: Float64Array;
  readonly secondImage: Float64Array;
}

export class Multigrid {
  readonly #levels: Level[] = [];
  readonly #direct: DirectSolver | undefined;

  constructor(matrix: Laplacian) {
    let fine = matrix;
    for (;;) {
      const isFirst = this.#levels.length === 0;
      if (fine.size <= DIRECT_SIZE) break;
      const { groupOf, coarse } = coarsened(fine);
      if (coarse.size > SMALLER * fine.size) break;
      this.#levels.push(levelOf(fine, groupOf, isFirst));
      fine = coarse;
    }
    this.#levels.push(levelOf(fine, undefined, this.#levels.length === 0));
    if (fine.size <= MAX_DIRECT_SIZE) this.#direct = new DirectSolver(fine);
  }

  /** Rows of each level, the network itself first. */
  get sizes(): readonly number[] {
    return this.#levels.map(({ matrix }) => matrix.size);
  }

  /** out: an approximate solution of L out = right, zero where nothing is to be corrected. */
  apply(right: Float64Array, out: Float64Array): void {
    this.#cycle(0, right, out);
  }

  /** One multigrid cycle from zero. */
  #cycle(depth: number, right: Float64Array, x: Float64Array): void {
    const { matrix, groupOf } = this.#levels[depth];
    if (groupOf === undefined) {
      if (this.#direct !== undefined) this.#direct.solve(right, x);
      else {
        sweepForward(matrix, right, x);
        sweepBackward(matrix, right, x);
      }
      return;
    }
    const below = this.#levels[depth + 1];
    sweepForward(matrix, right, x);
    restrict(matrix, x, groupOf, below.right);
    this.#correct(depth + 1);
    const { solution } = below;
    for (let row = 0; row < matrix.size; row++) if (groupOf[row] >= 0) x[row] += solution[groupOf[row]];
    sweepBackward(matrix, right, x);
  }

  /** Solution of a level by at most two steps of conjugate gradients, each with a cycle of the levels below. */
  #correct(depth: number): void {
    const level = this.#levels[depth];
    const { matrix, right, solution, first, firstImage, second, secondImage } = level;
    if (level.groupOf === undefined) {
      this.#cycle(depth, right, solution);
      return;
    }
    this.#cycle(depth, right, first);
    multiply(matrix, first, firstImage);
    const rho = dot(first, firstImage);
    const alpha = dot(first, right);
    if (!(rho > 0)) {
      solution.fill(0);
      return;
    }
    const before = dot(right, right);
    const step = alpha / rho;
    for (let i = 0; i < right.length; i++) right[i] -= step * firstImage[i];
    const after = dot(right, right);
    let rest = 0;
    let secondStep = 0;
    if (after > GOOD_ENOUGH ** 2 * before) {
      this.#cycle(depth, right, second);
      multiply(matrix, second, secondImage);
      const gamma = dot(second, firstImage);
      const rhoSecond = dot(second, secondImage) - (gamma * gamma) / rho;
      if (rhoSecond > 0) {
        secondStep = dot(second, right) / rhoSecond;
        rest = (gamma * secondStep) / rho;
      }
    }
    for (let i = 0; i < solution.length; i++) solution[i] = (step - rest) * first[i] + secondStep * second[i];
  }
}

function levelOf(matrix: Laplacian, groupOf: Int32Array | undefined, isFirst: boolean): Level {
  const room = () => new Float64Array(isFirst ? 0 : matrix.size);
  const [right, solution, first, firstImage, second, secondImage] = Array.from({ length: 6 }, room);
  return { matrix, groupOf, right, solution, first, firstImage, second, secondImage };
}

/** Gauss-Seidel from zero: only columns before the diagonal count. */
function sweepForward(matrix: Laplacian, right: Float64Array, x: Float64Array): void {
  const { size, start, middle, column, weight, diagonal } = matrix;
  for (let row = 0; row < size; row++) {
    let sum = right[row];
    for (let k = start[row], end = middle[row]; k < end; k++) sum += weight[k] * x[column[k]];
    x[row] = diagonal[row] > 0 ? sum / diagonal[row] : 0;
  }
}

function sweepBackward(matrix: Laplacian, right: Float64Array, x: Float64Array): void {
  const { size, start, column, weight, diagonal } = matrix;
  for (let row = size - 1; row >= 0; row--) {
    let sum = right[row];
    for (let k = start[row], end = start[row + 1]; k < end; k++) sum += weight[k] * x[column[k]];
    x[row] = diagonal[row] > 0 ? sum / diagonal[row] : 0;
  }
}

/** Sums over groups of the residual, which after a forward sweep from zero is what columns beyond the diagonal add. */
function restrict(matrix: Laplacian, x: Float64Array, groupOf: Int32Array, out: Float64Array): void {
  const { size, start, middle, column, weight } = matrix;
  out.fill(0);
  for (let row = 0; row < size; row++) {
    if (groupOf[row] < 0) continue;
    let sum = 0;
    for (let k = middle[row], end = start[row + 1]; k < end; k++) sum += weight[k] * x[column[k]];
    out[groupOf[row]] += sum;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Full Cholesky of a small Laplacian, one point of each part held at zero. */
class DirectSolver {
  readonly #matrix: SkylineMatrix;

  constructor({ size, start, column, weight, diagonal }: Laplacian) {
    this.#matrix = new SkylineMatrix(new Int32Array(size));
    const isHeld = firstOfParts(size, start, column);
    for (let row = 0; row < size; row++) {
      // Twice the diagonal, or 1 for a point on no arc: the value held is zero for every sum of zero of the right side.
      this.#matrix.add(row, row, isHeld[row] === 1 ? 2 * diagonal[row] || 1 : diagonal[row]);
      for (let k = start[row]; k < start[row + 1] && column[k] < row; k++) this.#matrix.add(row, column[k], -weight[k]);
    }
    this.#matrix.factor();
  }

  solve(right: Float64Array, out: Float64Array): void {
    out.set(this.#matrix.solve(right));
  }
}

function firstOfParts(size: number, start: Int32Array, column: Int32Array): Uint8Array {
  const from = new Int32Array(start[size]);
  for (let row = 0; row < size; row++) from.fill(row, start[row], start[row + 1]);
  const { of } = connectedComponents(size, from, column);
  const isHeld = new Uint8Array(size);
  const isSeen = new Set<number>();
  of.forEach((part, row) => {
    if (part >= 0 && isSeen.has(part)) return;
    isSeen.add(part);
    isHeld[row] = 1;
  });
  return isHeld;
}
