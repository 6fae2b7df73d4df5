import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileFilter, parseCql2Text, writeCql2Text } from '../../../src/catalog/cql2/index.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { attachedDatabase } from '../../support/database.js';
import {
  createNaturalEarth,
  type NaturalEarthTable,
  naturalEarthSource,
  naturalEarthTableName,
} from '../../support/natural-earth-fixture.js';
import { expectedCombinations } from './expected-combinations.js';
import { expectedCounts } from './expected-counts.js';

let database: Database;

beforeAll(async () => {
  database = await attachedDatabase();
  await createNaturalEarth(database);
});
afterAll(() => database.close());

async function count(table: NaturalEarthTable, filter: string): Promise<number> {
  const values: unknown[] = [];
  const condition = compileFilter(parseCql2Text(filter, { filterCrs: CRS84_URI }), naturalEarthSource(table), values);
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from ${naturalEarthTableName(table)} where ${condition}`,
    values,
  );
  return rows[0].count;
}

describe("the standard's predicates select as many of its features as it expects", () => {
  test.each(expectedCounts)('$requirementClass: $table where $filter', async ({ table, filter, count: expected }) => {
    expect(await count(table, filter)).toBe(expected);
  });

  test.each(expectedCombinations)('places where $filter', async ({ filter, count: expected }) => {
    expect(await count('places', filter)).toBe(expected);
  });
});

test('a filter written back to text selects the same features', async () => {
  for (const { table, filter, count: expected } of expectedCounts) {
    const written = writeCql2Text(parseCql2Text(filter, { filterCrs: CRS84_URI }));
    expect(await count(table, written), written).toBe(expected);
  }
});
