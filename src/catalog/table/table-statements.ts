/**
 * The statements behind a page of a table. Their text holds our own words and identifiers that the database has
 * confirmed, quoted; every value is bound.
 */
import { invalidParameter } from '../../errors.js';
import { type Crs, crsByUri } from '../../geodesy/crs.js';
import { compileFilter } from '../cql2/index.js';
import type { ItemsQuery } from '../items.js';
import { afterCondition, orderBy, type SortKey } from '../keyset.js';
import { Bindings } from '../sql-text.js';
import type { Statement } from '../text-rows.js';
import type { Condition } from './box-condition.js';
import { cellSql, isInteger, isText, keySql } from './column-type.js';
import { geojsonSql } from './stored-geometry.js';
import { filterSource, type PublishedColumn, type TableLayout } from './table-layout.js';
import { timeCondition } from './time-condition.js';

/** Which rows: the layout's, under the conditions of a query. */
export interface TableQuestion {
  readonly layout: TableLayout;
  readonly query: Pick<ItemsQuery, 'datetime' | 'filter' | 'ids'>;
  /** The box, and what helps an index find it. */
  readonly spatial: readonly Condition[];
}

/** What of each row: id first, then one cell per column, the geometry if wanted, the sort values last. */
export interface Selection {
  readonly columns: readonly PublishedColumn[];
  /** System of the geometry; absent without geometry. */
  readonly crs?: Crs;
}

/** Throws `invalidParameter` for a name that the table does not publish. */
export function selectionOf(
  layout: TableLayout,
  query: Pick<ItemsQuery, 'properties' | 'withGeometry' | 'crs'>,
): Selection {
  const names = query.properties && [...new Set(query.properties)];
  const columns = names?.map((name) => columnNamed(layout, 'properties', name)) ?? layout.columns;
  if (!query.withGeometry || !layout.geometry) return { columns };
  const crs = crsByUri(query.crs);
  if (!crs) throw invalidParameter('crs', `${query.crs} is not known here`);
  return { columns, crs };
}

/** The order of a page; the id comes last, so that no two rows tie. */
export function sortKeys(layout: TableLayout, query: Pick<ItemsQuery, 'sortBy'>): readonly SortKey[] {
  const sorted = (query.sortBy ?? []).map(({ property, descending }): SortKey => {
    const { type, sql, isNullable } = columnNamed(layout, 'sortby', property);
    const key = keySql(type, sql);
    if (!key) throw invalidParameter('sortby', `${property} holds values without order`);
    return { ...key, descending, nullable: isNullable };
  });
  return [...sorted, { ...layout.id.key, descending: false, nullable: false }];
}

export function pageStatement(
  question: TableQuestion,
  selection: Selection,
  keys: readonly SortKey[],
  after: readonly (string | null)[] | undefined,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Statement {
  const bindings = new Bindings();
  const select = [...selectSql(question.layout, selection), ...keys.slice(0, -1).map((key) => `(${key.sql})::text`)];
  const where = [...conditions(question, bindings), afterCondition(keys, after, bindings)];
  return {
    text: `select ${select.join(', ')} from ${question.layout.description.from}
      where ${where.join(' and ')} order by ${orderBy(keys)}
      limit ${bindings.add(limit)}::bigint offset ${bindings.add(offset)}::bigint`,
    values: bindings.values,
  };
}

/** How many match, counted no further than `cap + 1`. */
export function countStatement(question: TableQuestion, cap: number): Statement {
  const bindings = new Bindings();
  const where = ['true', ...conditions(question, bindings)].join(' and ');
  return {
    text: `select count(*)::text from (select from ${question.layout.description.from}
      where ${where} limit ${bindings.add(cap + 1)}::bigint) as counted`,
    values: bindings.values,
  };
}

/** The row of an id; undefined when no row can have it. */
export function itemStatement(layout: TableLayout, selection: Selection, id: string): Statement | undefined {
  const bindings = new Bindings();
  const condition = idCondition(layout, id, bindings);
  if (condition === undefined) return undefined;
  const select = selectSql(layout, selection).join(', ');
  return { text: `select ${select} from ${layout.description.from} where ${condition}`, values: bindings.values };
}

function selectSql({ id, geometry }: TableLayout, { columns, crs }: Selection): string[] {
  const shape = crs && geometry ? [geojsonSql(geometry, crs)] : [];
  return [`${id.column}::text`, ...columns.map(({ type, sql }) => cellSql(type, sql)), ...shape];
}

function conditions({ layout, query, spatial }: TableQuestion, bindings: Bindings): string[] {
  const { datetime, filter, ids } = query;
  const parts = spatial.map((condition) => condition(bindings));
  if (datetime && layout.time) {
    parts.push(timeCondition(layout.time, datetime, bindings));
  }
  if (ids) {
    // No text of PostgreSQL holds a NUL character, and none can be bound.
    const possible = ids.filter((id) => !id.includes('\0'));
    const beginnings = possible.map((id) => `starts_with(${layout.id.column}::text, ${bindings.add(id)}::text)`);
    parts.push(`(${['false', ...beginnings].join(' or ')})`);
  }
  if (filter !== undefined) parts.push(`(${compileFilter(filter, filterSource(layout), bindings.values)})`);
  return parts;
}

/** In the id's own type where its text has one spelling only, so that its index is used; else as text. */
function idCondition({ id }: TableLayout, text: string, bindings: Bindings): string | undefined {
  if (text.includes('\0')) return undefined;
  if (isInteger(id.type)) return isInt8(text) ? `${id.column} = ${bindings.add(text)}::int8` : undefined;
  if (id.type.name === 'uuid') return UUID.test(text) ? `${id.column} = ${bindings.add(text)}::uuid` : undefined;
  const column = isText(id.type) && id.type.name !== 'citext' ? id.column : `${id.column}::text`;
  return `${column} = ${bindings.add(text)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isInt8 = (text: string): boolean =>
  /^(0|-?[1-9]\d{0,18})$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

function columnNamed({ columns }: TableLayout, parameter: string, name: string): PublishedColumn {
  const column = columns.find(({ property }) => property.name === name);
  if (column) return column;
  const known = columns.map(({ property }) => property.name).join(', ');
  throw invalidParameter(parameter, `no property ${name} here; there are ${known}`);
}
