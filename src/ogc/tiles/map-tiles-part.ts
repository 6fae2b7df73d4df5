/** What drawn tiles add to the standard of tiles. */
import type { Catalog } from '../../catalog/catalog.js';
import { pathOf } from '../../http/links.js';
import { MAP_TILES_CLASSES } from '../common/conformance-classes.js';
import type { Drawing } from '../common/drawing/map-layers.js';
import { bothSchemes, TILESETS_MAP_REL } from '../common/relations.js';
import type { Standard } from '../common/standard.js';
import { mapTileOperations } from './map-tile.js';
import { getMapTileJson, mapTileTemplate } from './map-tilejson.js';
import { mapTilesetOperations, mapTilesPath } from './map-tilesets.js';
import { hasTiles } from './tiled-collections.js';

export const mapTilesPart = (catalog: Catalog, drawing: Drawing) =>
  ({
    conformsTo: MAP_TILES_CLASSES,
    operations: [
      ...mapTilesetOperations(catalog, drawing.styles),
      ...mapTileOperations(catalog, drawing),
      getMapTileJson(catalog, drawing.styles),
    ],
    landingLinks: (links) =>
      bothSchemes(TILESETS_MAP_REL).map((rel) => ({
        rel,
        type: 'application/json',
        title: 'Map tiles',
        href: links.to('/map/tiles'),
      })),
    collectionLinks: (collection, links) => {
      if (!hasTiles(collection)) return [];
      const { id, title } = collection;
      return [
        ...bothSchemes(TILESETS_MAP_REL).map((rel) => ({
          rel,
          type: 'application/json',
          title: `Map tiles of ${title}`,
          href: links.to(mapTilesPath(id)),
        })),
        {
          rel: 'tilejson',
          type: 'application/json',
          title: 'TileJSON of map tiles',
          href: links.to(`/collections${pathOf(id, 'map', 'tilejson.json')}`),
        },
      ];
    },
    addresses: (links, collection) =>
      collection && hasTiles(collection)
        ? [
            {
              title: 'Map tiles',
              programs: 'QGIS (XYZ Tiles), ArcGIS Pro, Leaflet; ?style= and the name of a style for others',
              href: mapTileTemplate(collection.id, undefined, links),
            },
          ]
        : [],
  }) satisfies Partial<Standard>;
