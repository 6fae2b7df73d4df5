/**
 * The points of the primary network: the best of each square cell, so that the network covers the ground evenly and every
 * arc starts and ends at a point worth trusting.
 */

/**
 * Indices, ascending, of the point of highest quality in each cell of a grid from the origin of the coordinates. Equal
 * points: the first. Points without coordinates or quality (NaN) are passed over.
 *
 * @param eastingM,northingM (n) m, NaN = no place
 * @param quality (n) larger is better: temporal coherence, or minus amplitude dispersion; NaN = not a candidate
 * @param cellSizeM side of a cell, 100 to 200 m for a primary network
 */
export function bestPointPerCell(
  eastingM: Float64Array,
  northingM: Float64Array,
  quality: Float32Array | Float64Array,
  cellSizeM: number,
): Int32Array {
  const n = eastingM.length;
  if (northingM.length !== n || quality.length !== n) {
    throw new RangeError(
      `points: expected ${n} northings and qualities, got ${northingM.length} and ${quality.length}`,
    );
  }
  if (!(cellSizeM > 0 && cellSizeM < Infinity)) throw new RangeError(`cellSizeM: expected above 0, got ${cellSizeM}`);
  // By row, then by column: no product of the two can leave the integers a double holds.
  const rows = new Map<number, Map<number, number>>();
  for (let point = 0; point < n; point++) {
    const row = Math.floor(northingM[point] / cellSizeM);
    const column = Math.floor(eastingM[point] / cellSizeM);
    if (!Number.isFinite(row) || !Number.isFinite(column) || Number.isNaN(quality[point])) continue;
    let cells = rows.get(row);
    if (cells === undefined) {
      cells = new Map();
      rows.set(row, cells);
    }
    const best = cells.get(column);
    if (best === undefined || quality[point] > quality[best]) cells.set(column, point);
  }
  return Int32Array.from([...rows.values()].flatMap((cells) => [...cells.values()])).sort();
}
