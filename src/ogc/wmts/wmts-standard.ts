/** OGC WMTS 1.0.0 (OGC 07-057r7): tiles for desktop programs and portals, by key and value and by address. */

import type { Standard } from '../common/standard.js';
import { keyValueRoute } from './key-value-route.js';
import { CAPABILITIES_PATH, resourceRoutes } from './resource-routes.js';
import type { WmtsService } from './wmts-service.js';

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
});
