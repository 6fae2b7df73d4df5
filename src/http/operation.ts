/**
 * The seam between HTTP and the standards.
 *
 * A standard describes its resources in `openapi/<standard>.yaml` and hands over one `Operation` per `operationId` it
 * has built. For every request `http` finds the operation, checks and converts the parameters against the contract,
 * negotiates the format, and calls `handle` with a `Context`. The handler takes five steps (parse, find, query, shape,
 * respond) and returns a `Reply`: a value that says what to answer. `http` alone writes it, so a handler never sees
 * Express, and caching, HEAD, 304, compression, CORS and problem documents are the same everywhere.
 *
 *     export const describeCollection = (catalog: Catalog): Operation =>
 *       operation<NoQuery, { collectionId: string }>('describeCollection', async (context) => {
 *         const collection = (await catalog.collection(context.params.collectionId)) ?? raise(notFound(...));
 *         return documentReply(context, collectionDocument(collection, context.links), { version: collection.version });
 *       });
 *
 * Failures are thrown: a `ServiceError` becomes its problem document, anything else a 500 with a request id.
 */
import type { Context } from './context.js';
import type { Reply } from './reply.js';

/** One `operationId` of the contract and what answers it. */
export interface Operation {
  readonly id: string;
  readonly handle: (context: Context) => Promise<Reply>;
}

/**
 * A resource outside the contract, for standards whose parameters OpenAPI cannot describe (WMS and WMTS: names in any
 * case) and for the server's own (`/health`). The handler reads `context.url.searchParams` itself.
 */
export interface FixedRoute extends Operation {
  /**
   * Exact, or with `/*` at its end for everything below. What the star stands for is in `context.params` as
   * `FixedRouteParams`.
   */
  readonly path: string;
  /** Media types offered, preferred one first; any alone leaves the choice, and the parameter `f`, to the handler. */
  readonly mediaTypes: readonly string[];
}

export interface FixedRouteParams {
  /** Parts of the path behind the one of the route, decoded; none where that is exact. */
  readonly below: readonly string[];
}

/**
 * Types a handler by the parameters its operation declares. This is the one place where the contract's word is taken
 * for the types: `http/request-parser.ts` has validated and converted the values before any handler runs.
 */
export function operation<Query, Params = Record<string, never>>(
  id: string,
  handle: (context: Context<Query, Params>) => Promise<Reply>,
): Operation {
  return { id, handle: (context) => handle(context as Context<Query, Params>) };
}

/** For operations without query parameters besides `f` and `lang`. */
export type NoQuery = Record<string, never>;
