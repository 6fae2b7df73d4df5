/** `open-egms export COLLECTION`: as products of EGMS, or as one file of another format. */

import { parseCql2Text } from '../catalog/cql2/index.js';
import type { BoundingBox } from '../catalog/items.js';
import { type StoredProducts, storedProducts } from '../catalog/points/stored-products.js';
import { SqlCatalog } from '../catalog/sql-catalog.js';
import type { Config } from '../config.js';
import { invalidParameter, notFound, raise } from '../errors.js';
import { CRS84_URI } from '../geodesy/crs.js';
import { exportFeatures, type FeatureFileFormat } from './export-features.js';
import { exportProducts } from './export-products.js';
import { openStore, quietLog } from './open-store.js';

export interface ExportOptions {
  readonly format: string;
  readonly folder: string;
  readonly bbox?: string;
  readonly filter?: string;
  readonly withSeries: boolean;
  readonly bare: boolean;
  readonly signal: AbortSignal;
}

export async function exportCollection(config: Config, id: string, options: ExportOptions): Promise<number> {
  const part = {
    ...(options.bbox === undefined ? {} : { bbox: parseBox(options.bbox) }),
    ...(options.filter === undefined ? {} : { filter: parseCql2Text(options.filter, { filterCrs: CRS84_URI }) }),
  };
  const database = await openStore(config, quietLog);
  try {
    if (options.format === 'egms') {
      const products: StoredProducts = (await storedProducts(database, id)) ?? raise(notFound('collection', id));
      await exportProducts(products, part, options);
    } else {
      const catalog = new SqlCatalog(database, [], { countCap: 0 });
      const collection = (await catalog.collection(id)) ?? raise(notFound('collection', id));
      await exportFeatures(catalog, collection, part, { ...options, format: options.format as FeatureFileFormat });
    }
    return 0;
  } finally {
    await database.close();
  }
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
