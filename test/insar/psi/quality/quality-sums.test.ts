/** Histograms and maps against counts by hand. */
import { describe, expect, test } from 'vitest';
import { HistogramSums, MapMeans } from '../../../../src/insar/psi/quality/quality-sums.js';

describe('a histogram', () => {
  test('counts by class, what lies beyond in the outermost, and nothing without a value', () => {
    const sums = new HistogramSums(-1, 0.5, 4);
    for (const value of [-1, -0.51, -0.5, 0, 0.99, 1, 50, -3, Number.NaN, Number.POSITIVE_INFINITY]) sums.add(value);
    expect(sums.histogram()).toEqual({ from: -1, step: 0.5, counts: [3, 1, 1, 4] });
  });
});

describe('a map', () => {
  test('has means of square cells, the last ones cut off, and null where nothing was', () => {
    const map = new MapMeans(10, 5, 4);
    // Cells of three pixels: two rows of four.
    map.add(0, 0, 1);
    map.add(2, 2, 2);
    map.add(4, 9, -7);
    map.add(0, 3, Number.NaN);
    expect(map.map()).toEqual({
      rows: 2,
      columns: 4,
      cellPixels: 3,
      values: [1.5, null, null, null, null, null, null, -7],
    });
  });

  test('has densities by square kilometre, zero where nothing was', () => {
    const map = new MapMeans(4, 2, 2);
    for (const column of [0, 1, 3]) map.add(0, column, 1);
    // Cells of 2 x 2 pixels of 50 m2.
    expect(map.densities(50).values).toEqual([10_000, 5_000]);
  });

  test('of cells at the edge counts the part of them that is image', () => {
    const map = new MapMeans(3, 2, 2);
    for (const column of [0, 1, 2]) for (const row of [0, 1]) map.add(row, column, 1);
    // One point on every pixel of 50 m2, everywhere.
    expect(map.densities(50).values).toEqual([20_000, 20_000]);
  });
});
