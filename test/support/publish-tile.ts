/** Puts a synthetic tile of level 3 into the catalog. */
import { publishProduct } from '../../src/catalog/ingest/publish-product.js';
import type { Database } from '../../src/db/database.js';
import { usualDialect } from '../../src/products/csv-writer.js';
import { orthoGeometry } from '../../src/products/file-name.js';
import type { SyntheticProduct } from '../../src/products/synthetic-product.js';

export async function publishTile(
  database: Database,
  { name, header, metadata, batches }: SyntheticProduct,
): Promise<void> {
  if (name.level !== 'L3') throw new Error(`expected a tile, got ${name.level}`);
  async function* oneByOne() {
    yield* batches();
  }
  const source = { name: 'synthetic', bytes: 1, sha256: '0'.repeat(64), csvBytes: 1, csvCrc32: 1 };
  const ending = () => ({ source, dialect: usualDialect('L3', header), warnings: [], metadata });
  const geometry = orthoGeometry(name.component);
  const product = { name, geometry, header, batches: oneByOne(), ending, where: 'synthetic' };
  await publishProduct(database, product, { softwareVersion: 'test' });
}
