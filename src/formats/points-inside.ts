/** Which points of a chunk lie in a tile. */
import type { TileAddress, TileMatrixSet } from '../geodesy/tile-matrix-set.js';
import { TILE_EXTENT } from './overview-cells.js';
import { POSITION_STEPS_PER_DEGREE, POSITION_STEPS_PER_METRE, type PointChunk } from './point-chunk.js';

export interface PointsInside {
  readonly rows: Uint32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
}

/** Rows of a chunk that lie in a tile, and where: exact, by the definition of the set. */
export function pointsInside(chunk: PointChunk, set: TileMatrixSet, { zoom, row, column }: TileAddress): PointsInside {
  const { count, longitude, latitude, easting, northing } = chunk;
  const rows = new Uint32Array(count);
  const x = new Uint16Array(count);
  const y = new Uint16Array(count);
  const at = new Float64Array(2);
  const scale = 2 ** zoom;
  let found = 0;
  for (let i = 0; i < count; i++) {
    set.place(
      longitude[i] / POSITION_STEPS_PER_DEGREE,
      latitude[i] / POSITION_STEPS_PER_DEGREE,
      easting[i] / POSITION_STEPS_PER_METRE,
      northing[i] / POSITION_STEPS_PER_METRE,
      at,
      0,
    );
    const u = at[0] * scale - column;
    const v = at[1] * scale - row;
    if (!(u >= 0 && u < 1 && v >= 0 && v < 1)) continue;
    rows[found] = i;
    x[found] = u * TILE_EXTENT;
    y[found++] = v * TILE_EXTENT;
  }
  return { rows: rows.subarray(0, found), x: x.subarray(0, found), y: y.subarray(0, found) };
}
