import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporalFunctions } from '../../../src/catalog/cql2/expression.js';
import type { Database } from '../../../src/db/database.js';
import { attachedDatabase } from '../../support/database.js';
import { FilterTable } from './filter-table.js';

let database: Database;
let table: FilterTable;

beforeAll(async () => {
  database = await attachedDatabase();
  table = await FilterTable.create(database, {
    name: 'cql2_time',
    columns: {
      day: { type: 'date', sqlType: 'date' },
      instant: { type: 'date-time', sqlType: 'timestamptz' },
    },
    rows: [
      ['2020-06-01', '2020-06-01T00:00:00Z'],
      ['2020-06-01', '2020-06-01T23:30:00Z'],
      ['2020-06-02', '2020-06-02T00:00:00Z'],
      [null, null],
    ],
  });
});
afterAll(() => database.close());

/**
 * The thirteen elementary relations of two intervals (Allen 1983, doi:10.1145/182.358434) as examples: the first beside
 * [2020-03-01, 2020-06-01], and the functions that hold for it.
 */
const elementary: readonly [start: string, end: string, holding: readonly string[]][] = [
  ['2020-01-01', '2020-02-01', ['t_before', 't_disjoint']],
  ['2020-01-01', '2020-03-01', ['t_meets', 't_intersects']],
  ['2020-01-01', '2020-04-01', ['t_overlaps', 't_intersects']],
  ['2020-01-01', '2020-06-01', ['t_finishedby', 't_intersects']],
  ['2020-01-01', '2020-07-01', ['t_contains', 't_intersects']],
  ['2020-03-01', '2020-04-01', ['t_starts', 't_intersects']],
  ['2020-03-01', '2020-06-01', ['t_equals', 't_intersects']],
  ['2020-03-01', '2020-07-01', ['t_startedby', 't_intersects']],
  ['2020-04-01', '2020-05-01', ['t_during', 't_intersects']],
  ['2020-04-01', '2020-06-01', ['t_finishes', 't_intersects']],
  ['2020-04-01', '2020-07-01', ['t_overlappedby', 't_intersects']],
  ['2020-06-01', '2020-07-01', ['t_metby', 't_intersects']],
  ['2020-07-01', '2020-08-01', ['t_after', 't_disjoint']],
];

test.each(elementary)('the interval %s to %s satisfies %j and no other function', async (start, end, holding) => {
  for (const name of temporalFunctions) {
    const statement = `${name}(INTERVAL('${start}','${end}'), INTERVAL('2020-03-01','2020-06-01'))`;
    expect((await table.values(statement))[0], name).toBe(holding.includes(name));
  }
});

describe('open ends', () => {
  test('reach past every instant', async () => {
    expect(await table.matching("T_DURING(INTERVAL(day,day), INTERVAL('..','..'))")).toEqual([0, 1, 2]);
    expect(await table.matching("T_INTERSECTS(instant, INTERVAL('2020-06-01T12:00:00Z','..'))")).toEqual([1, 2]);
    expect(await table.matching("T_AFTER(day, INTERVAL('..','2020-06-01'))")).toEqual([2]);
  });

  test('finish and start together', async () => {
    expect(await table.values("T_EQUALS(INTERVAL('..','2020-01-01'), INTERVAL('..','2020-01-01'))")).toContain(true);
    expect(await table.values("T_MEETS(INTERVAL('..','..'), INTERVAL('..','..'))")).toContain(false);
  });
});

describe('dates and timestamps', () => {
  test('are compared as days in UTC, whatever the zone of the session', async () => {
    expect(await table.matching("instant = DATE('2020-06-01')")).toEqual([0, 1]);
    expect(await table.matching("instant <= DATE('2020-06-01')")).toEqual([0, 1]);
    expect(await table.matching("instant > DATE('2020-06-01')")).toEqual([2]);
    expect(await table.matching("day = TIMESTAMP('2020-06-01T23:59:59Z')")).toEqual([0, 1]);
    expect(await table.matching("T_INTERSECTS(instant, DATE('2020-06-01'))")).toEqual([0, 1]);
    expect(await table.matching("T_DURING(INTERVAL(instant,instant), INTERVAL('2020-05-31','2020-06-02'))")).toEqual([
      0, 1,
    ]);
  });

  test('are compared to the second among timestamps', async () => {
    expect(await table.matching("instant > TIMESTAMP('2020-06-01T23:29:59.999Z')")).toEqual([1, 2]);
  });

  test('may stand in single quotes alone', async () => {
    expect(await table.matching("day IN ('2020-06-02', '2020-06-03')")).toEqual([2]);
    expect(await table.matching("instant BETWEEN '2020-06-01T23:00:00Z' AND '2020-06-02T00:00:00Z'")).toEqual([1, 2]);
  });

  test('reach from the year 0000 to 9999', async () => {
    expect(await table.matching("day > DATE('0000-01-01') AND instant < TIMESTAMP('9999-12-31T23:59:59Z')")).toEqual([
      0, 1, 2,
    ]);
  });
});

test('relations to nothing are unknown', async () => {
  expect((await table.values("T_DISJOINT(day, DATE('2020-06-01'))"))[3]).toBeNull();
  expect(await table.matching("INTERVAL(day, '..') IS NULL")).toEqual([3]);
});
