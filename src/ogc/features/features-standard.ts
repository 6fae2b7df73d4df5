/** OGC API - Features, Parts 1, 2, 3 and 5, with CQL2 and sorting. */
import type { Catalog } from '../../catalog/catalog.js';
import type { HttpConfig } from '../../http/http-config.js';
import { FEATURES_CLASSES, LEGACY_FEATURES_CLASSES } from '../common/conformance-classes.js';
import type { Standard } from '../common/standard.js';
import { featureLinks } from './collection-links.js';

export interface FeaturesDependencies {
  readonly catalog: Catalog;
  readonly config: HttpConfig;
}

export function featuresStandard({ config }: FeaturesDependencies): Standard {
  return {
    contract: 'features.yaml',
    conformsTo: [...FEATURES_CLASSES, ...(config.legacyConformance ? LEGACY_FEATURES_CLASSES : [])],
    operations: [],
    collectionLinks: featureLinks,
  };
}
