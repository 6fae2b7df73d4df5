/** OGC API - Maps, Part 1: Core (OGC 20-058). */
import type { Catalog } from '../../catalog/catalog.js';
import { CRS84_URI } from '../../geodesy/crs.js';
import { pathOf } from '../../http/links.js';
import { spatialExtent } from '../common/collection-document.js';
import { MAPS_CLASSES } from '../common/conformance-classes.js';
import type { Drawing } from '../common/drawing/map-layers.js';
import { extentOf, hasPoints } from '../common/drawing/point-collections.js';
import { bothSchemes, MAP_REL } from '../common/relations.js';
import type { Standard } from '../common/standard.js';
import { commonCrs, commonStorageCrs } from './common-ground.js';
import { mapOperations } from './map.js';

export interface MapsDependencies {
  readonly catalog: Catalog;
  readonly maps: Drawing;
}

export function mapsStandard({ catalog, maps }: MapsDependencies): Standard {
  return {
    contract: 'maps.yaml',
    conformsTo: MAPS_CLASSES,
    operations: mapOperations(catalog, maps),
    landingLinks: (links) =>
      bothSchemes(MAP_REL).map((rel) => ({
        rel,
        type: 'image/png',
        title: 'Map',
        href: links.to('/map', { f: 'png' }),
      })),
    landingMembers: (collections) => {
      const drawn = collections.filter(hasPoints);
      const extent = extentOf(drawn);
      if (!extent) return {};
      const { minX, minY, maxX, maxY } = extent;
      const storageCrs = commonStorageCrs(drawn);
      return {
        extent: { spatial: spatialExtent([minX, minY, maxX, maxY], storageCrs) },
        crs: commonCrs(drawn),
        ...(storageCrs !== CRS84_URI && { storageCrs }),
      };
    },
    collectionLinks: (collection, links) =>
      hasPoints(collection)
        ? bothSchemes(MAP_REL).map((rel) => ({
            rel,
            type: 'image/png',
            title: `Map of ${collection.title}`,
            href: links.to(`/collections${pathOf(collection.id)}/map`, { f: 'png' }),
          }))
        : [],
    tags: [{ name: 'maps', description: 'Pictures of the whole service.' }],
  };
}
