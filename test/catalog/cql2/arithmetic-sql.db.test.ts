import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { attachedDatabase } from '../../support/database.js';
import { FilterTable } from './filter-table.js';

let database: Database;
let table: FilterTable;

/** One value per row, so that `x <op> y` is evaluated and not worked out beforehand. */
const NUMBERS = [0, 3, -8, 0.5, 1e200, -1e200, 1e-200, 1.7e308, 5e-324, 'NaN', 'Infinity', null];

beforeAll(async () => {
  database = await attachedDatabase();
  table = await FilterTable.create(database, {
    name: 'cql2_arithmetic',
    columns: { x: { type: 'number', sqlType: 'float8' }, whole: { type: 'integer', sqlType: 'smallint' } },
    rows: NUMBERS.map((x, i) => [x, i]),
  });
});
afterAll(() => database.close());

/** Whether a statement about the row whose x is `x` holds. */
const holds = async (x: (typeof NUMBERS)[number], statement: string) =>
  (await table.values(statement))[NUMBERS.indexOf(x)];

describe('arithmetic', () => {
  test.each([
    ['x + 1 = 4', 3],
    ['x - 5 = -2', 3],
    ['x * 2 = 6', 3],
    ['x / 2 = 1.5', 3],
    ['x div 2 = 1', 3],
    ['x div 3 = -2', -8],
    ['x % 2 = 1', 3],
    ['x % 3 = -2', -8],
    ['x ^ 2 = 9', 3],
    ['x ^ 3 = -512', -8],
    ['x ^ -1 = 2', 0.5],
    ['x ^ 0 = 1', 0],
    ['x ^ 2 = 0', 0],
    ['-x = 8', -8],
    ['2 - x - 1 = -2', 3],
    ['whole / 2 = 0.5', 3],
  ])('%s where x is %d', async (statement, x) => {
    expect(await holds(x, statement)).toBe(true);
  });

  test.each([
    ['a division by zero', '1 / x = 1', 0],
    ['a whole division by zero', '1 div x = 1', 0],
    ['a remainder of zero', '1 % x = 1', 0],
    ['a negative power of zero', 'x ^ -1 = 1', 0],
    ['a root of a negative number', 'x ^ 0.5 = 1', -8],
    ['an overflowing product', 'x * x > 0', 1e200],
    ['an overflowing sum', 'x + x > 0', 1.7e308],
    ['an overflowing power', 'x ^ 4000 > 0', 3],
    ['a quotient by next to nothing', '1 / x > 0', 5e-324],
    ['arithmetic on what is no number', 'x + 1 > 0', 'NaN'],
    ['arithmetic on infinity', 'x - x = 0', 'Infinity'],
    ['arithmetic on nothing', 'x * 0 = 0', null],
  ])('%s is unknown, not an error', async (_, statement, x) => {
    expect(await holds(x, statement)).toBeNull();
  });

  test('what underflows is zero', async () => {
    expect(await holds(1e-200, 'x * x = 0')).toBe(true);
    expect(await holds(0.5, 'x ^ 9999 = 0')).toBe(true);
  });

  test('no pair of numbers and no operator fails', async () => {
    for (const operator of ['+', '-', '*', '/', 'div', '%', '^']) {
      for (const literal of ['0', '-1', '2.5', '-3', '1e-320', '1e-200', '1e200', '-1.7e308']) {
        await expect(
          table.values(`x ${operator} ${literal} > 0 or ${literal} ${operator} x > 0`),
        ).resolves.toBeDefined();
      }
    }
  });

  test('sixty levels of it are worked out', async () => {
    expect(await table.matching(`${'whole + '.repeat(60)}whole = 61`)).toEqual([1]);
    expect(await table.matching(`${'(whole * '.repeat(58)}whole${')'.repeat(58)} = 1`)).toEqual([1]);
  });
});

test('0.8 is 0.8', async () => {
  const exact = await FilterTable.create(database, {
    name: 'cql2_decimal',
    columns: { double: { type: 'number', sqlType: 'float8' }, decimal: { type: 'number', sqlType: 'numeric' } },
    rows: [0.79, 0.8, 0.81].map((value) => [value, value]),
  });
  for (const name of ['double', 'decimal']) {
    expect(await exact.matching(`${name} > 0.8`)).toEqual([2]);
    expect(await exact.matching(`${name} = 0.8`)).toEqual([1]);
    expect(await exact.matching(`${name} >= 8 / 10`)).toEqual([1, 2]);
  }
});
