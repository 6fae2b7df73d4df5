/** A product on its way into the catalog, whoever made it: a file's reader or a process. */
import type { ProductGeometry, ProductName } from '../../products/file-name.js';
import type { CsvDialect, PointBatch, ProductHeader } from '../../products/point-batch.js';
import type { ProductMetadata } from '../../products/product-xml.js';

export interface IncomingProduct {
  readonly name: ProductName;
  /** Told by the points for level 2, by the name for level 3. */
  readonly geometry: ProductGeometry;
  readonly header: ProductHeader;
  readonly batches: AsyncIterable<PointBatch>;
  /** Asked once, after the last batch. */
  readonly ending: () => ProductEnding | Promise<ProductEnding>;
  /** What errors call the file. */
  readonly where: string;
}

/** Where a product came from, kept for ever. */
export interface ProductSource {
  /** File name without its folder: paths of one machine tell others nothing. */
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly csvBytes: number;
  readonly csvCrc32: number;
}

/** What is known only after the last row. */
export interface ProductEnding {
  readonly source: ProductSource;
  /** Made for demonstration, not measured: said wherever the collection is described. */
  readonly isSynthetic?: boolean;
  readonly dialect: CsvDialect;
  readonly warnings: readonly ProductWarning[];
  readonly metadata?: ProductMetadata;
}

export interface ProductWarning {
  readonly code: 'pid-contradicts-row' | 'missing-values' | 'bytes-not-reproducible' | 'no-metadata';
  readonly count: number;
  readonly examples?: readonly string[];
}
