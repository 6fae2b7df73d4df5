/** GetMap: the picture. */
import { alreadyHeld } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import { bytesReply, type Reply } from '../../http/reply.js';
import type { Maps } from '../../maps/map.js';
import { layersFreshness } from '../common/drawing/map-layers.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { readView } from './map-view.js';
import { readPicture } from './picture-parameters.js';
import { type LayerSource, requestedLayers } from './requested-layers.js';
import type { WmsVersion } from './wms-version.js';

export async function getMap(
  context: Context,
  parameters: KeyValueParameters,
  version: WmsVersion,
  { images, ...source }: LayerSource & { readonly images: Maps },
): Promise<Reply> {
  const { layers, warnings } = await requestedLayers(parameters, source);
  const view = readView(parameters, version);
  const { mediaType, background } = readPicture(parameters);
  const freshness = layersFreshness(layers);
  const unchanged = alreadyHeld(context, freshness);
  if (unchanged) return unchanged;
  const request = { view, layers, mediaType, ...(background !== undefined && { background }) };
  const bytes = await images.image(request, context.signal);
  return bytesReply(mediaType, bytes, {
    freshness,
    headers: warnings.length > 0 ? { Warning: warnings } : {},
  });
}
