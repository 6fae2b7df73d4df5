/** The query `locations`: which points there are, a page at a time, and what is known of one. */
import type { Catalog } from '../../catalog/catalog.js';
import { parseDatetime } from '../../catalog/datetime.js';
import type { ItemsPage } from '../../catalog/items.js';
import { epochWindow } from '../../catalog/points/epochs-filter.js';
import { notFound } from '../../errors.js';
import { featureWriter } from '../../formats/geojson.js';
import { alreadyHeld } from '../../http/caching.js';
import { pathOf } from '../../http/links.js';
import { type Operation, operation } from '../../http/operation.js';
import { pageLink } from '../../http/paging.js';
import { textReply } from '../../http/reply.js';
import { readBox } from '../common/bounding-box.js';
import { offeredCrs } from '../common/crs-parameter.js';
import { parametersOf } from './edr-parameters.js';
import { type EdrContext, type EdrParameters, readEdrRequest, rowQuery } from './edr-request.js';
import { answerWithRows, CONTENT_CRS, heldAnswer, linksOf } from './points-answer.js';
import { edrPropertiesWriter, periodOf } from './points-geojson.js';

export const getLocations = (catalog: Catalog): Operation =>
  operation<Partial<EdrParameters> & { limit: number }, { collectionId: string }>('edr.locations', async (given) => {
    const context = given as EdrContext;
    const request = await readEdrRequest(context, catalog);
    const { collection, crs, filter } = request;
    const { bbox, limit, cursor, datetime } = given.query;
    const boxCrs = offeredCrs('bbox-crs', given.query['bbox-crs'], collection.crs);
    const box = bbox && { ...readBox(bbox, boxCrs), crs: boxCrs.uri };
    const { version, modified } = collection;
    const held = alreadyHeld(context, { version, modified });
    if (held) return held;
    const page = await catalog.items(
      collection,
      {
        bbox: box,
        datetime: datetime === undefined ? undefined : parseDatetime(datetime),
        filter,
        limit,
        cursor,
        crs: crs.uri,
        series: 'none',
        properties: [],
        withGeometry: true,
        count: 'capped',
      },
      context.signal,
    );
    const links = [
      ...linksOf(context, request),
      ...(page.next === undefined ? [] : [pageLink(context, 'next', { cursor: page.next })]),
    ];
    const head = JSON.stringify({
      type: 'FeatureCollection',
      timeStamp: new Date().toISOString(),
      numberMatched: page.numberMatched,
      numberReturned: page.rows.length,
      links,
    });
    const write = featureWriter([], crs);
    const properties = edrPropertiesWriter(
      context.links.to(`/collections${pathOf(collection.id)}/locations`),
      parametersOf(collection).map(({ name }) => name),
      periodOf(collection.interval),
    );
    const features = page.rows.map((row) => write(row.id, row.cells, row.geometry, { properties: properties(row.id) }));
    return textReply(context.format.mediaType, `${head.slice(0, -1)},"features":[\n${features.join(',\n')}\n]}\n`, {
      freshness: { version: page.version, modified },
      headers: { [CONTENT_CRS]: `<${crs.uri}>` },
    });
  });

export const getLocation = (catalog: Catalog): Operation =>
  operation<EdrParameters, { collectionId: string; locationId: string }>('edr.location', async (context) => {
    const request = await readEdrRequest(context, catalog);
    const held = heldAnswer(context, request);
    if (held) return held;
    const { locationId } = context.params;
    const found = await catalog.item(request.collection, locationId, rowQuery(request), context.signal);
    if (found.rows.length === 0) throw notFound('location', locationId);
    return answerWithRows(context, request, withinTime(found, request.interval), true);
  });

/** A point is found by its name whatever the time; its series is shortened here. */
function withinTime(page: ItemsPage, interval: Parameters<typeof epochWindow>[1]): ItemsPage {
  const rows = page.rows.map((row) => {
    if (!row.series) return row;
    const window = epochWindow(row.series.dates, interval);
    const { dates, displacementMm } = row.series;
    return { ...row, series: { dates: dates.slice(...window), displacementMm: displacementMm.slice(...window) } };
  });
  return { ...page, rows };
}
