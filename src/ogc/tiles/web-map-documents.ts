/** What maps of the web want to be told of the tiles of a collection: TileJSON and its default style. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { notFound, raise } from '../../errors.js';
import type { HttpConfig } from '../../http/http-config.js';
import { type Links, pathOf, withVariables } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { jsonReply } from '../../http/reply.js';
import type { MapStyles } from '../../maps/map-styles.js';
import { firstMapLibreStyle, mapLibreDocument } from '../common/drawing/maplibre-document.js';
import { tiledCollection } from './tiled-collections.js';
import { tileJson } from './tilejson.js';
import { layerProperties } from './tileset-document.js';

export const webMapOperations = (catalog: Catalog, styles: MapStyles): readonly Operation[] => [
  operation<NoQuery, { collectionId: string }>('getTileJson', async (context) => {
    const collection = await tiledCollection(catalog, context.params.collectionId);
    return jsonReply(context.format.mediaType, vectorTileJson(collection, context.links, context.config), {
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

function vectorTileJson(collection: Collection, links: Links, { service }: HttpConfig) {
  const { id, description } = collection;
  const document = tileJson(collection, service, vectorTileTemplate(collection, links));
  const fields = Object.entries(layerProperties(collection)).map(([name, property]) => [
    name,
    property.description ?? property.type,
  ]);
  const { minzoom, maxzoom } = document;
  return { ...document, vector_layers: [{ id, description, minzoom, maxzoom, fields: Object.fromEntries(fields) }] };
}

/** With `{z}`, `{x}` and `{y}`. */
export const vectorTileTemplate = ({ id }: Collection, links: Links): string =>
  withVariables(links.to(`/tiles${pathOf(id)}`), '/{z}/{x}/{y}.mvt');
