/** The published collections: one per orbit direction, a product per burst, read from its file when its turn comes. */
import { join } from 'node:path';
import type { IncomingProduct } from '../../src/catalog/ingest/incoming-product.js';
import { nextRedelivery, type ResultCollection } from '../../src/catalog/ingest/publish-results.js';
import type { Database } from '../../src/db/database.js';
import { openBatchFile } from '../../src/products/batch-file.js';
import { usualDialect } from '../../src/products/csv-writer.js';
import { type BurstName, type OrbitDirection, productFileName, type Release } from '../../src/products/file-name.js';
import type { PointBatch } from '../../src/products/point-batch.js';
import { calibratedMetadata } from './calibrated-metadata.js';
import type { Burst, StagedProduct } from './stage.js';

export interface CollectionSetting {
  readonly database: Database;
  readonly folder: string;
  readonly release: Release;
  readonly gnssVersion: string;
  /** `YYYY-MM-DD`. */
  readonly productionDate: string;
  readonly signal: AbortSignal;
}

export interface CalibratedProduct extends Burst {
  readonly staged: StagedProduct;
}

export async function resultCollection(
  setting: CollectionSetting,
  direction: OrbitDirection,
  id: string,
  products: readonly CalibratedProduct[],
): Promise<ResultCollection> {
  const redelivery = await nextRedelivery(setting.database, id);
  return {
    id,
    level: 'L2b',
    geometry: direction,
    release: setting.release,
    generation: 'from-2020-2024',
    products: products.map((product) => incomingProduct(setting, direction, product, redelivery)),
  };
}

function incomingProduct(
  { folder, release, gnssVersion, productionDate, signal }: CollectionSetting,
  direction: OrbitDirection,
  { product, name: source, staged }: CalibratedProduct,
  redelivery: number,
): IncomingProduct {
  const name: BurstName = { ...source, level: 'L2b', release, redelivery, suffixed: true };
  const { header, bytes, sha256, producer, missingValues } = staged;
  return {
    name,
    geometry: direction,
    header,
    batches: batchesOf(join(folder, staged.fileName), signal),
    ending: () => ({
      // There was no file of EGMS's: what stands for it is the file of the job.
      source: { name: 'computed by calibrate', bytes, sha256, csvBytes: 0, csvCrc32: 0 },
      isSynthetic: product.isSynthetic,
      dialect: usualDialect('L2b', header),
      warnings: missingValues > 0 ? [{ code: 'missing-values', count: missingValues }] : [],
      metadata: calibratedMetadata(product.metadata, name, { producer, gnssVersion, productionDate }),
    }),
    where: productFileName(name),
  };
}

async function* batchesOf(path: string, signal: AbortSignal): AsyncGenerator<PointBatch> {
  yield* (await openBatchFile(path)).batches(signal);
}
