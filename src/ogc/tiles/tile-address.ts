/** Which tile a path names: its set, and its place there within the limits of what is offered. */
import type { Collection } from '../../catalog/collection.js';
import { invalidParameter, notFound, raise } from '../../errors.js';
import {
  isTile,
  isWithinLimits,
  type TileAddress,
  type TileLimits,
  type TileMatrixSet,
  tileLimits,
} from '../../geodesy/tile-matrix-set.js';
import { finestZoom, tileMatrixSetById } from '../../geodesy/tile-matrix-sets.js';

/** Texts of a path, as they were sent. */
export interface TilePath {
  readonly tileMatrix: string;
  readonly tileRow: string;
  readonly tileCol: string;
}

export const knownSet = (id: string): TileMatrixSet => tileMatrixSetById(id) ?? raise(notFound('tile matrix set', id));

/** Throws 400 for rows and columns that are no integers, 404 for matrices and tiles that are not offered. */
export function readTileAddress(set: TileMatrixSet, path: TilePath, collections: readonly Collection[]): TileAddress {
  const row = integer('tileRow', path.tileRow);
  const column = integer('tileCol', path.tileCol);
  const zoom = /^\d{1,2}$/.test(path.tileMatrix) ? Number(path.tileMatrix) : Number.NaN;
  const tile = { zoom, row, column };
  const name = `${set.id}/${path.tileMatrix}/${path.tileRow}/${path.tileCol}`;
  if (!(zoom <= finestZoom(set))) throw notFound('tile matrix', `${set.id}/${path.tileMatrix}`);
  const isOffered = collections.some((collection) => {
    const limits = limitsOf(collection, set, zoom);
    return limits && isWithinLimits(limits, tile);
  });
  if (!isTile(set, tile) || !isOffered) throw notFound('tile', name);
  return tile;
}

function integer(name: string, text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw invalidParameter(name, `expected an integer, got "${text.slice(0, 80)}"`);
  return Number(text);
}

/** Tiles of a zoom that the box of a collection touches. */
export function limitsOf({ bbox }: Collection, set: TileMatrixSet, zoom: number): TileLimits | undefined {
  if (!bbox) return undefined;
  const [minX, minY, maxX, maxY] = bbox;
  return tileLimits(set, zoom, { minX, minY, maxX, maxY });
}

/** Of every zoom that is offered, over several collections; none where the set does not reach them. */
export function offeredLimits(collections: readonly Collection[], set: TileMatrixSet): readonly TileLimits[] {
  return Array.from({ length: finestZoom(set) + 1 }, (_, zoom) => zoom).flatMap((zoom) => {
    const all = collections.flatMap((collection) => limitsOf(collection, set, zoom) ?? []);
    if (all.length === 0) return [];
    return [
      {
        zoom,
        minRow: Math.min(...all.map(({ minRow }) => minRow)),
        maxRow: Math.max(...all.map(({ maxRow }) => maxRow)),
        minColumn: Math.min(...all.map(({ minColumn }) => minColumn)),
        maxColumn: Math.max(...all.map(({ maxColumn }) => maxColumn)),
      },
    ];
  });
}
