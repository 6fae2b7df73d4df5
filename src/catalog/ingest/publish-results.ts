/**
 * Collections that a process computed. They are published as ingested ones are, with their points, series and products,
 * but under any name, all of a job's in one transaction, and a collection is replaced as a whole.
 */
import type { PoolClient } from 'pg';
import type { Database } from '../../db/database.js';
import { collectionTaken } from '../../errors.js';
import type { HeaderGeneration } from '../../products/columns.js';
import { type ProductGeometry, type ProductLevel, type Release, releaseId } from '../../products/file-name.js';
import { holdNameForPoints, refuseFeatures } from '../features/collection-name.js';
import { withdrawFeatures } from '../features/publish-features.js';
import { pointTable, seriesTable } from '../points/point-tables.js';
import { forgetStyles } from '../styles/style-store.js';
import type { IncomingProduct } from './incoming-product.js';
import { ensureCollection, takeProductNo } from './partitions.js';
import { insertProduct, refreshCollection, removeProduct } from './product-row.js';
import { loadPoints } from './publish-product.js';
import { summariseRows } from './summarise-rows.js';

export interface ResultCollection {
  readonly id: string;
  /** Absent: made from level, geometry and release, as for ingested collections. */
  readonly title?: string;
  readonly level: ProductLevel;
  readonly geometry: ProductGeometry;
  readonly release: Release;
  readonly generation: HeaderGeneration;
  /** One after another; each reads its points when its turn comes. */
  readonly products: readonly IncomingProduct[];
}

export interface PublishedCollection {
  readonly id: string;
  readonly version: string;
  readonly pointCount: number;
}

export interface ResultOptions {
  readonly jobId: string;
  readonly softwareVersion: string;
  readonly signal?: AbortSignal;
  /** Called after every batch that the database has taken. */
  readonly onLoaded?: (pointCount: number) => void;
}

/** Results that have a place to go to. `publish` runs inside the transaction that makes them visible. */
export interface PreparedResults {
  publish(client: PoolClient): Promise<readonly PublishedCollection[]>;
}

/**
 * Takes names and numbers, outside of any transaction: the embedded database has one session, and a second question
 * inside the transaction of `publish` would wait for ever. Throws `collectionTaken` for the name of a collection that
 * was ingested.
 */
export async function prepareResults(
  database: Database,
  collections: readonly ResultCollection[],
  options: ResultOptions,
): Promise<PreparedResults> {
  const prepared: Prepared[] = [];
  for (const collection of collections) {
    await refuseIngested(database, collection.id);
    const collectionNo = await ensureCollection(database, { ...collection, release: releaseId(collection.release) });
    const productNos: number[] = [];
    for (const _ of collection.products) productNos.push(await takeProductNo(database, collectionNo));
    prepared.push({ collection, collectionNo, productNos });
  }
  return {
    publish: async (client) => {
      await client.query('set local statement_timeout = 0');
      const published: PublishedCollection[] = [];
      for (const entry of prepared) published.push(await publishCollection(database, client, entry, options));
      return published;
    },
  };
}

interface Prepared {
  readonly collection: ResultCollection;
  readonly collectionNo: number;
  readonly productNos: readonly number[];
}

/** Names that computed points may not take: those of collections with delivered products, or with features. */
export async function refuseIngested(database: Pick<Database, 'query'>, collectionId: string): Promise<void> {
  const { rows } = await database.query(
    'select 1 from egms.collection where id = $1 and origin_job_id is null and point_count > 0',
    [collectionId],
  );
  if (rows.length > 0) throw collectionTaken(collectionId, 'holds delivered products; give the output another name');
  await refuseFeatures(database, collectionId);
}

/** Redelivery number of the next edition of a computed collection: 1 for the first, as EGMS counts. */
export async function nextRedelivery(database: Pick<Database, 'query'>, collectionId: string): Promise<number> {
  const { rows } = await database.query<{ last: number }>(
    `select coalesce(max(p.redelivery), 0)::int as last from egms.product p join egms.collection c using (collection_no)
     where c.id = $1`,
    [collectionId],
  );
  return rows[0].last + 1;
}

async function publishCollection(
  database: Database,
  client: PoolClient,
  { collection, collectionNo, productNos }: Prepared,
  options: ResultOptions,
): Promise<PublishedCollection> {
  const { softwareVersion } = options;
  // Two jobs with the same output: the second waits here and replaces what the first has made.
  await client.query(`select pg_advisory_xact_lock(hashtext('egms.collection'), $1)`, [collectionNo]);
  await holdNameForPoints(client, collection.id);
  await refuseIngested(client, collection.id);
  const target = { collectionNo, pointTable: pointTable(collectionNo), seriesTable: seriesTable(collectionNo) };
  const earlier = await client.query<{ product_no: number }>(
    'select product_no from egms.product where collection_no = $1',
    [collectionNo],
  );
  for (const { product_no: productNo } of earlier.rows) {
    await removeProduct(client, { ...target, productNo }, undefined, softwareVersion);
  }
  await client.query(
    `update egms.collection set title = $2, origin_job_id = $3, level = $4, geometry = $5, release = $6,
       header_generation = $7, point_count = 0 where collection_no = $1`,
    [
      collectionNo,
      collection.title ?? null,
      options.jobId,
      collection.level,
      collection.geometry,
      releaseId(collection.release),
      collection.generation,
    ],
  );
  for (const [index, product] of collection.products.entries()) {
    const own = { ...target, productNo: productNos[index], epochCount: product.header.dates.length };
    const extent = await loadPoints(database, client, own, product, options);
    await insertProduct(client, own, product, extent, await product.ending(), collection.id, softwareVersion);
  }
  if (collection.products.length === 0) await refreshCollection(client, collectionNo);
  // Nobody comes by afterwards to do it, as after an ingest.
  await client.query(`analyze ${target.pointTable}, ${target.seriesTable}`);
  await summariseRows(client, target.pointTable);
  const { rows } = await client.query<{ version: string; points: string }>(
    'select version::text, point_count::text as points from egms.collection where collection_no = $1',
    [collectionNo],
  );
  return { id: collection.id, version: rows[0].version, pointCount: Number(rows[0].points) };
}

/** Removes what a job published, inside the caller's transaction. Returns the names of the collections. */
export async function withdrawResults(
  client: PoolClient,
  jobId: string,
  softwareVersion: string,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ collection_no: number; id: string; product_no: number | null }>(
    `select c.collection_no, c.id, p.product_no from egms.collection c left join egms.product p using (collection_no)
     where c.origin_job_id = $1 and c.point_count > 0`,
    [jobId],
  );
  await client.query('set local statement_timeout = 0');
  for (const { collection_no: collectionNo, product_no: productNo } of rows) {
    if (productNo === null) continue;
    const target = { collectionNo, pointTable: pointTable(collectionNo), seriesTable: seriesTable(collectionNo) };
    await removeProduct(client, { ...target, productNo }, undefined, softwareVersion);
  }
  const collections = new Map(rows.map((row) => [row.collection_no, row.id]));
  for (const collectionNo of collections.keys()) {
    await refreshCollection(client, collectionNo);
    await forgetStyles(client, collectionNo);
  }
  return [...collections.values(), ...(await withdrawFeatures(client, jobId))];
}
