/** Least squares by normal equations and elimination: slow and obvious, to compare with. */
export interface Fitted {
  readonly values: readonly number[];
  /** Standard errors of the values. */
  readonly errors: readonly number[];
  readonly residualStd: number;
  readonly fitted: readonly number[];
}

/** @param rows one for each observation, a number for each unknown */
export function fittedSquares(rows: readonly (readonly number[])[], observed: readonly number[]): Fitted {
  const size = rows[0].length;
  const sum = (term: (row: readonly number[], i: number) => number) => rows.reduce((s, row, i) => s + term(row, i), 0);
  const unknowns = Array.from({ length: size }, (_, i) => i);
  const normal = unknowns.map((i) => unknowns.map((j) => sum((row) => row[i] * row[j])));
  const inverse = inverseOf(normal);
  const right = unknowns.map((i) => sum((row, k) => row[i] * observed[k]));
  const values = inverse.map((row) => row.reduce((s, each, j) => s + each * right[j], 0));
  const fitted = rows.map((row) => row.reduce((s, each, j) => s + each * values[j], 0));
  const squares = observed.reduce((s, each, i) => s + (each - fitted[i]) ** 2, 0);
  const variance = squares / (rows.length - size);
  return {
    values,
    errors: unknowns.map((i) => Math.sqrt(variance * inverse[i][i])),
    residualStd: Math.sqrt(variance),
    fitted,
  };
}

/** By Gauss and Jordan; for positive definite matrices, which need no pivots. */
function inverseOf(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let pivot = 0; pivot < size; pivot++) {
    const scale = work[pivot][pivot];
    work[pivot] = work[pivot].map((value) => value / scale);
    for (let i = 0; i < size; i++) {
      if (i === pivot) continue;
      const factor = work[i][pivot];
      work[i] = work[i].map((value, j) => value - factor * work[pivot][j]);
    }
  }
  return work.map((row) => row.slice(size));
}
