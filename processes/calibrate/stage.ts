/**
 * Second reading: the points of a product with their series, in the order of its file, corrected and put into a file of
 * the job. Publishing reads that file: its transaction may not ask the catalog, and one burst may fill the memory.
 */
import { join } from 'node:path';
import { type StoredProduct, type StoredProducts, storedProducts } from '../../src/catalog/points/stored-products.js';
import type { Database } from '../../src/db/database.js';
import { collectionChanged } from '../../src/errors.js';
import { batchCorrector } from '../../src/insar/calibration/correct-batch.js';
import type { CalibrationSurface } from '../../src/insar/calibration/surface.js';
import { writeBatchFile } from '../../src/products/batch-file.js';
import type { GnssModel } from '../../src/products/gnss-model.js';
import { MISSING_TENTHS, type PointBatch, type ProductHeader } from '../../src/products/point-batch.js';
import type { KeptFile } from './kept-file.js';
import { partOf, type SourceProduct } from './sources.js';

/** Plain JSON. */
export interface StagedProduct extends KeptFile {
  readonly pointCount: number;
  readonly header: ProductHeader;
  /** First character of the pids: the producer. */
  readonly producer: string;
  readonly missingValues: number;
}

/** What the catalog knows of the products of each collection, asked once. */
export class ProductShelf {
  readonly #collections = new Map<string, { stored: StoredProducts; products: readonly StoredProduct[] }>();

  constructor(private readonly database: Database) {}

  /** Throws `collectionChanged` for a product that is not there any more. */
  async product(collection: string, productNo: number): Promise<{ stored: StoredProducts; found: StoredProduct }> {
    let known = this.#collections.get(collection);
    if (!known) {
      const stored = await storedProducts(this.database, collection);
      if (!stored) throw collectionChanged(collection);
      known = { stored, products: await stored.list() };
      this.#collections.set(collection, known);
    }
    const found = known.products.find((product) => product.productNo === productNo);
    if (!found) throw collectionChanged(collection);
    return { stored: known.stored, found };
  }
}

export interface StageSetting {
  readonly shelf: ProductShelf;
  readonly folder: string;
  readonly surface: CalibrationSurface;
  readonly model: GnssModel;
  readonly signal: AbortSignal;
  /** Called after every batch. */
  readonly onPoints: (count: number) => void;
}

/** A product that was adjusted. */
export interface Burst extends SourceProduct {
  /** Its place in the surface. */
  readonly index: number;
  /** Points that the first reading has met. */
  readonly points: number;
}

/** Throws `collectionChanged` when the second reading meets others than the first. */
export async function stageProduct(
  setting: StageSetting,
  { source, product, index, points }: Burst,
): Promise<StagedProduct> {
  const { shelf, folder, surface, model, signal } = setting;
  const { collection } = source.input;
  const { stored, found } = await shelf.product(collection, product.productNo);
  const corrector = batchCorrector(found.header, surface, index, model);
  const tally = { points: 0, producer: '', missing: 0 };
  const fileName = `${product.name}.points`;
  const summary = await writeBatchFile(
    join(folder, fileName),
    corrector.header,
    correctedBatches(stored, found, corrector.correct, source, tally, setting),
    signal,
  );
  if (summary.pointCount !== points) throw collectionChanged(collection);
  return { fileName, ...summary, header: corrector.header, producer: tally.producer, missingValues: tally.missing };
}

async function* correctedBatches(
  stored: StoredProducts,
  product: StoredProduct,
  correct: (batch: PointBatch) => PointBatch,
  { input }: SourceProduct['source'],
  tally: { points: number; producer: string; missing: number },
  { signal, onPoints }: StageSetting,
): AsyncGenerator<PointBatch> {
  for await (const batch of stored.batches(product, partOf(input), signal)) {
    // A part of a file is a file of its own: its rows are numbered without gaps.
    const corrected = correct({ ...batch, firstRow: tally.points });
    tally.points += batch.count;
    tally.producer ||= batch.pid[0].slice(0, 1);
    tally.missing += missingValues(corrected);
    yield corrected;
    onPoints(batch.count);
  }
}

function missingValues({ attributes, seriesTenths, seriesMm }: PointBatch): number {
  let missing = 0;
  for (const column of attributes) for (const value of column) if (Number.isNaN(value)) missing++;
  if (seriesTenths) for (const value of seriesTenths) if (value === MISSING_TENTHS) missing++;
  if (seriesMm) for (const value of seriesMm) if (Number.isNaN(value)) missing++;
  return missing;
}
