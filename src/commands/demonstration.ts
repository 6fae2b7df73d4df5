/** Fills an empty catalog with a small synthetic area, so that a first start shows something. */
import { createHash } from 'node:crypto';
import { publishProduct, withdrawProduct } from '../catalog/ingest/publish-product.js';
import { refreshStatistics } from '../catalog/ingest/refresh-statistics.js';
import type { Database } from '../db/database.js';
import { softwareVersion } from '../http/package-files.js';
import { usualDialect } from '../products/csv-writer.js';
import { orbitDirection, productFileName } from '../products/file-name.js';
import type { PointBatch } from '../products/point-batch.js';
import { demonstrationBursts } from '../products/synthetic-burst.js';
import type { SyntheticProduct } from '../products/synthetic-product.js';
import { DEMONSTRATION_SOURCE, dismissSteps } from './demonstration-jobs.js';

/** False when the catalog holds something already: then nothing is added. */
export async function publishDemonstration(
  database: Database,
  onActivity: (activity: string, share: number) => void,
): Promise<boolean> {
  const bursts = demonstrationBursts();
  const { rows } = await database.query<{ measured: number; synthetic: number }>(
    `select count(*) filter (where not is_synthetic)::int as measured,
       count(*) filter (where is_synthetic)::int as synthetic from egms.product`,
  );
  // A first start that was interrupted may have left some of it.
  if (rows[0].measured > 0 || rows[0].synthetic >= bursts.length) return false;
  for (const [index, burst] of bursts.entries()) {
    const activity = `making the demonstration burst ${productFileName(burst.name)}`;
    onActivity(activity, index / bursts.length);
    await publishBurst(database, burst);
  }
  await refreshStatistics(database);
  return true;
}

/**
 * Takes the demonstration out again, and what was computed from it: made-up points must not stand among measurements.
 * Returns the names of the collections that lost points.
 */
export async function removeDemonstration(database: Database): Promise<readonly string[]> {
  const removed = await withdrawSynthetic(database);
  // Jobs under way: from here on none begins and none ends. What one has published meanwhile goes as well.
  await dismissSteps(database);
  return [...new Set([...removed, ...(await withdrawSynthetic(database))])].sort();
}

async function withdrawSynthetic(database: Database): Promise<readonly string[]> {
  const { rows } = await database.query<{ collection_no: number; product_no: number; id: string }>(
    `select p.collection_no, p.product_no, c.id from egms.product p join egms.collection c using (collection_no)
     where p.is_synthetic order by c.id`,
  );
  for (const row of rows) await withdrawProduct(database, row.collection_no, row.product_no, softwareVersion);
  return rows.map(({ id }) => id);
}

async function publishBurst(database: Database, burst: SyntheticProduct): Promise<void> {
  const where = DEMONSTRATION_SOURCE;
  const losEast = burst.header.attributes.indexOf('losEast');
  const [first] = burst.batches();
  await publishProduct(
    database,
    {
      name: burst.name,
      geometry: orbitDirection(first.attributes[losEast][0])!,
      header: burst.header,
      batches: gathered(burst.batches()),
      ending: () => ({
        source: {
          name: where,
          bytes: 0,
          sha256: createHash('sha256').update(productFileName(burst.name)).digest('hex'),
          csvBytes: 0,
          csvCrc32: 0,
        },
        isSynthetic: true,
        dialect: usualDialect(burst.name.level, burst.header),
        warnings: [],
        metadata: burst.metadata,
      }),
      where,
    },
    { softwareVersion },
  );
}

async function* gathered(batches: Iterable<PointBatch>): AsyncGenerator<PointBatch> {
  yield* batches;
}
