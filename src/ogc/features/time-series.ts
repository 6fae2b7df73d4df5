/** The displacement series of one measurement point by itself, for charts and spreadsheets. */
import type { Catalog } from '../../catalog/catalog.js';
import { parseDatetime } from '../../catalog/datetime.js';
import { epochWindow } from '../../catalog/points/epochs-filter.js';
import { notFound, raise } from '../../errors.js';
import { csvHeader } from '../../formats/csv.js';
import { alreadyHeld } from '../../http/caching.js';
import { pathOf } from '../../http/links.js';
import { type Operation, operation } from '../../http/operation.js';
import { selfLinks } from '../../http/paging.js';
import { jsonReply, textReply } from '../../http/reply.js';
import { isoDate } from '../../products/epochs.js';
import { collectionCrs } from './crs-parameter.js';
import { attachment, linkHeader } from './download-headers.js';
import type { ItemParams } from './item.js';

interface TimeSeriesParameters {
  readonly datetime?: string;
}

export const getFeatureTimeSeries = (catalog: Catalog): Operation =>
  operation<TimeSeriesParameters, ItemParams>('getFeatureTimeSeries', async (context) => {
    const { params, query, format, links } = context;
    const { collectionId, featureId } = params;
    const collection = (await catalog.collection(collectionId)) ?? raise(notFound('collection', collectionId));
    const interval = query.datetime === undefined ? undefined : parseDatetime(query.datetime);
    const { version, modified } = collection;
    const unchanged = alreadyHeld(context, { version, modified });
    if (unchanged) return unchanged;

    const wanted = {
      crs: collectionCrs('crs', undefined, collection).uri,
      series: 'series',
      properties: [],
      withGeometry: false,
    } as const;
    const found = await catalog.item(collection, featureId, wanted, context.signal);
    const row = found.rows[0] ?? raise(notFound('feature', featureId));
    const series = row.series ?? raise(notFound('displacement series', featureId));
    const [from, to] = epochWindow(series.dates, interval);
    const dates = series.dates.slice(from, to).map(isoDate);
    const displacement = series.displacementMm.slice(from, to);
    const freshness = { version: found.version, modified };
    const path = `/collections${pathOf(collectionId)}`;
    const related = [
      ...selfLinks(context),
      { rel: 'collection', type: 'application/json', title: collection.title, href: links.to(path) },
      {
        rel: 'related',
        type: 'application/geo+json',
        title: 'The point',
        href: links.to(`${path}${pathOf('items', featureId)}`),
      },
    ];
    if (format.id === 'csv') {
      const lines = dates.map((date, i) => `${date},${displacement[i] ?? ''}\r\n`);
      const headers = { Link: linkHeader(related), ...attachment(`${collection.id}-${row.id}-series`, format) };
      return textReply(format.mediaType, csvHeader(['date', 'displacement_mm']) + lines.join(''), {
        freshness,
        headers,
      });
    }
    const document = { pid: row.id, collection: collection.id, unit: 'mm', dates, displacement, links: related };
    return jsonReply(format.mediaType, document, { freshness });
  });
