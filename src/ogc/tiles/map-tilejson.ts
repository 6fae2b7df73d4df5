/** TileJSON of map tiles, for maps of the web. */
import type { Catalog } from '../../catalog/catalog.js';
import { TILE_PIXELS } from '../../geodesy/tile-matrix-set.js';
import { type Links, pathOf, withVariables } from '../../http/links.js';
import { type Operation, operation } from '../../http/operation.js';
import { jsonReply } from '../../http/reply.js';
import type { MapStyles } from '../../maps/map-styles.js';
import { namedStyle } from './named-style.js';
import { tiledCollection } from './tiled-collections.js';
import { tileJson } from './tilejson.js';

interface MapTileJsonQuery {
  readonly style?: string;
}

export const getMapTileJson = (catalog: Catalog, styles: MapStyles): Operation =>
  operation<MapTileJsonQuery, { readonly collectionId: string }>('getMapTileJson', async (context) => {
    const { params, query, links, config, format } = context;
    const collection = await tiledCollection(catalog, params.collectionId);
    const style = namedStyle(await styles.stylesOf(collection), query.style);
    const document = {
      ...tileJson(collection, config.service, mapTileTemplate(collection.id, query.style, links)),
      name: `${collection.title}: ${style.title}`,
      format: 'png',
      tileSize: TILE_PIXELS,
    };
    return jsonReply(format.mediaType, document, {
      freshness: { version: JSON.stringify([collection.version, style]) },
    });
  });

/** With `{z}`, `{x}` and `{y}`. @param style absent: the default */
export const mapTileTemplate = (collectionId: string, style: string | undefined, links: Links): string =>
  withVariables(links.to(`/map-tiles${pathOf(collectionId)}`, { style }), '/{z}/{x}/{y}.png');
