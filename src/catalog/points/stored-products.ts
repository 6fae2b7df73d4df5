/** Products as they were delivered: what the catalog keeps of each file, and its points in the order of the file. */
import type { QueryArrayConfig } from 'pg';
import type { Database } from '../../db/database.js';
import { type ProductName, parseProductName } from '../../products/file-name.js';
import type { AttributeName, CsvDialect, PointBatch, ProductHeader } from '../../products/point-batch.js';
import type { ProductMetadata } from '../../products/product-xml.js';
import type { BoundingBox, ItemsQuery } from '../items.js';
import { Bindings } from '../sql-text.js';
import { pointFilterSource } from './filter-source.js';
import { columnOf } from './point-columns.js';
import { pointTable, seriesTable } from './point-tables.js';
import { conditions } from './points-sql.js';
import { type PointsRecord, readPointsRecord } from './record.js';
import { copyTenths, decodeSeries } from './series-codec.js';

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

export class StoredProducts {
  constructor(
    private readonly database: Database,
    private readonly record: PointsRecord,
  ) {}

  async list(): Promise<readonly StoredProduct[]> {
    const { rows } = await this.database.query<ProductRow>(
      `select product_no, name, dates, header, dialect, metadata, point_count, published
       from egms.product where collection_no = $1 order by name`,
      [this.record.collectionNo],
    );
    return rows.map((row) => ({
      productNo: row.product_no,
      name: parseProductName(row.name)!,
      header: { ...row.header, dates: row.dates.map(String) },
      dialect: row.dialect,
      ...(row.metadata ? { metadata: row.metadata } : {}),
      pointCount: row.point_count,
      published: row.published,
    }));
  }

  /** The points of a product in file order, a batch at a time; batches without points are left out. */
  async *batches(product: StoredProduct, part: Part = {}, signal?: AbortSignal): AsyncGenerator<PointBatch> {
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
    const columns = product.header.attributes.map((attribute) => `p.${columnOf.get(attribute)!}`);
    const from = bindings.add(0);
    const to = bindings.add(0);
    const text = `select p.pid, s.displacement, ${columns.join(', ')}
      from ${pointTable(this.record.collectionNo)} p
      join ${seriesTable(this.record.collectionNo)} s
        on s.collection_no = ${this.record.collectionNo} and s.cell = p.cell and s.id = p.id
      where p.product_no = ${bindings.add(product.productNo)} and p.file_row >= ${from} and p.file_row < ${to}
        and ${where.join(' and ')}
      order by p.file_row`;
    const place = (placeholder: string) => Number(placeholder.slice(1)) - 1;
    for (let firstRow = 0; firstRow < product.pointCount; firstRow += ROWS_PER_STATEMENT) {
      signal?.throwIfAborted();
      const values = [...bindings.values];
      values[place(from)] = firstRow;
      values[place(to)] = firstRow + ROWS_PER_STATEMENT;
      const query: QueryArrayConfig = { text, values, rowMode: 'array' };
      const { rows } = await this.database.query(query);
      if (rows.length > 0) yield batchOf(rows as unknown as StoredRow[], product.header, firstRow);
    }
  }
}

type StoredRow = [pid: string, displacement: Buffer, ...attributes: (number | null)[]];

function batchOf(rows: readonly StoredRow[], { attributes, dates }: ProductHeader, firstRow: number): PointBatch {
  const column = (_: AttributeName, index: number) =>
    Float64Array.from(rows, (row) => (row[index + 2] as number | null) ?? Number.NaN);
  const seriesTenths = new Int16Array(rows.length * dates.length);
  const batch = { count: rows.length, firstRow, pid: rows.map((row) => row[0]), attributes: attributes.map(column) };
  const fits = rows.every((row, i) => copyTenths(row[1], seriesTenths, i * dates.length, dates.length));
  if (fits) return { ...batch, seriesTenths };
  const seriesMm = new Float64Array(rows.length * dates.length);
  rows.forEach((row, i) => {
    decodeSeries(row[1], dates.length).forEach((mm, epoch) => {
      seriesMm[i * dates.length + epoch] = mm ?? Number.NaN;
    });
  });
  return { ...batch, seriesMm };
}
