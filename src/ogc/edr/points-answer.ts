/** Measurement points as the answer to a query, in whichever format: streamed page by page, or 204 when there is none. */
import type { Catalog } from '../../catalog/catalog.js';
import type { ItemsPage, ItemsQuery } from '../../catalog/items.js';
import { collectionChanged } from '../../errors.js';
import { alreadyHeld } from '../../http/caching.js';
import { type Link, pathOf } from '../../http/links.js';
import { selfLinks } from '../../http/paging.js';
import { emptyReply, type Reply, streamReply } from '../../http/reply.js';
import type { StreamSlots } from '../common/stream-slots.js';
import { type EdrContext, type EdrRequest, rowQuery } from './edr-request.js';
import { linkHeader } from './link-header.js';
import { pointsCoverages } from './points-coveragejson.js';
import { pointsCsv } from './points-csv.js';
import type { PointsAnswer } from './points-found.js';
import { pointsGeoJson } from './points-geojson.js';

/** Points of a page behind the first one. */
const BATCH = 500;
/** A share is smaller than there is room for, because it holds about so many points and not exactly. */
const ROOM = 0.95;

/** 304 when the client holds the answer already; to be asked before anything is read. */
export function heldAnswer(context: EdrContext, { collection }: EdrRequest): Reply | undefined {
  return alreadyHeld(context, { version: collection.version, modified: collection.modified });
}

/**
 * All points that meet the conditions, or an even share of them when they are more than the request takes.
 * `allLink` leads to all of them.
 */
export async function answerWithPoints(
  context: EdrContext,
  request: EdrRequest,
  { catalog, slots }: { readonly catalog: Catalog; readonly slots: StreamSlots },
  conditions: Pick<ItemsQuery, 'bbox' | 'near' | 'filter'>,
  allLink?: Link,
): Promise<Reply> {
  const { collection, interval } = request;
  const { limit } = context.query;
  const query: ItemsQuery = { ...rowQuery(request), ...conditions, datetime: interval, limit: 0, count: 'none' };
  const page = (changes: Partial<ItemsQuery>) =>
    catalog.items(collection, { ...query, limit: Math.min(limit, BATCH), ...changes }, context.signal);
  let first = await page({});
  let share: number | undefined;
  let matched: number | undefined = first.rows.length;
  if (first.next !== undefined) {
    ({ numberMatched: matched } = await page({ count: 'exact' }));
    if (matched !== undefined && matched > limit) {
      share = (ROOM * limit) / matched;
      first = await page({ share });
    }
  }
  const pages = slots.hold(upTo(limit, first, (cursor) => page({ cursor, share, limit: BATCH }), collection.id));
  return pointsReply({
    request,
    context,
    first,
    pages,
    matched,
    share,
    links: [...linksOf(context, request), ...(share !== undefined && allLink ? [allLink] : [])],
  });
}

/** Points that were looked up one by one. */
export function answerWithRows(context: EdrContext, request: EdrRequest, first: ItemsPage, isSingle: boolean): Reply {
  return pointsReply({
    request,
    context,
    first,
    pages: onePage(first),
    matched: first.rows.length,
    links: linksOf(context, request),
    isSingle,
  });
}

const WRITERS = { covjson: pointsCoverages, geojson: pointsGeoJson, csv: pointsCsv } as const;
export const CONTENT_CRS = 'Content-Crs';

function pointsReply(answer: PointsAnswer): Reply {
  const { request, context, first, matched, share, links } = answer;
  const { collection, crs, selection } = request;
  // OGC API - EDR wants it so: a question that nothing answers is no mistake of the client's.
  if (first.rows.length === 0) return emptyReply(204);
  const isEmptySeries = first.rows.every(({ series }) => series?.dates.length === 0);
  if (isEmptySeries && selection.properties.length === 0 && first.next === undefined) return emptyReply(204);
  const { format } = context;
  const write = WRITERS[format.id as keyof typeof WRITERS];
  return streamReply(format.mediaType, write(answer), {
    freshness: { version: first.version, modified: collection.modified },
    headers: {
      [CONTENT_CRS]: `<${crs.uri}>`,
      ...(matched !== undefined && { 'OGC-NumberMatched': String(matched) }),
      ...(share === undefined && matched !== undefined && { 'OGC-NumberReturned': String(matched) }),
      ...(share !== undefined && { [SAMPLE_HEADER]: sampleText(share, matched!) }),
      ...(format.id !== 'geojson' && { Link: linkHeader(links) }),
      ...(format.id === 'csv' && { 'Content-Disposition': `attachment; filename="${fileName(collection.id)}.csv"` }),
    },
  });
}

/** Says that an answer holds a part of what matches. */
export const SAMPLE_HEADER = 'Open-EGMS-Sample';
export const sampleText = (share: number, matched: number): string =>
  `share=${share.toPrecision(4)}; matched=${matched}; the same points at every request, evenly spread`;

export const fileName = (id: string): string => id.replace(/[^\w.-]+/g, '_');

export function linksOf(context: EdrContext, { collection }: EdrRequest): readonly Link[] {
  return [
    ...selfLinks(context),
    {
      rel: 'collection',
      type: 'application/json',
      title: collection.title,
      href: context.links.to(`/collections${pathOf(collection.id)}`),
    },
  ];
}

/** Pages until `most` points have been given; all of one edition, or `collectionChanged`. */
async function* upTo(
  most: number,
  first: ItemsPage,
  following: (cursor: string) => Promise<ItemsPage>,
  id: string,
): AsyncGenerator<ItemsPage> {
  let left = most;
  for (let page = first; ; ) {
    const isLast = page.next === undefined || page.rows.length >= left;
    const next = isLast ? undefined : following(page.next!);
    // A failure belongs to the page it hits: it is thrown below, when that page is due.
    next?.catch(() => {});
    yield page.rows.length > left ? { ...page, rows: page.rows.slice(0, left) } : page;
    left -= page.rows.length;
    if (!next) return;
    page = await next;
    if (page.edition !== first.edition) throw collectionChanged(id);
  }
}

async function* onePage(page: ItemsPage): AsyncGenerator<ItemsPage> {
  yield page;
}
