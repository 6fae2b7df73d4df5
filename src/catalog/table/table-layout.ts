/** A table as it is served: its id, geometry, time and published columns, checked against the database. */
import { invalidConfiguration } from '../../errors.js';
import type { Property } from '../collection.js';
import type { FilterProperty, FilterSource } from '../cql2/index.js';
import { type Queryable, textRows } from '../text-rows.js';
import {
  type ColumnType,
  filterSql,
  isArray,
  isText,
  isTime,
  type KeySql,
  keySql,
  propertyType,
} from './column-type.js';
import { columnSql, describeTable, type TableColumn, type TableDescription } from './describe-table.js';
import { labelledSql, type StoredGeometry, storedGeometry } from './stored-geometry.js';
import type { TableDefinition } from './table-definition.js';

export interface PublishedColumn {
  readonly property: Property;
  readonly type: ColumnType;
  /** As `columnSql` writes it. */
  readonly sql: string;
  readonly isNullable: boolean;
}

export interface TableLayout {
  readonly description: TableDescription;
  readonly id: { readonly column: string; readonly type: ColumnType; readonly key: KeySql };
  readonly geometry?: StoredGeometry;
  readonly time?: {
    readonly column: string;
    /** Where it ends; the same column for instants. */
    readonly endColumn: string;
    readonly type: ColumnType;
  };
  readonly columns: readonly PublishedColumn[];
}

/** Throws `invalidConfiguration` for whatever the definition names and the table does not have. */
export async function tableLayout(db: Queryable, definition: TableDefinition): Promise<TableLayout> {
  const description = await describeTable(db, definition);
  const idColumn = namedColumn(definition, description, 'id_field', definition.idField);
  const time = definition.timeField && timeColumn(definition, description, definition.timeField);
  const endTime = definition.endTimeField
    ? namedColumn(definition, description, 'end_time_field', definition.endTimeField)
    : time;
  await requireUniqueIds(db, definition, description, idColumn);
  return {
    description,
    id: idOf(definition, idColumn),
    geometry: await storedGeometry(db, definition, description),
    ...(time && endTime
      ? { time: { column: columnSql(time.name), endColumn: columnSql(endTime.name), type: time.type } }
      : {}),
    columns: publishedColumns(definition, description),
  };
}

/** What filters see of the table. */
export function filterSource({ columns, geometry }: TableLayout): FilterSource {
  const byName = new Map(
    columns.map((column): [string, FilterProperty] => [column.property.name, filterProperty(column)]),
  );
  return {
    property: (name) => byName.get(name),
    propertyNames: [...byName.keys()],
    geometryNames: geometry ? [...new Set([geometry.name, 'geometry'])] : [],
    geometry: (srid) => {
      if (!geometry) throw new RangeError('a table without geometry has no name for one');
      // A literal in degrees may be as large as the world, which not every system can show; data can always go to degrees.
      return isDegrees(srid) && !geometry.isGeographic
        ? { sql: `ST_Transform(${labelledSql(geometry)}, ${srid})`, srid }
        : { sql: labelledSql(geometry), srid: geometry.srid };
    },
  };
}

/** EPSG:4326 (and CRS84) and ETRS89, the geographic systems clients can name. */
const isDegrees = (srid: number): boolean => srid === 4326 || srid === 4258;

const filterProperty = ({ property, type, sql }: PublishedColumn): FilterProperty => ({
  sql: filterSql(type, sql),
  type: property.type,
  ...(isArray(type) ? { isArray: true } : {}),
});

function namedColumn(
  { where, table }: TableDefinition,
  { columns }: TableDescription,
  setting: string,
  name: string,
): TableColumn {
  const column = columns.find((candidate) => candidate.name === name);
  if (column) return column;
  const there = `columns there: ${columns.map((candidate) => candidate.name).join(', ')}`;
  throw invalidConfiguration(where, `${setting}: no column "${name}" in "${table}"`, there);
}

function idOf({ where }: TableDefinition, { name, type }: TableColumn): TableLayout['id'] {
  const column = columnSql(name);
  const key = keySql(type, column);
  if (key) return { column, type, key };
  throw invalidConfiguration(
    where,
    `id_field: values of type ${type.sqlType} cannot be put in order`,
    'choose another',
  );
}

/** Paging continues after an id: rows that share one, or have none, would get lost between two pages. */
async function requireUniqueIds(
  db: Queryable,
  { where }: TableDefinition,
  { from }: TableDescription,
  { name, isUnique, isNullable }: TableColumn,
): Promise<void> {
  if (isUnique && !isNullable) return;
  const id = columnSql(name);
  const text = `select exists (select from ${from} where ${id} is null)::text,
    exists (select from ${from} group by ${id} having count(*) > 1)::text`;
  const [[hasNull, hasDuplicate]] = await textRows(db, { text, values: [] });
  if (hasNull !== 'true' && hasDuplicate !== 'true') return;
  throw invalidConfiguration(
    where,
    `id_field: ${hasNull === 'true' ? 'rows without' : 'several rows share a'} value of "${name}"`,
    'choose a unique column, or publish a view that numbers its rows',
  );
}

function timeColumn(definition: TableDefinition, description: TableDescription, name: string): TableColumn {
  const column = namedColumn(definition, description, 'time_field', name);
  if (isTime(column.type) || isText(column.type)) return column;
  throw invalidConfiguration(
    definition.where,
    `time_field: expected dates, timestamps or ISO 8601 texts, "${name}" is ${column.type.sqlType}`,
    'publish a view that casts it',
  );
}

function publishedColumns(definition: TableDefinition, description: TableDescription): readonly PublishedColumn[] {
  const wanted = definition.properties?.map((name) => namedColumn(definition, description, 'properties', name));
  return (wanted ?? description.columns).flatMap((column) => {
    const type = propertyType(column.type);
    if (type === undefined) return [];
    const role = roleOf(definition, column);
    const property: Property = {
      name: column.name,
      type,
      ...(column.comment === undefined ? {} : { description: column.comment }),
      ...definition.columnFacts?.[column.name],
      ...(role === undefined ? {} : { role }),
    };
    return [{ property, type: column.type, sql: columnSql(column.name), isNullable: column.isNullable }];
  });
}

function roleOf({ idField, timeField, endTimeField }: TableDefinition, { name, type }: TableColumn): Property['role'] {
  if (name === idField) return 'id';
  if (endTimeField !== undefined && name === endTimeField) return 'primary-interval-end';
  if (endTimeField !== undefined && name === timeField) return 'primary-interval-start';
  return name === timeField && isTime(type) ? 'primary-instant' : undefined;
}
