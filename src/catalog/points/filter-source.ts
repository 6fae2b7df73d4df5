/** How filters, sort orders and rows address a measurement point in SQL, over the alias `p` of a point table. */
import { attributeColumns } from '../../products/columns.js';
import type { PropertyType } from '../collection.js';
import type { FilterSource } from '../cql2/index.js';
import { columnOf, pointColumns } from './point-columns.js';
import type { PointsRecord } from './record.js';

export interface PropertySql {
  readonly sql: string;
  readonly sqlType: string;
  readonly type: PropertyType;
  readonly nullable: boolean;
}

/** SQL of a property by its published name or alias; undefined when the collection has none of that name. */
export function propertySql(record: PointsRecord, name: string): PropertySql | undefined {
  const property = record.collection.properties.find((p) => p.name === name || p.aliases?.includes(name));
  if (!property) return undefined;
  const ofProduct = productColumns(record)[property.name];
  if (ofProduct) return { ...ofProduct, type: property.type, nullable: false };
  if (property.name === 'pid') return { sql: 'p.pid', sqlType: 'text collate "C"', type: 'string', nullable: false };
  const definition = attributeColumns(record.identity.level, record.generation).find((c) => c.name === property.name)!;
  const column = columnOf.get(definition.attribute)!;
  const { sqlType } = pointColumns.find((c) => c.column === column)!;
  return { sql: `p.${column}`, sqlType, type: property.type, nullable: true };
}

/** What only the product knows; a look-up by its number, because the point does not repeat it. */
function productColumns({ collectionNo }: PointsRecord): Record<string, { sql: string; sqlType: string } | undefined> {
  const of = (expression: string) =>
    `(select ${expression} from egms.product d where d.collection_no = ${collectionNo} and d.product_no = p.product_no)`;
  const day = (expression: string) => of(`to_date((${expression})::text, 'YYYYMMDD')`);
  return {
    product: { sql: of('d.name'), sqlType: 'text' },
    first_date: { sql: day('d.dates[1]'), sqlType: 'date' },
    last_date: { sql: day('d.dates[cardinality(d.dates)]'), sqlType: 'date' },
    date_count: { sql: of('cardinality(d.dates)'), sqlType: 'integer' },
  };
}

export function pointFilterSource(record: PointsRecord): FilterSource {
  return {
    property: (name) => propertySql(record, name),
    propertyNames: record.collection.properties.map((p) => p.name),
    geometryNames: ['geometry', 'geom'],
    // The point in the literal's own CRS: no edge of a polygon is bent by a transformation.
    geometry: (srid) =>
      srid === 3035
        ? { sql: 'st_setsrid(st_makepoint(p.easting_m, p.northing_m), 3035)', srid }
        : srid === 4326 || srid === 4258
          ? { sql: `st_setsrid(st_makepoint(p.longitude_deg, p.latitude_deg), ${srid})`, srid }
          : {
              sql: `st_transform(st_setsrid(st_makepoint(p.longitude_deg, p.latitude_deg), 4326), ${srid})`,
              srid,
            },
  };
}
