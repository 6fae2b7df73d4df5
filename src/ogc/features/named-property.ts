/** Properties by the names clients use: the published one, or another one EGMS has used for the same thing. */
import type { Collection, Property } from '../../catalog/collection.js';
import { invalidParameter } from '../../errors.js';

/** JSON values have no order and equal nothing simple. */
export const simpleProperties = ({ properties }: Pick<Collection, 'properties'>): readonly Property[] =>
  properties.filter(({ type }) => type !== 'json');

export const isNamed = ({ name, aliases = [] }: Property, wanted: string): boolean =>
  name === wanted || aliases.includes(wanted);

/** Throws `invalidParameter` for a name that none of `properties` has. */
export function namedProperty(parameter: string, name: string, properties: readonly Property[]): Property {
  const property = properties.find((candidate) => isNamed(candidate, name));
  if (!property) {
    const known = properties.map((candidate) => candidate.name).join(', ');
    throw invalidParameter(parameter, `no property is called "${name}"; known: ${known}`);
  }
  return property;
}
