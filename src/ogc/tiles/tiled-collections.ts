/** Which collections tiles are asked of. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { hasPoints, pointCollection, pointCollections, refuseMany } from '../common/drawing/point-collections.js';

export { hasPoints as hasTiles, refuseMany };

/** Throws `notFound` for a collection that does not exist, or is a table: those have no tiles. */
export const tiledCollection = (catalog: Catalog, id: string): Promise<Collection> =>
  pointCollection(catalog, id, 'tiles');

/** All of the service, or those that the parameter `collections` names. */
export const tiledCollections = (
  catalog: Catalog,
  names: readonly string[] | undefined,
): Promise<readonly Collection[]> => pointCollections(catalog, names, 'tiles');
