/** Products of a collection for whoever hands them out: which there are, and each as the file EGMS delivers. */
import type { Database } from '../../db/database.js';
import { collectionChanged } from '../../errors.js';
import { writeProductCsv } from '../../products/csv-writer.js';
import { type ProductName, parseProductName, productFileName } from '../../products/file-name.js';
import type { PointBatch } from '../../products/point-batch.js';
import { writeProductXml } from '../../products/product-xml.js';
import type { BoundingBox } from '../items.js';
import { type StoredProduct, type StoredProducts, storedProducts } from './stored-products.js';

export interface DeliveredProduct {
  /** EGMS file name without extension. */
  readonly name: string;
  readonly pointCount: number;
  /** CRS84, degrees: west, south, east, north of its points. */
  readonly bbox: readonly [number, number, number, number];
  /** `YYYYMMDD`. */
  readonly firstDate: string;
  readonly lastDate: string;
  readonly epochCount: number;
  /** Of the file that was handed in; absent where there was none. */
  readonly sourceBytes?: number;
  /** Of the CSV inside of it; absent where there was none. */
  readonly csvBytes?: number;
  readonly isSynthetic: boolean;
  readonly published: Date;
}

export interface ProductsQuestion {
  /** Products whose box meets it. */
  readonly bbox?: BoundingBox;
  /** Those whose names come later. */
  readonly after?: string;
  readonly limit: number;
}

/** What stands in the zip of a product; `csv` reads the points as it is read itself. */
export interface ProductContent {
  readonly name: ProductName;
  readonly csv: AsyncIterable<Buffer>;
  readonly xmlText?: string;
  readonly modified: Date;
}

export interface DeliveredProducts {
  /** In the order of their names; one more than `limit` tells that there are more. */
  list(collectionId: string, question: ProductsQuestion): Promise<readonly DeliveredProduct[]>;
  /** Undefined when the collection holds no product of that name. */
  content(collectionId: string, name: string, signal: AbortSignal): Promise<ProductContent | undefined>;
}

/** So few that writing their lines never keeps a server's thread for long: with 300 epochs some 10 ms. */
const ROWS_AT_ONCE = 512;

export class SqlDeliveredProducts implements DeliveredProducts {
  constructor(private readonly database: Database) {}

  async list(collectionId: string, { bbox, after, limit }: ProductsQuestion): Promise<readonly DeliveredProduct[]> {
    // A box may reach across the antimeridian: its west then lies east of its east.
    const { rows } = await this.database.query<ProductRow>(
      `select p.name, p.point_count, p.west, p.south, p.east, p.north, p.dates[1]::text as first_date,
         p.dates[cardinality(p.dates)]::text as last_date, cardinality(p.dates) as epoch_count,
         p.source_bytes::text, p.csv_bytes::text, p.is_synthetic, p.published
       from egms.product p join egms.collection c using (collection_no)
       where c.id = $1 and p.name > $2 collate "C"
         and ($3::float8 is null or (p.south <= $6 and p.north >= $4
           and case when $3 <= $5 then p.west <= $5 and p.east >= $3 else p.west <= $5 or p.east >= $3 end))
       order by p.name collate "C" limit $7`,
      [collectionId, after ?? '', bbox?.minX, bbox?.minY, bbox?.maxX, bbox?.maxY, limit],
    );
    return rows.map(productOf);
  }

  async content(collectionId: string, name: string, signal: AbortSignal): Promise<ProductContent | undefined> {
    if (!parseProductName(name)) return undefined;
    const products = await storedProducts(this.database, collectionId);
    const product = await products?.find(name);
    if (!products || !product) return undefined;
    const { header, dialect, metadata, published } = product;
    const batches = this.#whole(collectionId, products, product, signal);
    return {
      name: product.name,
      csv: writeProductCsv(batches, { level: product.name.level, header, dialect }),
      ...(metadata ? { xmlText: writeProductXml(metadata) } : {}),
      modified: published,
    };
  }

  /** Points of one edition: when another takes its place meanwhile the file breaks off, and is no zip. */
  async *#whole(
    collectionId: string,
    products: StoredProducts,
    product: StoredProduct,
    signal: AbortSignal,
  ): AsyncGenerator<PointBatch> {
    let count = 0;
    for await (const batch of products.batches(product, {}, signal, ROWS_AT_ONCE)) {
      count += batch.count;
      yield batch;
    }
    const now = await products.find(productFileName(product.name));
    const isSame =
      now?.productNo === product.productNo &&
      now.published.getTime() === product.published.getTime() &&
      count === product.pointCount;
    if (!isSame) throw collectionChanged(collectionId);
  }
}

interface ProductRow {
  name: string;
  point_count: number;
  west: number;
  south: number;
  east: number;
  north: number;
  first_date: string;
  last_date: string;
  epoch_count: number;
  source_bytes: string;
  csv_bytes: string;
  is_synthetic: boolean;
  published: Date;
}

const productOf = (row: ProductRow): DeliveredProduct => ({
  name: row.name,
  pointCount: row.point_count,
  bbox: [row.west, row.south, row.east, row.north],
  firstDate: row.first_date,
  lastDate: row.last_date,
  epochCount: row.epoch_count,
  // Computed products come from no file, and say 0 for its CSV.
  ...(Number(row.csv_bytes) > 0 ? { sourceBytes: Number(row.source_bytes), csvBytes: Number(row.csv_bytes) } : {}),
  isSynthetic: row.is_synthetic,
  published: row.published,
});
