/** OGC API - Features, Parts 1, 2, 3 and 5, with CQL2, sorting and property selection. */
import type { Catalog } from '../../catalog/catalog.js';
import type { HttpConfig } from '../../http/http-config.js';
import { FEATURES_CLASSES, LEGACY_FEATURES_CLASSES } from '../common/conformance-classes.js';
import type { Standard } from '../common/standard.js';
import { StreamSlots } from '../common/stream-slots.js';
import { featureLinks } from './collection-links.js';
import { getFeature } from './item.js';
import { getCql2Features, getFeatures } from './items.js';
import { getQueryables, getSchema, getSortables } from './schemas.js';
import { getFeatureTimeSeries } from './time-series.js';

export interface FeaturesDependencies {
  readonly catalog: Catalog;
  readonly config: HttpConfig;
}

/** Streams at once, over all clients. */
const MAX_STREAMS = 24;

export function featuresStandard({ catalog, config }: FeaturesDependencies): Standard {
  const slots = new StreamSlots(MAX_STREAMS);
  return {
    contract: 'features.yaml',
    conformsTo: [...FEATURES_CLASSES, ...(config.legacyConformance ? LEGACY_FEATURES_CLASSES : [])],
    operations: [
      getFeatures(catalog, slots),
      getCql2Features(catalog, slots),
      getFeature(catalog),
      getFeatureTimeSeries(catalog),
      getQueryables(catalog),
      getSortables(catalog),
      getSchema(catalog),
    ],
    collectionLinks: featureLinks,
    addresses: (links) => [
      {
        title: 'OGC API - Features',
        programs: 'QGIS (WFS / OGC API - Features), ArcGIS Pro, GDAL (OAPIF:)',
        href: links.to('/'),
      },
    ],
  };
}
