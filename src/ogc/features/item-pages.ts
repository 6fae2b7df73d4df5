/** All pages of a question, one after another, the next one on its way while the last one is written. */
import type { Catalog } from '../../catalog/catalog.js';
import type { ItemsPage } from '../../catalog/items.js';
import { collectionChanged } from '../../errors.js';
import type { ItemsRequest } from './items-request.js';

/**
 * Throws `collectionChanged` when a page comes from another edition than the first: half of one and half of the other
 * would be a collection that never was.
 */
export async function* allPages(
  catalog: Catalog,
  { collection, query, batch }: ItemsRequest,
  first: ItemsPage,
  signal: AbortSignal,
): AsyncGenerator<ItemsPage> {
  for (let page = first; ; ) {
    const following =
      page.next === undefined
        ? undefined
        : catalog.items(
            collection,
            { ...query, limit: batch ?? query.limit, cursor: page.next, offset: undefined },
            signal,
          );
    // A failure belongs to the page it hits: it is thrown below, when that page is due.
    following?.catch(() => {});
    yield page;
    if (!following) return;
    page = await following;
    if (page.edition !== first.edition) throw collectionChanged(collection.id);
  }
}

export async function* onePage(page: ItemsPage): AsyncGenerator<ItemsPage> {
  yield page;
}
