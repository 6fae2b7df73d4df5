/** A property's type as JSON Schema says it: the same in API documents, queryables and schemas. */
import type { PropertyType } from '../../catalog/collection.js';

export interface JsonSchemaType {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'object';
  readonly format?: 'date' | 'date-time';
}

export const JSON_SCHEMA_OF: Readonly<Record<PropertyType, JsonSchemaType>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  'date-time': { type: 'string', format: 'date-time' },
  json: { type: 'object' },
};
