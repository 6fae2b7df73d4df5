import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  blockOf,
  boxOf,
  CELL_SIZES_M,
  cellCentre,
  cellGrid,
  cellIndexIn,
  tileOf,
} from '../../../src/insar/decomposition/cell-grid.js';

describe('cells and blocks', () => {
  test('come in the sizes that the process offers, all of which divide a tile of 100 km', () => {
    expect(CELL_SIZES_M.every((size) => 100_000 % size === 0)).toBe(true);
    const process = JSON.parse(
      readFileSync(new URL('../../../processes/decompose/process.json', import.meta.url), 'utf8'),
    );
    expect(process.inputs.cellSizeM.schema.enum).toEqual(CELL_SIZES_M);
  });

  test('of every size fit: cells into blocks, blocks into tiles', () => {
    for (const size of CELL_SIZES_M) {
      const grid = cellGrid(size);
      expect(grid.blockSizeM).toBe(size * grid.cellsPerSide);
      expect(grid.blockSizeM * grid.blocksPerTile).toBe(100_000);
      expect(grid.blockSizeM).toBeLessThanOrEqual(Math.max(5_000, size));
    }
    expect(cellGrid(100)).toEqual({ cellSizeM: 100, blockSizeM: 5_000, cellsPerSide: 50, blocksPerTile: 20 });
  });

  test('of 100 m are those of EGMS', () => {
    const grid = cellGrid(100);
    const block = blockOf(grid, 4_597_512.3, 1_739_799.99);
    const index = cellIndexIn(grid, block, 4_597_512.3, 1_739_799.99);
    expect(cellCentre(grid, block, index)).toEqual({ eastingM: 4_597_550, northingM: 1_739_750 });
    expect(tileOf(grid, block)).toEqual({ easting100Km: 45, northing100Km: 17 });
  });

  test('number the cells of a block row by row from the south-west, and lead back to them', () => {
    for (const size of [100, 160, 1250, 10_000]) {
      const grid = cellGrid(size);
      const block = blockOf(grid, 4_521_000, 1_733_000);
      const indices = Array.from({ length: grid.cellsPerSide ** 2 }, (_, index) => {
        const { eastingM, northingM } = cellCentre(grid, block, index);
        expect(blockOf(grid, eastingM, northingM)).toEqual(block);
        return cellIndexIn(grid, block, eastingM, northingM);
      });
      expect(indices).toEqual(indices.map((_, i) => i));
    }
  });

  test('are half-open: an edge belongs to the cell and block beyond it', () => {
    const grid = cellGrid(100);
    const block = blockOf(grid, 4_600_000, 1_740_000);
    expect(boxOf(grid, block)).toEqual({
      minEastingM: 4_600_000,
      minNorthingM: 1_740_000,
      maxEastingM: 4_605_000,
      maxNorthingM: 1_745_000,
    });
    expect(tileOf(grid, block).easting100Km).toBe(46);
    expect(tileOf(grid, blockOf(grid, 4_599_999.99, 1_740_000)).easting100Km).toBe(45);
    expect(cellIndexIn(grid, block, 4_600_000, 1_740_100)).toBe(50);
  });

  test('of other sizes are refused: below 100 m two cells would share a pid', () => {
    for (const size of [20, 50, 110, 12_500, 100.5, Number.NaN]) {
      expect(() => cellGrid(size)).toThrow(/expected one of 100, 160, .* got/);
    }
  });
});
