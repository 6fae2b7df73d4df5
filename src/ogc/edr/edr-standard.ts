/** OGC API - Environmental Data Retrieval 1.1 (OGC 19-086r6): series and attributes of points by place, and of areas. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Areas } from '../../catalog/points/area-summary.js';
import { EDR_CLASSES } from '../common/conformance-classes.js';
import type { Standard } from '../common/standard.js';
import { StreamSlots } from '../common/stream-slots.js';
import { edrLinks, edrMembers } from './collection-members.js';
import { groundQuery } from './ground-queries.js';
import type { GroundQuery } from './grounds.js';
import { getLocation, getLocations } from './locations.js';
import { getPosition } from './position.js';

export interface EdrDependencies {
  readonly catalog: Catalog;
  readonly areas?: Areas | undefined;
}

/** Answers under way at once, over all clients. */
const MAX_STREAMS = 24;
/** Summaries at once: each may hold some ten megabytes of histograms, and keeps the database busy. */
const MAX_SUMMARIES = 4;

const GROUNDS: readonly GroundQuery[] = ['area', 'radius', 'cube'];

export function edrStandard({ catalog, areas }: EdrDependencies): Standard {
  const streams = new StreamSlots(MAX_STREAMS);
  const summaries = new StreamSlots(MAX_SUMMARIES);
  return {
    contract: 'edr.yaml',
    conformsTo: EDR_CLASSES,
    operations: [
      getPosition(catalog),
      ...GROUNDS.map((kind) => groundQuery(kind, { catalog, areas, streams, summaries })),
      getLocations(catalog),
      getLocation(catalog),
    ],
    collectionLinks: edrLinks,
    collectionMembers: edrMembers,
  };
}
