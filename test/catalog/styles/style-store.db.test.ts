import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withdrawProduct } from '../../../src/catalog/ingest/publish-product.js';
import { prepareResults, withdrawResults } from '../../../src/catalog/ingest/publish-results.js';
import { SqlStyleStore } from '../../../src/catalog/styles/style-store.js';
import type { Database } from '../../../src/db/database.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { testDatabase } from '../../support/database.js';
import { publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';
import { storesStyles } from './style-store-contract.js';

const ID = 'l2b-ascending-2020-2024';
const style = { id: 'one', document: { id: 'one' } };

let database: Database;
let store: SqlStyleStore;

beforeAll(async () => {
  database = await testDatabase();
  store = new SqlStyleStore(database);
});
afterAll(() => database.close());

/** As two products would have made them: the store looks at nothing but their names and counts. */
async function emptySets(): Promise<SqlStyleStore> {
  await database.query('delete from egms.style_set');
  await database.query(
    `insert into egms.collection (id, level, geometry, release, header_generation, point_count)
     values ('a', 'L2b', 'ascending', '2000-2001', 'from-2020-2024', 1),
       ('b', 'L2b', 'descending', '2000-2001', 'from-2020-2024', 1) on conflict (id) do nothing`,
  );
  return store;
}

describe('styles in the database', () => storesStyles(emptySets));

describe('styles and their collection', () => {
  const publish = (redelivery: number) =>
    publishSynthetic(database, syntheticBurst({ ...TEST_BURST, pointCount: 20, redelivery }));
  const productNos = async () =>
    (
      await database.query<{ collection_no: number; product_no: number }>(
        'select collection_no, product_no from egms.product p join egms.collection c using (collection_no) where c.id = $1',
        [ID],
      )
    ).rows;

  test('outlive an edition that is replaced, and go with the last product', async () => {
    await publish(1);
    await store.put(ID, style);
    await store.setDefault(ID, 'one');
    await publish(2);
    expect(await store.styleSet(ID)).toMatchObject({ defaultId: 'one', styles: [style] });
    await publishSynthetic(database, syntheticBurst({ ...TEST_BURST, pointCount: 20, burstCycle: 300 }));
    const [first, second] = await productNos();
    await withdrawProduct(database, first.collection_no, first.product_no, 'test');
    expect((await store.styleSet(ID)).styles).toHaveLength(1);
    await withdrawProduct(database, second.collection_no, second.product_no, 'test');
    expect(await store.styleSet(ID)).toEqual({ version: '0', styles: [] });
    expect(await store.put(ID, style)).toBe('gone');
  });

  test('of a computed collection go when its job is withdrawn', async () => {
    const publishJob = async (jobId: string) => {
      const product = syntheticBurst({ ...TEST_BURST, pointCount: 20 });
      const results = await prepareResults(
        database,
        [
          {
            id: 'computed',
            level: 'L2b',
            geometry: 'ascending',
            release: TEST_BURST.release,
            generation: product.header.generation,
            products: [
              {
                name: product.name,
                geometry: 'ascending',
                header: product.header,
                batches: asBatches(product.batches()),
                ending: () => ({
                  source: { name: 'computed', bytes: 1, sha256: '0'.repeat(64), csvBytes: 1, csvCrc32: 1 },
                  dialect: {} as never,
                  warnings: [],
                }),
                where: 'computed',
              },
            ],
          },
        ],
        { jobId, softwareVersion: 'test' },
      );
      await database.transaction((client) => results.publish(client));
    };
    const [first, second] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    await publishJob(first);
    expect(await store.put('computed', style)).toBe('created');
    await publishJob(second);
    expect((await store.styleSet('computed')).styles).toHaveLength(1);
    await database.transaction((client) => withdrawResults(client, second, 'test'));
    expect((await store.styleSet('computed')).styles).toEqual([]);
  });
});

async function* asBatches<T>(batches: Iterable<T>): AsyncGenerator<T> {
  yield* batches;
}
