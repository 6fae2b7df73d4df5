/**
 * Which overview a map of any reference system and scale is drawn from. The choice depends on the system, the scale and
 * the collection alone, never on where the map lies, so that maps side by side show the same cells.
 */

import { CELLS_PER_TILE } from '../../formats/overview-cells.js';
import { type Crs, EPSG_3035_URI } from '../../geodesy/crs.js';
import type { TileMatrixSet } from '../../geodesy/tile-matrix-set.js';
import { europeanLaeaQuad, overviewZoom, webMercatorQuad, worldCrs84Quad } from '../../geodesy/tile-matrix-sets.js';
import { type Box, transformBox } from '../../geodesy/transform.js';
import type { Collection } from '../collection.js';

/** Cells are at most this large, so that a map is hardly coarser than the points would be. */
const CELL_PX = 2;
/** Sizes that clients work out are a little off: cells may be larger by 2 percent. */
const TOLERANCE_ZOOM = 0.03;

export interface OverviewChoice {
  readonly set: TileMatrixSet;
  /** The coarsest zoom whose cells are at most two pixels large; may lie beyond the last one that holds cells. */
  readonly zoom: number;
}

/** @param unitsPerPixel of the reference system */
export function overviewChoice(crs: Crs, unitsPerPixel: number, collection: Collection): OverviewChoice {
  const set = setOf(crs, collection);
  const ground =
    set === webMercatorQuad && crs.srid !== 3857 ? unitsPerPixel * mercatorStretch(collection) : unitsPerPixel;
  const exact = Math.log2(set.rootTileSpan / CELLS_PER_TILE / (CELL_PX * ground));
  return { set, zoom: Math.max(0, Math.ceil(exact - TOLERANCE_ZOOM)) };
}

export const hasCells = ({ set, zoom }: OverviewChoice): boolean => zoom <= overviewZoom(set);

/** That of the map's own system, where there is one: nothing is turned, and cells stay squares. */
function setOf(crs: Crs, { bbox }: Collection): TileMatrixSet {
  if (crs.unit === 'deg') return worldCrs84Quad;
  if (crs.srid === 3857) return webMercatorQuad;
  return bbox && isWithinLaea(bbox) ? europeanLaeaQuad : webMercatorQuad;
}

/** Not so the Canaries, Madeira and the Azores. */
function isWithinLaea([minX, minY, maxX, maxY]: NonNullable<Collection['bbox']>): boolean {
  const { originX, originY, rootTileSpan } = europeanLaeaQuad;
  const box: Box = transformBox({ minX, minY, maxX, maxY }, 'OGC:CRS84', EPSG_3035_URI);
  return (
    box.minX >= originX && box.maxX < originX + rootTileSpan && box.minY > originY - rootTileSpan && box.maxY <= originY
  );
}

/** Units of web Mercator to a metre in the middle of a collection. */
function mercatorStretch({ bbox }: Collection): number {
  const [, south, , north] = bbox ?? [0, 0, 0, 0];
  return 1 / Math.cos((((south + north) / 2) * Math.PI) / 180);
}
