/** The list of collections and each single one. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { parseDatetime } from '../../catalog/datetime.js';
import { notFound, raise } from '../../errors.js';
import type { Context } from '../../http/context.js';
import type { Link } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { pageLink, selfLinks } from '../../http/paging.js';
import { documentReply } from '../../http/reply.js';
import { collectionDocument, type DescriptionSetting } from './collection-document.js';
import { collectionPage } from './collection-page.js';
import { collectionsPage } from './collections-page.js';
import { geographicBox, meetsExtent } from './extent-filter.js';
import { programAddresses } from './program-addresses.js';
import type { Standard } from './standard.js';

export interface CollectionsQuery {
  readonly bbox?: readonly number[];
  readonly datetime?: string;
  readonly limit: number;
  readonly offset: number;
}

export const getCollections = (catalog: Catalog, standards: readonly Standard[]): Operation =>
  operation<CollectionsQuery>('getCollections', async (context) => {
    const { bbox, datetime, limit, offset } = context.query;
    const box = bbox && geographicBox(bbox);
    const interval = datetime === undefined ? undefined : parseDatetime(datetime);
    const all = await catalog.collections();
    const matching = all.filter((collection) => meetsExtent(collection, box, interval));
    const shown = matching.slice(offset, offset + limit);
    const document = {
      links: [...selfLinks(context), ...pageLinks(context, matching.length)],
      numberMatched: matching.length,
      numberReturned: shown.length,
      collections: shown.map((collection) => collectionDocument(collection, setting(context, standards))),
    };
    return documentReply(context, document, () => collectionsPage(context, shown, document.links), {
      version: listVersion(all),
    });
  });

export const describeCollection = (catalog: Catalog, standards: readonly Standard[]): Operation =>
  operation<NoQuery, { collectionId: string }>('describeCollection', async (context) => {
    const { collectionId } = context.params;
    const collection = (await catalog.collection(collectionId)) ?? raise(notFound('collection', collectionId));
    const document = collectionDocument(collection, setting(context, standards));
    const addresses = programAddresses(standards, context.links, collection);
    return documentReply(context, document, () => collectionPage(context, collection, document, addresses), {
      version: collection.version,
      modified: collection.modified,
    });
  });

/** Changes whenever a collection comes, goes or changes. */
export const listVersion = (collections: readonly Collection[]): string =>
  JSON.stringify(collections.map(({ id, version }) => [id, version]));

const setting = (
  { links, config }: Pick<Context, 'links' | 'config'>,
  standards: readonly Standard[],
): DescriptionSetting => ({ links, standards, license: config.service.license });

function pageLinks(context: Context<CollectionsQuery>, matched: number): readonly Link[] {
  const { limit, offset } = context.query;
  const next = offset + limit;
  const previous = Math.max(0, offset - limit);
  return [
    ...(next < matched ? [pageLink(context, 'next', { offset: next })] : []),
    ...(offset > 0 ? [pageLink(context, 'prev', { offset: previous })] : []),
  ];
}
