/** OGC API - Common, Parts 1 and 2: the resources every other standard hangs from. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Contract } from '../../http/contract.js';
import { apiOperations } from './api.js';
import { describeCollection, getCollections } from './collections.js';
import { getConformanceDeclaration } from './conformance.js';
import { COMMON_CLASSES } from './conformance-classes.js';
import { getLandingPage } from './landing.js';
import type { Standard } from './standard.js';

export interface CommonDependencies {
  readonly catalog: Catalog;
  /** The other standards, in the order in which their links and classes are listed. */
  readonly standards: readonly Standard[];
  /** The contract of everything that is built in. */
  readonly contract: () => Contract;
}

export function commonStandard({ catalog, standards, contract }: CommonDependencies): Standard {
  const conformsTo = [...COMMON_CLASSES, ...standards.flatMap((standard) => standard.conformsTo)];
  return {
    contract: 'common.yaml',
    conformsTo: COMMON_CLASSES,
    operations: [
      getLandingPage(catalog, standards),
      getConformanceDeclaration(conformsTo),
      getCollections(catalog, standards),
      describeCollection(catalog, standards),
      ...apiOperations(catalog, contract, {
        families: standards.flatMap(({ pathFamilies }) => pathFamilies ?? []),
        tags: standards.flatMap(({ tags }) => tags ?? []),
      }),
    ],
  };
}
