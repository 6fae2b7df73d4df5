/**
 * The raster EGMS publishes beside each L3 tile: 1000 x 1000 cells of 100 m with the mean velocity, as the GeoTIFF writer
 * takes it. Source: EGMS product description, Ortho GeoTIFF.
 */
import { invalidProduct } from '../errors.js';
import { productFileName, type TileName } from './file-name.js';

const TILE_M = 100_000;
const CELL_M = 100;
const CELLS = TILE_M / CELL_M;
const EPSG_3035 = 3035;
export const ORTHO_NO_DATA = -9999;

export interface OrthoRaster {
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** mm/yr rounded to 0.1, (1000, 1000) row-major from the north; `noData` where there is no point. */
  readonly values: Float32Array;
  readonly noData: number;
  /** North-west corner of the tile. */
  readonly westM: number;
  readonly northM: number;
  readonly pixelSizeM: number;
  readonly epsg: number;
}

export function orthoGeoTiffName(tile: TileName): string {
  return `${productFileName(tile)}.tiff`;
}

export function emptyOrthoRaster(tile: TileName): OrthoRaster {
  return {
    widthPixels: CELLS,
    heightPixels: CELLS,
    values: new Float32Array(CELLS * CELLS).fill(ORTHO_NO_DATA),
    noData: ORTHO_NO_DATA,
    westM: tile.tileEasting100Km * TILE_M,
    northM: (tile.tileNorthing100Km + 1) * TILE_M,
    pixelSizeM: CELL_M,
    epsg: EPSG_3035,
  };
}

/**
 * Writes points into their cells; a NaN velocity leaves its cell as it is.
 * @param eastingM (count), metres in EPSG:3035, anywhere in the cell
 * @param northingM (count), as easting
 * @param velocityMmPerYear (count)
 * Throws `invalidProduct` for a point outside the tile.
 */
export function burnVelocities(
  raster: OrthoRaster,
  eastingM: Float64Array,
  northingM: Float64Array,
  velocityMmPerYear: Float64Array,
): void {
  for (let i = 0; i < eastingM.length; i++) {
    const column = Math.floor((eastingM[i] - raster.westM) / CELL_M);
    // The south edge belongs to a cell, the north edge to the next tile.
    const row = CELLS - 1 - Math.floor((northingM[i] - (raster.northM - TILE_M)) / CELL_M);
    if (!(column >= 0 && column < CELLS && row >= 0 && row < CELLS)) {
      const tile = `${raster.westM}..${raster.westM + TILE_M}, ${raster.northM - TILE_M}..${raster.northM}`;
      throw invalidProduct('L3 tile', `expected points within ${tile} m, got ${eastingM[i]}, ${northingM[i]}`);
    }
    if (Number.isNaN(velocityMmPerYear[i])) continue;
    raster.values[row * CELLS + column] = Math.round(velocityMmPerYear[i] * 10) / 10;
  }
}
