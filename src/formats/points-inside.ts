/** Which points of a chunk lie in a tile. */
import { CRS84_URI } from '../geodesy/crs.js';
import { type TileAddress, type TileMatrixSet, tileBox } from '../geodesy/tile-matrix-set.js';
import { transformBox } from '../geodesy/transform.js';
import { TILE_EXTENT } from './overview-cells.js';
import { POSITION_STEPS_PER_DEGREE, POSITION_STEPS_PER_METRE, type PointChunk } from './point-chunk.js';

export interface PointsInside {
  readonly rows: Uint32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
}

/**
 * Finds the rows of a chunk that lie in a tile, and where: exact, by the definition of the set. Most points of a chunk lie
 * beside a tile of a large scale: an enclosing box in degrees leaves them out before anything is projected.
 */
export function insideOf(set: TileMatrixSet, tile: TileAddress): (chunk: PointChunk) => PointsInside {
  const box = transformBox(tileBox(set, tile), set.crsUri, CRS84_URI);
  const [west, south] = [box.minX, box.minY].map((degrees) => Math.floor(degrees * POSITION_STEPS_PER_DEGREE));
  const [east, north] = [box.maxX, box.maxY].map((degrees) => Math.ceil(degrees * POSITION_STEPS_PER_DEGREE));
  const { zoom, row, column } = tile;
  const scale = 2 ** zoom;
  const at = new Float64Array(2);
  return ({ count, longitude, latitude, easting, northing }) => {
    const rows = new Uint32Array(count);
    const x = new Uint16Array(count);
    const y = new Uint16Array(count);
    let found = 0;
    for (let i = 0; i < count; i++) {
      if (longitude[i] < west || longitude[i] > east || latitude[i] < south || latitude[i] > north) continue;
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
  };
}
