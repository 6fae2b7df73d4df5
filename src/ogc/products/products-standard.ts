/**
 * Products of EGMS (bursts of level 2, tiles of level 3) as files: no standard of OGC, but what people know by name. The
 * list is GeoJSON, so that programs show where each lies; each has a link `enclosure` to its zip.
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import type { DeliveredProducts } from '../../catalog/points/delivered-products.js';
import { notFound, raise } from '../../errors.js';
import { CRS84_URI, crsByUri } from '../../geodesy/crs.js';
import { alreadyHeld } from '../../http/caching.js';
import { type Links, pathOf } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { pageLink, selfLinks } from '../../http/paging.js';
import { htmlReply, jsonReply, streamReply } from '../../http/reply.js';
import { productZip } from '../../products/product-archive-writer.js';
import { readBox } from '../common/bounding-box.js';
import type { Standard } from '../common/standard.js';
import { StreamSlots } from '../common/stream-slots.js';
import { productFeature, productsPath } from './product-documents.js';
import { productsPage } from './products-page.js';

export interface ProductsDependencies {
  readonly catalog: Catalog;
  readonly products: DeliveredProducts;
}

/** Zips written at once, over all clients: each holds a thousand points or two, and compresses on a core. */
const MAX_ZIPS = 8;

export function productsStandard({ catalog, products }: ProductsDependencies): Standard {
  const slots = new StreamSlots(MAX_ZIPS);
  return {
    contract: 'products.yaml',
    conformsTo: [],
    operations: [getProducts(catalog, products), getProduct(catalog, products, slots)],
    collectionLinks: ({ id, kind }, links) => (kind === 'points' ? [listLink(id, links)] : []),
  };
}

interface ListParameters {
  readonly bbox?: readonly number[];
  readonly limit: number;
  readonly cursor?: string;
}

const listLink = (id: string, links: Links) => ({
  rel: 'related',
  type: 'application/geo+json',
  title: 'EGMS products: bursts or tiles as files',
  href: links.to(productsPath(id)),
});

const getProducts = (catalog: Catalog, products: DeliveredProducts): Operation =>
  operation<ListParameters, { collectionId: string }>('getProducts', async (context) => {
    const { params, query, format, links } = context;
    const collection = await collectionOf(catalog, params.collectionId);
    const { bbox, limit, cursor } = query;
    const found = await products.list(collection.id, {
      limit: limit + 1,
      ...(bbox === undefined ? {} : { bbox: { ...readBox(bbox, crsByUri(CRS84_URI)!), crs: CRS84_URI } }),
      ...(cursor === undefined ? {} : { after: cursor }),
    });
    const shown = found.slice(0, limit);
    const next = found.length > limit ? [pageLink(context, 'next', { cursor: shown[limit - 1].name })] : [];
    const freshness = { version: collection.version, modified: collection.modified };
    if (format.id === 'html') return htmlReply(productsPage(context, collection, shown, next), { freshness });
    const document = {
      type: 'FeatureCollection',
      numberReturned: shown.length,
      features: shown.map((product) => productFeature(collection, product, links)),
      links: [...selfLinks(context), ...next, collectionLink(collection, links)],
    };
    return jsonReply('application/geo+json', document, { freshness });
  });

const getProduct = (catalog: Catalog, products: DeliveredProducts, slots: StreamSlots): Operation =>
  operation<NoQuery, { collectionId: string; productName: string }>('getProduct', async (context) => {
    const collection = await collectionOf(catalog, context.params.collectionId);
    const name = context.params.productName.replace(/\.zip$/i, '');
    const freshness = { version: collection.version, modified: collection.modified };
    const unchanged = alreadyHeld(context, freshness);
    if (unchanged) return unchanged;
    const content = await products.content(collection.id, name, context.signal);
    if (!content) throw notFound('product', name);
    return streamReply('application/zip', slots.hold(zipped(content)), {
      freshness,
      headers: { 'Content-Disposition': `attachment; filename="${name}.zip"` },
    });
  });

/** Made when its first byte is asked for: a client that only looks (HEAD) leaves nothing open. */
async function* zipped(content: Parameters<typeof productZip>[0]): AsyncGenerator<Buffer> {
  for await (const chunk of productZip(content)) yield chunk as Buffer;
}

/** Areas and tables have no products. */
async function collectionOf(catalog: Catalog, id: string): Promise<Collection> {
  const collection = await catalog.collection(id);
  return collection?.kind === 'points' ? collection : raise(notFound('collection of products', id));
}

const collectionLink = ({ id, title }: Collection, links: Links) => ({
  rel: 'collection',
  type: 'application/json',
  title,
  href: links.to(`/collections${pathOf(id)}`),
});
