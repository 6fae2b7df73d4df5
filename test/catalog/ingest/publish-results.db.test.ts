/** Collections that processes compute, beside those that were delivered. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  nextRedelivery,
  prepareResults,
  type ResultCollection,
  withdrawResults,
} from '../../../src/catalog/ingest/publish-results.js';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import type { Database } from '../../../src/db/database.js';
import { usualDialect } from '../../../src/products/csv-writer.js';
import type { PointBatch } from '../../../src/products/point-batch.js';
import { type SyntheticBurstSpec, syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { testDatabase } from '../../support/database.js';
import { publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

let database: Database;
let catalog: SqlCatalog;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.query('delete from egms.collection');
  // A catalog remembers records by version, and versions begin anew with the rows.
  catalog = new SqlCatalog(database, [], { countCap: 10_000 });
});
afterAll(() => database.close());

const bursts = (...cycles: number[]) =>
  cycles.map((burstCycle) => syntheticBurst({ ...TEST_BURST, burstCycle, pointCount: 100 } as SyntheticBurstSpec));

function resultOf(id: string, products: ReturnType<typeof bursts>): ResultCollection {
  return {
    id,
    level: 'L2b',
    geometry: 'ascending',
    release: { firstYear: 2020, lastYear: 2024 },
    generation: 'from-2020-2024',
    products: products.map((burst) => ({
      name: burst.name,
      geometry: 'ascending',
      header: burst.header,
      batches: gathered(burst.batches()),
      ending: () => ({
        source: { name: 'computed', bytes: 0, sha256: '0'.repeat(64), csvBytes: 0, csvCrc32: 0 },
        dialect: usualDialect('L2b', burst.header),
        warnings: [],
      }),
      where: 'computed',
    })),
  };
}

async function* gathered(batches: Iterable<PointBatch>): AsyncGenerator<PointBatch> {
  yield* batches;
}

async function publish(jobId: string, ...collections: ResultCollection[]) {
  const prepared = await prepareResults(database, collections, { jobId, softwareVersion: 'test' });
  return database.transaction((client) => prepared.publish(client));
}

describe('results of a job', () => {
  test('are served like ingested collections, and say what they are', async () => {
    const jobId = randomUUID();
    const published = await publish(jobId, resultOf('mine', bursts(240, 241)), resultOf('mine-too', bursts(240)));
    expect(published.map(({ id, pointCount }) => [id, pointCount])).toEqual([
      ['mine', 200],
      ['mine-too', 100],
    ]);
    const collection = (await catalog.collection('mine'))!;
    expect([collection.itemCount, collection.originJobId]).toEqual([200, jobId]);
    expect(collection.title).toContain('(computed)');
    expect(collection.description).toContain('Computed by Open EGMS, not delivered by EGMS');
  });

  test('replace as a whole what an earlier job made under the name', async () => {
    await publish(randomUUID(), resultOf('mine', bursts(240, 241)));
    const before = (await catalog.collection('mine'))!;
    expect(await nextRedelivery(database, 'mine')).toBe(2);
    await publish(randomUUID(), resultOf('mine', bursts(242)));
    const after = (await catalog.collection('mine'))!;
    expect(after.itemCount).toBe(100);
    expect(after.version).not.toBe(before.version);
  });

  test('are there all or none', async () => {
    const prepared = await prepareResults(
      database,
      [resultOf('mine', bursts(240)), resultOf('mine-too', bursts(240))],
      { jobId: randomUUID(), softwareVersion: 'test' },
    );
    const cut = database.transaction(async (client) => {
      await prepared.publish(client);
      throw new Error('cut');
    });
    await expect(cut).rejects.toThrow('cut');
    expect(await catalog.collections()).toEqual([]);
  });

  test('of two jobs at once under one name end as one of the two', async () => {
    const jobs = [randomUUID(), randomUUID()];
    await Promise.all([
      publish(jobs[0], resultOf('mine', bursts(240))),
      publish(jobs[1], resultOf('mine', bursts(240, 241))),
    ]);
    const collection = (await catalog.collection('mine'))!;
    expect(collection.itemCount).toBe(collection.originJobId === jobs[0] ? 100 : 200);
  });

  test('are withdrawn with their job', async () => {
    const jobId = randomUUID();
    await publish(jobId, resultOf('mine', bursts(240)));
    expect(await database.transaction((client) => withdrawResults(client, jobId, 'test'))).toEqual(['mine']);
    expect(await catalog.collection('mine')).toBeUndefined();
    expect(await database.transaction((client) => withdrawResults(client, jobId, 'test'))).toEqual([]);
  });
});

describe('delivered and computed products', () => {
  const [burst] = bursts(240);

  test('never share a collection: a result may not take the name of a delivered one', async () => {
    await publishSynthetic(database, burst);
    await expect(publish(randomUUID(), resultOf('l2b-ascending-2020-2024', bursts(241)))).rejects.toMatchObject({
      status: 409,
      code: 'CollectionExists',
    });
  });

  test('never share a collection: a delivered one may not go where a result is', async () => {
    await publish(randomUUID(), resultOf('l2b-ascending-2020-2024', bursts(241)));
    await expect(publishSynthetic(database, burst)).rejects.toMatchObject({ code: 'CollectionExists' });
  });

  test('may follow each other: what a job left empty is the job’s no more', async () => {
    const jobId = randomUUID();
    await publish(jobId, resultOf('l2b-ascending-2020-2024', bursts(241)));
    await database.transaction((client) => withdrawResults(client, jobId, 'test'));
    await publishSynthetic(database, burst);
    const collection = (await catalog.collection('l2b-ascending-2020-2024'))!;
    expect([collection.originJobId, collection.itemCount]).toEqual([undefined, 100]);
    expect(await database.transaction((client) => withdrawResults(client, jobId, 'test'))).toEqual([]);
    expect((await catalog.collection('l2b-ascending-2020-2024'))?.itemCount).toBe(100);
  });
});
