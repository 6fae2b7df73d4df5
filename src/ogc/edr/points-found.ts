/** The points that answer a query, as every format takes them. */
import type { ItemsPage } from '../../catalog/items.js';
import type { Link } from '../../http/links.js';
import type { EdrContext, EdrRequest } from './edr-request.js';

export interface PointsAnswer {
  readonly request: EdrRequest;
  readonly context: EdrContext;
  /** The first page, which `pages` begins with. */
  readonly first: ItemsPage;
  readonly pages: AsyncIterable<ItemsPage>;
  readonly links: readonly Link[];
  /** Points that match; absent when it is not known before the end. */
  readonly matched?: number;
  /** Of the points that match, this share is shown; absent for all of them. */
  readonly share?: number;
  /** Just one point was asked for. */
  readonly isSingle?: boolean;
}
