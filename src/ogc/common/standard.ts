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
  /** Members besides links that this standard adds to the document of each collection. */
  readonly collectionMembers?: (collection: Collection, links: Links) => Readonly<Record<string, unknown>>;
  /** Addresses that people copy into programs: of a collection, or of the whole service without one. */
  readonly addresses?: (links: Links, collection?: Collection) => readonly ProgramAddress[];
  /** Paths that stand in the public document once per member. */
  readonly pathFamilies?: readonly PathFamily[];
  /** Tags of its operations besides those of families. */
  readonly tags?: readonly { readonly name: string; readonly description: string }[];
  /** Entries in the navigation of pages. */
  readonly navigation?: readonly { readonly title: string; readonly path: string }[];
  /** Paths below which problems go out as `application/json`, as its conformance suite wants them. */
  readonly plainJsonBelow?: readonly string[];
}

/** What people copy into a program, to have it show a collection or all of them. */
export interface ProgramAddress {
  /** What it is called in the menus of the programs: `WMS`. */
  readonly title: string;
  /** Programs that take it, and what else they ask for. */
  readonly programs: string;
  readonly href: string;
}
