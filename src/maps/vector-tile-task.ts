/** From what a vector tile is asked for to what a thread draws it from: the same tile whoever asks, server or export. */
import type { Collection } from '../catalog/collection.js';
import type { TileCatalog, TileData, TileQuestion } from '../catalog/tiles/tile-source.js';
import { HEAD_ATTRIBUTES } from '../formats/point-chunk.js';
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
  /** Names of attributes that features have, at whatever zoom the store has them, instead of those of the zoom. */
  readonly properties?: readonly string[];
}

/** Undefined where no collection has anything near the tile; a task may still draw an empty tile. */
export async function vectorTileTask(
  catalog: TileCatalog,
  { collections, set, tile, datetime, filter, properties }: VectorTileRequest,
  signal?: AbortSignal,
): Promise<VectorTileTask | undefined> {
  const layers: VectorTileLayer[] = [];
  for (const collection of collections) {
    const attributes = attributesAt(collection, set, tile.zoom, properties);
    const question = {
      set,
      tile,
      withAllAttributes: attributes.some(({ number }) => number >= HEAD_ATTRIBUTES),
      ...(datetime && { datetime }),
      ...(filter && { filter: filter.expression }),
    };
    const data = await catalog.tileData(collection, question, signal);
    if (data.parts.length > 0) layers.push({ name: collection.id, ...partsOf(data), attributes });
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
  data: TileData,
): VectorTileLayer => ({ name: collection.id, ...partsOf(data), attributes: attributesAt(collection, set, zoom) });

const partsOf = ({ kind, parts }: TileData) => ({ kind, parts });
