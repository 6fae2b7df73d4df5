/**
 * The cells in which lines of sight are combined, in EPSG:3035, and the square blocks of cells that are worked on at one
 * time. Both start at the origin of the CRS, so that cells of 100 m are those of EGMS and of the EEA reference grid, and
 * both divide the 100 km tiles, so that no cell or block lies in two of them.
 */
const TILE_M = 100_000;
/** Large enough to make reading worth a statement, small enough to be redone after an interruption. */
const USUAL_BLOCK_M = 5_000;
/** Smaller cells would share pids: the identifiers of level 3 number the cells of 100 m. */
const MIN_CELL_M = 100;
const MAX_CELL_M = 10_000;

/** From 100 m to 10 km, in multiples of 10 m, a whole number of them to the 100 km. */
export const CELL_SIZES_M: readonly number[] = Array.from(
  { length: (MAX_CELL_M - MIN_CELL_M) / 10 + 1 },
  (_, i) => MIN_CELL_M + 10 * i,
).filter((size) => TILE_M % size === 0);

export interface CellGrid {
  readonly cellSizeM: number;
  readonly blockSizeM: number;
  /** Cells along each side of a block. */
  readonly cellsPerSide: number;
  /** Blocks along each side of a tile. */
  readonly blocksPerTile: number;
}

/** Row and column count from the origin of EPSG:3035, northward and eastward. */
export interface Block {
  readonly row: number;
  readonly column: number;
}

/** Throws RangeError for a size that is not one of `CELL_SIZES_M`. */
export function cellGrid(cellSizeM: number): CellGrid {
  if (!CELL_SIZES_M.includes(cellSizeM)) {
    throw new RangeError(`expected one of ${CELL_SIZES_M.join(', ')} m, got ${cellSizeM}`);
  }
  const cellsPerTile = TILE_M / cellSizeM;
  let cellsPerSide = Math.max(1, Math.floor(USUAL_BLOCK_M / cellSizeM));
  while (cellsPerTile % cellsPerSide !== 0) cellsPerSide--;
  const blockSizeM = cellsPerSide * cellSizeM;
  return { cellSizeM, blockSizeM, cellsPerSide, blocksPerTile: TILE_M / blockSizeM };
}

export function blockOf(grid: CellGrid, eastingM: number, northingM: number): Block {
  return { row: Math.floor(northingM / grid.blockSizeM), column: Math.floor(eastingM / grid.blockSizeM) };
}

/** Half-open: the upper edges belong to the neighbours. */
export function boxOf(grid: CellGrid, { row, column }: Block) {
  return {
    minEastingM: column * grid.blockSizeM,
    minNorthingM: row * grid.blockSizeM,
    maxEastingM: (column + 1) * grid.blockSizeM,
    maxNorthingM: (row + 1) * grid.blockSizeM,
  };
}

/** Index of the cell of a place in the block, row by row from the south-west corner. The place must lie in the block. */
export function cellIndexIn(grid: CellGrid, block: Block, eastingM: number, northingM: number): number {
  const row = Math.floor(northingM / grid.cellSizeM) - block.row * grid.cellsPerSide;
  const column = Math.floor(eastingM / grid.cellSizeM) - block.column * grid.cellsPerSide;
  return row * grid.cellsPerSide + column;
}

export function cellCentre(grid: CellGrid, block: Block, cellIndex: number): { eastingM: number; northingM: number } {
  const row = Math.floor(cellIndex / grid.cellsPerSide);
  const column = cellIndex - row * grid.cellsPerSide;
  return {
    eastingM: (block.column * grid.cellsPerSide + column + 0.5) * grid.cellSizeM,
    northingM: (block.row * grid.cellsPerSide + row + 0.5) * grid.cellSizeM,
  };
}

/** South-west corner of the block's tile in units of 100 km. */
export function tileOf(grid: CellGrid, { row, column }: Block): { easting100Km: number; northing100Km: number } {
  return {
    easting100Km: Math.floor(column / grid.blocksPerTile),
    northing100Km: Math.floor(row / grid.blocksPerTile),
  };
}
