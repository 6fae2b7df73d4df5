/** Makes room for a collection: its row, and its partition of the point and series tables. */
import type { Database } from '../../db/database.js';
import { invalidProduct } from '../../errors.js';
import { MAX_PRODUCT } from '../../geodesy/point-key.js';
import type { ProductGeometry, ProductLevel } from '../../products/file-name.js';
import type { ProductHeader } from '../../products/point-batch.js';
import { pointTable, seriesTable } from '../points/point-tables.js';

export interface NewCollection {
  readonly id: string;
  readonly level: ProductLevel;
  readonly geometry: ProductGeometry;
  readonly release: string;
  readonly generation: ProductHeader['generation'];
}

/** Number of the collection, made when it is new. Committed apart from any product: an empty collection is invisible. */
export async function ensureCollection(database: Database, collection: NewCollection): Promise<number> {
  const existing = await database.query<{ collection_no: number }>(
    'select collection_no from egms.collection where id = $1',
    [collection.id],
  );
  if (existing.rows[0]) return existing.rows[0].collection_no;
  return database.transaction(async (client) => {
    // Serialises makers of collections; the loser finds the winner's row.
    await client.query(`select pg_advisory_xact_lock(hashtext('egms.collection'))`);
    const { rows } = await client.query<{ collection_no: number; is_new: boolean }>(
      `with made as (
         insert into egms.collection (id, level, geometry, release, header_generation)
         values ($1, $2, $3, $4, $5) on conflict (id) do nothing returning collection_no)
       select collection_no, true as is_new from made
       union all select collection_no, false from egms.collection where id = $1`,
      [collection.id, collection.level, collection.geometry, collection.release, collection.generation],
    );
    const { collection_no: collectionNo, is_new: isNew } = rows[0];
    // Made whole and then attached: `create table ... partition of` would lock out the readers of every collection.
    if (isNew) {
      for (const [parent, table] of [
        ['egms.point', pointTable(collectionNo)],
        ['egms.series', seriesTable(collectionNo)],
      ]) {
        await client.query(`create table ${table} (like ${parent} including all)`);
        await client.query(`alter table ${parent} attach partition ${table} for values in (${collectionNo})`);
      }
    }
    return collectionNo;
  });
}

/** A product number that nobody has had: numbers of failed loads are not given again until they run out. */
export async function takeProductNo(database: Database, collectionNo: number): Promise<number> {
  const { rows } = await database.query<{ last_product_no: number }>(
    'update egms.collection set last_product_no = last_product_no + 1 where collection_no = $1 and last_product_no < $2 returning last_product_no',
    [collectionNo, MAX_PRODUCT],
  );
  if (rows[0]) return rows[0].last_product_no;
  const free = await database.query<{ product_no: number }>(
    `select n as product_no from generate_series(1, $2::int) n
     where not exists (select 1 from egms.product where collection_no = $1 and product_no = n) limit 1`,
    [collectionNo, MAX_PRODUCT],
  );
  if (free.rows[0]) return free.rows[0].product_no;
  throw invalidProduct(`collection ${collectionNo}`, `holds ${MAX_PRODUCT} products, the most it can`);
}
