/** Cells of level 3: squares of 100 m of EPSG:3035. */
import { fromLaea, toLaea } from '../search/laea.js';

const CELL_M = 100;

export type Ring = [longitude: number, latitude: number][];

/** Corners of the cell of the grid that a place lies in, as a ring of longitudes and latitudes. */
export function cellRing(longitude: number, latitude: number): Ring {
  const [west, south] = toLaea(longitude, latitude).map((metres) => Math.floor(metres / CELL_M) * CELL_M);
  const corners: Ring = [
    fromLaea(west, south),
    fromLaea(west + CELL_M, south),
    fromLaea(west + CELL_M, south + CELL_M),
    fromLaea(west, south + CELL_M),
  ];
  return [...corners, corners[0]];
}
