/**
 * What one OGC standard brings to the server. `app.ts` lists the standards; the landing page, the conformance
 * declaration, the collection documents and both API documents are assembled from what they contribute, so that a
 * new standard is added without touching the others.
 */
import type { Collection } from '../../catalog/collection.js';
import type { Link, Links } from '../../http/links.js';
import type { FixedRoute, Operation } from '../../http/operation.js';

export interface Standard {
  /** File under `openapi/` that describes the operations; absent for standards outside OpenAPI. */
  readonly contract?: string;
  /** Conformance class URIs. */
  readonly conformsTo: readonly string[];
  readonly operations: readonly Operation[];
  /** Resources outside the contract. */
  readonly routes?: readonly FixedRoute[];
  /** Links this standard adds to the landing page. */
  readonly landingLinks?: (links: Links) => readonly Link[];
  /** Links this standard adds to each collection. */
  readonly collectionLinks?: (collection: Collection, links: Links) => readonly Link[];
}
