/** Single rows of tables, and the values of their columns. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ItemsPage } from '../../../src/catalog/items.js';
import type { TableDefinition } from '../../../src/catalog/table/table-definition.js';
import { openTableSource } from '../../../src/catalog/table/table-source.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { createNaturalEarth } from '../../support/natural-earth-fixture.js';
import { ask, definition, gridDatabase, idsOf, openTable, walk } from './grid-table.js';
import { createTypedTable } from './typed-table.js';

let database: Database;

beforeAll(async () => {
  database = await gridDatabase();
  await createNaturalEarth(database);
});
afterAll(() => database.close());

const open = (changes: Partial<TableDefinition> = {}) => openTable(database, changes);

const column = (page: ItemsPage, name: string): (string | null)[] => {
  const at = page.columns.findIndex(({ property }) => property.name === name);
  return page.rows.map((row) => row.cells[at]);
};

describe('an item', () => {
  const plain = { crs: CRS84_URI, withGeometry: true };

  test('is found by its id in its one spelling', async () => {
    const source = await open();
    const page = await source.item('17', { ...plain, properties: ['class'] });
    expect(page.rows).toHaveLength(1);
    expect(page.rows[0]).toMatchObject({ id: '17', cells: ['b'] });
    for (const id of ['017', ' 17', '17.0', '1e1', '', '-0', 'x', '99999999999999999999', "17' or '1'='1", '17\0']) {
      expect((await source.item(id, plain)).rows, id).toEqual([]);
    }
  });

  test('with a textual id is not found by anything else', async () => {
    const source = await open({ table: 'places', idField: 'name', schemas: ['test_natural_earth'] });
    expect(idsOf(await source.item('København', plain))).toEqual(['København']);
    for (const id of ["' or '1'='1", 'København\0', '%', '\u{1F600}'])
      expect((await source.item(id, plain)).rows).toEqual([]);
  });
});

describe('cells', () => {
  beforeAll(() => createTypedTable(database));

  const typed = () => open({ table: 'typed', idField: 'the id', geomField: 'geom' });

  test('are text that is JSON, RFC 3339 or plain, whatever the type in the database', async () => {
    const source = await typed();
    const { columns, rows } = await ask(source, { ids: ['full'] });
    const cells = Object.fromEntries(columns.map(({ property }, i) => [property.name, rows[0].cells[i]]));
    expect(cells).toEqual({
      'the id': 'full',
      i2: '7',
      i8: '9007199254740993',
      r: '0.8',
      d: '1e-07',
      n: '1.5000',
      b: 'true',
      v: 'é "q"',
      c: 'ab',
      u: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      m: 'angry',
      p: '3',
      day: '2020-02-29',
      ts: '2020-02-29T23:59:59.5Z',
      tz: '2020-02-29T21:59:59Z',
      j: '{"a":   "x"}',
      jb: '{"a": [1, null]}',
      ints: '[1, null, 3]',
      texts: '["a", "b c"]',
      pair: '{"a": 1, "b": "x"}',
      iv: '1 day',
      select: '1',
      'a"b': 'quoted',
      "O'Brien; --": 'mean',
    });
    const encodings = columns.map(({ property, encoding }) => `${property.type}:${encoding}`);
    expect(new Set(encodings)).toEqual(
      new Set([
        'string:string',
        'integer:number',
        'number:number',
        'boolean:boolean',
        'date:string',
        'date-time:string',
        'json:json',
      ]),
    );
  });

  test('what JSON and RFC 3339 cannot say is null', async () => {
    const page = await ask(await typed(), { ids: ['odd'] });
    for (const name of ['r', 'd', 'n', 'day', 'ts', 'tz']) expect(column(page, name), name).toEqual([null]);
  });

  test('the session’s time zone and date style change nothing', async () => {
    const { pool } = database;
    const client = await pool.connect();
    try {
      await client.query(`set timezone = 'Asia/Kolkata'`);
      await client.query(`set datestyle = 'SQL, DMY'`);
      const source = await openTableSource(
        { query: client.query.bind(client) },
        { ...definition, timeField: 'seen' },
        {
          countCap: 10,
        },
      );
      expect((await source.collection()).interval).toEqual(['2020-01-02T12:00:00Z', '2020-01-20T12:00:00Z']);
      const page = await ask(source, { ids: ['400'], datetime: ['2020-01-20', '2020-01-20'] });
      expect(column(page, 'seen')).toEqual(['2020-01-20T12:00:00Z']);
    } finally {
      await client.query('reset timezone; reset datestyle');
      client.release();
    }
  });

  test('only the properties asked for are given, and unknown ones are a 400', async () => {
    const source = await open();
    const page = await ask(source, { limit: 1, properties: ['height', 'class', 'height'] });
    expect(page.columns.map(({ property }) => property.name)).toEqual(['height', 'class']);
    await expect(ask(source, { properties: ['geom'] })).rejects.toThrow(/properties: no property geom here/);
    const sortBy = [{ property: 'id; drop table grid', descending: false }];
    await expect(ask(source, { sortBy })).rejects.toMatchObject({ status: 400 });
    const unordered = [{ property: 'jb', descending: false }];
    await expect(ask(await typed(), { sortBy: unordered })).rejects.toThrow(/sortby: jb holds values without order/);
  });

  test('every property without structure sorts and pages', async () => {
    const source = await typed();
    const { properties } = await source.collection();
    for (const { name, type } of properties) {
      if (type === 'json') continue;
      for (const descending of [false, true]) {
        const ids = await walk(source, { limit: 1, sortBy: [{ property: name, descending }] });
        expect(ids.toSorted(), name).toEqual(['empty', 'full', 'odd']);
      }
    }
  });
});
