/** OGC WMTS 1.0.0 (OGC 07-057r7): tiles for desktop programs and portals, by key and value and by address. */
import { hasPoints } from '../common/drawing/point-collections.js';
import type { Standard } from '../common/standard.js';
import { keyValueRoute } from './key-value-route.js';
import { resourceRoutes } from './resource-routes.js';
import { CAPABILITIES_PATH, type WmtsService } from './wmts-service.js';

export const wmtsStandard = (service: WmtsService): Standard => ({
  conformsTo: [],
  operations: [],
  routes: [keyValueRoute(service), ...resourceRoutes(service)],
  landingLinks: (links) => [
    {
      rel: 'alternate',
      type: 'application/vnd.ogc.wmts+xml',
      title: 'WMTS 1.0.0',
      href: links.to(CAPABILITIES_PATH),
    },
  ],
  addresses: (links, collection) =>
    collection === undefined || hasPoints(collection)
      ? [
          {
            title: 'WMTS 1.0.0',
            programs: `QGIS, ArcGIS Pro, portals${collection ? `; the layer is ${collection.id}` : ''}`,
            href: links.to(CAPABILITIES_PATH),
          },
        ]
      : [],
});
