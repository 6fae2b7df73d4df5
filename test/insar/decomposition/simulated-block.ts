/** Rows of a simulated block, for what is done with them afterwards. */
import { BlockAccumulator } from '../../../src/insar/decomposition/block-accumulator.js';
import {
  blockRows,
  type CellRow,
  type LossCounts,
  noLosses,
  type RowOptions,
  SeriesModels,
} from '../../../src/insar/decomposition/block-rows.js';
import { type Block, type CellGrid, cellCentre } from '../../../src/insar/decomposition/cell-grid.js';
import type { TimeGrid } from '../../../src/insar/time-grid.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import {
  ASCENDING,
  DESCENDING,
  gridOf,
  type Motion,
  pointsOf,
  productOf,
  type SimulatedPoint,
} from './simulated-points.js';

export const BLOCK_DATES = regularEpochs('20200103', '20210101', 6);
export const BLOCK_GRID: TimeGrid = gridOf(BLOCK_DATES);

export const USUAL_ROWS: RowOptions = {
  weighting: 'none',
  minPointsPerGeometry: 1,
  maxConditionNumber: Number.POSITIVE_INFINITY,
  minEpochs: 7,
  isNorthCompensated: false,
};

export interface SimulatedRows {
  readonly rows: readonly CellRow[];
  readonly losses: LossCounts;
}

/** One point of each direction in every cell named. */
export function simulatedRows(
  grid: CellGrid,
  block: Block,
  cells: readonly number[],
  motion: Motion,
  points: Partial<SimulatedPoint> = {},
  options: Partial<RowOptions> = {},
): SimulatedRows {
  const all = { ...USUAL_ROWS, ...options };
  const accumulator = new BlockAccumulator(grid, block, BLOCK_DATES.length, all);
  for (const track of [ASCENDING, DESCENDING]) {
    const own = { ...track, dates: BLOCK_DATES };
    const placed = cells.map((index) => ({ ...cellCentre(grid, block, index), ...points }));
    accumulator.add(productOf(own, BLOCK_GRID), pointsOf(own, placed, motion));
  }
  const losses = noLosses();
  const rows = [
    ...blockRows(accumulator, grid, block, new SeriesModels(BLOCK_DATES), BLOCK_DATES.length, all, losses),
  ].filter((row) => row !== undefined);
  return { rows, losses };
}
