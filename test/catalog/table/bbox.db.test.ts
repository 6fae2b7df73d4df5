/** Boxes select rows of tables by their shapes, in any system. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TableDefinition } from '../../../src/catalog/table/table-definition.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { createNaturalEarth } from '../../support/natural-earth-fixture.js';
import { ask, EPSG_3857, gridDatabase, idsOf, openTable } from './grid-table.js';
import { createTypedTable } from './typed-table.js';

let database: Database;

beforeAll(async () => {
  database = await gridDatabase();
  await createNaturalEarth(database);
});
afterAll(() => database.close());

const open = (changes: Partial<TableDefinition> = {}) => openTable(database, changes);

/** Numbers in [0, 1) that are the same in every run. */
function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

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
      const wrong = places.filter(({ id, at: [px, py] }) => {
        const depth = Math.min(px - bbox.minX, bbox.maxX - px, py - bbox.minY, bbox.maxY - py);
        return Math.abs(depth) > edge && found.has(id) !== depth > 0;
      });
      expect(wrong, JSON.stringify(bbox)).toEqual([]);
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
    await createTypedTable(database);
    const typed = await open({ table: 'typed', idField: 'the id', geomField: 'geom' });
    const world = { minX: -180, minY: -90, maxX: 180, maxY: 90, crs: CRS84_URI };
    expect(idsOf(await ask(typed, { bbox: world }))).toEqual(['full']);
    await database.query('create table test_tables.plain as select id from test_tables.grid');
    const plain = await open({ table: 'plain' });
    expect((await ask(plain, { bbox: world })).rows).toEqual([]);
    expect((await ask(plain, { limit: 1 })).rows[0].geometry).toBeNull();
  });
});
