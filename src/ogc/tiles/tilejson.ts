/** What TileJSON says of the tiles of a collection, be they vectors or pictures. */
import type { Collection } from '../../catalog/collection.js';
import { finestZoom, overviewZoom, webMercatorQuad } from '../../geodesy/tile-matrix-sets.js';
import type { ServiceMetadata } from '../../http/http-config.js';

/**
 * https://github.com/mapbox/tilejson-spec/tree/master/3.0.0
 * @param collection of points that lie somewhere
 * @param template address of the tiles with `{z}`, `{x}` and `{y}`, of WebMercatorQuad
 */
export function tileJson(collection: Collection, { provider }: ServiceMetadata, template: string) {
  const { title, description, bbox, version } = collection;
  const [west, south, east, north] = bbox!;
  return {
    tilejson: '3.0.0',
    name: title,
    description,
    version: `1.0.${version}`,
    ...(provider && { attribution: provider.name }),
    scheme: 'xyz',
    tiles: [template],
    minzoom: 0,
    maxzoom: finestZoom(webMercatorQuad),
    bounds: [west, south, east, north],
    center: [(west + east) / 2, (south + north) / 2, overviewZoom(webMercatorQuad) - 2],
  };
}
