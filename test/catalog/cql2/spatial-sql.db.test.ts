import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validBounds } from '../../../src/catalog/cql2/valid-bounds.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI, type Crs, crsByUri } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { attachedDatabase } from '../../support/database.js';
import { FilterTable } from './filter-table.js';
import { seededRandom } from './random-filter.js';

let database: Database;
let shapes: FilterTable;

beforeAll(async () => {
  database = await attachedDatabase();
  shapes = await FilterTable.create(database, {
    name: 'cql2_shapes',
    columns: {},
    rows: [
      ['POINT(5 5)'],
      ['LINESTRING(0 0,10 10)'],
      ['POLYGON((0 0,4 0,4 4,0 4,0 0))'],
      ['POINT(179.5 0)'],
      ['POINT(-179.5 0)'],
      [null],
    ],
  });
});
afterAll(() => database.close());

describe('the eight relations', () => {
  test.each([
    ['S_INTERSECTS(geometry, BBOX(4,4,6,6))', [0, 1, 2]],
    ['S_DISJOINT(geometry, BBOX(4,4,6,6))', [3, 4]],
    ['S_EQUALS(geometry, BBOX(0,0,4,4))', [2]],
    ['S_TOUCHES(geometry, POINT(4 4))', [2]],
    ['S_WITHIN(geometry, BBOX(0,0,6,6))', [0, 2]],
    ['S_OVERLAPS(geometry, BBOX(2,2,6,6))', [2]],
    ['S_CROSSES(geometry, BBOX(2,2,6,6))', [1]],
    ['S_CONTAINS(geometry, POINT(3 3))', [1, 2]],
    ['S_CONTAINS(BBOX(0,0,6,6), geometry)', [0, 2]],
    ['S_EQUALS(geometry, geometry)', [0, 1, 2, 3, 4]],
    ['S_WITHIN(POINT(1 1), BBOX(0,0,2,2)) AND geometry IS NULL', [5]],
  ])('%s', async (filter, rows) => {
    expect(await shapes.matching(filter)).toEqual(rows);
  });
});

describe('literals', () => {
  test('a box over the antimeridian holds both sides of it', async () => {
    expect(await shapes.matching('S_WITHIN(geometry, BBOX(179,-1,-179,1))')).toEqual([3, 4]);
    expect(await shapes.matching('S_DISJOINT(geometry, BBOX(179,-1,-179,1))')).toEqual([0, 1, 2]);
  });

  test('a box without width is a line, one without width and height a point', async () => {
    expect(await shapes.matching('S_INTERSECTS(geometry, BBOX(5,0,5,10))')).toEqual([0, 1]);
    expect(await shapes.matching('S_EQUALS(geometry, BBOX(5,5,5,5))')).toEqual([0]);
  });

  test('a collection is what its members cover together', async () => {
    const halves = 'POLYGON((0 0,3 0,3 4,0 4,0 0)),POLYGON((2 0,4 0,4 4,2 4,2 0))';
    expect(await shapes.matching(`S_WITHIN(geometry, GEOMETRYCOLLECTION(${halves}))`)).toEqual([2]);
    expect(await shapes.matching(`S_EQUALS(geometry, GEOMETRYCOLLECTION(${halves}))`)).toEqual([2]);
  });

  test('a collection of points, lines and polygons fails in no relation', async () => {
    const mixed = 'GEOMETRYCOLLECTION(POLYGON((0 0,3 0,3 4,0 4,0 0)),LINESTRING(9 9,9 8),POINT(5 5))';
    expect(await shapes.matching(`S_INTERSECTS(geometry, ${mixed})`)).toEqual([0, 1, 2]);
    for (const relation of [
      'S_DISJOINT',
      'S_EQUALS',
      'S_TOUCHES',
      'S_WITHIN',
      'S_OVERLAPS',
      'S_CROSSES',
      'S_CONTAINS',
    ]) {
      await expect(shapes.matching(`${relation}(geometry, ${mixed})`), relation).resolves.toBeDefined();
    }
  });

  test('a polygon that crosses itself is the area it covers', async () => {
    const bowTie = 'POLYGON((0 0,10 10,10 0,0 10,0 0))';
    expect(await shapes.matching(`S_INTERSECTS(geometry, ${bowTie})`)).toEqual([0, 1, 2]);
    expect(await shapes.matching(`S_CONTAINS(${bowTie}, POINT(1 5))`)).toHaveLength(6);
    expect(await shapes.matching(`S_INTERSECTS(${bowTie}, POINT(5 1))`)).toEqual([]);
  });

  test('coordinates that no place has are refused: the 90 180 of the standard', async () => {
    await expect(shapes.matching('S_INTERSECTS(geometry, POINT(90 180))')).rejects.toThrow('lie outside the area');
  });
});

describe('a box in one system and points stored in another', () => {
  const crs84 = crsByUri(CRS84_URI)!;
  const random = seededRandom(7);
  const within = (min: number, max: number) => min + random() * (max - min);
  /** Degrees, over Europe as far as UTM zone 33 can see. */
  const points = Array.from({ length: 400 }, () => [within(-10, 38), within(34, 72)]);
  const filterSystems = ['CRS84', 'EPSG:4326', 'EPSG:4258', 'EPSG:3035', 'EPSG:3857', 'EPSG:25832', 'EPSG:32635'];

  /** EPSG:2154 is one that the database knows and we do not. */
  describe.each([4326, 3035, 25833, 3857, 2154])('stored in EPSG:%i', (srid) => {
    let table: FilterTable;

    beforeAll(async () => {
      const rows = points.map(([longitudeDeg, latitudeDeg]) => [`POINT(${longitudeDeg} ${latitudeDeg})`]);
      table = await FilterTable.create(database, { name: 'cql2_systems', columns: {}, srid, rows });
    });

    test.each(filterSystems)('the points inside are those that proj4 puts inside, filter-crs %s', async (name) => {
      const crs = crsByUri(name)!;
      const toFilterCrs = transformPoint(crs84, crs);
      for (const [minX, minY, maxX, maxY] of boxes(crs)) {
        const bounds = crs.axisOrder === 'yx' ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
        const inside = points.flatMap(([longitudeDeg, latitudeDeg], row) => {
          const [x, y] = toFilterCrs(longitudeDeg, latitudeDeg);
          return x >= minX && x <= maxX && y >= minY && y <= maxY ? [row] : [];
        });
        expect(await table.matching(`S_INTERSECTS(geometry, BBOX(${bounds.join(',')}))`, name)).toEqual(inside);
      }
    });
  });

  /** The largest box that is allowed, one around the Alps and a few at random. */
  function boxes(crs: Crs): number[][] {
    const { minX, minY, maxX, maxY } = validBounds(crs);
    const [x, y] = transformPoint(crs84, crs)(11, 47);
    const reach = crs.unit === 'deg' ? 5 : 500_000;
    const atRandom = Array.from({ length: 3 }, () => {
      const [west, east] = [within(minX, maxX), within(minX, maxX)].sort((a, b) => a - b);
      const [south, north] = [within(minY, maxY), within(minY, maxY)].sort((a, b) => a - b);
      return [west, south, east, north];
    });
    return [[minX, minY, maxX, maxY], [x - reach, y - reach, x + reach, y + reach], ...atRandom];
  }
});
