/** Rows and columns that tiles are offered of: those that the boxes of collections touch. */
import type { Collection } from '../../../catalog/collection.js';
import { type TileLimits, type TileMatrixSet, tileLimits } from '../../../geodesy/tile-matrix-set.js';
import { finestZoom } from '../../../geodesy/tile-matrix-sets.js';

/** Tiles of a zoom that the box of a collection touches. */
export function limitsOf({ bbox }: Collection, set: TileMatrixSet, zoom: number): TileLimits | undefined {
  if (!bbox) return undefined;
  const [minX, minY, maxX, maxY] = bbox;
  return tileLimits(set, zoom, { minX, minY, maxX, maxY });
}

/** The rows and columns of a zoom that hold the boxes of several collections, and what lies between them. */
export function commonLimits(
  collections: readonly Collection[],
  set: TileMatrixSet,
  zoom: number,
): TileLimits | undefined {
  const all = collections.flatMap((collection) => limitsOf(collection, set, zoom) ?? []);
  if (all.length === 0) return undefined;
  return {
    zoom,
    minRow: Math.min(...all.map(({ minRow }) => minRow)),
    maxRow: Math.max(...all.map(({ maxRow }) => maxRow)),
    minColumn: Math.min(...all.map(({ minColumn }) => minColumn)),
    maxColumn: Math.max(...all.map(({ maxColumn }) => maxColumn)),
  };
}

/** Of every zoom that is offered; none where the set does not reach the collections. */
export const offeredLimits = (collections: readonly Collection[], set: TileMatrixSet): readonly TileLimits[] =>
  Array.from({ length: finestZoom(set) + 1 }, (_, zoom) => zoom).flatMap(
    (zoom) => commonLimits(collections, set, zoom) ?? [],
  );
