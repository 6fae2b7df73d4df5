/** What the collection of a table tells, and which definitions are refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ItemsQuery } from '../../../src/catalog/items.js';
import type { TableDefinition } from '../../../src/catalog/table/table-definition.js';
import { openTableSource } from '../../../src/catalog/table/table-source.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { ask, COUNT_CAP, definition, EPSG_3857, EPSG_4326, gridDatabase, openTable } from './grid-table.js';

let database: Database;

beforeAll(async () => {
  database = await gridDatabase();
});
afterAll(() => database.close());

const open = (changes: Partial<TableDefinition> = {}) => openTable(database, changes);

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

test('a request that was given up is not answered', async () => {
  const source = await open();
  const signal = AbortSignal.abort(new Error('the client went away'));
  const query: ItemsQuery = { limit: 1, withGeometry: true, crs: CRS84_URI, series: 'none', count: 'none' };
  await expect(source.items(query, signal)).rejects.toThrow('the client went away');
  await expect(source.item('1', query, signal)).rejects.toThrow('the client went away');
});
