/** Sums of cells against sums by hand, and in any cutting into blocks. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readColumns, writeColumns } from '../../../../src/insar/psi/columns-file.js';
import {
  type CellColumns,
  type CellPoint,
  CellSums,
  cellColumnsOf,
} from '../../../../src/insar/psi/points/residual-cells.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';

const [DATES, FUNCTIONS] = [3, 2];

const pointAt = (eastM: number, northM: number, weight = 1, cluster = 0): CellPoint => ({
  eastM,
  northM,
  heightM: 10,
  heightErrorM: 2,
  cluster,
  weight,
});

describe('a cell', () => {
  const sums = new CellSums(200, DATES, FUNCTIONS);
  sums.add(pointAt(10, 30, 1), Float64Array.of(1, 2), Float32Array.of(0.5, Number.NaN, 1));
  sums.add(pointAt(190, 50, 3), Float64Array.of(5, -2), Float32Array.of(-0.5, 1, Number.NaN));
  sums.add(pointAt(-1, 50, 2), Float64Array.of(0, 0), Float32Array.of(1, 1, 1));
  sums.add(pointAt(10, 30, 4, 1), Float64Array.of(0, 0), Float32Array.of(1, 1, 1));
  const columns = sums.columns();

  test('is where its points are, west of zero too, and of one cluster', () => {
    expect([...columns.cluster]).toEqual([0, 0, 1]);
    expect([...columns.column]).toEqual([-1, 0, 0]);
    expect([...columns.row]).toEqual([0, 0, 0]);
    expect([...columns.points]).toEqual([1, 2, 1]);
  });

  test('has sums by weight, of the dates that points have', () => {
    expect(columns.weight[1]).toBe(4);
    expect(columns.eastM[1]).toBe(10 + 3 * 190);
    expect(columns.heightErrorM[1]).toBe(8);
    expect([...columns.smoothRad.subarray(2, 4)]).toEqual([1 + 15, 2 - 6]);
    expect([...columns.smoothSquares.subarray(2, 4)]).toEqual([1 + 75, 4 + 12]);
    expect([...columns.dateWeight.subarray(3, 6)]).toEqual([4, 3, 1]);
    expect([...columns.residualRad.subarray(3, 6)]).toEqual([0.5 - 1.5, 3, 1]);
  });
});

describe('sums of blocks', () => {
  const random = new SeededRandom(5);
  const points = Array.from({ length: 400 }, () => ({
    point: pointAt(
      random.between(-900, 900),
      random.between(-900, 900),
      random.between(0.1, 9),
      random.uniform() < 0.1 ? 1 : 0,
    ),
    smooth: Float64Array.from({ length: FUNCTIONS }, () => random.gaussian()),
    residual: Float32Array.from({ length: DATES }, () => (random.uniform() < 0.1 ? Number.NaN : random.gaussian())),
  }));
  const sumsOf = (some: typeof points) => {
    const sums = new CellSums(200, DATES, FUNCTIONS);
    for (const { point, smooth, residual } of some) sums.add(point, smooth, residual);
    return sums.columns();
  };
  const joined = (blocks: readonly CellColumns[]) => {
    const sums = new CellSums(200, DATES, FUNCTIONS);
    for (const block of blocks) sums.addAll(block);
    return sums.columns();
  };
  const whole = sumsOf(points);
  const parts = [points.slice(0, 90), [], points.slice(90, 91), points.slice(91)].map(sumsOf);

  const expectNear = (found: CellColumns, expected: CellColumns) => {
    for (const name of Object.keys(expected) as (keyof CellColumns)[]) {
      expect(found[name].length).toBe(expected[name].length);
      found[name].forEach((value: number, k: number) => {
        expect(Math.abs(value - expected[name][k])).toBeLessThan(1e-9 * (1 + Math.abs(expected[name][k])));
      });
    }
  };

  test('are the sums of all their points, in whatever order, but for rounding', () => {
    expectNear(joined(parts), whole);
    expectNear(joined(parts.toReversed()), whole);
  });

  test('are the same bits again in the same order', () => {
    expect(joined(parts)).toEqual(joined(parts));
    expect(joined([whole])).toEqual(whole);
  });

  test('stand in the order of cluster, row and column, whoever came first', () => {
    const { cluster, row, column } = joined(parts.toReversed());
    for (let k = 1; k < row.length; k++) {
      const order = cluster[k] - cluster[k - 1] || row[k] - row[k - 1] || column[k] - column[k - 1];
      expect(order).toBeGreaterThan(0);
    }
  });

  test('survive a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'open-egms-cells-'));
    await writeColumns(join(folder, 'cells'), { ...whole });
    expect(cellColumnsOf(await readColumns(join(folder, 'cells')))).toEqual(whole);
    await rm(folder, { recursive: true });
  });
});
