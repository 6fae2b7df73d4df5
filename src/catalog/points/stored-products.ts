/** Products as they were delivered: what the catalog keeps of each file, and its points in the order of the file. */
import type { Database } from '../../db/database.js';
import { type ProductName, parseProductName } from '../../products/file-name.js';
import type { CsvDialect, PointBatch, ProductHeader } from '../../products/point-batch.js';
import type { ProductMetadata } from '../../products/product-xml.js';
import type { BoundingBox, ItemsQuery } from '../items.js';
import { Bindings } from '../sql-text.js';
import { textRows } from '../text-rows.js';
import { pointFilterSource } from './filter-source.js';
import { packedSql } from './packed-row.js';
import { pointTable, seriesTable } from './point-tables.js';
import { conditions } from './points-sql.js';
import { type PointsRecord, readPointsRecord } from './record.js';
import { copyTenths, seriesValuesMm } from './series-codec.js';

export interface StoredProduct {
  readonly productNo: number;
  readonly name: ProductName;
  readonly header: ProductHeader;
  readonly dialect: CsvDialect;
  readonly metadata?: ProductMetadata;
  readonly pointCount: number;
  readonly published: Date;
}

/** Which points of a product; all without either. */
export interface Part {
  readonly bbox?: BoundingBox;
  readonly filter?: ItemsQuery['filter'];
}

/** Rows of the file looked at by one statement: one batch in memory, found through the block range index on `file_row`. */
const ROWS_PER_STATEMENT = 8_192;

/** Products of a collection by name; undefined when there is no such collection. */
export async function storedProducts(database: Database, collectionId: string): Promise<StoredProducts | undefined> {
  const record = await readPointsRecord(database, collectionId);
  return record && new StoredProducts(database, record);
}

interface ProductRow {
  product_no: number;
  name: string;
  dates: number[];
  header: Omit<ProductHeader, 'dates'>;
  dialect: CsvDialect;
  metadata: ProductMetadata | null;
  point_count: number;
  published: Date;
}

const productOf = (row: ProductRow): StoredProduct => ({
  productNo: row.product_no,
  name: parseProductName(row.name)!,
  header: { ...row.header, dates: row.dates.map(String) },
  dialect: row.dialect,
  ...(row.metadata ? { metadata: row.metadata } : {}),
  pointCount: row.point_count,
  published: row.published,
});

export class StoredProducts {
  constructor(
    private readonly database: Database,
    private readonly record: PointsRecord,
  ) {}

  /** In the order of their names. */
  list(): Promise<readonly StoredProduct[]> {
    return this.#read();
  }

  /** By its file name without extension: a country has thousands beside it, whose headers nobody needs then. */
  async find(name: string): Promise<StoredProduct | undefined> {
    return (await this.#read(name))[0];
  }

  async #read(name?: string): Promise<readonly StoredProduct[]> {
    const { rows } = await this.database.query<ProductRow>(
      `select product_no, name, dates, header, dialect, metadata, point_count, published
       from egms.product where collection_no = $1 and ($2::text is null or name = $2) order by name`,
      [this.record.collectionNo, name ?? null],
    );
    return rows.map(productOf);
  }

  /** The points of a product in file order, a batch at a time; batches without points are left out. */
  async *batches(
    product: StoredProduct,
    part: Part = {},
    signal?: AbortSignal,
    rowsPerStatement = ROWS_PER_STATEMENT,
  ): AsyncGenerator<PointBatch> {
    const bindings = new Bindings();
    const where = conditions(
      {
        pointTable: pointTable(this.record.collectionNo),
        seriesTable: seriesTable(this.record.collectionNo),
        collectionNo: this.record.collectionNo,
        filterSource: pointFilterSource(this.record),
        boxes: part.bbox ? [part.bbox] : [],
        ranges: [],
        query: part.filter === undefined ? {} : { filter: part.filter },
      },
      bindings,
    );
    const from = bindings.add(0);
    const to = bindings.add(0);
    const packed = packedSql(product.header.attributes, seriesTable(this.record.collectionNo));
    const text = `select p.pid, ${packed} from ${pointTable(this.record.collectionNo)} p
      where p.product_no = ${bindings.add(product.productNo)} and p.file_row >= ${from} and p.file_row < ${to}
        and ${where.join(' and ')}
      order by p.file_row`;
    const place = (placeholder: string) => Number(placeholder.slice(1)) - 1;
    const rowsFrom = (firstRow: number) => {
      const values = [...bindings.values];
      values[place(from)] = firstRow;
      values[place(to)] = firstRow + rowsPerStatement;
      const rows = textRows(this.database, { text, values }) as Promise<readonly StoredRow[]>;
      // Looked at in the next turn; until then a failure is not unhandled.
      rows.catch(() => {});
      return rows;
    };
    // One batch is read while the last is worked on: the database and its reader each keep a core busy.
    let next = rowsFrom(0);
    for (let firstRow = 0; firstRow < product.pointCount; firstRow += rowsPerStatement) {
      signal?.throwIfAborted();
      const rows = await next;
      const following = firstRow + rowsPerStatement;
      if (following < product.pointCount) next = rowsFrom(following);
      if (rows.length > 0) yield batchOf(rows, product.header, firstRow);
    }
  }
}

type StoredRow = readonly [pid: string, packed: string];

function batchOf(rows: readonly StoredRow[], { attributes, dates }: ProductHeader, firstRow: number): PointBatch {
  const count = rows.length;
  const columns = attributes.map(() => new Float64Array(count));
  const series = new Array<Buffer>(count);
  for (let row = 0; row < count; row++) {
    const bytes = Buffer.from(rows[row][1].slice(2), 'hex');
    for (let a = 0; a < columns.length; a++) columns[a][row] = bytes.readDoubleBE(8 * a);
    series[row] = bytes.subarray(8 * columns.length);
  }
  const batch = { count, firstRow, pid: rows.map(([pid]) => pid), attributes: columns };
  const seriesTenths = new Int16Array(count * dates.length);
  if (series.every((bytes, row) => copyTenths(bytes, seriesTenths, row * dates.length, dates.length))) {
    return { ...batch, seriesTenths };
  }
  const seriesMm = new Float64Array(count * dates.length);
  series.forEach((bytes, row) => {
    seriesValuesMm(bytes, seriesMm, row * dates.length, dates.length);
  });
  return { ...batch, seriesMm };
}
