import type { Collection } from './collection.js';
import type { ItemsPage, ItemsQuery } from './items.js';

/** Reading side of the catalog: what handlers, exports and processes ask. Absence is `undefined`, never an error. */
export interface Catalog {
  /** All published collections, ordered by id. */
  collections(): Promise<readonly Collection[]>;
  collection(id: string): Promise<Collection | undefined>;
  /** One page. Throws `invalidParameter` for a cursor, property or filter that does not fit the collection. */
  items(collection: Collection, query: ItemsQuery, signal?: AbortSignal): Promise<ItemsPage>;
  /** One feature by its public id; a page of one row or of none. */
  item(
    collection: Collection,
    featureId: string,
    query: Pick<ItemsQuery, 'crs' | 'series' | 'properties' | 'withGeometry'>,
    signal?: AbortSignal,
  ): Promise<ItemsPage>;
  /** Where collections are remembered for a moment: makes them be asked for anew. */
  forget?(): void;
  /** Resolves when the database answers; throws `databaseUnavailable` otherwise. */
  ping(): Promise<void>;
}
