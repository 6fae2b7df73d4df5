/** A collection as one file of vector tiles, for maps without a server: PMTiles. */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Collection } from '../catalog/collection.js';
import { readPointsRecord } from '../catalog/points/record.js';
import { buildMissingTiles } from '../catalog/tiles/missing-tiles.js';
import { occupiedTiles } from '../catalog/tiles/occupied-tiles.js';
import { SqlTileCatalog } from '../catalog/tiles/tile-source.js';
import type { Database } from '../db/database.js';
import { invalidParameter } from '../errors.js';
import { webMercatorQuad } from '../geodesy/tile-matrix-sets.js';
import { ARCHIVE_MAX_ZOOM, ARCHIVE_USUAL_MAX_ZOOM, writeTileArchive } from '../maps/tile-archive.js';
import { ProgressLine } from './progress-line.js';
import { tileArchiveMetadata } from './tile-archive-metadata.js';

export interface TileExportOptions {
  readonly path: string;
  /** As they were written; both ends included. */
  readonly minZoom?: string;
  readonly maxZoom?: string;
  readonly signal: AbortSignal;
}

/** Writes the file; it appears when it is whole. */
export async function exportTiles(
  database: Database,
  collection: Collection,
  { path, signal, ...asked }: TileExportOptions,
): Promise<void> {
  const zooms = readZooms(asked);
  await makeTiles(database, collection, signal);
  const line = new ProgressLine(basename(path));
  const source = {
    catalog: new SqlTileCatalog(database),
    occupied: (zoom: number) => occupiedTiles(database, collection, webMercatorQuad, zoom),
  };
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  try {
    const { tiles, bytes } = await writeTileArchive(wholeWrites(file), source, collection, {
      ...zooms,
      metadata: tileArchiveMetadata(collection, zooms.minZoom, zooms.maxZoom),
      signal,
      onTile: ({ share }) => line.update({ share, points: Math.round(share * (collection.itemCount ?? 0)) }),
    });
    await file.sync();
    await file.close();
    await rename(partial, path);
    const range = `zooms ${zooms.minZoom} to ${zooms.maxZoom}`;
    line.done(`wrote      ${path}: ${tiles.toLocaleString('en')} tiles of ${range}, ${sizeText(bytes)}`);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}

/** Throws `invalidParameter` for zooms that there are no tiles of. */
export function readZooms({ minZoom, maxZoom }: Pick<TileExportOptions, 'minZoom' | 'maxZoom'>) {
  const least = readZoom('--min-zoom', minZoom) ?? 0;
  const most = readZoom('--max-zoom', maxZoom) ?? Math.max(least, ARCHIVE_USUAL_MAX_ZOOM);
  if (least > most) throw invalidParameter('--min-zoom', `${least} is larger than --max-zoom ${most}`);
  return { minZoom: least, maxZoom: most };
}

function readZoom(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,2}$/.test(text) || Number(text) > ARCHIVE_MAX_ZOOM) {
    throw invalidParameter(name, `expected a whole number from 0 to ${ARCHIVE_MAX_ZOOM}, got ${text}`);
  }
  return Number(text);
}

const sizeText = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;

/** Products that were published by a program that did not make tiles yet. */
async function makeTiles(database: Database, { id }: Collection, signal: AbortSignal): Promise<void> {
  const record = await readPointsRecord(database, id);
  if (!record) return;
  const line = new ProgressLine(`making the tiles of ${id}`);
  await buildMissingTiles(database, {
    collectionNo: record.collectionNo,
    signal,
    onProduct: (_, done, count) => line.update({ share: done / count, points: 0 }),
  });
}

const wholeWrites = (file: FileHandle) => ({
  write: async (bytes: Uint8Array, position: number) => {
    // A disk that fills up may take a part; the next write then says why.
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at);
      at += bytesWritten;
    }
  },
});
