/** Which attributes tiles have at which scale: those of a chunk's head everywhere, all where points are few. */
import type { TileMatrixSet } from '../geodesy/tile-matrix-set.js';
import { overviewZoom } from '../geodesy/tile-matrix-sets.js';
import { HEAD_ATTRIBUTES } from './point-chunk.js';

/** Zooms beyond the cells at which a tile still has too many points to carry everything. */
const ZOOMS_WITH_MANY_POINTS = 2;

export const hasAllAttributes = (set: TileMatrixSet, zoom: number): boolean =>
  zoom > overviewZoom(set) + ZOOMS_WITH_MANY_POINTS;

/** The first zoom whose tiles have the attribute. @param number in TILE_ATTRIBUTES */
export const firstZoomOf = (set: TileMatrixSet, number: number): number =>
  number < HEAD_ATTRIBUTES ? 0 : overviewZoom(set) + ZOOMS_WITH_MANY_POINTS + 1;
