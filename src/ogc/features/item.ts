/** One feature by its identifier. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { notFound, raise } from '../../errors.js';
import { alreadyHeld } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import { type Link, pathOf } from '../../http/links.js';
import { type Operation, operation } from '../../http/operation.js';
import { selfLinks } from '../../http/paging.js';
import { htmlReply, type ReplyOptions, textReply } from '../../http/reply.js';
import { answerCrs, contentCrs } from './crs-parameter.js';
import { attachment, linkHeader } from './download-headers.js';
import { featurePage } from './feature-page.js';
import { rowWriter } from './feature-text.js';
import { csvWriter } from './items-csv.js';
import { type PropertySelection, selectedProperties } from './property-selection.js';
import { catalogProfile, type ProfileParameters, seriesOutput } from './series-profile.js';

export interface ItemParameters extends PropertySelection, ProfileParameters {
  readonly crs?: string;
  readonly skipGeometry: boolean;
}

export interface ItemParams {
  readonly collectionId: string;
  readonly featureId: string;
}

export type ItemContext = Context<ItemParameters, ItemParams>;

export const getFeature = (catalog: Catalog): Operation =>
  operation<ItemParameters, ItemParams>('getFeature', async (context) => {
    const { params, query: parameters, format } = context;
    const collection =
      (await catalog.collection(params.collectionId)) ?? raise(notFound('collection', params.collectionId));
    const { version, modified } = collection;
    const isPage = format.id === 'html';
    const crs = answerCrs(context, collection);
    const series = seriesOutput(isPage ? { ...parameters, profile: 'series' } : parameters, collection);
    const query = {
      crs: crs.uri,
      series: catalogProfile(series),
      properties: selectedProperties(parameters, collection),
      withGeometry: !parameters.skipGeometry,
    };
    const unchanged = alreadyHeld(context, { version, modified });
    if (unchanged) return unchanged;

    const found = await catalog.item(collection, params.featureId, query, context.signal);
    const row = found.rows[0] ?? raise(notFound('feature', params.featureId));
    const links = featureLinks(context, collection);
    const options: ReplyOptions = {
      freshness: { version: found.version, modified },
      headers: {
        ...contentCrs(crs),
        ...(format.id !== 'geojson' && { Link: linkHeader(links) }),
        ...attachment(`${collection.id}-${row.id}`, format),
      },
    };
    if (isPage) return htmlReply(featurePage(context, collection, found, links), options);
    if (format.id === 'csv') {
      const { header, line } = csvWriter(collection, found, { crs, series, withGeometry: query.withGeometry });
      return textReply(format.mediaType, header + line(row), options);
    }
    const text = rowWriter(collection, found, crs, series)(row, `"links":${JSON.stringify(links)}`);
    return textReply(format.mediaType, text, options);
  });

function featureLinks(context: ItemContext, collection: Collection): readonly Link[] {
  const { collectionId, featureId } = context.params;
  const path = `/collections${pathOf(collectionId)}`;
  const series = context.links.to(`${path}${pathOf('items', featureId, 'timeseries')}`);
  return [
    ...selfLinks(context),
    { rel: 'collection', type: 'application/json', title: collection.title, href: context.links.to(path) },
    ...(collection.dates.length > 0
      ? [{ rel: 'related', type: 'application/json', title: 'Displacement series', href: series }]
      : []),
  ];
}
