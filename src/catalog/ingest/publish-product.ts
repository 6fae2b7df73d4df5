/**
 * Puts one product into the catalog: all of its points and what is known of it, in one transaction, or nothing. Until
 * the commit readers see the collection as it was; after it, everything that serves the catalog serves the product.
 */
import type { PoolClient } from 'pg';
import type { Database } from '../../db/database.js';
import { collectionTaken, invalidProduct, ServiceError } from '../../errors.js';
import { collectionIdOf, productFileName, productKey, releaseId } from '../../products/file-name.js';
import { holdNameForPoints } from '../features/collection-name.js';
import { pointTable, seriesTable } from '../points/point-tables.js';
import type { Querying } from '../points/record.js';
import { forgetStyles } from '../styles/style-store.js';
import { TileWriter } from '../tiles/tile-writer.js';
import { copyLoad } from './copy-load.js';
import type { IncomingProduct } from './incoming-product.js';
import { type KeyedBatch, keyPoints, TieCounter } from './key-points.js';
import type { LoadTarget } from './load-target.js';
import { ensureCollection, takeProductNo } from './partitions.js';
import { ProductExtent } from './product-extent.js';
import { insertProduct, refreshCollection, removeProduct } from './product-row.js';
import { RepeatedPids } from './repeated-pids.js';
import { unnestLoad } from './unnest-load.js';

export interface PublishedProduct {
  readonly collectionId: string;
  readonly productName: string;
  readonly pointCount: number;
  readonly replaced: boolean;
}

export interface PublishOptions {
  readonly softwareVersion: string;
  /** Called after every batch that the database has taken. */
  readonly onLoaded?: (pointCount: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Loads and publishes; a product with the same key is replaced. Throws `invalidProduct` for rows that contradict each
 * other (a pid twice), the reader's errors, and the database's; then nothing has changed.
 */
export async function publishProduct(
  database: Database,
  product: IncomingProduct,
  options: PublishOptions,
): Promise<PublishedProduct> {
  const { name, geometry, header } = product;
  const collectionId = collectionIdOf(name, geometry);
  const collectionNo = await ensureCollection(database, {
    id: collectionId,
    level: name.level,
    geometry,
    release: releaseId(name.release),
    generation: header.generation,
  });
  await refuseComputed(database, collectionNo);
  const key = productKey(name);
  // Taken before the transaction, which would else hold the collection's row from its first moment to its last.
  const freshNo = (await productNoOf(database, collectionNo, key)) ?? (await takeProductNo(database, collectionNo));
  try {
    return await database.transaction(async (client) => {
      await client.query('set local statement_timeout = 0');
      // Two loaders of one product would mix their rows: the second waits here and then replaces the first.
      await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [collectionNo, key]);
      await holdNameForPoints(client, collectionId);
      await forgetOrigin(client, collectionNo, product);
      const target: LoadTarget = {
        collectionNo,
        productNo: (await productNoOf(client, collectionNo, key)) ?? freshNo,
        epochCount: header.dates.length,
        pointTable: pointTable(collectionNo),
        seriesTable: seriesTable(collectionNo),
      };
      const replaced = await removeProduct(client, target, productFileName(name), options.softwareVersion);
      const extent = await loadPoints(database, client, target, product, options);
      const ending = await product.ending();
      await insertProduct(client, target, product, extent, ending, collectionId, options.softwareVersion);
      return { collectionId, productName: productFileName(name), pointCount: extent.count, replaced };
    });
  } catch (error) {
    throw duplicatePid(error, product.where) ?? error;
  }
}

/** Takes a product out of the catalog, in one transaction; nothing happens when it is not there. */
export async function withdrawProduct(
  database: Database,
  collectionNo: number,
  productNo: number,
  softwareVersion: string,
): Promise<void> {
  const target = {
    collectionNo,
    productNo,
    pointTable: pointTable(collectionNo),
    seriesTable: seriesTable(collectionNo),
  };
  await database.transaction(async (client) => {
    if (!(await removeProduct(client, target, undefined, softwareVersion))) return;
    await refreshCollection(client, collectionNo);
    await forgetStyles(client, collectionNo);
  });
}

/** Writes the points of a product, inside the caller's transaction. Throws as `publishProduct`. */
export async function loadPoints(
  database: Pick<Database, 'supportsCopy'>,
  client: PoolClient,
  target: LoadTarget,
  product: Pick<IncomingProduct, 'header' | 'batches' | 'where'>,
  { onLoaded, signal }: Pick<PublishOptions, 'onLoaded' | 'signal'>,
): Promise<ProductExtent> {
  const ties = new TieCounter();
  const pids = new RepeatedPids();
  const extent = new ProductExtent();
  const tiles = new TileWriter(client, target, signal);
  const write = database.supportsCopy ? copyLoad : unnestLoad;
  // One batch is written while the next is read: the reader and the database each keep a core busy.
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const batch of product.batches) {
      signal?.throwIfAborted();
      const keyed = keyPoints(product.header, batch, ties, product.where);
      pids.add(batch.pid);
      extent.add(keyed);
      await tiles.add(keyed, writing);
      await writing;
      writing = writeBatch(write, client, target, keyed, onLoaded);
      // Looked at in the next turn; until then a failure is not unhandled.
      writing.catch(() => {});
    }
  } finally {
    await writing;
  }
  await pids.refuse(client, target, product.where);
  await tiles.end();
  return extent;
}

async function writeBatch(
  write: typeof copyLoad,
  client: PoolClient,
  target: LoadTarget,
  keyed: KeyedBatch,
  onLoaded: ((count: number) => void) | undefined,
) {
  await write(client, target, keyed);
  onLoaded?.(keyed.batch.count);
}

/** Measurements as delivered and what was computed from them must not stand in one collection. */
async function refuseComputed(database: Querying, collectionNo: number): Promise<void> {
  const { rows } = await database.query<{ id: string; origin_job_id: string }>(
    'select id, origin_job_id from egms.collection where collection_no = $1 and origin_job_id is not null and point_count > 0',
    [collectionNo],
  );
  if (rows[0])
    throw collectionTaken(rows[0].id, `the job ${rows[0].origin_job_id} computed it; remove it with that job`);
}

/** An emptied collection of a job may be taken over: it then is what its products say, and the job's no more. */
async function forgetOrigin(
  client: PoolClient,
  collectionNo: number,
  { name, geometry }: IncomingProduct,
): Promise<void> {
  await client.query(
    `update egms.collection set origin_job_id = null, title = null, level = $2, geometry = $3, release = $4
     where collection_no = $1 and origin_job_id is not null and point_count = 0`,
    [collectionNo, name.level, geometry, releaseId(name.release)],
  );
}

async function productNoOf(database: Querying, collectionNo: number, key: string): Promise<number | undefined> {
  const { rows } = await database.query<{ product_no: number }>(
    'select product_no from egms.product where collection_no = $1 and product_key = $2',
    [collectionNo, key],
  );
  return rows[0]?.product_no;
}

/** Within a cell the unique index on pids finds what a reader of two gigabytes cannot hold in memory. */
function duplicatePid(error: unknown, where: string): ServiceError | undefined {
  const cause = error instanceof ServiceError ? error.options.cause : error;
  if (!(cause instanceof Error) || !('code' in cause) || cause.code !== '23505') return undefined;
  const detail = 'detail' in cause ? String(cause.detail) : '';
  const pid = /\(collection_no, pid, cell\)=\(\d+, ([0-9A-Za-z]+), \d+\)/.exec(detail)?.[1];
  if (pid === undefined) return undefined;
  return invalidProduct(where, `pid ${pid} stands in two rows, or in another product of the collection`, error);
}
