/** A request for features, read once: what to ask the catalog, and how to shape its answer. */

import type { Collection } from '../../catalog/collection.js';
import { type Expression, writeCql2Text } from '../../catalog/cql2/index.js';
import { parseDatetime } from '../../catalog/datetime.js';
import type { ItemsQuery } from '../../catalog/items.js';
import { invalidParameter } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';
import type { Context } from '../../http/context.js';
import { readBox } from '../common/bounding-box.js';
import type { FilterParameters } from '../common/cql2-filter.js';
import { answerCrs, collectionCrs } from './crs-parameter.js';
import { readFilters } from './filter-parameter.js';
import { type PropertySelection, selectedProperties } from './property-selection.js';
import { catalogProfile, type ProfileParameters, type SeriesOutput, seriesOutput } from './series-profile.js';
import { parseSortBy } from './sort-parameter.js';

/** As `openapi/features.yaml` declares them; `http` has checked and converted them. */
export interface ItemsParameters extends FilterParameters, PropertySelection, ProfileParameters {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string;
  readonly bbox?: readonly number[];
  readonly 'bbox-crs'?: string;
  readonly crs?: string;
  readonly datetime?: string;
  readonly sortby?: readonly string[];
  readonly skipGeometry: boolean;
  readonly resulttype: 'results' | 'hits';
  readonly q?: readonly string[];
  readonly stream: boolean;
}

export type ItemsContext = Context<ItemsParameters, { readonly collectionId: string }>;

export interface ItemsRequest {
  readonly collection: Collection;
  readonly query: ItemsQuery;
  readonly crs: Crs;
  readonly series: SeriesOutput;
  /** Everything that matches in one answer, instead of a page. */
  readonly isStream: boolean;
  /** How many to ask for at a time after the first page of a stream; as many as for the first one without it. */
  readonly batch?: number;
  /** The question as an address: a filter that came as a body stands in it as text, unless it is too long. */
  readonly url: URL;
  /** What links to the same question have to say of themselves when it does not fit an address. */
  readonly linkMethod?: 'POST';
}

/** The first features of a stream: few, so that it starts at once. */
const FIRST_BATCH = 500;
/** Those that follow: enough at once to hide the way to the database, not to fill memory. */
const BATCH = 5000;
const BATCH_WITH_SERIES = 1000;

/** Throws `invalidParameter` or `unknownParameter` for whatever does not fit the collection. */
export function readItemsRequest(context: ItemsContext, collection: Collection): ItemsRequest {
  const { query: parameters, config, format } = context;
  const { bbox, datetime, cursor, offset, q, sortby, stream } = parameters;
  const isPage = format.id === 'html';
  const crs = answerCrs(context, collection);
  const boxCrs = collectionCrs('bbox-crs', parameters['bbox-crs'], collection);
  const interval = datetime === undefined ? undefined : parseDatetime(datetime);
  const filters = readFilters(context, collection);
  const shape = seriesOutput(isPage ? { ...parameters, profile: 'attributes' } : parameters, collection, interval);
  checkStart(offset, cursor, config.limits.maxOffset);
  if (stream && isPage)
    throw invalidParameter('stream', 'a page for people does not hold everything, other formats do');
  return {
    collection,
    crs,
    series: shape,
    isStream: stream,
    batch: shape.profile === 'attributes' ? BATCH : BATCH_WITH_SERIES,
    ...addressOf(context, filters.sent),
    query: {
      limit: stream ? FIRST_BATCH : pageSize(parameters.limit, shape, config.limits.maxSeriesItems),
      ...(offset > 0 && { offset }),
      cursor,
      bbox: bbox && { ...readBox(bbox, boxCrs), crs: boxCrs.uri },
      datetime: interval,
      filter: filters.all,
      ids: q,
      sortBy: sortby && parseSortBy(sortby, collection),
      properties: selectedProperties(parameters, collection),
      withGeometry: !parameters.skipGeometry,
      crs: crs.uri,
      series: catalogProfile(shape),
      count: parameters.resulttype === 'hits' ? 'only' : stream ? 'none' : 'capped',
    },
  };
}

function checkStart(offset: number, cursor: string | undefined, maxOffset: number): void {
  if (offset > maxOffset) {
    const hint = 'further features are reached by the links with the relation next, or all at once by stream=true';
    throw invalidParameter('offset', `expected at most ${maxOffset}, got ${offset}; ${hint}`);
  }
  if (offset > 0 && cursor !== undefined) {
    throw invalidParameter('offset', 'cannot be combined with cursor, which says where to start');
  }
}

const pageSize = (limit: number, { profile }: SeriesOutput, maxSeriesItems: number): number =>
  profile === 'attributes' ? limit : Math.min(limit, maxSeriesItems);

/** Room for what links add to an address: another format, a cursor. */
const LINK_RESERVE_BYTES = 2048;

function addressOf(
  { url, method, config }: ItemsContext,
  sentFilter: Expression | undefined,
): Pick<ItemsRequest, 'url' | 'linkMethod'> {
  if (method !== 'POST' || !sentFilter) return { url };
  const changed = new URL(url);
  changed.searchParams.set('filter', writeCql2Text(sentFilter));
  changed.searchParams.set('filter-lang', 'cql2-text');
  const isShort = changed.href.length + LINK_RESERVE_BYTES <= config.limits.urlBytes;
  return isShort ? { url: changed } : { url, linkMethod: 'POST' };
}
