/** What maps of the web want to be told of the tiles of a collection: TileJSON and its default style. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { notFound, raise } from '../../errors.js';
import { finestZoom, overviewZoom, webMercatorQuad } from '../../geodesy/tile-matrix-sets.js';
import type { HttpConfig } from '../../http/http-config.js';
import { type Links, pathOf } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { jsonReply } from '../../http/reply.js';
import type { MapStyles } from '../../maps/map-styles.js';
import { firstMapLibreStyle, mapLibreDocument } from '../common/drawing/maplibre-document.js';
import { tiledCollection } from './tiled-collections.js';
import { layerProperties } from './tileset-document.js';

export const webMapOperations = (catalog: Catalog, styles: MapStyles): readonly Operation[] => [
  operation<NoQuery, { collectionId: string }>('getTileJson', async (context) => {
    const collection = await tiledCollection(catalog, context.params.collectionId);
    return jsonReply(context.format.mediaType, tileJson(collection, context.links, context.config), {
      freshness: freshness(collection),
    });
  }),
  operation<NoQuery, { collectionId: string }>('getStyle', async (context) => {
    const collection = await tiledCollection(catalog, context.params.collectionId);
    const style = firstMapLibreStyle(await styles.stylesOf(collection)) ?? raise(notFound('style of', collection.id));
    return jsonReply(context.format.mediaType, mapLibreDocument(collection, style, context.links), {
      // A style that is stored changes without its collection.
      freshness: { version: JSON.stringify([collection.version, style]) },
    });
  }),
];

const freshness = ({ version, modified }: Collection) => ({ version, modified });

/** https://github.com/mapbox/tilejson-spec/tree/master/3.0.0 */
function tileJson(collection: Collection, links: Links, { service }: HttpConfig) {
  const { id, title, description, bbox } = collection;
  const [west, south, east, north] = bbox!;
  const fields = Object.entries(layerProperties(collection)).map(([name, property]) => [
    name,
    property.description ?? property.type,
  ]);
  return {
    tilejson: '3.0.0',
    name: title,
    description,
    version: `1.0.${collection.version}`,
    ...(service.provider ? { attribution: service.provider.name } : {}),
    scheme: 'xyz',
    tiles: [templated(links.to(`/tiles${pathOf(id)}`))],
    minzoom: 0,
    maxzoom: finestZoom(webMercatorQuad),
    bounds: [west, south, east, north],
    center: [(west + east) / 2, (south + north) / 2, overviewZoom(webMercatorQuad) - 2],
    vector_layers: [
      {
        id,
        description,
        minzoom: 0,
        maxzoom: finestZoom(webMercatorQuad),
        fields: Object.fromEntries(fields),
      },
    ],
  };
}

/** Braces must stay braces, and a key in the address must stay behind the path. */
function templated(base: string): string {
  const { origin, pathname, search } = new URL(base);
  return `${origin}${pathname}/{z}/{x}/{y}.mvt${search}`;
}
