/** PostgreSQL types as types of the API, and the SQL that reads, compares and orders values of each. */
import type { PropertyType } from '../collection.js';

/** A column as `pg_attribute` and `pg_type` know it; a domain is already taken apart. */
export interface ColumnType {
  /** `pg_type.typname`, of the base type of a domain. */
  readonly name: string;
  /** `pg_type.typtype`: `b` base, `c` composite, `e` enumeration, `r` range ... */
  readonly kind: string;
  /** `pg_type.typcategory`: `A` is an array. */
  readonly category: string;
  /** The declared type in SQL, with its length or scale. */
  readonly sqlType: string;
}

/** Binary, spatial and search values have no form in JSON. */
const UNPUBLISHED = new Set(['bytea', 'raster', 'box2d', 'box3d', 'topogeometry', 'tsvector', 'tsquery']);
const GEOMETRIES = new Set(['geometry', 'geography']);
const INTEGERS = new Set(['int2', 'int4', 'int8']);
const NUMBERS = new Set(['float4', 'float8', 'numeric']);
const TEXTS = new Set(['text', 'varchar', 'bpchar', 'citext', 'name']);
const JSONS = new Set(['json', 'jsonb', 'hstore']);
/** Types that `timeField` may have, beside texts. */
const TIMES = new Set(['date', 'timestamp', 'timestamptz']);

export const isGeometry = ({ name }: ColumnType) => GEOMETRIES.has(name);
export const isTime = ({ name }: ColumnType) => TIMES.has(name);
export const isText = ({ name }: ColumnType) => TEXTS.has(name);
export const isInteger = ({ name }: ColumnType) => INTEGERS.has(name);
export const isArray = ({ category }: ColumnType) => category === 'A';

/** Undefined for columns that are not published. */
export function propertyType(type: ColumnType): PropertyType | undefined {
  if (UNPUBLISHED.has(type.name) || isGeometry(type)) return undefined;
  if (isArray(type) || type.kind === 'c' || JSONS.has(type.name)) return 'json';
  if (INTEGERS.has(type.name)) return 'integer';
  if (NUMBERS.has(type.name)) return 'number';
  if (type.name === 'bool') return 'boolean';
  if (type.name === 'date') return 'date';
  if (isTime(type)) return 'date-time';
  return 'string';
}

/** Text of a value as an answer shows it: JSON numbers (or `NaN`, `Infinity`), `true`, RFC 3339 in UTC, JSON in one line. */
export function cellSql(type: ColumnType, column: string): string {
  switch (type.name) {
    // Years outside RFC 3339's four digits, and infinity, have no form.
    case 'date':
      return `case when ${column} between '0001-01-01' and '9999-12-31' then to_char(${column}, 'YYYY-MM-DD') end`;
    case 'timestamp':
      return instantCellSql(column, column);
    case 'timestamptz':
      return instantCellSql(column, `(${column} at time zone 'UTC')`);
    case 'json':
      // Line breaks can only stand between the tokens.
      return `translate(${column}::text, E'\\n\\r', '  ')`;
    case 'jsonb':
      return `${column}::text`;
    default:
      return propertyType(type) === 'json' ? `to_jsonb(${column})::text` : `${column}::text`;
  }
}

const instantCellSql = (column: string, utc: string): string =>
  `case when ${column} >= '0001-01-02' and ${column} < '9999-12-31' then (to_jsonb(${utc}) #>> '{}') || 'Z' end`;

/** Value as filters compare it: the SQL type that `FilterProperty` promises for the property's type. */
export function filterSql(type: ColumnType, column: string): string {
  switch (type.name) {
    // A real 0.8 is not the double 0.8; the text that is shown for it is.
    case 'float4':
      return `${column}::text::float8`;
    case 'timestamp':
      return `(${column} at time zone 'UTC')`;
    case 'json':
      return `${column}::jsonb`;
    default:
      if (propertyType(type) === 'string') return `${column}::text`;
      return propertyType(type) === 'json' && !isArray(type) ? `to_jsonb(${column})` : column;
  }
}

export interface KeySql {
  readonly sql: string;
  /** Type that the text of a key is read back as. */
  readonly sqlType: string;
}

/** Value as rows are ordered by it; undefined when there is no order. Plain columns can use an index. */
export function keySql(type: ColumnType, column: string): KeySql | undefined {
  const published = propertyType(type);
  if (published === undefined || published === 'json') return undefined;
  const isOrdered = published !== 'string' || isText(type) || type.name === 'uuid' || type.kind === 'e';
  return isOrdered ? { sql: column, sqlType: type.sqlType } : { sql: `${column}::text`, sqlType: 'text' };
}
