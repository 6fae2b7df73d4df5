/** What the API says of one product. */
import type { Collection } from '../../catalog/collection.js';
import type { DeliveredProduct } from '../../catalog/points/delivered-products.js';
import { type Link, type Links, pathOf } from '../../http/links.js';
import { isoDate } from '../../products/epochs.js';

export const productsPath = (collectionId: string): string => `/collections${pathOf(collectionId, 'products')}`;

export const zipPath = ({ id }: Collection, { name }: DeliveredProduct): string =>
  `/collections${pathOf(id, 'products', `${name}.zip`)}`;

export interface ProductFeature {
  readonly type: 'Feature';
  readonly id: string;
  readonly bbox: readonly number[];
  readonly geometry: { readonly type: 'Polygon'; readonly coordinates: readonly (readonly (readonly number[])[])[] };
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  readonly links: readonly Link[];
}

export function productFeature(collection: Collection, product: DeliveredProduct, links: Links): ProductFeature {
  const { name, bbox, sourceBytes, csvBytes } = product;
  const [west, south, east, north] = bbox;
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return {
    type: 'Feature',
    id: name,
    bbox,
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: {
      name,
      file_name: `${name}.zip`,
      points: product.pointCount,
      epochs: product.epochCount,
      start_date: isoDate(product.firstDate),
      end_date: isoDate(product.lastDate),
      ...(sourceBytes === undefined ? {} : { source_bytes: sourceBytes }),
      ...(csvBytes === undefined ? {} : { csv_bytes: csvBytes }),
      synthetic: product.isSynthetic,
      published: product.published.toISOString(),
    },
    links: [
      {
        rel: 'enclosure',
        type: 'application/zip',
        title: `${name}.zip, as EGMS delivers it`,
        href: links.to(zipPath(collection, product)),
      },
    ],
  };
}
