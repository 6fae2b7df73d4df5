/** Looks a table or view up in the system catalogs: what a configuration names must exist, as named. */
import { invalidConfiguration } from '../../errors.js';
import { quoteIdentifier } from '../sql-text.js';
import { type Queryable, textRows } from '../text-rows.js';
import { type ColumnType, isGeometry } from './column-type.js';
import type { TableDefinition } from './table-definition.js';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** Alone under a unique index. */
  readonly isUnique: boolean;
  /** The column's comment. */
  readonly comment?: string;
  /** Only of geometry columns, as declared: SRID 0 when not, `GEOMETRY` when any. */
  readonly geometry?: { readonly srid: number; readonly type: string };
}

export interface TableDescription {
  readonly schema: string;
  /** Quoted, with its schema, under the name that `columnSql` uses. */
  readonly from: string;
  /** Data of a foreign table change without a trace in this database. */
  readonly isForeign: boolean;
  /** The planner's estimate; undefined for views and tables never analysed. */
  readonly estimatedRows?: number;
  readonly columns: readonly TableColumn[];
}

/** A column in SQL. Never without its table: an ORDER BY would take the text that is selected under the same name. */
export const columnSql = (name: string): string => `t.${quoteIdentifier(name)}`;

/** Throws `invalidConfiguration` when no schema holds the table. */
export async function describeTable(db: Queryable, definition: TableDefinition): Promise<TableDescription> {
  const { where, table, schemas } = definition;
  const [found] = await textRows(db, {
    text: `select c.oid::text, n.nspname::text, c.relkind::text, c.reltuples::bigint::text
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relname = $1 and n.nspname = any($2::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f')
      order by array_position($2::text[], n.nspname::text) limit 1`,
    values: [table, schemas],
  });
  if (!found) {
    const others = await tablesIn(db, schemas);
    throw invalidConfiguration(
      where,
      `no table or view "${table}" in ${schemas.join(', ')}`,
      others.length > 0 ? `there: ${others.join(', ')}` : 'nothing is there; is search_path right?',
    );
  }
  const [oid, schema, kind, estimate] = found as readonly string[];
  return {
    schema,
    from: `${quoteIdentifier(schema)}.${quoteIdentifier(table)} as t`,
    isForeign: kind === 'f',
    estimatedRows: kind === 'v' || Number(estimate) < 0 ? undefined : Number(estimate),
    columns: await columnsOf(db, oid),
  };
}

/** Names to choose from, in a message. */
async function tablesIn(db: Queryable, schemas: readonly string[]): Promise<readonly (string | null)[]> {
  const rows = await textRows(db, {
    text: `select c.relname::text from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relname <> 'spatial_ref_sys'
      order by 1 limit 10`,
    values: [schemas],
  });
  return rows.map(([name]) => name);
}

async function columnsOf(db: Queryable, oid: string): Promise<readonly TableColumn[]> {
  const rows = await textRows(db, {
    // Domains are followed down to the type they stand on.
    text: `with recursive resolved as (
        select attnum, atttypid as typid, atttypmod as typmod
        from pg_catalog.pg_attribute where attrelid = $1::oid and attnum > 0 and not attisdropped
        union all
        select r.attnum, t.typbasetype, case when r.typmod = -1 then t.typtypmod else r.typmod end
        from resolved r join pg_catalog.pg_type t on t.oid = r.typid where t.typtype = 'd'
      )
      select a.attname::text, t.typname::text, t.typtype::text, t.typcategory::text,
        pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
        exists (select from pg_catalog.pg_index i where i.indrelid = $1::oid and i.indisunique and i.indisvalid
          and i.indpred is null and i.indexprs is null and i.indnkeyatts = 1 and i.indkey[0] = a.attnum)::text,
        pg_catalog.col_description($1::oid, a.attnum),
        case when t.typname in ('geometry', 'geography') then postgis_typmod_srid(r.typmod)::text end,
        case when t.typname in ('geometry', 'geography') then postgis_typmod_type(r.typmod) end
      from resolved r
      join pg_catalog.pg_attribute a on a.attrelid = $1::oid and a.attnum = r.attnum
      join pg_catalog.pg_type t on t.oid = r.typid and t.typtype <> 'd'
      order by a.attnum`,
    values: [oid],
  });
  return rows.map(([name, typeName, kind, category, sqlType, isNotNull, isUnique, comment, srid, geometryType]) => {
    const type: ColumnType = { name: typeName!, kind: kind!, category: category!, sqlType: sqlType! };
    return {
      name: name!,
      type,
      isNullable: isNotNull !== 'true',
      isUnique: isUnique === 'true',
      ...(comment === null ? {} : { comment }),
      ...(isGeometry(type) ? { geometry: { srid: Number(srid), type: geometryType ?? 'GEOMETRY' } } : {}),
    };
  });
}
