/** GetTile and GetFeatureInfo, however their names came. */
import type { Catalog } from '../../catalog/catalog.js';
import { TILE_PIXELS } from '../../geodesy/tile-matrix-set.js';
import { alreadyHeld } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import { bytesReply, type Reply } from '../../http/reply.js';
import type { MapMediaType } from '../../maps/map.js';
import { attempted } from '../common/drawing/changed-collections.js';
import { type Drawing, layersFreshness } from '../common/drawing/map-layers.js';
import { FEATURE_INFO_MEDIA_TYPES, featureInfoReply } from '../common/feature-info/feature-info.js';
import { invalid, OwsException } from './exception-report.js';
import { findTile, integer, quoted, type TileNames } from './tile-request.js';

export const TILE_MEDIA_TYPES: readonly MapMediaType[] = ['image/png', 'image/jpeg'];
/** Points of an answer to GetFeatureInfo. */
const MAX_PICKS = 10;

export interface WmtsDependencies {
  readonly catalog: Catalog;
  readonly maps: Drawing;
}

export function getTile(
  context: Context<unknown, unknown>,
  { catalog, maps }: WmtsDependencies,
  names: TileNames & { readonly format: string },
): Promise<Reply> {
  const mediaType = TILE_MEDIA_TYPES.find((type) => type === names.format);
  if (!mediaType) throw invalid('format', `expected ${TILE_MEDIA_TYPES.join(' or ')}, got ${quoted(names.format)}`);
  return attempted(catalog, async () => {
    const { view, layer } = await findTile(catalog, maps.styles, names);
    const freshness = layersFreshness([layer]);
    const unchanged = alreadyHeld(context, freshness);
    if (unchanged) return unchanged;
    const bytes = await maps.images.image({ view, layers: [layer], mediaType }, context.signal);
    return bytesReply(mediaType, bytes, { freshness });
  });
}

export interface PixelNames extends TileNames {
  readonly i: string;
  readonly j: string;
  readonly infoFormat: string;
}

export function getFeatureInfo(
  context: Context<unknown, unknown>,
  { catalog, maps }: WmtsDependencies,
  names: PixelNames,
): Promise<Reply> {
  const mediaType = FEATURE_INFO_MEDIA_TYPES.find((type) => sameMediaType(type, names.infoFormat));
  if (!mediaType) {
    throw invalid(
      'InfoFormat',
      `expected one of ${FEATURE_INFO_MEDIA_TYPES.join(', ')}, got ${quoted(names.infoFormat)}`,
    );
  }
  return attempted(catalog, async () => {
    const { view, layer } = await findTile(catalog, maps.styles, names);
    const [column, row] = [pixel('I', names.i), pixel('J', names.j)];
    const picks = await maps.images.pick({ view, layers: [layer], column, row, limit: MAX_PICKS }, context.signal);
    return featureInfoReply(context, catalog, picks, mediaType);
  });
}

function pixel(parameter: 'I' | 'J', text: string): number {
  const value = integer(parameter, text);
  if (value >= 0 && value < TILE_PIXELS) return value;
  const detail = `${parameter}: expected 0 to ${TILE_PIXELS - 1}, got ${value}`;
  throw new OwsException('PointIJOutOfRange', detail, parameter);
}

/** Blanks around the parameters of a media type mean nothing, and neither does the case of its name. */
const sameMediaType = (a: string, b: string): boolean => normal(a) === normal(b);
const normal = (type: string): string => type.replace(/\s+/g, '').toLowerCase();
