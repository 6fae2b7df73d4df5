/** The parameter `sortby` (Features, Part 8): `-mean_velocity,+pid`. */
import type { Collection } from '../../catalog/collection.js';
import type { ItemsQuery } from '../../catalog/items.js';
import { namedProperty, simpleProperties } from './named-property.js';

/** Throws `invalidParameter` for a name that is not sortable. */
export function parseSortBy(keys: readonly string[], collection: Collection): ItemsQuery['sortBy'] {
  const sortables = simpleProperties(collection);
  return keys.map((key) => {
    // A plus sign in a query string arrives as a blank.
    const [, sign, name] = /^([-+ ]?)(.*)$/s.exec(key)!;
    return { property: namedProperty('sortby', name, sortables).name, descending: sign === '-' };
  });
}
