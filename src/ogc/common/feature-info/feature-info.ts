/**
 * What WMS and WMTS answer to "what is here": the points under a pixel with their attributes and series, in the formats
 * their clients read.
 */
import type { Catalog } from '../../../catalog/catalog.js';
import { CRS84_URI } from '../../../geodesy/crs.js';
import type { Context } from '../../../http/context.js';
import { htmlReply, type Reply, textReply } from '../../../http/reply.js';
import type { PickedPoint } from '../../../maps/map.js';
import { featureInfoGml } from './gml.js';
import { FRAMEABLE, featureInfoPage } from './html.js';
import { featureInfoJson } from './json.js';
import type { PointInfo } from './point.js';
import { featureInfoText } from './text.js';

/** The first one is what a client gets that names none. */
export const FEATURE_INFO_MEDIA_TYPES = [
  'text/html',
  'application/json',
  'application/geo+json',
  'application/vnd.ogc.gml',
  'text/xml',
  'text/plain',
] as const;

export type FeatureInfoMediaType = (typeof FEATURE_INFO_MEDIA_TYPES)[number];

/** Points of one answer: each costs a look into the store, and its series a screenful. */
export const MAX_INFO_POINTS = 50;

/** In the order of the picks; never cached by itself, as only the caller knows what was asked of which layers. */
export async function featureInfoReply(
  context: Context,
  catalog: Catalog,
  picks: readonly PickedPoint[],
  mediaType: FeatureInfoMediaType,
): Promise<Reply> {
  const points = await pointInfos(catalog, picks.slice(0, MAX_INFO_POINTS), context.signal);
  switch (mediaType) {
    case 'text/html':
      return htmlReply(featureInfoPage(points, context.links), { headers: FRAMEABLE });
    case 'application/json':
    case 'application/geo+json':
      return textReply(mediaType, featureInfoJson(points));
    case 'application/vnd.ogc.gml':
    case 'text/xml':
      return textReply(mediaType, featureInfoGml(points));
    case 'text/plain':
      return textReply(mediaType, featureInfoText(points));
  }
}

/** A point that has gone since it was drawn is left out. */
async function pointInfos(
  catalog: Catalog,
  picks: readonly PickedPoint[],
  signal: AbortSignal,
): Promise<readonly PointInfo[]> {
  const points: PointInfo[] = [];
  for (const pick of picks) {
    const { collection } = pick.layer;
    const query = { crs: CRS84_URI, series: 'series', withGeometry: true } as const;
    const { columns, rows } = await catalog.item(collection, pick.pid, query, signal);
    if (rows.length > 0) points.push({ pick, columns, row: rows[0] });
  }
  return points;
}
