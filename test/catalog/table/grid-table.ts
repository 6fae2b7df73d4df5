/** A small table of points in EPSG:3035 for the suites of tables, and how they ask for its rows. */
import { expect } from 'vitest';
import { parseCql2Text } from '../../../src/catalog/cql2/index.js';
import type { ItemsPage, ItemsQuery } from '../../../src/catalog/items.js';
import type { TableDefinition } from '../../../src/catalog/table/table-definition.js';
import { openTableSource, type TableSource } from '../../../src/catalog/table/table-source.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { testDatabase } from '../../support/database.js';

export const EPSG_4326 = 'http://www.opengis.net/def/crs/EPSG/0/4326';
export const EPSG_3857 = 'http://www.opengis.net/def/crs/EPSG/0/3857';
export const COUNT_CAP = 50;

export const definition: TableDefinition = {
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

/** The database of this run with schema `test_tables`, which goes with the next suite, and the grid in it. */
export async function gridDatabase(): Promise<Database> {
  const database = await testDatabase();
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
  return database;
}

export const openTable = (database: Database, changes: Partial<TableDefinition> = {}): Promise<TableSource> =>
  openTableSource(database, { ...definition, ...changes }, { countCap: COUNT_CAP });

export const ask = (source: TableSource, query: Partial<ItemsQuery> = {}): Promise<ItemsPage> =>
  source.items({ limit: 1000, withGeometry: true, crs: CRS84_URI, series: 'none', count: 'none', ...query });

export const idsOf = (page: ItemsPage): string[] => page.rows.map((row) => row.id);
export const filter = (text: string) => parseCql2Text(text, { filterCrs: CRS84_URI });

/** Follows next links to the end. */
export async function walk(source: TableSource, query: Partial<ItemsQuery>): Promise<string[]> {
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
