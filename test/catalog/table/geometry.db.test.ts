/** Shapes of tables in the systems that are asked for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ItemsPage } from '../../../src/catalog/items.js';
import type { TableDefinition } from '../../../src/catalog/table/table-definition.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { ask, EPSG_3857, EPSG_4326, filter, gridDatabase, idsOf, openTable } from './grid-table.js';
import { createTypedTable } from './typed-table.js';

let database: Database;

beforeAll(async () => {
  database = await gridDatabase();
});
afterAll(() => database.close());

const open = (changes: Partial<TableDefinition> = {}) => openTable(database, changes);

const coordinates = (page: ItemsPage): unknown[] =>
  page.rows.map(({ geometry }) => geometry && 'geojson' in geometry && JSON.parse(geometry.geojson).coordinates);

/** Positive when the ring winds counter-clockwise. */
const twiceArea = (ring: number[][]): number =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);

describe('geometry', () => {
  beforeAll(() => createTypedTable(database));

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
