/** A map of a collection, of one of its styles, and of the whole service: as a picture, and as a page around it. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { notFound } from '../../errors.js';
import { alreadyHeld } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import { type Operation, operation } from '../../http/operation.js';
import { bytesReply, htmlReply, type Reply } from '../../http/reply.js';
import type { MapLayer, MapMediaType, MapView } from '../../maps/map.js';
import { orderedBox } from '../common/bounding-box.js';
import { attempted } from '../common/drawing/changed-collections.js';
import { type Drawing, layersFreshness, mapLayers } from '../common/drawing/map-layers.js';
import { shownPeriod } from '../common/drawing/map-period.js';
import { pointCollection, pointCollections, refuseMany } from '../common/drawing/point-collections.js';
import { mapPage } from './map-page.js';
import { type MapQuery, readMap } from './map-parameters.js';

type OfCollection = { readonly collectionId: string };
type OfStyle = { readonly styleId: string };
type DatasetQuery = MapQuery & { readonly collections?: readonly string[] };

export const mapOperations = (catalog: Catalog, drawing: Drawing): readonly Operation[] => [
  operation<MapQuery, OfCollection>('maps.collection.getMap', (context) =>
    attempted(catalog, async () => {
      const collection = await pointCollection(catalog, context.params.collectionId, 'map');
      return reply(context, drawing, [collection]);
    }),
  ),
  operation<MapQuery, OfCollection & OfStyle>('maps.collection.style.getMap', (context) =>
    attempted(catalog, async () => {
      const { collectionId, styleId } = context.params;
      return reply(context, drawing, [await pointCollection(catalog, collectionId, 'map')], styleId);
    }),
  ),
  operation<DatasetQuery>('maps.dataset.getMap', (context) =>
    attempted(catalog, async () => reply(context, drawing, await selected(context, catalog))),
  ),
  operation<DatasetQuery, OfStyle>('maps.dataset.style.getMap', (context) =>
    attempted(catalog, async () => reply(context, drawing, await selected(context, catalog), context.params.styleId)),
  ),
];

/** By identifier or by the address of a collection of this server. */
async function selected(
  { query, links }: Context<DatasetQuery, unknown>,
  catalog: Catalog,
): Promise<readonly Collection[]> {
  const folder = `${links.baseUrl}/collections/`;
  const names = query.collections?.map((name) =>
    name.startsWith(folder) ? decodedOrSame(name.slice(folder.length).replace(/[?#].*$/, '')) : name,
  );
  const collections = await pointCollections(catalog, names, 'map');
  refuseMany(collections);
  return collections;
}

function decodedOrSame(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function reply(
  context: Context<MapQuery, unknown>,
  { images, styles }: Drawing,
  collections: readonly Collection[],
  styleId?: string,
): Promise<Reply> {
  const { query, format, signal } = context;
  if (collections.length === 0) throw notFound('map', 'nothing is published yet');
  const isPage = format.id === 'html';
  const mediaType = isPage ? 'image/png' : (format.mediaType as MapMediaType);
  const { view, background, interval } = readMap(query, collections, mediaType);
  const layers = await mapLayers(styles, collections, { styleId, interval, filter: query });
  if (layers.length === 0) throw notFound('style', styleId ?? 'default');
  const freshness = layersFreshness(layers);
  if (isPage) {
    const offered = await Promise.all(layers.map(({ collection }) => styles.stylesOf(collection)));
    const version = JSON.stringify([freshness.version, offered]);
    return htmlReply(mapPage(context, { view, layers, offered, styleId }), { freshness: { version } });
  }
  const unchanged = alreadyHeld(context, freshness);
  if (unchanged) return unchanged;
  const bytes = await images.image({ view, layers, mediaType, ...(background && { background }) }, signal);
  return bytesReply(mediaType, bytes, { freshness, headers: contentHeaders(view, layers) });
}

function contentHeaders({ crs, box }: MapView, layers: readonly MapLayer[]): Record<string, string> {
  const period = shownPeriod(layers);
  return {
    'Content-Crs': `<${crs.uri}>`,
    'Content-Bbox': orderedBox(box, crs).map(printed).join(','),
    ...(period && { 'Content-Datetime': period }),
  };
}

/** 15 digits: what lies behind them is rounding. */
const printed = (value: number): number => Number(value.toPrecision(15));
