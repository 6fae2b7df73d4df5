/** The banded solver beside plain elimination on full matrices. */
import { describe, expect, test } from 'vitest';
import { SkylineMatrix } from '../../../src/insar/calibration/skyline-cholesky.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

/** A random positive definite matrix with random emptiness, full and as skyline. */
function randomSystem(size: number, seed: number) {
  const random = new SeededRandom(seed);
  const first = Int32Array.from({ length: size }, (_, row) => Math.floor(random.uniform() * (row + 1)));
  const full = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const matrix = new SkylineMatrix(first);
  for (let row = 0; row < size; row++) {
    for (let column = first[row]; column <= row; column++) {
      const value = row === column ? size + random.uniform() : random.gaussian();
      matrix.add(row, column, value);
      full[row][column] += value;
      if (row !== column) full[column][row] += value;
    }
  }
  return { matrix, full, random };
}

/** Gauss-Jordan with pivoting: slow and obvious. */
function inverseOf(full: readonly (readonly number[])[]): number[][] {
  const n = full.length;
  const rows = full.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column; row < n; row++) if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const scale = rows[column][column];
    rows[column] = rows[column].map((value) => value / scale);
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const factor = rows[row][column];
      rows[row] = rows[row].map((value, j) => value - factor * rows[column][j]);
    }
  }
  return rows.map((row) => row.slice(n));
}

describe('a skyline matrix', () => {
  test.each([1, 2, 7, 30])('of size %i is solved as a full one is', (size) => {
    const { matrix, full, random } = randomSystem(size, size);
    const x = Float64Array.from({ length: size }, () => random.gaussian());
    const right = Float64Array.from(full, (row) => row.reduce((sum, value, j) => sum + value * x[j], 0));
    matrix.factor();
    matrix.solve(right).forEach((value, i) => {
      expect(value).toBeCloseTo(x[i], 10);
    });
    // It stays factored, and does not write to its argument.
    expect(matrix.solve(right)).toEqual(matrix.solve(right.slice()));
  });

  test('gives the elements of its inverse', () => {
    const { matrix, full } = randomSystem(20, 5);
    const inverse = inverseOf(full);
    matrix.factor();
    const unknowns = [3, 17, 4];
    const block = matrix.inverseBlock(unknowns);
    unknowns.forEach((a, i) => {
      unknowns.forEach((b, j) => {
        expect(block[i * 3 + j]).toBeCloseTo(inverse[a][b], 12);
      });
    });
  });

  test('is used again after it was cleared', () => {
    const matrix = new SkylineMatrix(Int32Array.of(0, 0));
    matrix.add(0, 0, 4);
    matrix.add(1, 1, 1);
    matrix.factor();
    matrix.clear();
    matrix.add(0, 0, 2);
    matrix.add(0, 1, 1);
    matrix.add(1, 1, 2);
    matrix.factor();
    expect([...matrix.solve(Float64Array.of(3, 3))].map((value) => Number(value.toFixed(12)))).toEqual([1, 1]);
  });

  test('refuses what is not positive definite, lies outside, or is asked too early', () => {
    const matrix = new SkylineMatrix(Int32Array.of(0, 0, 2));
    expect(() => matrix.add(2, 0, 1)).toThrow(/element 2, 0: outside/);
    expect(() => matrix.solve(new Float64Array(3))).toThrow(/factor before/);
    for (const [row, column] of [
      [0, 0],
      [1, 0],
      [1, 1],
    ])
      matrix.add(row, column, 1);
    matrix.add(2, 2, 1);
    expect(() => matrix.factor()).toThrow(/not positive definite at row 1/);
    expect(() => new SkylineMatrix(Int32Array.of(1))).toThrow(/row 0: expected/);
    const good = new SkylineMatrix(Int32Array.of(0));
    good.add(0, 0, 1);
    good.factor();
    expect(() => good.solve(new Float64Array(2))).toThrow(/expected 1 values, got 2/);
  });
});
