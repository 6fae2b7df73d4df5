/** From what a vector tile is asked for to what a thread draws it from: the same tile whoever asks, server or export. */
import type { Collection } from '../catalog/collection.js';
import type { TileCatalog, TileData, TileQuestion } from '../catalog/tiles/tile-source.js';
import { hasAllAttributes } from '../formats/tile-attributes.js';
import type { TileAddress, TileMatrixSet } from '../geodesy/tile-matrix-set.js';
import type { VectorTileLayer, VectorTileTask } from '../workers/vector-tile.js';
import { attributesAt } from './layer-attributes.js';
import type { PointFilter } from './map.js';

export interface VectorTileRequest {
  /** One layer each, in this order. */
  readonly collections: readonly Collection[];
  readonly set: TileMatrixSet;
  readonly tile: TileAddress;
  readonly datetime?: readonly [string | null, string | null];
  readonly filter?: PointFilter;
}

/** Undefined where no collection has anything near the tile; a task may still draw an empty tile. */
export async function vectorTileTask(
  catalog: TileCatalog,
  { collections, set, tile, datetime, filter }: VectorTileRequest,
  signal?: AbortSignal,
): Promise<VectorTileTask | undefined> {
  const layers: VectorTileLayer[] = [];
  for (const collection of collections) {
    const question = {
      ...tileQuestion(set, tile, tile.zoom),
      ...(datetime && { datetime }),
      ...(filter && { filter: filter.expression }),
    };
    const data = await catalog.tileData(collection, question, signal);
    if (data.parts.length > 0) layers.push(tileLayer(collection, set, tile.zoom, data));
  }
  return layers.length === 0 ? undefined : { setId: set.id, tile, layers };
}

/** What the catalog is asked for, for tiles of a zoom on the ground of `tile`. */
export const tileQuestion = (set: TileMatrixSet, tile: TileAddress, zoom: number): TileQuestion => ({
  set,
  tile,
  withAllAttributes: hasAllAttributes(set, zoom),
});

/** The layer of a tile of a zoom, out of the catalog's answer. */
export const tileLayer = (
  collection: Collection,
  set: TileMatrixSet,
  zoom: number,
  { kind, parts }: TileData,
): VectorTileLayer => ({ name: collection.id, kind, parts, attributes: attributesAt(collection, set, zoom) });
