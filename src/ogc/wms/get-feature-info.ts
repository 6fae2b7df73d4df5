/** GetFeatureInfo: the points under a pixel of a map. */
import { invalidParameter } from '../../errors.js';
import { alreadyHeld } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import type { Reply } from '../../http/reply.js';
import type { MapLayer, Maps, MapView } from '../../maps/map.js';
import { layersFreshness } from '../common/drawing/map-layers.js';
import { FEATURE_INFO_MEDIA_TYPES, featureInfoReply, MAX_INFO_POINTS } from '../common/feature-info/feature-info.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { readView } from './map-view.js';
import { readMediaType } from './media-type-parameter.js';
import { type LayerSource, layerOf, requestedLayers } from './requested-layers.js';
import { required } from './required-parameter.js';
import { wmsError } from './service-exception.js';
import type { WmsVersion } from './wms-version.js';

export async function getFeatureInfo(
  context: Context,
  parameters: KeyValueParameters,
  version: WmsVersion,
  { images, ...source }: LayerSource & { readonly images: Maps },
): Promise<Reply> {
  const { layers: drawn } = await requestedLayers(parameters, source);
  const view = readView(parameters, version);
  const layers = await queriedLayers(parameters, drawn, source);
  const { column, row } = readPixel(parameters, version, view);
  const limit = readFeatureCount(parameters, layers.length);
  const mediaType = readMediaType(parameters, 'INFO_FORMAT', FEATURE_INFO_MEDIA_TYPES);
  const freshness = layersFreshness(layers);
  const unchanged = alreadyHeld(context, freshness);
  if (unchanged) return unchanged;
  const picks = await images.pick({ view, layers, column, row, limit }, context.signal);
  return { ...(await featureInfoReply(context, source.catalog, picks, mediaType)), freshness };
}

/** Those of the map's layers that are asked about, in the order of the map. */
async function queriedLayers(
  parameters: KeyValueParameters,
  drawn: readonly MapLayer[],
  { catalog }: LayerSource,
): Promise<readonly MapLayer[]> {
  const names = required(parameters, 'QUERY_LAYERS').split(',');
  for (const name of names) {
    if (drawn.some(({ collection }) => collection.id === name)) continue;
    await layerOf(catalog, name);
    throw wmsError('LayerNotDefined', `QUERY_LAYERS: expected layers of this map, got "${name.slice(0, 120)}"`);
  }
  return drawn.filter(({ collection }) => names.includes(collection.id));
}

/** I and J, or X and Y; clients that mix versions up are understood. */
function readPixel(parameters: KeyValueParameters, version: WmsVersion, { widthPx, heightPx }: MapView) {
  const [[i, j], [x, y]] =
    version === '1.3.0'
      ? [
          ['I', 'J'],
          ['X', 'Y'],
        ]
      : [
          ['X', 'Y'],
          ['I', 'J'],
        ];
  return { column: readPlace(parameters, i, x, widthPx), row: readPlace(parameters, j, y, heightPx) };
}

function readPlace(parameters: KeyValueParameters, name: string, otherName: string, side: number): number {
  const text = parameters.get(name) || parameters.get(otherName) || required(parameters, name);
  const place = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(place < side)) {
    throw wmsError('InvalidPoint', `${name}: expected a pixel from 0 to ${side - 1}, got "${text.slice(0, 80)}"`);
  }
  return place;
}

/** Points of each layer: one by default. */
function readFeatureCount(parameters: KeyValueParameters, layerCount: number): number {
  const text = parameters.get('FEATURE_COUNT') || '1';
  if (!/^0*[1-9]\d*$/.test(text)) {
    throw invalidParameter('FEATURE_COUNT', `expected a whole number from 1, got "${text.slice(0, 80)}"`);
  }
  return Math.min(Number(text), Math.max(1, Math.floor(MAX_INFO_POINTS / layerCount)));
}
