import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { attachedDatabase } from '../../support/database.js';
import { FilterTable } from './filter-table.js';

let database: Database;
let table: FilterTable;

beforeAll(async () => {
  database = await attachedDatabase();
  table = await FilterTable.create(database, {
    name: 'cql2_array',
    columns: {
      tags: { type: 'string', sqlType: 'text[]', isArray: true },
      days: { type: 'date', sqlType: 'date[]', isArray: true },
      extras: { type: 'json', sqlType: 'jsonb' },
    },
    rows: [
      [['a', 'b'], ['2020-01-01'], '["a", 1, true]'],
      [['b', 'a', 'a'], ['2020-01-01', '2020-01-02'], '{"a": 1}'],
      [['c'], [], '"a"'],
      [[], [], '[]'],
      [null, null, null],
    ],
  });
});
afterAll(() => database.close());

describe('arrays are sets', () => {
  test.each([
    ["A_EQUALS(tags, ('a','b'))", [0, 1]],
    ["A_EQUALS(('b','b','a'), tags)", [0, 1]],
    ["A_CONTAINS(tags, ('a'))", [0, 1]],
    ['A_CONTAINS(tags, ())', [0, 1, 2, 3]],
    ["A_CONTAINEDBY(tags, ('a','b','x'))", [0, 1, 3]],
    ["A_OVERLAPS(tags, ('b','c'))", [0, 1, 2]],
    ['A_OVERLAPS(tags, ())', []],
    ["A_CONTAINS(days, (DATE('2020-01-02')))", [1]],
    ["A_CONTAINS(extras, (TRUE, 1.0, 'a'))", [0]],
    ['A_OVERLAPS(tags, extras)', [0]],
  ])('%s', async (filter, rows) => {
    expect(await table.matching(filter)).toEqual(rows);
  });
});

test('what is no array is neither equal nor different', async () => {
  expect(await table.values("A_CONTAINS(extras, ('a'))")).toEqual([true, null, null, false, null]);
});
