/** The API document at `/api`, at `/openapi` for clients of pygeoapi, and as a page. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Context } from '../../http/context.js';
import type { Contract } from '../../http/contract.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { documentReply } from '../../http/reply.js';
import { apiDocument, type DocumentAdditions } from './api-document.js';
import { apiPage } from './api-page.js';
import { listVersion } from './collections.js';

/** `contract` is asked for per request: it is complete only when all operations are known, these included. */
export function apiOperations(
  catalog: Catalog,
  contract: () => Contract,
  additions: DocumentAdditions = {},
): readonly Operation[] {
  const handle = async (context: Context<NoQuery>) => {
    const collections = await catalog.collections();
    const document = apiDocument(contract(), collections, context.config, context.links.baseUrl, additions);
    return documentReply(context, document, () => apiPage(context, document), { version: listVersion(collections) });
  };
  return ['getApi', 'getOpenapi', 'getApiPage'].map((id) => operation<NoQuery>(id, handle));
}
