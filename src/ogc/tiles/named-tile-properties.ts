/** Which attributes a client wants features of a vector tile to have. */
import type { Collection } from '../../catalog/collection.js';
import { invalidParameter } from '../../errors.js';
import { namedAttributes } from '../../maps/layer-attributes.js';

/** Each name once, in the collection's order, so that one choice is one tile; throws for one that no tile can carry. */
export function namedTileProperties(collection: Collection, names: readonly string[]): readonly string[] {
  const known = namedAttributes(collection).map(({ name }) => name);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw invalidParameter('properties', `tiles of ${collection.id} carry ${known.join(', ')}, not "${stranger}"`);
  }
  return known.filter((name) => names.includes(name));
}
