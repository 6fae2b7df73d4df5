/** Properties in JSON Schema, with what OGC adds to it: units, roles, order (Features, Part 5). */

import type { Collection, Property } from '../../catalog/collection.js';
import { JSON_SCHEMA_OF } from '../common/json-schema-of.js';

export interface PropertySchema {
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: PropertySchema;
  readonly readOnly?: true;
  readonly 'x-ogc-unit'?: string;
  readonly 'x-ogc-unitLang'?: 'UCUM';
  readonly 'x-ogc-role'?: string;
  readonly 'x-ogc-propertySeq'?: number;
}

export interface SchemaDocument {
  readonly $schema: string;
  readonly $id: string;
  readonly type: 'object';
  readonly title: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly additionalProperties: boolean;
}

export const JSON_SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

export function propertySchema({
  name,
  type,
  title,
  description,
  minimum,
  maximum,
  unit,
  role,
}: Property): PropertySchema {
  return {
    ...JSON_SCHEMA_OF[type],
    title: title ?? name,
    description,
    minimum,
    maximum,
    ...unitOf(unit),
    'x-ogc-role': role,
  };
}

export const unitOf = (unit: string | undefined): Pick<PropertySchema, 'x-ogc-unit' | 'x-ogc-unitLang'> =>
  unit === undefined ? {} : { 'x-ogc-unit': unit, 'x-ogc-unitLang': 'UCUM' };

/** A geometry has a format and no type: the standard wants it so. */
export const geometrySchema = ({ geometryType }: Collection): PropertySchema => ({
  format: `geometry-${geometryType}`,
  title: 'Geometry',
  'x-ogc-role': 'primary-geometry',
});

export type NamedSchema = readonly [name: string, schema: PropertySchema];

/** The properties one after another, as `x-ogc-propertySeq` counts them. */
export const inSequence = (properties: readonly NamedSchema[]): Readonly<Record<string, PropertySchema>> =>
  Object.fromEntries(properties.map(([name, schema], index) => [name, { ...schema, 'x-ogc-propertySeq': index + 1 }]));
