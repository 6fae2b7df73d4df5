/** TileJSON of map tiles, for maps of the web. https://github.com/mapbox/tilejson-spec/tree/master/3.0.0 */
import type { Catalog } from '../../catalog/catalog.js';
import { invalidParameter } from '../../errors.js';
import { finestZoom, overviewZoom, webMercatorQuad } from '../../geodesy/tile-matrix-sets.js';
import { type Links, pathOf } from '../../http/links.js';
import { type Operation, operation } from '../../http/operation.js';
import { jsonReply } from '../../http/reply.js';
import type { MapStyles } from '../../maps/map-styles.js';
import { chosenStyle } from '../common/drawing/map-layers.js';
import { tiledCollection } from './tiled-collections.js';

interface MapTileJsonQuery {
  readonly style?: string;
}

export const getMapTileJson = (catalog: Catalog, styles: MapStyles): Operation =>
  operation<MapTileJsonQuery, { readonly collectionId: string }>('getMapTileJson', async (context) => {
    const { params, query, links, config, format } = context;
    const collection = await tiledCollection(catalog, params.collectionId);
    const offered = await styles.stylesOf(collection);
    const style = chosenStyle(offered, { styleId: query.style });
    if (!style) {
      const known = offered.map(({ id }) => id).join(', ');
      throw invalidParameter('style', `expected one of ${known}, got "${query.style?.slice(0, 80)}"`);
    }
    const { id, title, description, bbox, version } = collection;
    const [west, south, east, north] = bbox!;
    const document = {
      tilejson: '3.0.0',
      name: `${title}: ${style.title}`,
      description,
      version: `1.0.${version}`,
      ...(config.service.provider ? { attribution: config.service.provider.name } : {}),
      scheme: 'xyz',
      format: 'png',
      tileSize: 256,
      tiles: [webTileTemplate(id, query.style, links)],
      minzoom: 0,
      maxzoom: finestZoom(webMercatorQuad),
      bounds: [west, south, east, north],
      center: [(west + east) / 2, (south + north) / 2, overviewZoom(webMercatorQuad) - 2],
    };
    return jsonReply(format.mediaType, document, { freshness: { version: JSON.stringify([version, style]) } });
  });

/** The address with `{z}`, `{x}` and `{y}`: braces must stay braces, and a key must stay behind the path. */
export function webTileTemplate(collectionId: string, style: string | undefined, links: Links): string {
  const { origin, pathname, search } = new URL(links.to(`/map-tiles${pathOf(collectionId)}`, { style }));
  return `${origin}${pathname}/{z}/{x}/{y}.png${search}`;
}
