/** Filters, beginnings of ids and times select rows of tables. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ItemsQuery } from '../../../src/catalog/items.js';
import type { TableDefinition } from '../../../src/catalog/table/table-definition.js';
import { openTableSource } from '../../../src/catalog/table/table-source.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { ask, COUNT_CAP, definition, filter, gridDatabase, idsOf, openTable } from './grid-table.js';
import { createTypedTable } from './typed-table.js';

let database: Database;

beforeAll(async () => {
  database = await gridDatabase();
});
afterAll(() => database.close());

const open = (changes: Partial<TableDefinition> = {}) => openTable(database, changes);

describe('filters', () => {
  beforeAll(() => createTypedTable(database));

  test('compare each type with literals of its kind', async () => {
    const source = await open({ table: 'typed', idField: 'the id', geomField: 'geom' });
    const matching = [
      'i8 = 9007199254740993',
      'r = 0.8',
      'n BETWEEN 1.5 AND 1.5',
      'b',
      `v LIKE 'é%'`,
      `c = 'ab'`,
      `u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'`,
      `m = 'angry'`,
      'p > 2',
      `day = DATE('2020-02-29')`,
      `ts = TIMESTAMP('2020-02-29T23:59:59.5Z')`,
      `tz = TIMESTAMP('2020-02-29T21:59:59Z')`,
      `A_CONTAINS(ints, (3))`,
      `"the id" = 'full' AND "select" = 1`,
      `"O'Brien; --" = 'mean'`,
      'S_INTERSECTS(geom, POINT(10 52))',
      'S_INTERSECTS(geometry, BBOX(9, 51, 11, 53))',
    ];
    for (const text of matching) expect(idsOf(await ask(source, { filter: filter(text) })), text).toEqual(['full']);
  });

  test('spatial ones on projected data are exact, also for literals as large as the world', async () => {
    const source = await open();
    const inside = idsOf(await ask(source, { bbox: { minX: 9.5, minY: 51.5, maxX: 10.5, maxY: 52, crs: CRS84_URI } }));
    expect(inside.length).toBeGreaterThan(20);
    expect(idsOf(await ask(source, { filter: filter('S_INTERSECTS(geom, BBOX(9.5, 51.5, 10.5, 52))') }))).toEqual(
      inside,
    );
    expect(await ask(source, { filter: filter('S_WITHIN(geom, BBOX(-180, -90, 180, 90))') })).toMatchObject({
      rows: { length: 400 },
    });
    const disjoint = 'NOT S_INTERSECTS(geom, BBOX(9.5, 51.5, 10.5, 52))';
    expect((await ask(source, { filter: filter(disjoint) })).rows).toHaveLength(400 - inside.length);
  });

  test('what only the database can refuse is still a 400', async () => {
    const refusal = Object.assign(new Error('division by zero'), { code: '22012' });
    const refusing = {
      query: (...statement: Parameters<Database['query']>) =>
        JSON.stringify(statement).includes('limit $') ? Promise.reject(refusal) : database.query(...statement),
    } as Database;
    await database.query('create table test_tables.refused (id int primary key)');
    const source = await openTableSource(refusing, { ...definition, table: 'refused' }, { countCap: COUNT_CAP });
    await expect(ask(source, { filter: filter('id = 1') })).rejects.toMatchObject({
      status: 400,
      detail: 'filter: division by zero',
    });
    await expect(ask(source)).rejects.toBe(refusal);
  });

  test('ids are matched by their beginnings, without wildcards', async () => {
    const source = await open();
    expect(idsOf(await ask(source, { ids: ['39', '7'], limit: 5 }))).toEqual(['7', '39', '70', '71', '72']);
    for (const id of ['%', '_', "' or true --", '\0', 'x'])
      expect(idsOf(await ask(source, { ids: [id] })), id).toEqual([]);
  });

  test('all conditions hold together', async () => {
    const page = await ask(await open({ timeField: 'seen' }), {
      ids: ['3'],
      datetime: ['2020-01-02', null],
      filter: filter(`class = 'a'`),
      bbox: { minX: 4321000, minY: 0, maxX: 5000000, maxY: 9e6, crs: EPSG_3035_URI },
      count: 'capped',
    });
    // 31..39 and 300..399, east of the centre, with x a multiple of 3.
    const expected = Array.from({ length: 400 }, (_, i) => i + 1).filter((id) => {
      const [x, y] = [(id - 1) % 20, Math.floor((id - 1) / 20)];
      return String(id).startsWith('3') && x >= 10 && y > 0 && x % 3 === 0;
    });
    expect(idsOf(page)).toEqual([...expected.map(String)]);
    expect(page.numberMatched).toBe(expected.length);
  });
});

describe('datetime', () => {
  const asked = async (datetime: ItemsQuery['datetime'], column: string, type: string): Promise<string[]> => {
    await database.query('drop table if exists test_tables.timed');
    await database.query(`create table test_tables.timed (id text primary key, ${column} ${type})`);
    await database.query(`insert into test_tables.timed values
      ('a', '2020-01-31 00:00:00'), ('b', '2020-02-01 12:00:00'), ('c', '2020-02-02 00:00:00'), ('none', null)`);
    return idsOf(await ask(await open({ table: 'timed', timeField: column }), { datetime }));
  };

  test.each(['timestamp', 'timestamptz', 'date', 'text'])(
    'a day, as the only or the last one, is whole: %s',
    async (type) => {
      const fixture = type === 'timestamptz' ? `timestamptz default null` : type;
      expect(await asked(['2020-02-01', '2020-02-01'], 'at', fixture)).toEqual(['b', 'none']);
      expect(await asked(['2020-01-31', '2020-02-01'], 'at', fixture)).toEqual(['a', 'b', 'none']);
      expect(await asked([null, '2020-01-31'], 'at', fixture)).toEqual(['a', 'none']);
      expect(await asked(['2020-02-02', null], 'at', fixture)).toEqual(['c', 'none']);
      expect(await asked([null, null], 'at', fixture)).toEqual(['a', 'b', 'c', 'none']);
    },
  );

  test.each(['timestamp', 'timestamptz'])('instants are exact and may carry a zone: %s', async (type) => {
    expect(await asked(['2020-02-01T13:00:00+01:00', '2020-02-01T12:00:00Z'], 'at', type)).toEqual(['b', 'none']);
    expect(await asked(['2020-02-01T12:00:00.001Z', '2020-02-01T23:00:00Z'], 'at', type)).toEqual(['none']);
  });

  test('extreme years are no error', async () => {
    expect(await asked(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'], 'at', 'timestamptz')).toHaveLength(4);
    expect(await asked(['0001-01-01', '9999-12-31'], 'at', 'date')).toHaveLength(4);
  });

  test('collections without time match whatever is asked', async () => {
    expect((await ask(await open(), { datetime: ['1900-01-01', '1900-01-02'] })).rows).toHaveLength(400);
  });
});
