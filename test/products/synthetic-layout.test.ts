import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { type GridDensity, placePoints } from '../../src/products/synthetic-layout.js';

const even: GridDensity = { rows: 40, columns: 50, binColumns: 7, density: () => 1 };
const placed = (grid: GridDensity, count: number, seed = 1) => [...placePoints(grid, count, new SeededRandom(seed))];
const total = (rows: ReturnType<typeof placed>) => rows.reduce((sum, row) => sum + row.columns.length, 0);

describe('points placed by density', () => {
  test('are as many as asked for, in order, in the grid, and never twice in one place', () => {
    for (const count of [0, 1, 17, 1000, 2000]) {
      const rows = placed(even, count);
      expect(total(rows)).toBe(count);
      for (const [index, { row, columns }] of rows.entries()) {
        if (index > 0) expect(row).toBeGreaterThan(rows[index - 1].row);
        for (let i = 1; i < columns.length; i++) expect(columns[i]).toBeGreaterThan(columns[i - 1]);
        expect(columns[0]).toBeGreaterThanOrEqual(0);
        expect(columns[columns.length - 1]).toBeLessThan(even.columns);
      }
    }
  });

  test('a full grid has a point everywhere', () => {
    expect(placed(even, 2000).every(({ columns }) => columns.length === 50)).toBe(true);
  });

  test('follow the density', () => {
    const rows = placed({ ...even, binColumns: 1, density: (row, column) => (row < 20 && column < 25 ? 3 : 1) }, 600);
    const dense = rows
      .filter(({ row }) => row < 20)
      .reduce((sum, { columns }) => sum + columns.filter((c) => c < 25).length, 0);
    // Three of six parts.
    expect(dense).toBeGreaterThan(270);
    expect(dense).toBeLessThan(330);
  });

  test('a row asked to hold more than it can is refused', () => {
    expect(() => placed({ ...even, density: (row) => (row === 5 ? 1 : 0) }, 51)).toThrow(
      /51 points would fall on a row of 50 columns/,
    );
  });
});
