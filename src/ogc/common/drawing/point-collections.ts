/** Which collections tiles and maps are made of: those of measurement points that have any. */
import type { Catalog } from '../../../catalog/catalog.js';
import type { Collection } from '../../../catalog/collection.js';
import { invalidParameter, notFound, raise } from '../../../errors.js';
import { enclosingBox } from '../../../geodesy/enclosing-box.js';
import type { Box } from '../../../geodesy/transform.js';
import { MAX_LAYERS } from '../../../maps/map.js';

export const hasPoints = ({ kind, bbox }: Collection): boolean => kind === 'points' && bbox !== undefined;

/** The box of CRS84 around all of them; undefined for none. */
export const extentOf = (collections: readonly Collection[]): Box | undefined =>
  enclosingBox(
    collections.flatMap(({ bbox }) => {
      if (!bbox) return [];
      const [minX, minY, maxX, maxY] = bbox;
      return [{ minX, minY, maxX, maxY }];
    }),
  );

/** Throws `notFound` for a collection that does not exist, or is a table. @param what what is asked of it: `tiles` */
export async function pointCollection(catalog: Catalog, id: string, what: string): Promise<Collection> {
  const collection = (await catalog.collection(id)) ?? raise(notFound('collection', id));
  return hasPoints(collection) ? collection : raise(notFound(`${what} of collection`, id));
}

/** All of the service, or those that the parameter `collections` names, in its order. @param what as above */
export async function pointCollections(
  catalog: Catalog,
  names: readonly string[] | undefined,
  what: string,
): Promise<readonly Collection[]> {
  if (names !== undefined && names.length > MAX_LAYERS) throw tooMany(names.length);
  const all = (await catalog.collections()).filter(hasPoints);
  if (names === undefined) return all;
  return [...new Set(names)].map(
    (name) =>
      all.find(({ id }) => id === name) ??
      raise(invalidParameter('collections', `no collection with ${what} is called ${name}`)),
  );
}

/** A picture of everything is possible while there is not too much of it. */
export function refuseMany(collections: readonly Collection[]): void {
  if (collections.length > MAX_LAYERS) throw tooMany(collections.length);
}

const tooMany = (count: number) =>
  invalidParameter('collections', `expected at most ${MAX_LAYERS} collections at once, got ${count}`);
