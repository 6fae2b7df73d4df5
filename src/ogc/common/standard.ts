/**
 * What one OGC standard brings to the server. `app.ts` lists the standards; the landing page, the conformance
 * declaration, the collection documents and both API documents are assembled from what they contribute, so that a
 * new standard is added without touching the others.
 */
import type { Collection } from '../../catalog/collection.js';
import type { Link, Links } from '../../http/links.js';
import type { FixedRoute, Operation } from '../../http/operation.js';
import type { PathFamily } from './path-family.js';

export interface Standard {
  /** File or files under `openapi/` that describe the operations; absent for standards outside OpenAPI. */
  readonly contract?: string | readonly string[];
  /** Conformance class URIs. */
  readonly conformsTo: readonly string[];
  readonly operations: readonly Operation[];
  /** Resources outside the contract. */
  readonly routes?: readonly FixedRoute[];
  /** Links this standard adds to the landing page. */
  readonly landingLinks?: (links: Links) => readonly Link[];
  /** Members besides links that this standard adds to the landing page. */
  readonly landingMembers?: (collections: readonly Collection[]) => Readonly<Record<string, unknown>>;
  /** Links this standard adds to each collection. */
  readonly collectionLinks?: (collection: Collection, links: Links) => readonly Link[];
  /** Paths that stand in the public document once per member. */
  readonly pathFamilies?: readonly PathFamily[];
  /** Tags of its operations besides those of families. */
  readonly tags?: readonly { readonly name: string; readonly description: string }[];
  /** Entries in the navigation of pages. */
  readonly navigation?: readonly { readonly title: string; readonly path: string }[];
  /** Paths below which problems go out as `application/json`, as its conformance suite wants them. */
  readonly plainJsonBelow?: readonly string[];
}
