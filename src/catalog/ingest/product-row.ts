/** The rows of `egms.product` and its neighbours: written with the points, removed with them. */
import type { PoolClient } from 'pg';
import { TILE_FORMAT } from '../../formats/point-chunk.js';
import { cellName } from '../../geodesy/cell.js';
import { productFileName, productKey } from '../../products/file-name.js';
import { removeTiles } from '../tiles/tile-writer.js';
import type { IncomingProduct, ProductEnding } from './incoming-product.js';
import type { LoadTarget } from './load-target.js';
import type { ProductExtent } from './product-extent.js';

/** Removes an edition of the same product, if there is one, and says so in the log of events. */
export async function removeProduct(
  client: PoolClient,
  target: Omit<LoadTarget, 'epochCount'>,
  successor: string | undefined,
  softwareVersion: string,
): Promise<boolean> {
  const { collectionNo, productNo, pointTable, seriesTable } = target;
  const removed = await client.query(
    `with gone as (delete from egms.product where collection_no = $1 and product_no = $2 returning *)
     insert into egms.ingest_event
       (action, collection_id, product_name, source_name, source_sha256, point_count, software_version)
     select $3, c.id, g.name, g.source_name, g.source_sha256, g.point_count, $4
     from gone g join egms.collection c using (collection_no)`,
    [collectionNo, productNo, successor === undefined ? 'removed' : 'replaced', softwareVersion],
  );
  if (!removed.rowCount) return false;
  await client.query(
    `with gone as (delete from ${pointTable} where product_no = $1 returning cell, id)
     delete from ${seriesTable} s using gone g
     where s.collection_no = ${collectionNo} and s.cell = g.cell and s.id = g.id`,
    [productNo],
  );
  await removeTiles(client, target);
  return true;
}

export async function insertProduct(
  client: PoolClient,
  target: LoadTarget,
  { name, header }: IncomingProduct,
  extent: ProductExtent,
  ending: ProductEnding,
  collectionId: string,
  softwareVersion: string,
): Promise<void> {
  const { collectionNo, productNo } = target;
  const { source } = ending;
  const burst = name.level === 'L3' ? undefined : name;
  const tile = name.level === 'L3' ? cellName(name.tileNorthing100Km * 100 + name.tileEasting100Km) : undefined;
  const row = {
    collection_no: collectionNo,
    product_no: productNo,
    name: productFileName(name),
    product_key: productKey(name),
    redelivery: name.redelivery,
    track: burst?.track,
    burst_cycle: burst?.burstCycle,
    swath: burst?.swath,
    polarisation: burst?.polarisation,
    tile,
    dates: `{${header.dates.join(',')}}`,
    point_count: extent.count,
    west: extent.west,
    south: extent.south,
    east: extent.east,
    north: extent.north,
    header: JSON.stringify({ generation: header.generation, attributes: header.attributes }),
    dialect: JSON.stringify(ending.dialect),
    metadata: ending.metadata && JSON.stringify(ending.metadata),
    warnings: JSON.stringify(ending.warnings),
    is_synthetic: ending.isSynthetic ?? false,
    source_name: source.name,
    source_bytes: source.bytes,
    source_sha256: source.sha256,
    csv_bytes: source.csvBytes,
    csv_crc32: source.csvCrc32,
    software_version: softwareVersion,
    tile_format: TILE_FORMAT,
  };
  const columns = Object.keys(row);
  await client.query(
    `insert into egms.product (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  await client.query(
    `insert into egms.product_cell (collection_no, product_no, cell, point_count)
     select $1, $2, * from unnest($3::smallint[], $4::integer[])`,
    [collectionNo, productNo, `{${[...extent.cells.keys()].join(',')}}`, `{${[...extent.cells.values()].join(',')}}`],
  );
  await client.query(
    `insert into egms.ingest_event
       (action, collection_id, product_name, source_name, source_sha256, point_count, software_version)
     values ('published', $1, $2, $3, $4, $5, $6)`,
    [collectionId, row.name, source.name, source.sha256, extent.count, softwareVersion],
  );
  // The first product of a collection gives it the names of its columns.
  await client.query('update egms.collection set header_generation = $2 where collection_no = $1 and point_count = 0', [
    collectionNo,
    header.generation,
  ]);
  await refreshCollection(client, collectionNo);
}

/**
 * Count from the products, so that it cannot drift; the version moves with every change. Holds the collection's row
 * until the transaction ends: called last, so that other products of the collection do not wait.
 */
export async function refreshCollection(client: PoolClient, collectionNo: number): Promise<void> {
  await client.query(
    `update egms.collection set version = version + 1, modified = clock_timestamp(), point_count =
       (select coalesce(sum(point_count), 0) from egms.product where collection_no = $1)
     where collection_no = $1`,
    [collectionNo],
  );
}
