/** Fills the bench database with synthetic bursts, without the detour over files. */
import { publishProduct } from '../src/catalog/ingest/publish-product.js';
import { refreshStatistics } from '../src/catalog/ingest/refresh-statistics.js';
import { type Database, openDatabase } from '../src/db/database.js';
import { migrate } from '../src/db/migrations.js';
import { usualDialect } from '../src/products/csv-writer.js';
import { orbitDirection } from '../src/products/file-name.js';
import type { PointBatch } from '../src/products/point-batch.js';
import { type SyntheticBurstSpec, syntheticBurst } from '../src/products/synthetic-burst.js';

export async function withCatalog<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url, dataDir: 'unused' });
  try {
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
}

export async function publishBurst(database: Database, spec: SyntheticBurstSpec): Promise<string> {
  const burst = syntheticBurst(spec);
  const losEast = burst.header.attributes.indexOf('losEast');
  const [first] = burst.batches();
  const published = await publishProduct(
    database,
    {
      name: burst.name,
      geometry: orbitDirection(first.attributes[losEast][0])!,
      header: burst.header,
      batches: toAsync(burst.batches()),
      ending: () => ({
        source: { name: 'synthetic', bytes: 1, sha256: '0'.repeat(64), csvBytes: 1, csvCrc32: 1 },
        dialect: usualDialect(burst.name.level, burst.header),
        warnings: [],
        metadata: burst.metadata,
      }),
      where: 'synthetic',
    },
    { softwareVersion: 'bench' },
  );
  await refreshStatistics(database);
  return published.collectionId;
}

async function* toAsync(batches: Iterable<PointBatch>): AsyncGenerator<PointBatch> {
  yield* batches;
}
