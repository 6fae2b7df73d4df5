/** Places points on a grid by density, row after row, holding one row at a time. */
import type { SeededRandom } from './seeded-random.js';

export interface GridDensity {
  readonly rows: number;
  readonly columns: number;
  /** Columns over which the density counts as constant. */
  readonly binColumns: number;
  /** Relative density, not negative, at a place of the grid. */
  density(row: number, column: number): number;
}

export interface PlacedRow {
  readonly row: number;
  /** Ascending, no two alike. */
  readonly columns: Int32Array;
}

/**
 * Exactly `count` places, each at most once, in the order of rows and columns. Throws RangeError when a row would have to
 * hold more points than it has columns.
 */
export function* placePoints(grid: GridDensity, count: number, random: SeededRandom): Generator<PlacedRow> {
  const bins = Math.ceil(grid.columns / grid.binColumns);
  const rowTotals = new Float64Array(grid.rows);
  for (let row = 0; row < grid.rows; row++) rowTotals[row] = cumulativeDensity(grid, row, bins)[bins];
  const total = rowTotals.reduce((sum, rowTotal) => sum + rowTotal, 0);
  let passed = 0;
  let placed = 0;
  for (let row = 0; row < grid.rows; row++) {
    passed += rowTotals[row];
    // Rounding the running sum, not each row, makes the rows add up.
    const due = row === grid.rows - 1 ? count : Math.round((passed / total) * count);
    if (due - placed > grid.columns) {
      throw new RangeError(`count: ${due - placed} points would fall on a row of ${grid.columns} columns`);
    }
    if (due > placed)
      yield { row, columns: placeInRow(cumulativeDensity(grid, row, bins), grid, due - placed, random) };
    placed = due;
  }
}

/** (bins + 1), from 0. */
function cumulativeDensity(grid: GridDensity, row: number, bins: number): Float64Array {
  const cumulative = new Float64Array(bins + 1);
  for (let bin = 0; bin < bins; bin++) {
    const first = bin * grid.binColumns;
    const width = Math.min(grid.binColumns, grid.columns - first);
    cumulative[bin + 1] = cumulative[bin] + width * grid.density(row, first + width / 2);
  }
  return cumulative;
}

function placeInRow(cumulative: Float64Array, grid: GridDensity, count: number, random: SeededRandom): Int32Array {
  const total = cumulative[cumulative.length - 1];
  const draws = Float64Array.from({ length: count }, () => random.uniform() * total).sort();
  const columns = new Int32Array(count);
  let bin = 0;
  for (let i = 0; i < count; i++) {
    while (cumulative[bin + 1] <= draws[i]) bin++;
    const within = (draws[i] - cumulative[bin]) / (cumulative[bin + 1] - cumulative[bin]);
    const column = Math.floor((bin + within) * grid.binColumns);
    // Two draws of one column: the later one moves on.
    columns[i] = i > 0 && column <= columns[i - 1] ? columns[i - 1] + 1 : column;
  }
  // What was pushed over the end comes back.
  for (let i = count - 1, last = grid.columns - 1; i >= 0 && columns[i] > last; i--, last--) columns[i] = last;
  return columns;
}
