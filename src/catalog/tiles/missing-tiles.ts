/**
 * Makes what tiles are drawn from for products that have none: those published by a program that did not make it yet, or
 * made another format. Product by product, each in a transaction of its own, from the points in the order of their file,
 * so that the rows are the ones that publishing would have written.
 */
import type { QueryArrayConfig } from 'pg';
import type { Database } from '../../db/database.js';
import { TILE_ATTRIBUTES, TILE_FORMAT } from '../../formats/point-chunk.js';
import type { AttributeName, PointBatch, ProductHeader } from '../../products/point-batch.js';
import { keyPoints, TieCounter } from '../ingest/key-points.js';
import { columnOf } from '../points/point-columns.js';
import { pointTable } from '../points/point-tables.js';
import { removeTiles, TileWriter } from './tile-writer.js';

export interface MissingTilesOptions {
  /** Of one collection only. */
  readonly collectionNo?: number;
  readonly signal?: AbortSignal;
  /** Called before each product: how many are done, of how many. */
  readonly onProduct?: (name: string, done: number, count: number) => void;
}

const ROWS_PER_STATEMENT = 8_192;

interface PendingRow {
  collection_no: number;
  product_no: number;
  product_key: string;
  name: string;
  point_count: number;
  attributes: AttributeName[];
}

/** Returns how many products were built. Any number of programs may run it at once. */
export async function buildMissingTiles(database: Database, options: MissingTilesOptions = {}): Promise<number> {
  const { rows } = await database.query<PendingRow>(
    `select collection_no, product_no, product_key, name, point_count, header->'attributes' as attributes
     from egms.product where tile_format is distinct from $1 and ($2::smallint is null or collection_no = $2)
     order by collection_no, product_no`,
    [TILE_FORMAT, options.collectionNo ?? null],
  );
  let built = 0;
  for (const [done, product] of rows.entries()) {
    options.signal?.throwIfAborted();
    options.onProduct?.(product.name, done, rows.length);
    if (await buildProduct(database, product, options.signal)) built++;
  }
  return built;
}

/** False when another program has built, replaced or removed it in the meantime. */
async function buildProduct(database: Database, product: PendingRow, signal?: AbortSignal): Promise<boolean> {
  const target = { collectionNo: product.collection_no, productNo: product.product_no };
  return database.transaction(async (client) => {
    await client.query('set local statement_timeout = 0');
    // The lock of those who publish it: a product must not be replaced in the middle.
    await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [target.collectionNo, product.product_key]);
    const marked = await client.query(
      `update egms.product set tile_format = $3
       where collection_no = $1 and product_no = $2 and tile_format is distinct from $3`,
      [target.collectionNo, target.productNo, TILE_FORMAT],
    );
    if (!marked.rowCount) return false;
    await removeTiles(client, target);
    const attributes = neededAttributes(product.attributes);
    const header: ProductHeader = { generation: 'from-2020-2024', attributes, dates: [] };
    const tiles = new TileWriter(client, target, signal);
    const ties = new TieCounter();
    const text = `select pid, ${attributes.map((name) => columnOf.get(name)).join(', ')}
      from ${pointTable(target.collectionNo)} where product_no = $1 and file_row >= $2 and file_row < $3 order by file_row`;
    for (let firstRow = 0; firstRow < product.point_count; firstRow += ROWS_PER_STATEMENT) {
      signal?.throwIfAborted();
      const values = [target.productNo, firstRow, firstRow + ROWS_PER_STATEMENT];
      const query: QueryArrayConfig = { text, values, rowMode: 'array' };
      const { rows } = await client.query(query);
      if (rows.length > 0) {
        await tiles.add(
          keyPoints(header, batchOf(rows as unknown as StoredRow[], header, firstRow), ties, product.name),
        );
      }
    }
    await tiles.end();
    return true;
  });
}

/** Geographic places are in the table for every level. */
const PLACE: readonly AttributeName[] = ['longitudeDeg', 'latitudeDeg', 'eastingM', 'northingM'];

const neededAttributes = (present: readonly AttributeName[]): AttributeName[] => [
  ...PLACE,
  ...TILE_ATTRIBUTES.map(({ attribute }) => attribute).filter((name) => present.includes(name)),
];

type StoredRow = [pid: string, ...attributes: (number | null)[]];

const batchOf = (rows: readonly StoredRow[], { attributes }: ProductHeader, firstRow: number): PointBatch => ({
  count: rows.length,
  firstRow,
  pid: rows.map(([pid]) => pid),
  attributes: attributes.map((_, column) =>
    Float64Array.from(rows, (row) => (row[column + 1] as number | null) ?? Number.NaN),
  ),
});
