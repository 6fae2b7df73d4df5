/** The features of a collection: a page of them, all of them, or their number. */
import type { Catalog } from '../../catalog/catalog.js';
import type { ItemsPage } from '../../catalog/items.js';
import { notFound, raise } from '../../errors.js';
import { alreadyHeld } from '../../http/caching.js';
import { pathOf } from '../../http/links.js';
import { type Operation, operation } from '../../http/operation.js';
import { pageLink, selfLinks } from '../../http/paging.js';
import { htmlReply, type Reply, type ReplyOptions, streamReply } from '../../http/reply.js';
import type { StreamSlots } from '../common/stream-slots.js';
import { contentCrs } from './crs-parameter.js';
import { attachment, linkHeader } from './download-headers.js';
import { allPages, onePage } from './item-pages.js';
import type { ItemsAnswer } from './items-answer.js';
import { itemsCsv } from './items-csv.js';
import { itemsFlatGeobuf } from './items-flatgeobuf.js';
import { itemsGeoJson } from './items-geojson.js';
import { itemsGeoJsonSequence } from './items-geojson-sequence.js';
import { itemsGeoParquet } from './items-geoparquet.js';
import { itemsPage } from './items-page.js';
import { type ItemsContext, type ItemsParameters, type ItemsRequest, readItemsRequest } from './items-request.js';

export const getFeatures = (catalog: Catalog, slots: StreamSlots): Operation =>
  itemsOperation('getFeatures', catalog, slots);

/** A filter as JSON body asks the same question as one in the address. */
export const getCql2Features = (catalog: Catalog, slots: StreamSlots): Operation =>
  itemsOperation('getCQL2Features', catalog, slots);

const itemsOperation = (id: string, catalog: Catalog, slots: StreamSlots): Operation =>
  operation<ItemsParameters, { collectionId: string }>(id, async (context) => {
    const { collectionId } = context.params;
    const collection = (await catalog.collection(collectionId)) ?? raise(notFound('collection', collectionId));
    const request = readItemsRequest(context, collection);
    const { version, modified } = collection;
    const unchanged = context.method === 'GET' ? alreadyHeld(context, { version, modified }) : undefined;
    if (unchanged) return unchanged;
    const first = await catalog.items(collection, request.query, context.signal);
    const pages = request.isStream ? slots.hold(allPages(catalog, request, first, context.signal)) : onePage(first);
    return reply(context, request, {
      request,
      first,
      pages,
      links: linksOf(context, request, first),
      featureUrl: (featureId) => context.links.to(`/collections${pathOf(collectionId, 'items', featureId)}`),
    });
  });

/** What the contract offers besides HTML. */
const ENCODERS = {
  geojson: itemsGeoJson,
  geojsonseq: itemsGeoJsonSequence,
  csv: itemsCsv,
  fgb: itemsFlatGeobuf,
  parquet: itemsGeoParquet,
} as const;

function reply(context: ItemsContext, { collection, crs, isStream }: ItemsRequest, answer: ItemsAnswer): Reply {
  const { format } = context;
  const { first, links } = answer;
  const options: ReplyOptions = {
    freshness: { version: first.version, modified: collection.modified },
    headers: {
      ...contentCrs(crs),
      ...(!isStream && { 'OGC-NumberReturned': String(first.rows.length) }),
      ...(first.numberMatched !== undefined && { 'OGC-NumberMatched': String(first.numberMatched) }),
      ...(format.id !== 'geojson' && { Link: linkHeader(links) }),
      ...attachment(collection.id, format),
    },
  };
  if (format.id === 'html') return htmlReply(itemsPage(context, answer), options);
  const encode = ENCODERS[format.id as keyof typeof ENCODERS];
  return streamReply(format.mediaType, encode(answer), options);
}

function linksOf(context: ItemsContext, request: ItemsRequest, page: ItemsPage): ItemsAnswer['links'] {
  const { collection, url, isStream, linkMethod } = request;
  const asked = { ...context, url };
  const hasNext = page.next !== undefined && !isStream;
  const own = [
    ...selfLinks(asked),
    ...(hasNext ? [pageLink(asked, 'next', { cursor: page.next, offset: undefined })] : []),
  ];
  return [
    ...(linkMethod ? own.map((link) => ({ ...link, method: linkMethod })) : own),
    {
      rel: 'collection',
      type: 'application/json',
      title: collection.title,
      href: context.links.to(`/collections${pathOf(collection.id)}`),
    },
  ];
}
