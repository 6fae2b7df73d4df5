/** Which tile a path names: its set, and its place there within the limits of what is offered. */
import type { Collection } from '../../catalog/collection.js';
import { invalidParameter, notFound, raise } from '../../errors.js';
import { isTile, isWithinLimits, type TileAddress, type TileMatrixSet } from '../../geodesy/tile-matrix-set.js';
import { finestZoom, tileMatrixSetById } from '../../geodesy/tile-matrix-sets.js';
import { commonLimits } from '../common/drawing/tile-limits.js';

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
  const limits = commonLimits(collections, set, zoom);
  if (!isTile(set, tile) || !limits || !isWithinLimits(limits, tile)) throw notFound('tile', name);
  return tile;
}

function integer(name: string, text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw invalidParameter(name, `expected an integer, got "${text.slice(0, 80)}"`);
  return Number(text);
}
