/** OGC API - Tiles, Part 1, with tile matrix sets of OGC 17-083r4, and the aliases that maps of the web look for. */
import type { Catalog } from '../../catalog/catalog.js';
import type { MapStyles } from '../../maps/map-styles.js';
import { programStyles } from '../../maps/program-styles.js';
import { TILES_CLASSES } from '../common/conformance-classes.js';
import { TILESETS_VECTOR_REL, TILING_SCHEMES_REL } from '../common/relations.js';
import type { Standard } from '../common/standard.js';
import { getCollectionTile, getDatasetTile } from './tile.js';
import { tileMatrixSetOperations } from './tile-matrix-set-operations.js';
import type { TileServer } from './tile-server.js';
import { hasTiles } from './tiled-collections.js';
import { aliasLinks, tilesPath } from './tileset-document.js';
import { tilesetOperations } from './tilesets.js';
import { webMapOperations } from './web-map-documents.js';

export interface TilesDependencies {
  readonly catalog: Catalog;
  readonly tiles: TileServer;
  /** Default: those of the program. */
  readonly styles?: MapStyles;
}

export function tilesStandard({ catalog, tiles, styles = programStyles }: TilesDependencies): Standard {
  return {
    contract: 'tiles.yaml',
    conformsTo: TILES_CLASSES,
    operations: [
      ...tileMatrixSetOperations,
      ...tilesetOperations(catalog),
      getCollectionTile(catalog, tiles),
      getDatasetTile(catalog, tiles),
      ...webMapOperations(catalog, styles),
    ],
    landingLinks: (links) => [
      { rel: TILESETS_VECTOR_REL, type: 'application/json', title: 'Vector tiles', href: links.to('/tiles') },
      {
        rel: TILING_SCHEMES_REL,
        type: 'application/json',
        title: 'Tile matrix sets',
        href: links.to('/tileMatrixSets'),
      },
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
    tags: [{ name: 'tiles', description: 'Vector tiles, and how they cut the ground.' }],
    navigation: [{ title: 'Tiles', path: '/tiles' }],
  };
}
