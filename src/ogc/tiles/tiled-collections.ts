/** Which collections tiles are asked of. */
import type { Collection } from '../../catalog/collection.js';
import type { Collections } from '../../catalog/recent-collections.js';
import { invalidParameter, notFound, raise } from '../../errors.js';

/** Layers of one tile. */
const MAX_COLLECTIONS = 16;

export const hasTiles = ({ kind, bbox }: Collection): boolean => kind === 'points' && bbox !== undefined;

/** Throws `notFound` for a collection that does not exist, or is a table: those have no tiles. */
export async function tiledCollection(catalog: Collections, id: string): Promise<Collection> {
  const collection = (await catalog.collection(id)) ?? raise(notFound('collection', id));
  return hasTiles(collection) ? collection : raise(notFound('tiles of collection', id));
}

/** All of the service, or those that the parameter `collections` names. */
export async function tiledCollections(
  catalog: Collections,
  names: readonly string[] | undefined,
): Promise<readonly Collection[]> {
  if (names !== undefined && names.length > MAX_COLLECTIONS) throw tooMany(names.length);
  const all = (await catalog.collections()).filter(hasTiles);
  if (names === undefined) return all;
  const wanted = [...new Set(names)].map(
    (name) =>
      all.find(({ id }) => id === name) ??
      raise(invalidParameter('collections', `no collection with tiles is called ${name}`)),
  );
  return wanted;
}

/** A tile of everything is possible while there is not too much of it. */
export function refuseMany(collections: readonly Collection[]): void {
  if (collections.length > MAX_COLLECTIONS) throw tooMany(collections.length);
}

const tooMany = (count: number) =>
  invalidParameter('collections', `expected at most ${MAX_COLLECTIONS} collections in a tile, got ${count}`);
