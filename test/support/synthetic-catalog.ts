/** Small synthetic bursts in a catalog, and the rows they were made of: what answers can be checked against. */
import { publishProduct } from '../../src/catalog/ingest/publish-product.js';
import { SqlCatalog } from '../../src/catalog/sql-catalog.js';
import type { Database } from '../../src/db/database.js';
import { usualDialect } from '../../src/products/csv-writer.js';
import { regularEpochs } from '../../src/products/epochs.js';
import { orbitDirection } from '../../src/products/file-name.js';
import type { AttributeName, PointBatch } from '../../src/products/point-batch.js';
import { type SyntheticBurstSpec, syntheticBurst } from '../../src/products/synthetic-burst.js';
import type { SyntheticProduct } from '../../src/products/synthetic-product.js';

export const TEST_BURST: SyntheticBurstSpec = {
  track: 44,
  burstCycle: 240,
  swath: 2,
  level: 'L2b',
  generation: 'from-2020-2024',
  release: { firstYear: 2020, lastYear: 2024 },
  redelivery: 1,
  // On the corner of four 100 km cells, so that every query meets more than one.
  centreEastingM: 4_400_000,
  centreNorthingM: 2_000_000,
  widthM: 6_000,
  heightM: 4_000,
  pointCount: 600,
  dates: regularEpochs('20200103', '20200401', 6),
  headingDeg: -9,
  incidenceDeg: 39,
  seed: 1,
  bowls: [],
};

export interface TestPoint {
  readonly pid: string;
  readonly value: (attribute: AttributeName) => number;
  /** Tenths of a millimetre. */
  readonly series: Int16Array;
}

export async function publishSynthetic(database: Database, product: SyntheticProduct) {
  const losEast = product.header.attributes.indexOf('losEast');
  const [first] = product.batches();
  return publishProduct(
    database,
    {
      name: product.name,
      geometry: orbitDirection(first.attributes[losEast][0])!,
      header: product.header,
      batches: oneByOne(product.batches()),
      ending: () => ({
        source: { name: 'synthetic', bytes: 1, sha256: '0'.repeat(64), csvBytes: 1, csvCrc32: 1 },
        dialect: usualDialect(product.name.level, product.header),
        warnings: [],
        metadata: product.metadata,
      }),
      where: 'synthetic',
    },
    { softwareVersion: 'test' },
  );
}

export function pointsOf(product: SyntheticProduct): TestPoint[] {
  const { attributes, dates } = product.header;
  return [...product.batches()].flatMap((batch) =>
    batch.pid.map((pid, i) => ({
      pid,
      value: (attribute: AttributeName) => batch.attributes[attributes.indexOf(attribute)][i],
      series: batch.seriesTenths!.subarray(i * dates.length, (i + 1) * dates.length),
    })),
  );
}

export async function syntheticCatalog(database: Database, ...specs: Partial<SyntheticBurstSpec>[]) {
  const products = (specs.length > 0 ? specs : [{}]).map((spec) => syntheticBurst({ ...TEST_BURST, ...spec }));
  for (const product of products) await publishSynthetic(database, product);
  return {
    catalog: new SqlCatalog(database, [], { countCap: 10_000 }),
    products,
    points: products.flatMap(pointsOf),
  };
}

async function* oneByOne(batches: Iterable<PointBatch>): AsyncGenerator<PointBatch> {
  yield* batches;
}
