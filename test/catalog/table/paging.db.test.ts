/** Rows of tables page by page, and their number. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TableDefinition } from '../../../src/catalog/table/table-definition.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { ask, filter, gridDatabase, idsOf, openTable, walk } from './grid-table.js';

let database: Database;

beforeAll(async () => {
  database = await gridDatabase();
});
afterAll(() => database.close());

const open = (changes: Partial<TableDefinition> = {}) => openTable(database, changes);

describe('paging', () => {
  test('gives every row once, in the order of the ids, and a next link only while there is more', async () => {
    const ids = await walk(await open(), { limit: 80 });
    expect(ids).toEqual(Array.from({ length: 400 }, (_, i) => String(i + 1)));
  });

  test('in another order rows without value come last, ties in the order of the ids', async () => {
    const source = await open();
    const rows = Array.from({ length: 400 }, (_, i) => ({ id: i + 1, x: i % 20, y: Math.floor(i / 20) }));
    const height = ({ x, y }: { x: number; y: number }) => (x % 4 > 0 ? Math.floor(y / 2) : null);
    for (const descending of [false, true]) {
      const sign = descending ? -1 : 1;
      const expected = [...rows]
        .sort((a, b) => {
          const [p, q] = [height(a), height(b)];
          if (p === null || q === null) return Number(p === null) - Number(q === null) || a.id - b.id;
          return sign * (p - q) || (b.x % 3) - (a.x % 3) || a.id - b.id;
        })
        .map(({ id }) => String(id));
      const sortBy = [
        { property: 'height', descending },
        { property: 'class', descending: true },
      ];
      // Rows without height are still sorted by class.
      const withHeight = expected.filter((id) => height(rows[Number(id) - 1]) !== null);
      const ids = await walk(source, { limit: 37, sortBy });
      expect(ids.slice(0, withHeight.length)).toEqual(withHeight);
      expect([...ids].sort()).toEqual([...expected].sort());
      expect(ids).toEqual(idsOf(await ask(source, { sortBy })));
    }
  });

  test('an offset is honoured, and its next link goes on from there', async () => {
    const source = await open();
    const page = await ask(source, { limit: 3, offset: 10 });
    expect(idsOf(page)).toEqual(['11', '12', '13']);
    expect(idsOf(await ask(source, { limit: 3, cursor: page.next }))).toEqual(['14', '15', '16']);
  });

  test('rows inserted or deleted between two pages neither repeat nor hide others', async () => {
    await database.query('create table test_tables.moving as select id from test_tables.grid');
    const source = await open({ table: 'moving' });
    const first = await ask(source, { limit: 100 });
    await database.query('delete from test_tables.moving where id <= 100');
    await database.query('insert into test_tables.moving select -id from test_tables.grid where id <= 50');
    expect(idsOf(await ask(source, { limit: 3, cursor: first.next }))).toEqual(['101', '102', '103']);
  });

  test.each([
    ['text', `'k' || id`],
    ['uuid', `md5(id::text)::uuid`],
    ['double precision', `id / 7.0::float8`],
    ['numeric', `id / 7.0`],
    ['timestamptz', `timestamptz '2020-01-01' + id * interval '1.000007 hours'`],
    ['date', `date '2020-01-01' + id`],
    ['character(8)', `'k' || id`],
    ['interval', `id * interval '1 hour'`],
  ])('ids may be of type %s', async (type, value) => {
    await database.query('drop table if exists test_tables.keyed');
    await database.query(`create table test_tables.keyed (key ${type} primary key, id int)`);
    await database.query(`insert into test_tables.keyed select ${value}, id from test_tables.grid where id <= 60`);
    const source = await open({ table: 'keyed', idField: 'key' });
    const ids = await walk(source, { limit: 7 });
    expect(new Set(ids).size).toBe(60);
    const page = await source.item(ids[30], { crs: CRS84_URI, withGeometry: true });
    expect(idsOf(page)).toEqual([ids[30]]);
  });

  test('a view without unique index pages like a table', async () => {
    await database.query(
      'create view test_tables.seen as select id, class from test_tables.grid where seen is not null',
    );
    expect(await walk(await open({ table: 'seen' }), { limit: 100 })).toHaveLength(380);
  });

  test('a cursor of another query, another collection, or of nobody is a 400', async () => {
    const source = await open();
    const { next } = await ask(source, { limit: 1, sortBy: [{ property: 'class', descending: false }] });
    for (const query of [{ cursor: next }, { cursor: 'x' }, { cursor: next, ids: ['1'] }]) {
      await expect(ask(source, query)).rejects.toMatchObject({ status: 400 });
    }
    const text = await open({ table: 'keyed', idField: 'key' });
    const other = await ask(text, { limit: 1 });
    await expect(ask(source, { cursor: other.next })).rejects.toMatchObject({
      status: 400,
      code: 'InvalidParameterValue',
    });
  });
});

describe('counting', () => {
  test('is exact up to the cap, absent past it, and only done when asked', async () => {
    const source = await open();
    expect((await ask(source, { limit: 1, count: 'capped' })).numberMatched).toBeUndefined();
    expect((await ask(source, { limit: 1, count: 'none', ids: ['40'] })).numberMatched).toBeUndefined();
    expect((await ask(source, { limit: 1, count: 'capped', filter: filter('id <= 50') })).numberMatched).toBe(50);
    expect(
      (await ask(source, { limit: 1, count: 'capped', filter: filter('id <= 51') })).numberMatched,
    ).toBeUndefined();
  });

  test('by itself gives no rows', async () => {
    const page = await ask(await open(), { count: 'only', filter: filter('id <= 7') });
    expect(page).toMatchObject({ rows: [], numberMatched: 7 });
    expect(page.next).toBeUndefined();
  });

  test('is done once, and dropped when the data have changed since', async () => {
    const source = await open();
    const query = { limit: 2, count: 'capped', filter: filter('id <= 7') } as const;
    const first = await ask(source, query);
    expect((await ask(source, { ...query, cursor: first.next })).numberMatched).toBe(7);
    await database.query(`update test_tables.grid set class = class where id = 1`);
    expect((await ask(source, { ...query, cursor: first.next })).numberMatched).toBeUndefined();
  });

  test('is left out where the configuration says so, unless it is all that is asked', async () => {
    const source = await open({ count: false });
    expect((await ask(source, { count: 'capped', filter: filter('id = 1') })).numberMatched).toBeUndefined();
    expect((await ask(source, { count: 'only', filter: filter('id = 1') })).numberMatched).toBe(1);
  });
});
