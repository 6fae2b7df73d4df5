/** A small table to try filters on. */

import type { PropertyType } from '../../../src/catalog/collection.js';
import { compileFilter, type FilterSource, parseCql2Text } from '../../../src/catalog/cql2/index.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';

export interface TestColumn {
  readonly type: PropertyType;
  readonly sqlType: string;
  readonly isArray?: boolean;
}

export interface TestTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, TestColumn>>;
  /** EPSG code the geometry is stored in; default 4326. */
  readonly srid?: number;
  /** Values in the order of `columns`, in the form `pg` takes; then the geometry as WKT in degrees, if there is one. */
  readonly rows: readonly (readonly unknown[])[];
}

export class FilterTable {
  readonly source: FilterSource;

  private constructor(
    private readonly database: Database,
    private readonly table: TestTable,
  ) {
    const { columns, srid = 4326 } = table;
    this.source = {
      property: (name) => (Object.hasOwn(columns, name) ? { ...columns[name], sql: `t."${name}"` } : undefined),
      propertyNames: Object.keys(columns),
      geometryNames: ['geometry'],
      geometry: () => ({ sql: 't.geometry', srid }),
    };
  }

  /** Makes the table `test_<name>.rows`. */
  static async create(database: Database, table: TestTable): Promise<FilterTable> {
    const schema = `test_${table.name}`;
    const columns = Object.entries(table.columns).map(([name, { sqlType }]) => ({ name: `"${name}"`, sqlType }));
    const { srid = 4326 } = table;
    await database.query(`drop schema if exists ${schema} cascade`);
    await database.query(`create schema ${schema}`);
    await database.query(
      `create table ${schema}.rows (row_number integer, ${columns.map((c) => `${c.name} ${c.sqlType}, `).join('')}
        geometry geometry(geometry, ${srid}))`,
    );
    for (const [index, row] of table.rows.entries()) {
      const values = [index, ...columns.map((_, column) => row[column] ?? null), row[columns.length] ?? null];
      const places = columns.map((column, i) => `$${i + 2}::${column.sqlType}, `).join('');
      await database.query(
        `insert into ${schema}.rows
          values ($1, ${places} st_transform(st_geomfromtext($${values.length}::text, 4326), ${srid}))`,
        values,
      );
    }
    return new FilterTable(database, table);
  }

  /** Numbers of the rows a filter selects, ascending. */
  async matching(filter: string, filterCrs = CRS84_URI): Promise<number[]> {
    const values: unknown[] = [];
    const condition = compileFilter(parseCql2Text(filter, { filterCrs }), this.source, values);
    const { rows } = await this.database.query<{ row_number: number }>(
      `select row_number from test_${this.table.name}.rows t where ${condition} order by row_number`,
      values,
    );
    return rows.map((row) => row.row_number);
  }

  /** What a filter is for every row; null is unknown. */
  async values(filter: string): Promise<(boolean | null)[]> {
    const values: unknown[] = [];
    const condition = compileFilter(parseCql2Text(filter, { filterCrs: CRS84_URI }), this.source, values);
    const { rows } = await this.database.query<{ value: boolean | null }>(
      `select ${condition} as value from test_${this.table.name}.rows t order by row_number`,
      values,
    );
    return rows.map((row) => row.value);
  }
}
