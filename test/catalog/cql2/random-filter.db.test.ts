import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileFilter, writeCql2Text } from '../../../src/catalog/cql2/index.js';
import type { Database } from '../../../src/db/database.js';
import { attachedDatabase } from '../../support/database.js';
import { FilterTable } from './filter-table.js';
import { RandomFilter, seededRandom } from './random-filter.js';

let database: Database;
let table: FilterTable;

const WKT = [
  'POINT(1 1)',
  'LINESTRING(0 0,3 3)',
  'POLYGON((0 0,4 0,4 4,0 4,0 0))',
  'MULTIPOINT(0 0,1 1)',
  'POINT EMPTY',
  null,
];
const pick = <Item>(items: readonly Item[], i: number): Item => items[i % items.length];

beforeAll(async () => {
  database = await attachedDatabase();
  table = await FilterTable.create(database, {
    name: 'cql2_random',
    columns: {
      i: { type: 'integer', sqlType: 'integer' },
      n: { type: 'number', sqlType: 'float8' },
      m: { type: 'number', sqlType: 'numeric' },
      s: { type: 'string', sqlType: 'text' },
      b: { type: 'boolean', sqlType: 'boolean' },
      d: { type: 'date', sqlType: 'date' },
      t: { type: 'date-time', sqlType: 'timestamptz' },
      a: { type: 'string', sqlType: 'text[]', isArray: true },
      j: { type: 'json', sqlType: 'jsonb' },
    },
    rows: Array.from({ length: 12 }, (_, i) => [
      i - 3,
      pick([0, 'NaN', 'Infinity', 1e308, 5e-324, -3.5, null], i),
      pick(['1.5', '-7', null], i),
      pick(['a', 'Straße', '', null, 'Łódź'], i),
      pick([true, false, null], i),
      pick(['2020-02-29', null], i),
      pick(['2022-04-16T10:13:19Z', '0001-01-01T00:00:00Z', null], i),
      pick([['a', 'b'], [], null], i),
      pick(['[1, "a", true]', '{"a": 1}', '3', null], i),
      pick(WKT, i),
    ]),
  });
});
afterAll(() => database.close());

test('no filter that fits a collection fails in the database', async () => {
  const names = {
    number: ['i', 'n', 'm'],
    string: ['s'],
    boolean: ['b'],
    date: ['d'],
    timestamp: ['t'],
    array: ['a', 'j'],
    geometry: ['geometry'],
  };
  for (let seed = 0; seed < 500; seed++) {
    const expression = new RandomFilter(seededRandom(seed), names).predicate(2 + (seed % 4));
    const values: unknown[] = [];
    const condition = compileFilter(expression, table.source, values);
    const counted = database.query(`select count(*) from test_cql2_random.rows t where ${condition}`, values);
    await expect(counted, writeCql2Text(expression)).resolves.toBeDefined();
  }
});
