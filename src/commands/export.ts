/** `open-egms export COLLECTION`: as products of EGMS, or as one file of another format. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Collection } from '../catalog/collection.js';
import { parseCql2Text } from '../catalog/cql2/index.js';
import type { BoundingBox } from '../catalog/items.js';
import { type StoredProducts, storedProducts } from '../catalog/points/stored-products.js';
import { SqlCatalog } from '../catalog/sql-catalog.js';
import type { Config } from '../config.js';
import { invalidParameter, notFound, raise } from '../errors.js';
import { CRS84_URI } from '../geodesy/crs.js';
import { exportFeatures, type FeatureFileFormat, featureFileExtension } from './export-features.js';
import { exportProducts } from './export-products.js';
import { exportTiles } from './export-tiles.js';
import { openStore, quietLog } from './open-store.js';

export interface ExportOptions {
  readonly format: string;
  /** Where files get the names of the collection or its products. */
  readonly folder?: string;
  /** The one file to write, instead. */
  readonly file?: string;
  readonly bbox?: string;
  readonly filter?: string;
  readonly minZoom?: string;
  readonly maxZoom?: string;
  readonly withSeries: boolean;
  readonly bare: boolean;
  readonly signal: AbortSignal;
}

export async function exportCollection(config: Config, id: string, options: ExportOptions): Promise<number> {
  const { format, signal } = options;
  refuseContradictions(options);
  if (options.file !== undefined) await refuseFolder(options.file);
  const part = {
    ...(options.bbox === undefined ? {} : { bbox: parseBox(options.bbox) }),
    ...(options.filter === undefined ? {} : { filter: parseCql2Text(options.filter, { filterCrs: CRS84_URI }) }),
  };
  const database = await openStore(config, quietLog);
  try {
    const catalog = new SqlCatalog(database, [], { countCap: 0 });
    const collection = (await catalog.collection(id)) ?? raise(notFound('collection', id));
    refuseUnfit(collection, options);
    if (format === 'egms') {
      const products: StoredProducts = (await storedProducts(database, id)) ?? raise(notFound('collection', id));
      await exportProducts(products, part, { ...options, folder: options.folder! });
      return 0;
    }
    const pathTo = (extension: string) => options.file ?? join(options.folder!, `${id}.${extension}`);
    if (format === 'pmtiles') {
      const { minZoom, maxZoom } = options;
      const zooms = { ...(minZoom !== undefined && { minZoom }), ...(maxZoom !== undefined && { maxZoom }) };
      await exportTiles(database, collection, { path: pathTo('pmtiles'), ...zooms, signal });
    } else {
      const { withSeries } = options;
      const features = format as FeatureFileFormat;
      const path = pathTo(featureFileExtension(features));
      await exportFeatures(catalog, collection, part, { format: features, path, withSeries, signal });
    }
    return 0;
  } finally {
    await database.close();
  }
}

/** An option that would change nothing is a misunderstanding: better told than passed over. */
function refuseContradictions({ format, folder, file, bbox, filter, withSeries, minZoom, maxZoom }: ExportOptions) {
  if ((folder === undefined) === (file === undefined)) {
    throw invalidParameter('--out', 'expected either --out with a folder or --to with a file');
  }
  if (format === 'egms' && file !== undefined) {
    throw invalidParameter('--to', 'egms writes a file per product: name a folder with --out');
  }
  const isTiled = format === 'pmtiles';
  const refused = {
    '--bbox': isTiled && bbox !== undefined,
    '--filter': isTiled && filter !== undefined,
    '--series': isTiled && withSeries,
  };
  for (const [name, isRefused] of Object.entries(refused)) {
    if (isRefused) throw invalidParameter(name, 'pmtiles holds whole collections, without series');
  }
  if (!isTiled && (minZoom ?? maxZoom) !== undefined) {
    throw invalidParameter('--min-zoom, --max-zoom', `expected --format pmtiles, got ${format}`);
  }
}

/** Areas that a job has published have neither products, nor tiles, nor series. */
function refuseUnfit({ id, kind }: Collection, { format, withSeries }: ExportOptions): void {
  if (kind === 'points') return;
  const detail = `${id} holds no measurement points: expected csv, geojson, geojsonseq, fgb or parquet, got ${format}`;
  if (format === 'egms' || format === 'pmtiles') throw invalidParameter('--format', detail);
  if (withSeries) throw invalidParameter('--series', `the features of ${id} have no series`);
}

/** Told before the work, not when the file shall get its name. */
async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw invalidParameter('--to', `expected the name of a file, got the folder ${path}`);
}

function parseBox(text: string): BoundingBox {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.length !== 4 || !numbers.every(Number.isFinite)) {
    throw invalidParameter('--bbox', `expected west,south,east,north in degrees, got ${text}`);
  }
  const [minX, minY, maxX, maxY] = numbers;
  if (minY > maxY) throw invalidParameter('--bbox', `south ${minY} lies north of north ${maxY}`);
  return { minX, minY, maxX, maxY, crs: CRS84_URI };
}
