/**
 * Numbers of tiles in a PMTiles archive: zoom after zoom, and within a zoom along the Hilbert curve, so that a tile's
 * descendants of any zoom are one stretch of numbers.
 *
 * Source: PMTiles version 3, section 4.1, https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md. Its curve is the
 * one of `geodesy/hilbert.ts` with rows for y: the curve of a zoom is that of the finest grid, cut off.
 */
import { HILBERT_ORDER, hilbertIndex, hilbertPoint } from '../geodesy/hilbert.js';
import type { TileAddress } from '../geodesy/tile-matrix-set.js';

/** As fine as the curve is; all of these numbers are exact in a double. */
export const MAX_ZOOM = HILBERT_ORDER;

/** Number of the first tile of a zoom: there are 1 + 4 + 16 + ... before it. */
export const firstTileId = (zoom: number): number => (4 ** zoom - 1) / 3;

/** Throws RangeError for a tile that the zoom does not have, and for zooms beyond MAX_ZOOM. */
export function tileId({ zoom, row, column }: TileAddress): number {
  const isInside = (value: number) => Number.isInteger(value) && value >= 0 && value < 2 ** zoom;
  if (!(Number.isInteger(zoom) && zoom >= 0 && zoom <= MAX_ZOOM && isInside(row) && isInside(column))) {
    throw new RangeError(`no tile ${zoom}/${column}/${row} (zoom/column/row) at zooms 0 to ${MAX_ZOOM}`);
  }
  const shift = 2 ** (MAX_ZOOM - zoom);
  return firstTileId(zoom) + Math.floor(hilbertIndex(column * shift, row * shift) / shift ** 2);
}

/** The tile of a number. Throws RangeError for one beyond MAX_ZOOM. */
export function tileOfId(id: number): TileAddress {
  const zoom = zoomOfId(id);
  const shift = 2 ** (MAX_ZOOM - zoom);
  const { x, y } = hilbertPoint((id - firstTileId(zoom)) * shift ** 2);
  return { zoom, row: Math.floor(y / shift), column: Math.floor(x / shift) };
}

/** The zoom of a number. Throws RangeError for what is none. */
export function zoomOfId(id: number): number {
  if (!(Number.isInteger(id) && id >= 0 && id < firstTileId(MAX_ZOOM + 1))) {
    throw new RangeError(`expected the number of a tile at zooms 0 to ${MAX_ZOOM}, got ${id}`);
  }
  let zoom = 0;
  while (id >= firstTileId(zoom + 1)) zoom++;
  return zoom;
}

/** Number of the first descendant at a finer zoom; the others follow it, 4^(zooms between) in all. */
export const firstDescendantId = (id: number, zoom: number, finerZoom: number): number =>
  firstTileId(finerZoom) + (id - firstTileId(zoom)) * 4 ** (finerZoom - zoom);
