/** What every format writes features from. */
import type { ItemsPage } from '../../catalog/items.js';
import type { Link } from '../../http/links.js';
import type { ItemsRequest } from './items-request.js';

export interface ItemsAnswer {
  readonly request: ItemsRequest;
  /** Says what columns there are and how many match; `pages` begins with it. */
  readonly first: ItemsPage;
  readonly pages: AsyncIterable<ItemsPage>;
  readonly links: readonly (Link & { readonly method?: 'POST' })[];
  readonly featureUrl: (featureId: string) => string;
}
