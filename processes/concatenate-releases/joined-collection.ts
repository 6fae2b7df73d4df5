/** The published collection: one product for each pair, read from the files of its regions when its turn comes. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { IncomingProduct, ProductEnding } from '../../src/catalog/ingest/incoming-product.js';
import type { ResultCollection } from '../../src/catalog/ingest/publish-results.js';
import type { JoinTally } from '../../src/insar/release-join/join-tally.js';
import { filteredBatch, mergedBatches } from '../../src/insar/release-join/merged-batches.js';
import { openBatchFile } from '../../src/products/batch-file.js';
import { usualDialect } from '../../src/products/csv-writer.js';
import { productFileName } from '../../src/products/file-name.js';
import type { PointBatch } from '../../src/products/point-batch.js';
import {
  describeProduct,
  newProductMetadata,
  type ProductImage,
  type ProductMetadata,
} from '../../src/products/product-xml.js';
import { joinedName, type ProductPair } from './product-pairs.js';
import type { RowKind, StagedRows } from './region-stage.js';
import type { Releases } from './releases.js';

export interface JoinedSetting {
  readonly id: string;
  readonly releases: Releases;
  readonly folder: string;
  /** Which edition of the collection this is, from 1. */
  readonly redelivery: number;
  /** `YYYY-MM-DD`. */
  readonly productionDate: string;
}

/** A pair with rows, and where they are. */
export interface JoinedPair {
  readonly pair: ProductPair;
  readonly files: readonly StagedRows[];
  readonly tally: JoinTally;
}

export function joinedCollection(setting: JoinedSetting, joined: readonly JoinedPair[]): ResultCollection {
  const { releases, id } = setting;
  const { level, geometry } = releases.later.selection.identity;
  const isSynthetic = joined.some(({ pair }) => isSyntheticPair(pair));
  return {
    id,
    title: titleOf(releases, isSynthetic),
    level,
    geometry,
    release: releases.joined,
    generation: joined[0].pair.header.generation,
    products: joined.map((entry) => joinedProduct(setting, entry)),
  };
}

function titleOf({ earlier, later, joined }: Releases, isSynthetic: boolean): string {
  const { level, geometry } = later.selection.identity;
  const years = `${joined.firstYear}–${joined.lastYear}`;
  const parts = [earlier, later].map(({ release }) => `${release.firstYear}–${release.lastYear}`).join(' and ');
  return `EGMS ${level}, ${geometry}, ${years}, joined from ${parts}${isSynthetic ? ' (synthetic)' : ''}`;
}

const isSyntheticPair = ({ earlier, later }: ProductPair) => Boolean(earlier?.isSynthetic || later?.isSynthetic);

function joinedProduct(setting: JoinedSetting, { pair, files, tally }: JoinedPair): IncomingProduct {
  const { releases, redelivery, folder } = setting;
  const { level, geometry } = releases.later.selection.identity;
  const name = joinedName(pair, releases, redelivery);
  return {
    name,
    geometry,
    header: pair.header,
    batches: mergedBatches(rowsOf(files, folder)),
    ending: (): ProductEnding => ({
      source: {
        name: 'computed by concatenate-releases',
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        // There was no file: what stands for it is all that the product holds.
        sha256: createHash('sha256')
          .update(files.map(({ sha256 }) => sha256).join())
          .digest('hex'),
        csvBytes: 0,
        csvCrc32: 0,
      },
      isSynthetic: isSyntheticPair(pair),
      dialect: usualDialect(level, pair.header),
      warnings: tally.missingValues > 0 ? [{ code: 'missing-values', count: tally.missingValues }] : [],
      metadata: metadataOf(setting, pair, name),
    }),
    where: productFileName(name),
  };
}

/**
 * Joined rows, then those kept of the later release, then of the earlier. Points of one pid that lie out of reach of each
 * other can both have been kept; a product has a pid once, and the later release's comes first.
 */
async function* rowsOf(files: readonly StagedRows[], folder: string): AsyncGenerator<PointBatch> {
  const of = (kind: RowKind) => files.filter((file) => file.kind === kind);
  const ofEarlier = of('earlierKept');
  const taken = new Set<string>();
  for (const file of of('joined')) yield* batchesOf(file, folder);
  for (const file of of('laterKept')) {
    for await (const batch of batchesOf(file, folder)) {
      if (ofEarlier.length > 0) for (const pid of batch.pid) taken.add(pid);
      yield batch;
    }
  }
  for (const file of ofEarlier) {
    for await (const batch of batchesOf(file, folder)) yield filteredBatch(batch, (pid) => !taken.has(pid));
  }
}

async function* batchesOf({ fileName }: StagedRows, folder: string): AsyncGenerator<PointBatch> {
  yield* (await openBatchFile(join(folder, fileName))).batches();
}

/** As the later release has it, with the images of both. */
function metadataOf(
  { releases, productionDate }: JoinedSetting,
  pair: ProductPair,
  name: IncomingProduct['name'],
): ProductMetadata {
  const ofEarlier = pair.earlier?.metadata && describeProduct(pair.earlier.metadata);
  const ofLater = pair.later?.metadata && describeProduct(pair.later.metadata);
  const newest = ofLater ?? ofEarlier;
  const { level } = releases.later.selection.identity;
  return newProductMetadata({
    name,
    facilityCode: newest?.facility?.code ?? 'unknown',
    productionDate,
    demVersion: newest?.demVersion ?? 'unknown',
    ...(level === 'L2a' ? {} : { gnssVersion: newest?.gnssVersion ?? 'unknown' }),
    ...(level === 'L3'
      ? {}
      : {
          referenceImages: newest?.referenceImages ?? [],
          datasetImages: union(ofEarlier?.datasetImages ?? [], ofLater?.datasetImages ?? []),
        }),
  });
}

/** Each image once. */
function union(a: readonly ProductImage[], b: readonly ProductImage[]): ProductImage[] {
  return [...new Map([...a, ...b].map((image) => [image.productId, image])).values()];
}
