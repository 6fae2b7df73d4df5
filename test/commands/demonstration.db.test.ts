import { afterAll, beforeAll, expect, test } from 'vitest';
import { SqlCatalog } from '../../src/catalog/sql-catalog.js';
import { publishDemonstration, removeDemonstration } from '../../src/commands/demonstration.js';
import type { Database } from '../../src/db/database.js';
import { syntheticBurst } from '../../src/products/synthetic-burst.js';
import { testDatabase } from '../support/database.js';
import { publishSynthetic, TEST_BURST } from '../support/synthetic-catalog.js';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('the demonstration fills an empty catalog with both geometries, and says that it is synthetic', async () => {
  expect(await publishDemonstration(database, () => {})).toBe(true);
  const collections = await new SqlCatalog(database, [], { countCap: 1 }).collections();
  expect(collections.map(({ id }) => id)).toEqual(['l2b-ascending-2020-2024', 'l2b-descending-2020-2024']);
  for (const { title, description } of collections) expect(title + description).toMatch(/synthetic.*not a measurement/);
});

test('a catalog that holds something gets no demonstration', async () => {
  expect(await publishDemonstration(database, () => {})).toBe(false);
});

test('removing it leaves measurements alone', async () => {
  await publishSynthetic(database, syntheticBurst(TEST_BURST)); // stands for a measured one: it is not marked
  expect(await removeDemonstration(database)).toEqual(['l2b-ascending-2020-2024', 'l2b-descending-2020-2024']);
  const collections = await new SqlCatalog(database, [], { countCap: 1 }).collections();
  expect(collections.map(({ id, itemCount }) => [id, itemCount])).toEqual([['l2b-ascending-2020-2024', 600]]);
  const { rows } = await database.query<{ n: number }>('select count(*)::int as n from egms.series');
  expect(rows[0].n).toBe(600);
  expect(await removeDemonstration(database)).toEqual([]);
});
