/**
 * The 100 km cells of EPSG:3035 in which points are stored: the tiles of EGMS level 3, `E45N17` for the one whose
 * south-west corner is 4,500 km east and 1,700 km north. Stored as one number, 100 N + E (1745), which fits an int16.
 */

export const CELL_SIZE_M = 100_000;
/** Cells along each axis: 0 to 99. */
const CELLS = 100;

/** Cell that holds a point of EPSG:3035 (metres). Throws RangeError outside 0 to 10,000 km, which no European point is. */
export function cellOf(eastingM: number, northingM: number): number {
  const column = Math.floor(eastingM / CELL_SIZE_M);
  const row = Math.floor(northingM / CELL_SIZE_M);
  // Written so that NaN fails too.
  if (!(column >= 0 && column < CELLS && row >= 0 && row < CELLS)) {
    throw new RangeError(`EPSG:3035: expected easting and northing in [0, 10000000) m, got ${eastingM}, ${northingM}`);
  }
  return row * CELLS + column;
}

/** `E45N17`. */
export function cellName(cell: number): string {
  const { column, row } = columnAndRow(cell);
  return `E${String(column).padStart(2, '0')}N${String(row).padStart(2, '0')}`;
}

/** South-west corner, EPSG:3035. */
export function cellOrigin(cell: number): { eastingM: number; northingM: number } {
  const { column, row } = columnAndRow(cell);
  return { eastingM: column * CELL_SIZE_M, northingM: row * CELL_SIZE_M };
}

/** Cells that a box of EPSG:3035 touches (metres, closed), in ascending order; none where it lies outside the grid. */
export function cellsOf(box: { minX: number; minY: number; maxX: number; maxY: number }): number[] {
  const first = (min: number) => Math.max(0, Math.floor(min / CELL_SIZE_M));
  const last = (max: number) => Math.min(CELLS - 1, Math.floor(max / CELL_SIZE_M));
  const cells: number[] = [];
  for (let row = first(box.minY); row <= last(box.maxY); row++) {
    for (let column = first(box.minX); column <= last(box.maxX); column++) cells.push(row * CELLS + column);
  }
  return cells;
}

function columnAndRow(cell: number): { column: number; row: number } {
  if (!(Number.isInteger(cell) && cell >= 0 && cell < CELLS * CELLS)) {
    throw new RangeError(`cell: expected an integer from 0 to ${CELLS * CELLS - 1}, got ${cell}`);
  }
  const row = Math.floor(cell / CELLS);
  return { column: cell - row * CELLS, row };
}
