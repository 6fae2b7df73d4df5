import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCql2Text } from '../../../src/catalog/cql2/index.js';
import type { ItemsPage, ItemsQuery } from '../../../src/catalog/items.js';
import type { TableDefinition } from '../../../src/catalog/table/table-definition.js';
import { openTableSource, type TableSource } from '../../../src/catalog/table/table-source.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { testDatabase } from '../../support/database.js';
import { createNaturalEarth } from '../../support/natural-earth-fixture.js';

const EPSG_4326 = 'http://www.opengis.net/def/crs/EPSG/0/4326';
const EPSG_3857 = 'http://www.opengis.net/def/crs/EPSG/0/3857';
const COUNT_CAP = 50;

let database: Database;

const definition: TableDefinition = {
  id: 'things',
  where: 'file.yml:7 resources.things.providers[0]',
  title: 'Things',
  description: '',
  keywords: [],
  links: [],
  hidden: false,
  schemas: ['test_tables'],
  table: 'grid',
  idField: 'id',
  crs: [EPSG_3857, EPSG_4326],
  count: true,
};

const open = (changes: Partial<TableDefinition> = {}): Promise<TableSource> =>
  openTableSource(database, { ...definition, ...changes }, { countCap: COUNT_CAP });

const ask = (source: TableSource, query: Partial<ItemsQuery> = {}): Promise<ItemsPage> =>
  source.items({ limit: 1000, withGeometry: true, crs: CRS84_URI, series: 'none', count: 'none', ...query });

const idsOf = (page: ItemsPage): string[] => page.rows.map((row) => row.id);
const filter = (text: string) => parseCql2Text(text, { filterCrs: CRS84_URI });
const column = (page: ItemsPage, name: string): (string | null)[] => {
  const at = page.columns.findIndex(({ property }) => property.name === name);
  return page.rows.map((row) => row.cells[at]);
};
const coordinates = (page: ItemsPage): unknown[] =>
  page.rows.map(({ geometry }) => geometry && 'geojson' in geometry && JSON.parse(geometry.geojson).coordinates);

/** Numbers in [0, 1) that are the same in every run. */
function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Positive when the ring winds counter-clockwise. */
const twiceArea = (ring: number[][]): number =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);

async function walk(source: TableSource, query: Partial<ItemsQuery>): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await ask(source, { ...query, cursor });
    expect(page.rows.length).toBeGreaterThan(0);
    seen.push(...idsOf(page));
    cursor = page.next;
    more = cursor !== undefined;
  }
  return seen;
}

beforeAll(async () => {
  database = await testDatabase();
  await createNaturalEarth(database);
  await database.query('drop schema if exists test_tables cascade');
  await database.query('create schema test_tables');
  await database.query(`create table test_tables.grid (
    id integer primary key, class text, height float8, seen timestamptz, geom geometry(point, 3035))`);
  await database.query(`comment on column test_tables.grid.height is 'metres above the ellipsoid'`);
  // 20 x 20 points, 10 km apart, around the origin of EPSG:3035 at 10 degrees east, 52 degrees north.
  await database.query(`insert into test_tables.grid
    select x + 20 * y + 1, chr(97 + x % 3), case when x % 4 > 0 then y / 2 end,
      case when y > 0 then timestamptz '2020-01-01 12:00+00' + y * interval '1 day' end,
      st_setsrid(st_makepoint(4321000 + 10000 * (x - 10), 3210000 + 10000 * (y - 10)), 3035)
    from generate_series(0, 19) x, generate_series(0, 19) y`);
});

afterAll(async () => {
  await database.query('drop schema test_tables cascade');
  await database.close();
});

describe('the collection of a table', () => {
  test('tells columns, types, comments, systems, extent, time span and count as the database has them', async () => {
    const collection = await (await open({ timeField: 'seen' })).collection();
    expect(collection).toMatchObject({
      kind: 'table',
      itemCount: 400,
      crs: [CRS84_URI, EPSG_3857, EPSG_4326, EPSG_3035_URI],
      storageCrs: EPSG_3035_URI,
      geometryType: 'point',
      interval: ['2020-01-02T12:00:00Z', '2020-01-20T12:00:00Z'],
      properties: [
        { name: 'id', type: 'integer', role: 'id' },
        { name: 'class', type: 'string' },
        { name: 'height', type: 'number', description: 'metres above the ellipsoid' },
        { name: 'seen', type: 'date-time', role: 'primary-instant' },
      ],
    });
    const [west, south, east, north] = collection.bbox!;
    const toDegrees = transformPoint(EPSG_3035_URI, CRS84_URI);
    // The corners of the grid; its northern edge bulges where the projection is symmetric, at 10 degrees east.
    expect(west).toBeCloseTo(toDegrees(4221000, 3300000)[0], 5);
    expect(south).toBeCloseTo(toDegrees(4221000, 3110000)[1], 5);
    expect(east).toBeCloseTo(toDegrees(4411000, 3300000)[0], 5);
    expect(north).toBeCloseTo(toDegrees(4321000, 3300000)[1], 5);
  });

  test('keeps what is configured: extents, properties in their order', async () => {
    const bbox = [-180, -90, 180, 90] as const;
    const source = await open({ bbox, interval: ['2011-11-11T11:11:11Z', null], properties: ['height', 'class'] });
    const collection = await source.collection();
    expect(collection).toMatchObject({ bbox, interval: ['2011-11-11T11:11:11Z', null] });
    expect(collection.properties.map((property) => property.name)).toEqual(['height', 'class']);
  });

  test('its version stays while nothing is written and changes with every commit', async () => {
    await database.query('create table test_tables.changing (id int primary key)');
    const source = await open({ table: 'changing' });
    // A server looks after itself now and then, which counts as a commit; not between most pairs of questions.
    const quiet = [];
    for (let i = 0; i < 10; i++) quiet.push(await source.collection());
    expect(new Set(quiet.map(({ version }) => version)).size).toBeLessThan(quiet.length);
    expect(new Set(quiet.map(({ modified }) => modified)).size).toBe(new Set(quiet.map(({ version }) => version)).size);
    const before = await source.collection();
    await database.query('insert into test_tables.changing values (1)');
    const after = await source.collection();
    expect(after.version).not.toBe(before.version);
    expect((await ask(source)).version).not.toBe(before.version);
  });

  test('its count is taken again once it is old', async () => {
    await database.query('create table test_tables.growing (id int primary key)');
    let nowMs = 0;
    const options = { countCap: COUNT_CAP, now: () => nowMs };
    const source = await openTableSource(database, { ...definition, table: 'growing' }, options);
    await database.query('insert into test_tables.growing values (1), (2)');
    expect((await source.collection()).itemCount).toBe(0);
    await database.query('insert into test_tables.growing values (3)');
    nowMs = 61_000;
    expect((await source.collection()).itemCount).toBe(3);
  });
});

describe('a definition that does not fit the database', () => {
  const refused: [string, Partial<TableDefinition>, RegExp][] = [
    ['a table that is not there', { table: 'lakes' }, /no table or view "lakes" in test_tables \(there: .*grid/],
    ['a schema that is not there', { schemas: ['nowhere'] }, /in nowhere \(nothing is there; is search_path right/],
    [
      'an id column that is not there',
      { idField: 'pid' },
      /id_field: no column "pid" in "grid" \(columns there: id, class/,
    ],
    ['ids that repeat', { idField: 'class' }, /id_field: several rows share a value of "class"/],
    ['ids that are missing', { idField: 'seen' }, /id_field: rows without value of "seen"/],
    [
      'ids without order',
      { idField: 'geom' },
      /id_field: values of type geometry\(Point,3035\) cannot be put in order/,
    ],
    [
      'a geometry column that is none',
      { geomField: 'height' },
      /"height" is no geometry column of "grid" \(there: geom/,
    ],
    ['times that are none', { timeField: 'height' }, /time_field: .* "height" is double precision/],
    ['a property that is not there', { properties: ['class', 'x'] }, /properties: no column "x" in "grid"/],
    ['SQL for a table', { table: 'grid"; drop table test_tables.grid; --' }, /no table or view/],
    ['SQL for a column', { idField: 'id" from pg_user; --' }, /no column/],
  ];
  test.each(refused)('is refused with its place in the file: %s', async (_name, changes, message) => {
    const opening = open(changes);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toThrow(/^file\.yml:7 resources\.things\.providers\[0\]: /);
  });

  test('the database’s own refusal is told with the same place', async () => {
    const broken = { query: () => Promise.reject(new Error('password authentication failed for user "x"')) };
    await expect(openTableSource(broken, definition, { countCap: 1 })).rejects.toThrow(
      /^file\.yml:7 .*: the table "grid" cannot be read: password authentication failed/,
    );
  });
});

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
  beforeAll(async () => {
    await database.query(`create type test_tables.mood as enum ('calm', 'angry')`);
    await database.query(`create domain test_tables.positive as integer check (value > 0)`);
    await database.query(`create type test_tables.pair as (a int, b text)`);
    await database.query(`create table test_tables.typed (
      "the id" text primary key, i2 smallint, i8 bigint, r real, d double precision, n numeric(12, 4), b boolean,
      v varchar(20), c char(5), u uuid, m test_tables.mood, p test_tables.positive, day date, ts timestamp, tz timestamptz,
      j json, jb jsonb, ints int[], texts text[], pair test_tables.pair, iv interval, bin bytea,
      "select" int, "a""b" text, "O'Brien; --" text, geom geometry, outline geometry(polygon, 4326))`);
    await database.query(
      `insert into test_tables.typed values ('full', 7, 9007199254740993, 0.8, 1e-7, 1.5, true, 'é "q"', 'ab',
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'angry', 3, '2020-02-29', '2020-02-29 23:59:59.5', '2020-02-29 23:59:59+02',
        $1, '{"a": [1, null]}', '{1,null,3}', '{a,"b c"}', row(1, 'x'), '1 day', 'x', 1, 'quoted', 'mean',
        st_setsrid(st_makepoint(10, 52, 7), 4326), null)`,
      ['{"a":\n  "x"}'],
    );
    await database.query(`insert into test_tables.typed ("the id", r, d, n, day, ts, tz) values
      ('odd', 'NaN', '-Infinity', 'NaN', 'infinity', '0044-03-15 BC', 'infinity'), ('empty', null, null, null, null, null, null)`);
  });

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

describe('filters', () => {
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

describe('bbox', () => {
  const countries = () => open({ schemas: ['test_natural_earth'], table: 'countries', idField: 'NAME' });

  test('in another system selects the points whose own coordinates lie in it, on every edge', async () => {
    const source = await open();
    const toDegrees = transformPoint(EPSG_3035_URI, CRS84_URI);
    const points = Array.from({ length: 400 }, (_, i) => ({
      id: String(i + 1),
      at: toDegrees(4321000 + 10000 * ((i % 20) - 10), 3210000 + 10000 * (Math.floor(i / 20) - 10)),
    }));
    for (const [minX, minY, maxX, maxY] of [
      [9, 51.5, 11, 52.5],
      [8.6, 51.2, 8.9, 52.9],
      [9.93, 51.0, 10.07, 53.0],
      [8.5, 51.9095, 11.5, 51.9105],
    ]) {
      const expected = points.filter(({ at: [x, y] }) => x >= minX && x <= maxX && y >= minY && y <= maxY);
      expect(expected.length).toBeGreaterThan(0);
      const page = await ask(source, { bbox: { minX, minY, maxX, maxY, crs: CRS84_URI } });
      expect(idsOf(page)).toEqual(expected.map(({ id }) => id));
    }
  });

  // All over Europe, at places that repeat themselves from run to run.
  test.each([
    { crs: CRS84_URI, size: [0.1, 60], edge: 1e-6 },
    { crs: EPSG_3857, size: [1e4, 8e6], edge: 0.1 },
    // Edges of the box are bent with finitely many pieces here.
    { crs: 'http://www.opengis.net/def/crs/EPSG/0/32632', size: [1e4, 4e6], edge: 100 },
  ])('of any size selects what lies in it: $crs', async ({ crs, size, edge }) => {
    const random = lcg(7);
    const points = Array.from({ length: 2000 }, (_, i) => ({
      id: i + 1,
      x: 2.6e6 + random() * 3.9e6,
      y: 1.4e6 + random() * 3.9e6,
    }));
    await database.query('drop table if exists test_tables.europe');
    await database.query('create table test_tables.europe (id int primary key, geom geometry(point, 3035))');
    await database.query(
      `insert into test_tables.europe select id, st_setsrid(st_makepoint(x, y), 3035)
        from json_to_recordset($1::json) as point (id int, x float8, y float8)`,
      [JSON.stringify(points)],
    );
    const source = await open({ table: 'europe' });
    const toBox = transformPoint(EPSG_3035_URI, crs);
    const places = points.map(({ id, x, y }) => ({ id: String(id), at: toBox(x, y) }));
    for (let round = 0; round < 25; round++) {
      const [width, height] = [0, 0].map(() => size[0] * (size[1] / size[0]) ** random());
      const [x, y] = places[Math.floor(random() * places.length)].at;
      const bbox = { minX: x - width * random(), minY: y - height * random(), maxX: 0, maxY: 0, crs };
      bbox.maxX = bbox.minX + width;
      bbox.maxY = crs === CRS84_URI ? Math.min(90, bbox.minY + height) : bbox.minY + height;
      const found = new Set(idsOf(await ask(source, { bbox, limit: 2000 })));
      for (const place of places) {
        const [px, py] = place.at;
        const depth = Math.min(px - bbox.minX, bbox.maxX - px, py - bbox.minY, bbox.maxY - py);
        if (Math.abs(depth) > edge)
          expect(found.has(place.id), `${place.id} in ${JSON.stringify(bbox)}`).toBe(depth > 0);
      }
    }
  });

  test('the whole world holds everything, in degrees and in metres, however far the box reaches', async () => {
    for (const bbox of [
      { minX: -180, minY: -90, maxX: 180, maxY: 90, crs: CRS84_URI },
      { minX: -400, minY: -90, maxX: 400, maxY: 90, crs: CRS84_URI },
      { minX: -3e7, minY: -4e7, maxX: 3e7, maxY: 4e7, crs: EPSG_3857 },
      { minX: -2e7, minY: -2e7, maxX: 2e7, maxY: 2e7, crs: EPSG_3035_URI },
    ]) {
      expect((await ask(await open(), { bbox })).rows).toHaveLength(400);
      expect((await ask(await countries(), { bbox })).rows).toHaveLength(177);
    }
  });

  test('meets the shapes themselves, not the boxes around them', async () => {
    // The Adriatic lies in the box around Italy, and in no country.
    const sea = { minX: 15.5, minY: 42.4, maxX: 15.9, maxY: 42.6 };
    expect(idsOf(await ask(await countries(), { bbox: { ...sea, crs: CRS84_URI } }))).toEqual([]);
    const toMercator = transformPoint(CRS84_URI, EPSG_3857);
    const [minX, minY] = toMercator(sea.minX, sea.minY);
    const [maxX, maxY] = toMercator(sea.maxX, sea.maxY);
    expect(idsOf(await ask(await countries(), { bbox: { minX, minY, maxX, maxY, crs: EPSG_3857 } }))).toEqual([]);
    const rome = { minX: 12.5, minY: 41.9, maxX: 12.5, maxY: 41.9, crs: CRS84_URI };
    expect(idsOf(await ask(await countries(), { bbox: rome }))).toEqual(['Italy']);
  });

  test('west beyond east crosses the antimeridian', async () => {
    const fiji = { minX: 177, minY: -20, maxX: -179, maxY: -15, crs: CRS84_URI };
    expect(idsOf(await ask(await countries(), { bbox: fiji }))).toEqual(['Fiji']);
    expect(idsOf(await ask(await countries(), { bbox: { ...fiji, maxX: 181 } }))).toEqual(['Fiji']);
    const everyOther = { ...fiji, minX: -179, maxX: 177 };
    expect(idsOf(await ask(await countries(), { bbox: everyOther }))).not.toContain('Fiji');
  });

  test('a point or a line is a box too', async () => {
    const source = await open();
    const at = { minX: 4321000, minY: 3210000, maxX: 4321000, maxY: 3210000, crs: EPSG_3035_URI };
    expect(idsOf(await ask(source, { bbox: at }))).toEqual(['211']);
    expect(idsOf(await ask(source, { bbox: { ...at, maxX: 4331000 } }))).toEqual(['211', '212']);
  });

  test('far from the data is empty, and outside its own system a 400', async () => {
    const source = await open();
    const antipode = { minX: -171, minY: -53, maxX: -169, maxY: -51, crs: CRS84_URI };
    expect((await ask(source, { bbox: antipode })).rows).toEqual([]);
    const beyond = { minX: 1e8, minY: 1e8, maxX: 1.01e8, maxY: 1.01e8, crs: EPSG_3035_URI };
    await expect(ask(await countries(), { bbox: beyond })).rejects.toThrow(/bbox: reaches where .*3035 is not defined/);
  });

  test('rows without geometry meet no box, and nothing does in a table without one', async () => {
    const typed = await open({ table: 'typed', idField: 'the id', geomField: 'geom' });
    const world = { minX: -180, minY: -90, maxX: 180, maxY: 90, crs: CRS84_URI };
    expect(idsOf(await ask(typed, { bbox: world }))).toEqual(['full']);
    const plain = await open({ table: 'moving' });
    expect((await ask(plain, { bbox: world })).rows).toEqual([]);
    expect((await ask(plain, { limit: 1 })).rows[0].geometry).toBeNull();
  });
});

describe('geometry', () => {
  // EPSG Guidance Note 7-2, Lambert azimuthal equal area: 50 N 5 E is easting 3962799.45, northing 2999718.85.
  test('is given in the system asked for, in the axis order of its authority', async () => {
    await database.query('create table test_tables.example (id int primary key, geom geometry(point, 3035))');
    await database.query(
      `insert into test_tables.example values (1, st_setsrid(st_makepoint(3962799.451, 2999718.853), 3035))`,
    );
    const source = await open({ table: 'example' });
    expect(coordinates(await ask(source, { crs: EPSG_3035_URI }))).toEqual([[2999718.853, 3962799.451]]);
    const [[longitude, latitude]] = coordinates(await ask(source)) as number[][];
    expect([longitude, latitude]).toEqual([expect.closeTo(5, 6), expect.closeTo(50, 6)]);
    expect(coordinates(await ask(source, { crs: EPSG_4326 }))).toEqual([[latitude, longitude]]);
  });

  test('is left out when not wanted, and null where there is none', async () => {
    const source = await open({ table: 'typed', idField: 'the id', geomField: 'geom' });
    expect((await ask(source, { withGeometry: false, ids: ['full'] })).rows[0].geometry).toBeNull();
    expect((await ask(source, { ids: ['empty'] })).rows[0].geometry).toBeNull();
    expect(coordinates(await ask(source, { ids: ['full'] }))).toEqual([[10, 52, 7]]);
  });

  test('rings of areas wind counter-clockwise on the ground, and lines keep their direction', async () => {
    const line = 'LINESTRING(0 0,1 2,3 1)';
    const ring = 'POLYGON((0 0,0 1,1 1,1 0,0 0))';
    for (const [table, type] of Object.entries({ lines: 'linestring', areas: 'polygon', mixtures: 'geometry' })) {
      await database.query(`create table test_tables.${table} (id int primary key, geom geometry(${type}, 4326))`);
      if (type !== 'polygon') await database.query(`insert into test_tables.${table} values (1, 'SRID=4326;${line}')`);
      if (type !== 'linestring')
        await database.query(`insert into test_tables.${table} values (2, 'SRID=4326;${ring}')`);
      for (const crs of [CRS84_URI, EPSG_4326]) {
        const page = await ask(await open({ table }), { crs });
        const shapes = new Map(page.rows.map(({ id }, i) => [id, coordinates(page)[i]]));
        const onGround = (position: number[]) => (crs === CRS84_URI ? position : position.toReversed());
        if (type !== 'polygon')
          expect((shapes.get('1') as number[][]).map(onGround)).toEqual([
            [0, 0],
            [1, 2],
            [3, 1],
          ]);
        if (type !== 'linestring') expect(twiceArea((shapes.get('2') as number[][][])[0].map(onGround))).toBe(2);
      }
    }
  });

  test('arcs are given as lines', async () => {
    await database.query('create table test_tables.arc (id int primary key, geom geometry(curvepolygon, 4326))');
    await database.query(
      `insert into test_tables.arc values (1, 'SRID=4326;CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))')`,
    );
    const [rings] = coordinates(await ask(await open({ table: 'arc' }))) as number[][][][];
    expect(rings[0].length).toBeGreaterThan(16);
  });

  test('without SRID is in the configured storage system, and its index-friendly tests work', async () => {
    await database.query('create table test_tables.unlabelled (id int primary key, geom geometry)');
    await database.query('insert into test_tables.unlabelled select id, st_setsrid(geom, 0) from test_tables.grid');
    const source = await open({ table: 'unlabelled', storageCrs: EPSG_3035_URI });
    expect(await source.collection()).toMatchObject({ storageCrs: EPSG_3035_URI, geometryType: 'any' });
    const labelled = await open();
    const filters = ['S_INTERSECTS(geom, BBOX(9.5, 51.5, 10.5, 52))', 'S_WITHIN(geom, BBOX(-180, -90, 180, 90))'];
    for (const text of filters) {
      expect(idsOf(await ask(source, { filter: filter(text) }))).toEqual(
        idsOf(await ask(labelled, { filter: filter(text) })),
      );
    }
    for (const bbox of [
      { minX: 9.5, minY: 51.5, maxX: 10.5, maxY: 52, crs: CRS84_URI },
      { minX: 1e6, minY: 6.6e6, maxX: 1.1e6, maxY: 6.8e6, crs: EPSG_3857 },
      { minX: 4321000, minY: 3210000, maxX: 5e6, maxY: 5e6, crs: EPSG_3035_URI },
    ]) {
      const page = await ask(source, { bbox });
      expect(idsOf(page)).toEqual(idsOf(await ask(labelled, { bbox })));
      expect(page.rows.length).toBeGreaterThan(0);
      expect(coordinates(page)).toEqual(coordinates(await ask(labelled, { bbox })));
    }
  });

  test('of type geography is served like any other', async () => {
    await database.query('create table test_tables.globe (id int primary key, geog geography(point, 4326))');
    await database.query(`insert into test_tables.globe values (1, 'POINT(10 52)'), (2, 'POINT(-170 52)')`);
    const source = await open({ table: 'globe' });
    expect(await source.collection()).toMatchObject({ storageCrs: CRS84_URI, geometryType: 'point' });
    const bbox = { minX: 9, minY: 51, maxX: 10, maxY: 52, crs: CRS84_URI };
    expect(idsOf(await ask(source, { bbox }))).toEqual(['1']);
  });

  test('that has no image in the system asked for is a 400', async () => {
    await database.query('create table test_tables.pole (id int primary key, geom geometry(point, 4326))');
    await database.query(`insert into test_tables.pole values (1, 'SRID=4326;POINT(0 95)')`);
    await expect(ask(await open({ table: 'pole' }), { crs: EPSG_3857 })).rejects.toMatchObject({ status: 400 });
  });

  test('of a system that is not known here is served in CRS84, with a notice', async () => {
    await database.query('create table test_tables.dutch (id int primary key, geom geometry(point, 28992))');
    await database.query(`insert into test_tables.dutch values (1, 'SRID=28992;POINT(155000 463000)')`);
    const source = await open({ table: 'dutch', crs: ['http://www.opengis.net/def/crs/EPSG/0/28992'] });
    expect(source.notices).toHaveLength(2);
    expect(await source.collection()).toMatchObject({ crs: [CRS84_URI], storageCrs: CRS84_URI });
    // The tower of Amersfoort, origin of the Dutch grid.
    const [[longitude, latitude]] = coordinates(await ask(source)) as number[][];
    expect([longitude, latitude]).toEqual([expect.closeTo(5.387, 2), expect.closeTo(52.155, 2)]);
    const bbox = { minX: 5.3, minY: 52.1, maxX: 5.4, maxY: 52.2, crs: CRS84_URI };
    expect(idsOf(await ask(source, { bbox }))).toEqual(['1']);
  });
});

test('a request that was given up is not answered', async () => {
  const source = await open();
  const signal = AbortSignal.abort(new Error('the client went away'));
  const query: ItemsQuery = { limit: 1, withGeometry: true, crs: CRS84_URI, series: 'none', count: 'none' };
  await expect(source.items(query, signal)).rejects.toThrow('the client went away');
  await expect(source.item('1', query, signal)).rejects.toThrow('the client went away');
});
