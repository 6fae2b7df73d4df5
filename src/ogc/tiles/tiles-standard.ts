/** OGC API - Tiles, Part 1, with tile matrix sets of OGC 17-083r4, and the aliases that maps of the web look for. */
import type { Catalog } from '../../catalog/catalog.js';
import { pathOf } from '../../http/links.js';
import type { MapStyles } from '../../maps/map-styles.js';
import { programStyles } from '../../maps/program-styles.js';
import { TILE_SETS_CLASSES, VECTOR_TILES_CLASSES } from '../common/conformance-classes.js';
import type { Drawing } from '../common/drawing/map-layers.js';
import { TILESETS_VECTOR_REL, TILING_SCHEMES_REL } from '../common/relations.js';
import type { Standard } from '../common/standard.js';
import { mapTilesPart } from './map-tiles-part.js';
import { getCollectionTile, getDatasetTile } from './tile.js';
import { tileMatrixSetOperations } from './tile-matrix-set-operations.js';
import type { TileServer } from './tile-server.js';
import { hasTiles } from './tiled-collections.js';
import { aliasLinks, tilesPath } from './tileset-document.js';
import { tilesetOperations } from './tilesets.js';
import { vectorTileTemplate, webMapOperations } from './web-map-documents.js';

export interface TilesDependencies {
  readonly catalog: Catalog;
  /** Makes vector tiles; absent: none are offered. */
  readonly tiles?: TileServer;
  /** Draws map tiles; absent: none are offered. */
  readonly maps?: Drawing;
  /** Of vector tiles; default: those of the program. */
  readonly styles?: MapStyles;
}

export function tilesStandard({ catalog, tiles, maps, styles = programStyles }: TilesDependencies): Standard {
  const parts = [
    ...(tiles ? [vectorTilesPart(catalog, tiles, styles)] : []),
    ...(maps ? [mapTilesPart(catalog, maps)] : []),
  ];
  return {
    contract: ['tiles.yaml', 'map-tiles.yaml'],
    conformsTo: [...TILE_SETS_CLASSES, ...parts.flatMap(({ conformsTo }) => conformsTo)],
    operations: [...tileMatrixSetOperations, ...parts.flatMap(({ operations }) => operations)],
    landingLinks: (links) => [
      ...parts.flatMap(({ landingLinks }) => landingLinks(links)),
      {
        rel: TILING_SCHEMES_REL,
        type: 'application/json',
        title: 'Tile matrix sets',
        href: links.to('/tileMatrixSets'),
      },
    ],
    collectionLinks: (collection, links) => parts.flatMap(({ collectionLinks }) => collectionLinks(collection, links)),
    addresses: (links, collection) => parts.flatMap(({ addresses }) => addresses(links, collection)),
    tags: [{ name: 'tiles', description: 'Vector and map tiles, and how they cut the ground.' }],
    navigation: [{ title: 'Tiles', path: tiles ? '/tiles' : '/map/tiles' }],
  };
}

const vectorTilesPart = (catalog: Catalog, tiles: TileServer, styles: MapStyles) =>
  ({
    conformsTo: VECTOR_TILES_CLASSES,
    operations: [
      ...tilesetOperations(catalog),
      getCollectionTile(catalog, tiles),
      getDatasetTile(catalog, tiles),
      ...webMapOperations(catalog, styles),
    ],
    landingLinks: (links) => [
      { rel: TILESETS_VECTOR_REL, type: 'application/json', title: 'Vector tiles', href: links.to('/tiles') },
    ],
    collectionLinks: (collection, links) =>
      hasTiles(collection)
        ? [
            {
              rel: TILESETS_VECTOR_REL,
              type: 'application/json',
              title: `Vector tiles of ${collection.title}`,
              href: links.to(tilesPath(collection)),
            },
            // `describedby` of a collection is its schema: GDAL takes the first one it finds.
            ...aliasLinks(collection, links).map((link) =>
              link.rel === 'describedby' ? { ...link, rel: 'tilejson' } : link,
            ),
          ]
        : [],
    addresses: (links, collection) =>
      collection && hasTiles(collection)
        ? [
            {
              title: 'Vector tiles',
              programs: 'QGIS (Vector Tiles), MapLibre, OpenLayers',
              href: vectorTileTemplate(collection, links),
            },
            {
              title: 'MapLibre style',
              programs: 'MapLibre and QGIS, with the vector tiles in it',
              href: links.to(`/collections${pathOf(collection.id)}/style.json`),
            },
          ]
        : [],
  }) satisfies Partial<Standard>;
