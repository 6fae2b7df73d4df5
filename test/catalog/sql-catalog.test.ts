import { expect, test } from 'vitest';
import { SqlCatalog } from '../../src/catalog/sql-catalog.js';
import type { Database } from '../../src/db/database.js';

test('no collection has a NUL in its name, and the database, which cannot hold one, is not asked', async () => {
  const asked: unknown[][] = [];
  const database = {
    query: async (_text: string, values: unknown[]) => {
      asked.push(values);
      return { rows: [] };
    },
  } as unknown as Database;
  const catalog = new SqlCatalog(database, [], { statementMs: 1000 } as never);
  expect(await catalog.collection('l2b\0')).toBeUndefined();
  expect(asked).toEqual([]);
  expect(await catalog.collection('l2b')).toBeUndefined();
  // Among the points, then among the features.
  expect(asked).toEqual([['l2b'], ['l2b']]);
});
