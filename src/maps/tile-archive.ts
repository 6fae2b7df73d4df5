/** All vector tiles of a collection into one PMTiles archive. */

import { availableParallelism } from 'node:os';
import type { Collection } from '../catalog/collection.js';
import { type PmtilesSummary, type PmtilesTarget, PmtilesWriter } from '../formats/pmtiles.js';
import { hasAllAttributes } from '../formats/tile-attributes.js';
import { finestZoom, overviewZoom, webMercatorQuad } from '../geodesy/tile-matrix-sets.js';
import { ThreadPool } from '../workers/thread-pool.js';
import type { VectorTile, VectorTileTask } from '../workers/vector-tile.js';
import { type CollectionTile, collectionTiles, type TileMaker } from './collection-tiles.js';

/** Tiles may be taken down to this zoom. */
export const ARCHIVE_MAX_ZOOM = finestZoom(webMercatorQuad);
/** The first zoom whose points have all of their attributes: clients enlarge it, and nothing is lost. */
export const ARCHIVE_USUAL_MAX_ZOOM = firstZoomWithAllAttributes();
/** Where a collection fills a screen. */
const CENTER_ZOOM = overviewZoom(webMercatorQuad) - 2;
/** Beyond this many the store cannot keep up. */
const MAX_THREADS = 8;

export interface TileArchiveOptions {
  readonly minZoom: number;
  readonly maxZoom: number;
  /** As PMTiles wants it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  readonly onTile?: (tile: CollectionTile) => void;
}

/**
 * Throws RangeError for a collection without points: there is no archive without tiles. What is at the target then, or
 * when it throws what catalog, target or signal throw, is no archive.
 */
export async function writeTileArchive(
  target: PmtilesTarget,
  source: Pick<TileMaker, 'catalog' | 'occupied'>,
  collection: Collection,
  { minZoom, maxZoom, metadata, signal, onTile }: TileArchiveOptions,
): Promise<PmtilesSummary> {
  const { bbox } = collection;
  if (!bbox) throw new RangeError(`${collection.id}: expected points, got an empty collection`);
  const [west, south, east, north] = bbox;
  const writer = new PmtilesWriter(target, {
    tileType: 'mvt',
    tileCompression: 'gzip',
    bounds: bbox,
    center: [(west + east) / 2, (south + north) / 2],
    centerZoom: CENTER_ZOOM,
    metadata,
  });
  const count = Math.min(MAX_THREADS, availableParallelism());
  const threads = new ThreadPool<VectorTileTask, VectorTile>('workers/vector-tile-thread.js', count);
  const maker: TileMaker = {
    ...source,
    draw: (task, stop) => threads.run(task, stop),
    // One that a thread draws, one that waits for it, and some that are read in the meantime.
    atOnce: 2 * count + 2,
  };
  try {
    for await (const tile of collectionTiles(maker, collection, { minZoom, maxZoom }, signal)) {
      await writer.add(tile.id, tile.gzip);
      onTile?.(tile);
    }
    return await writer.end();
  } finally {
    await threads.close();
  }
}

function firstZoomWithAllAttributes(): number {
  let zoom = overviewZoom(webMercatorQuad);
  while (!hasAllAttributes(webMercatorQuad, zoom)) zoom++;
  return zoom;
}
