/** A map tile: of a collection in its default or a named style, of the whole service, and for maps of the web. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { parseDatetime } from '../../catalog/datetime.js';
import { invalidParameter, notFound } from '../../errors.js';
import { crsByUri } from '../../geodesy/crs.js';
import {
  isWithinLimits,
  scaleDenominator,
  TILE_PIXELS,
  type TileAddress,
  type TileMatrixSet,
  tileBox,
} from '../../geodesy/tile-matrix-set.js';
import { webMercatorQuad } from '../../geodesy/tile-matrix-sets.js';
import { alreadyHeld } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import { type Operation, operation } from '../../http/operation.js';
import { bytesReply, type Reply } from '../../http/reply.js';
import type { MapMediaType, MapView } from '../../maps/map.js';
import type { FilterParameters } from '../common/cql2-filter.js';
import { attempted } from '../common/drawing/changed-collections.js';
import { emptyPicture } from '../common/drawing/empty-picture.js';
import { type BackgroundParameters, backgroundOf, hasOwnVoid } from '../common/drawing/map-background.js';
import { type Drawing, layersFreshness, mapLayers } from '../common/drawing/map-layers.js';
import { shownPeriod } from '../common/drawing/map-period.js';
import {
  askedMetresPerPixel,
  checkedSide,
  pixelRatioOf,
  type ResolutionParameters,
} from '../common/drawing/map-resolution.js';
import { limitsOf } from '../common/drawing/tile-limits.js';
import { namedStyle } from './named-style.js';
import { knownSet, readTileAddress, type TilePath } from './tile-address.js';
import { refuseMany, tiledCollection, tiledCollections } from './tiled-collections.js';

interface MapTileQuery extends FilterParameters, BackgroundParameters, ResolutionParameters {
  readonly datetime?: string;
}

type InSet = TilePath & { readonly tileMatrixSetId: string };
type OfCollection = { readonly collectionId: string };
type OfStyle = { readonly styleId: string };

/** Longest side of a tile: four times finer than usual, for print. */
const MAX_TILE_PX = 1024;

export const mapTileOperations = (catalog: Catalog, drawing: Drawing): readonly Operation[] => [
  operation<MapTileQuery, InSet & OfCollection>('tiles.collection.map.getTile', (context) =>
    attempted(catalog, async () => {
      const collection = await tiledCollection(catalog, context.params.collectionId);
      return reply(context, drawing, { collections: [collection], path: context.params });
    }),
  ),
  operation<MapTileQuery, InSet & OfCollection & OfStyle>('tiles.collection.style.map.getTile', (context) =>
    attempted(catalog, async () => {
      const { collectionId, styleId } = context.params;
      const collection = await tiledCollection(catalog, collectionId);
      return reply(context, drawing, { collections: [collection], path: context.params, styleId });
    }),
  ),
  operation<MapTileQuery & { readonly collections?: readonly string[] }, InSet>(
    'tiles.dataset.map.getTile',
    (context) =>
      attempted(catalog, async () => {
        const collections = await tiledCollections(catalog, context.query.collections);
        refuseMany(collections);
        return reply(context, drawing, { collections, path: context.params });
      }),
  ),
  operation<MapTileQuery & { readonly style?: string }, OfCollection & { z: string; x: string; y: string }>(
    'getMapTile',
    (context) => attempted(catalog, () => webTile(context, catalog, drawing)),
  ),
];

/** `/map-tiles/{collectionId}/{z}/{x}/{y}.png`: column before row, the format at the end. */
async function webTile(
  context: Context<MapTileQuery & { readonly style?: string }, OfCollection & { z: string; x: string; y: string }>,
  catalog: Catalog,
  drawing: Drawing,
): Promise<Reply> {
  const { collectionId, z, x, y } = context.params;
  const [, row, extension] = /^(.*)\.(png|jpe?g)$/.exec(y) ?? [];
  if (row === undefined) throw notFound('map tile', `${z}/${x}/${y}: expected .png or .jpg at the end`);
  const collection = await tiledCollection(catalog, collectionId);
  const path = { tileMatrixSetId: webMercatorQuad.id, tileMatrix: z, tileRow: row, tileCol: x };
  const { style } = context.query;
  // Here the style is a parameter: one that does not exist is not the address's fault.
  if (style !== undefined) namedStyle(await drawing.styles.stylesOf(collection), style);
  const mediaType = extension === 'png' ? 'image/png' : 'image/jpeg';
  return reply(context, drawing, { collections: [collection], path, styleId: style, mediaType });
}

interface Asked {
  readonly collections: readonly Collection[];
  readonly path: InSet;
  readonly styleId?: string;
  /** Absent: the negotiated format. */
  readonly mediaType?: MapMediaType;
}

async function reply(
  context: Context<MapTileQuery, unknown>,
  { images, styles }: Drawing,
  { collections, path, styleId, mediaType = context.format.mediaType as MapMediaType }: Asked,
): Promise<Reply> {
  const { query } = context;
  const set = knownSet(path.tileMatrixSetId);
  const tile = readTileAddress(set, path, collections);
  const view = tileView(set, tile, query);
  const background = backgroundOf(query, mediaType);
  if (hasOwnVoid(query, mediaType)) throw ownVoid();
  const interval = query.datetime === undefined ? undefined : parseDatetime(query.datetime);
  const layers = await mapLayers(styles, collections, { styleId, interval, filter: query });
  if (layers.length === 0) throw notFound('style', styleId ?? 'default');
  const freshness = layersFreshness(layers);
  const unchanged = alreadyHeld(context, freshness);
  if (unchanged) return unchanged;
  const drawn = layers.filter(({ collection }) => {
    const limits = limitsOf(collection, set, tile.zoom);
    return limits && isWithinLimits(limits, tile);
  });
  const bytes =
    drawn.length === 0
      ? await emptyPicture(view.widthPx, view.heightPx, mediaType, background)
      : await images.image({ view, layers: drawn, mediaType, ...(background && { background }) }, context.signal);
  const period = shownPeriod(layers);
  return bytesReply(mediaType, bytes, {
    freshness,
    headers: { 'Content-Crs': `<${set.crsUri}>`, ...(period && { 'Content-Datetime': period }) },
  });
}

/** Tiles lie within the plane that their set covers. */
const ownVoid = () =>
  invalidParameter('void-color', 'tiles have no void parts; leave it away, or ask for the background');

/** The ground of a tile in so many pixels as were asked for, 256 by 256 unless. Throws `invalidParameter`. */
export function tileView(set: TileMatrixSet, tile: TileAddress, parameters: ResolutionParameters): MapView {
  const { width, height } = parameters;
  const wanted = askedMetresPerPixel(parameters);
  if (wanted !== undefined && (width ?? height) !== undefined) {
    throw invalidParameter('scale-denominator', 'a tile has either a scale or a width and height');
  }
  const usual = scaleDenominator(set, tile.zoom) * 0.00028;
  const side = wanted === undefined ? (width ?? height ?? TILE_PIXELS) : Math.round((TILE_PIXELS * usual) / wanted);
  return {
    crs: crsByUri(set.crsUri)!,
    box: tileBox(set, tile),
    widthPx: checkedSide('width', width ?? side, MAX_TILE_PX),
    heightPx: checkedSide('height', height ?? side, MAX_TILE_PX),
    pixelRatio: pixelRatioOf(parameters),
  };
}
