/**
 * Conjugate gradients for Laplacians, with a preconditioner that may differ from step to step (flexible, Polak-Ribiere).
 * The matrix is singular, one constant per part of the network being free; right sides that sum to zero over each part,
 * as sums of arcs do, have a solution all the same, and this finds one. Source: Notay 2000, doi:10.1137/S1064827599362314.
 */
import { type Laplacian, multiply } from './laplacian.js';

export interface Preconditioner {
  apply(right: Float64Array, out: Float64Array): void;
}

/** The plainest: division by the diagonal. */
export function jacobi({ diagonal }: Laplacian): Preconditioner {
  return {
    apply(right, out) {
      for (let i = 0; i < out.length; i++) out[i] = diagonal[i] > 0 ? right[i] / diagonal[i] : 0;
    },
  };
}

export interface Convergence {
  readonly iterations: number;
  /** Norm of the residual over that of the right side; 0 for a right side of zeros. */
  readonly relativeResidual: number;
}

/**
 * Improves x until the residual is small, an iteration at a time: to be run to its end. Says how far it came; it is for
 * the caller to judge a residual that is not as small as asked.
 */
export function* conjugateGradientSteps(
  matrix: Laplacian,
  preconditioner: Preconditioner,
  right: Float64Array,
  x: Float64Array,
  tolerance: number,
  maxIterations: number,
): Generator<void, Convergence> {
  const { size } = matrix;
  const residual = new Float64Array(size);
  const image = new Float64Array(size);
  const direction = new Float64Array(size);
  const corrected = new Float64Array(size);
  const norm = Math.sqrt(dot(right, right));
  if (norm === 0) {
    x.fill(0);
    return { iterations: 0, relativeResidual: 0 };
  }
  subtractImage(matrix, right, x, residual);
  let iterations = 0;
  let [alpha, energy] = [0, 0];
  while (iterations < maxIterations && Math.sqrt(dot(residual, residual)) > tolerance * norm) {
    preconditioner.apply(residual, corrected);
    const beta = iterations === 0 ? 0 : (-alpha * dot(corrected, image)) / energy;
    energy = dot(corrected, residual);
    for (let i = 0; i < size; i++) direction[i] = corrected[i] + beta * direction[i];
    multiply(matrix, direction, image);
    const curvature = dot(direction, image);
    // Rounding, or a right side that has no solution: nothing more is to be gained.
    if (!(curvature > 0 && energy > 0)) break;
    alpha = dot(direction, residual) / curvature;
    for (let i = 0; i < size; i++) {
      x[i] += alpha * direction[i];
      residual[i] -= alpha * image[i];
    }
    iterations++;
    yield;
  }
  subtractImage(matrix, right, x, residual);
  return { iterations, relativeResidual: Math.sqrt(dot(residual, residual)) / norm };
}

function subtractImage(matrix: Laplacian, right: Float64Array, x: Float64Array, out: Float64Array): void {
  multiply(matrix, x, out);
  for (let i = 0; i < out.length; i++) out[i] = right[i] - out[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
