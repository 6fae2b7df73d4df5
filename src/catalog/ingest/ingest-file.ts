/** From a file on disk to a published product: what is read, checked, counted and kept on the way. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Database } from '../../db/database.js';
import { invalidProduct } from '../../errors.js';
import { openProductCsv, type ProductCsv } from '../../products/csv-reader.js';
import {
  orbitDirection,
  orthoGeometry,
  type ProductGeometry,
  type ProductName,
  productFileName,
  productKey,
} from '../../products/file-name.js';
import { checkPids } from '../../products/pid-check.js';
import type { PointBatch } from '../../products/point-batch.js';
import { type OpenProduct, openProductFile } from '../../products/product-file.js';
import { type ProductMetadata, parseProductXml } from '../../products/product-xml.js';
import type { ProductEnding, ProductWarning } from './incoming-product.js';
import { keyPoints, TieCounter } from './key-points.js';
import { publishProduct } from './publish-product.js';

export interface IngestOptions {
  readonly softwareVersion: string;
  /** Read and check everything, write nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { points: number; csvBytes: number; csvTotalBytes: number }) => void;
}

export interface IngestResult {
  readonly file: string;
  readonly productName: string;
  readonly action: 'published' | 'replaced' | 'unchanged' | 'superseded' | 'checked';
  readonly pointCount: number;
  readonly epochCount: number;
  readonly collectionId?: string;
  readonly warnings: readonly ProductWarning[];
}

/** Rows that are sorted and written together. The embedded database lives in a 32-bit heap and takes smaller bites. */
const BATCH_SIZE = { server: 32_768, embedded: 8_192 } as const;

/**
 * Ingests one .zip or .csv. A product that is there already, byte for byte, is left alone; so is one whose redelivery
 * number is lower than that of the edition there. Throws `invalidProduct` with file, line and column, and then nothing
 * of the file is in the catalog.
 */
export async function ingestFile(database: Database, path: string, options: IngestOptions): Promise<IngestResult> {
  const opened = await openProductFile(path);
  try {
    const known = await knownEdition(database, opened);
    if (known) return { file: path, ...known };
    const reading = new Reading(path, opened, options);
    await reading.open(BATCH_SIZE[database.kind]);
    if (options.dryRun) return { file: path, ...(await reading.check()) };
    // Computed while the database is busy with the points.
    const sha256 = sha256Of(path);
    sha256.catch(() => {});
    const published = await publishProduct(
      database,
      {
        name: opened.name,
        geometry: reading.geometry,
        header: reading.csv.header,
        batches: reading.batches(),
        ending: async () => reading.ending(await sha256),
        where: path,
      },
      {
        softwareVersion: options.softwareVersion,
        ...(options.signal ? { signal: options.signal } : {}),
      },
    );
    return {
      file: path,
      productName: published.productName,
      action: published.replaced ? 'replaced' : 'published',
      pointCount: published.pointCount,
      epochCount: reading.csv.header.dates.length,
      collectionId: published.collectionId,
      warnings: reading.warnings(),
    };
  } finally {
    await opened.close();
  }
}

/** The edition in the catalog when it makes reading this file needless. */
async function knownEdition(
  database: Database,
  { name, csv }: OpenProduct,
): Promise<Omit<IngestResult, 'file'> | undefined> {
  const { rows } = await database.query<{
    id: string;
    redelivery: number;
    csv_bytes: string;
    csv_crc32: string;
    point_count: number;
    epoch_count: number;
  }>(
    `select c.id, p.redelivery, p.csv_bytes::text, p.csv_crc32::text, p.point_count, cardinality(p.dates) as epoch_count
     from egms.product p join egms.collection c using (collection_no)
     where p.product_key = $1 and c.origin_job_id is null`,
    [productKey(name)],
  );
  const there = rows[0];
  if (!there) return undefined;
  const found = {
    productName: productFileName(name),
    pointCount: there.point_count,
    epochCount: there.epoch_count,
    collectionId: there.id,
    warnings: [],
  };
  if (there.redelivery > name.redelivery) return { ...found, action: 'superseded' };
  const same = Number(there.csv_bytes) === csv.bytes && Number(there.csv_crc32) === csv.crc32;
  return same && there.redelivery === name.redelivery ? { ...found, action: 'unchanged' } : undefined;
}

/** One pass over a product's CSV. */
class Reading {
  csv!: ProductCsv;
  geometry!: ProductGeometry;
  #batches!: AsyncGenerator<PointBatch, void, undefined>;
  #first!: IteratorResult<PointBatch, void>;
  #metadata: ProductMetadata | undefined;
  #points = 0;
  #csvBytesRead = 0;
  #contradictions = 0;
  readonly #examples: string[] = [];

  constructor(
    private readonly path: string,
    private readonly opened: OpenProduct,
    private readonly options: IngestOptions,
  ) {}

  /** Reads as far as the first batch: the orbit's direction stands in the points, not in the name. */
  async open(batchSize: number): Promise<void> {
    const { name, xmlText } = this.opened;
    this.#metadata = xmlText === undefined ? undefined : parseProductXml(xmlText, this.path);
    this.csv = await openProductCsv(this.#counted(), {
      where: this.path,
      level: name.level,
      batchSize,
      ...(this.options.signal ? { signal: this.options.signal } : {}),
    });
    this.#batches = this.csv.batches();
    this.#first = await this.#batches.next();
    this.geometry = name.level === 'L3' ? orthoGeometry(name.component) : this.#direction(name);
  }

  async *batches(): AsyncGenerator<PointBatch> {
    try {
      for (let next = this.#first; !next.done; next = await this.#batches.next()) {
        const batch = next.value;
        this.#look(batch);
        yield batch;
      }
    } finally {
      await this.#batches.return();
    }
  }

  /** The whole file without a database. */
  async check(): Promise<Omit<IngestResult, 'file'>> {
    const ties = new TieCounter();
    for await (const batch of this.batches()) keyPoints(this.csv.header, batch, ties, this.path);
    return {
      productName: productFileName(this.opened.name),
      action: 'checked',
      pointCount: this.#points,
      epochCount: this.csv.header.dates.length,
      warnings: this.warnings(),
    };
  }

  ending(sha256: string): ProductEnding {
    const { sourceBytes, csv } = this.opened;
    return {
      source: { name: basename(this.path), bytes: sourceBytes, sha256, csvBytes: csv.bytes, csvCrc32: csv.crc32 },
      dialect: this.csv.summary().dialect,
      warnings: this.warnings(),
      ...(this.#metadata && { metadata: this.#metadata }),
    };
  }

  warnings(): readonly ProductWarning[] {
    const summary = this.csv.summary();
    const missing = summary.missingSeriesValues + summary.missingAttributeValues.reduce((sum, n) => sum + n, 0);
    const warnings: ProductWarning[] = [];
    if (this.#contradictions > 0) {
      warnings.push({ code: 'pid-contradicts-row', count: this.#contradictions, examples: this.#examples });
    }
    if (missing > 0) warnings.push({ code: 'missing-values', count: missing });
    if (!summary.reproducible) warnings.push({ code: 'bytes-not-reproducible', count: 1 });
    if (this.opened.xmlText === undefined) warnings.push({ code: 'no-metadata', count: 1 });
    return warnings;
  }

  #look(batch: PointBatch): void {
    const { contradictions, examples } = checkPids(batch, this.csv.header, this.opened.name);
    this.#contradictions += contradictions;
    if (this.#examples.length < 3) this.#examples.push(...examples.slice(0, 3 - this.#examples.length));
    this.#points += batch.count;
    this.options.onProgress?.({
      points: this.#points,
      csvBytes: this.#csvBytesRead,
      csvTotalBytes: this.opened.csv.bytes,
    });
  }

  #direction(name: ProductName): ProductGeometry {
    const column = this.csv.header.attributes.indexOf('losEast');
    const values = this.#first.done ? new Float64Array() : this.#first.value.attributes[column];
    const losEast = values.find((value) => orbitDirection(value) !== undefined) ?? values[0];
    const direction = orbitDirection(losEast);
    if (direction) return direction;
    const where = `${this.path}:2 (column los_east)`;
    throw invalidProduct(
      where,
      `expected a number that tells ${productFileName(name)} ascending or descending, got ${losEast}`,
    );
  }

  async *#counted(): AsyncGenerator<Buffer> {
    for await (const chunk of this.opened.csv.stream()) {
      this.#csvBytesRead += chunk.length;
      yield chunk;
    }
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}
