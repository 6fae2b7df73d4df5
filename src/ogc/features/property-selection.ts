/** The parameters `properties` and `exclude-properties` (Features, Part 6). */
import type { Collection } from '../../catalog/collection.js';
import { namedProperty } from './named-property.js';

export interface PropertySelection {
  readonly properties?: readonly string[];
  readonly 'exclude-properties'?: readonly string[];
}

/** Published names in the collection's order; undefined for all. Throws `invalidParameter` for unknown ones. */
export function selectedProperties(
  { properties: wanted, 'exclude-properties': unwanted }: PropertySelection,
  { properties }: Collection,
): readonly string[] | undefined {
  if (!wanted && !unwanted) return undefined;
  const included = wanted?.map((name) => namedProperty('properties', name, properties)) ?? properties;
  const excluded = unwanted?.map((name) => namedProperty('exclude-properties', name, properties)) ?? [];
  return properties
    .filter((property) => included.includes(property) && !excluded.includes(property))
    .map(({ name }) => name);
}
