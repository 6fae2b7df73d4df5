/** What maps of the web want to be told of the tiles of a collection: TileJSON and a style. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { finestZoom, overviewZoom, webMercatorQuad } from '../../geodesy/tile-matrix-sets.js';
import type { HttpConfig } from '../../http/http-config.js';
import { type Links, pathOf } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { jsonReply } from '../../http/reply.js';
import { tiledCollection } from './tiled-collections.js';
import { layerProperties } from './tileset-document.js';

export const webMapOperations = (catalog: Catalog): readonly Operation[] => [
  operation<NoQuery, { collectionId: string }>('getTileJson', async (context) => {
    const collection = await tiledCollection(catalog, context.params.collectionId);
    return jsonReply(context.format.mediaType, tileJson(collection, context.links, context.config), {
      freshness: freshness(collection),
    });
  }),
  operation<NoQuery, { collectionId: string }>('getStyle', async (context) => {
    const collection = await tiledCollection(catalog, context.params.collectionId);
    return jsonReply(context.format.mediaType, mapStyle(collection, context.links), {
      freshness: freshness(collection),
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

/** As pages of features colour velocities: red away or down, blue towards or up. */
const COLOURS: readonly (readonly [mmPerYear: number, colour: string])[] = [
  [-20, '#d73027'],
  [-13, '#fc8d59'],
  [-6.5, '#fee090'],
  [0, '#ffffbf'],
  [6.5, '#e0f3f8'],
  [13, '#91bfdb'],
  [20, '#4575b4'],
];

/** https://maplibre.org/maplibre-style-spec: cells take the mean of their points, points their own velocity. */
function mapStyle({ id, title, bbox }: Collection, links: Links) {
  const [west, south, east, north] = bbox!;
  return {
    version: 8,
    name: title,
    center: [(west + east) / 2, (south + north) / 2],
    zoom: overviewZoom(webMercatorQuad) - 2,
    sources: { [id]: { type: 'vector', url: links.to(`/collections${pathOf(id)}/tilejson.json`), promoteId: 'pid' } },
    layers: [
      {
        id,
        type: 'circle',
        source: id,
        'source-layer': id,
        layout: {
          // The fastest lie on top, so that what moves is not covered by what does not.
          'circle-sort-key': ['abs', ['to-number', ['get', 'mean_velocity'], 0]],
        },
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 1.5, 11, 2.5, 14, 3, 18, 8],
          'circle-color': [
            'interpolate',
            ['linear'],
            ['to-number', ['coalesce', ['get', 'velocity_mean'], ['get', 'mean_velocity']], 0],
            ...COLOURS.flat(),
          ],
          'circle-opacity': 0.9,
        },
      },
    ],
  };
}
