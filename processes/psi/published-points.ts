/** The published collection: one product, the burst of the stack, read from the job's file when its turn comes. */
import { join } from 'node:path';
import type { IncomingProduct } from '../../src/catalog/ingest/incoming-product.js';
import { nextRedelivery, type ResultCollection, refuseIngested } from '../../src/catalog/ingest/publish-results.js';
import { storedProducts } from '../../src/catalog/points/stored-products.js';
import type { Database } from '../../src/db/database.js';
import { invalidParameter } from '../../src/errors.js';
import { type BasicProduct, basicMetadata, withDates } from '../../src/insar/psi/basic/basic-product.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import { openBatchFile } from '../../src/products/batch-file.js';
import { usualDialect } from '../../src/products/csv-writer.js';
import { type BurstName, collectionIdOf, productFileName, productKey } from '../../src/products/file-name.js';
import type { PointBatch } from '../../src/products/point-batch.js';
import { type KeptPoints, type Making, POINTS_FILE } from './kept-points.js';

/** Name of the collection; undefined when the request does not ask for the points. */
export function collectionId(
  { wantedOutputs, outputCollections }: Pick<ProcessContext, 'wantedOutputs' | 'outputCollections'>,
  { name, orbit }: BasicProduct,
): string | undefined {
  if (wantedOutputs.size > 0 && !wantedOutputs.has('points')) return undefined;
  return outputCollections.points ?? collectionIdOf(name, orbit);
}

/**
 * Throws for names that cannot be taken: found out before hours of work, and again after them. A collection is replaced as a
 * whole, so that one of another burst must not be: it would vanish.
 */
export async function refuseName(database: Database, id: string, { name }: BasicProduct): Promise<void> {
  await refuseIngested(database, id);
  const products = (await (await storedProducts(database, id))?.list()) ?? [];
  const other = products.find((product) => productKey(product.name) !== productKey(name));
  if (other) {
    const detail = `points: ${id} holds ${productFileName(other.name)}, which would be replaced by ${productFileName(name)}; give the output another name`;
    throw invalidParameter('outputs', detail);
  }
}

export async function resultCollection(
  { database, folder, signal }: Pick<ProcessContext, 'database' | 'folder' | 'signal'>,
  id: string,
  making: Making,
  kept: KeptPoints,
): Promise<ResultCollection> {
  const { product } = making;
  const name: BurstName = { ...product.name, redelivery: await nextRedelivery(database, id) };
  return {
    id,
    level: 'L2a',
    geometry: product.orbit,
    release: name.release,
    generation: product.header.generation,
    products: [incomingProduct(join(folder, POINTS_FILE), signal, name, making, kept)],
  };
}

function incomingProduct(
  path: string,
  signal: AbortSignal,
  name: BurstName,
  { stack, product: planned, isSynthetic, productionDate }: Making,
  { dates, bytes, sha256, missingValues, clusters }: KeptPoints,
): IncomingProduct {
  const product = withDates(planned, dates, stack.folder);
  return {
    name,
    geometry: product.orbit,
    header: product.header,
    batches: batchesOf(path, signal),
    ending: () => ({
      // There was no file of EGMS's: what stands for it is the file of the job.
      source: { name: 'computed by psi', bytes, sha256, csvBytes: 0, csvCrc32: 0 },
      isSynthetic,
      dialect: usualDialect('L2a', product.header),
      warnings: missingValues > 0 ? [{ code: 'missing-values', count: missingValues }] : [],
      metadata: basicMetadata(stack, product, { productionDate, clusters, isSynthetic, name }),
    }),
    where: productFileName(name),
  };
}

async function* batchesOf(path: string, signal: AbortSignal): AsyncGenerator<PointBatch> {
  yield* (await openBatchFile(path)).batches(signal);
}
