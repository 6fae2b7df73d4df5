/** The queries `area`, `radius` and `cube`: the points of a piece of ground, or with `aggregate` what they say together. */
import type { Catalog } from '../../catalog/catalog.js';
import { writeCql2Text } from '../../catalog/cql2/index.js';
import type { Areas } from '../../catalog/points/area-summary.js';
import { invalidParameter } from '../../errors.js';
import { type Link, pathOf } from '../../http/links.js';
import { type Operation, operation } from '../../http/operation.js';
import type { StreamSlots } from '../common/stream-slots.js';
import { type EdrContext, type EdrParameters, type EdrRequest, readEdrRequest } from './edr-request.js';
import { type GroundQuery, type Grounds, readGrounds } from './grounds.js';
import { answerWithPoints, heldAnswer } from './points-answer.js';
import { answerWithSummaries, summarySelection } from './summary-answer.js';
import { readStatistics } from './summary-parameter.js';

export interface GroundDependencies {
  readonly catalog: Catalog;
  /** Sums up; absent: `aggregate` is not offered. */
  readonly areas?: Areas | undefined;
  /** Answers that hold pages of points in memory, over all clients. */
  readonly streams: StreamSlots;
  /** Summaries at once: each keeps a histogram per date. */
  readonly summaries: StreamSlots;
}

export const groundQuery = (kind: GroundQuery, { catalog, areas, streams, summaries }: GroundDependencies): Operation =>
  operation<EdrParameters, { collectionId: string }>(`edr.${kind}`, async (context) => {
    const request = await readEdrRequest(context, catalog);
    const grounds = readGrounds(kind, context.query, request);
    if (context.query.aggregate) {
      readStatistics(context.query.aggregate);
      summarySelection(context, request);
    }
    const held = heldAnswer(context, request);
    if (held) return held;
    if (!context.query.aggregate) {
      const link = everythingLink(context, request, grounds);
      return answerWithPoints(context, request, { catalog, slots: streams }, grounds.conditions, link);
    }
    if (!areas) throw invalidParameter('aggregate', 'not offered by this server');
    return answerWithSummaries(context, request, grounds.parts, { areas, slots: summaries });
  });

/** Longer addresses are refused by many a proxy. */
const LONGEST_LINK = 4_000;

/** Where all points of the ground are to be had, which no answer here holds: the items of Features, as a stream. */
function everythingLink({ links, query }: EdrContext, { collection }: EdrRequest, grounds: Grounds): Link | undefined {
  const { asFilter, conditions } = grounds;
  // One address has room for one reference system of literals.
  const isMixed = query.filter !== undefined && query['filter-crs'] !== query.crs;
  if (conditions.near || isMixed || (conditions.bbox && conditions.filter)) return undefined;
  const ground = asFilter
    ? { filter: writeCql2Text(asFilter), 'filter-crs': query.crs }
    : { bbox: query.bbox.join(','), 'bbox-crs': query['bbox-crs'] };
  const href = links.to(`/collections${pathOf(collection.id)}/items`, {
    ...ground,
    datetime: query.datetime,
    stream: true,
  });
  if (href.length > LONGEST_LINK) return undefined;
  return { rel: 'related', type: 'application/geo+json', title: 'All points, as a stream', href };
}
