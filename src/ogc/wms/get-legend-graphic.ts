/** GetLegendGraphic (OGC 02-070, 12): what the colours of a layer mean, as a picture or as data. */
import { invalidParameter } from '../../errors.js';
import { bytesReply, jsonReply, type Reply, textReply } from '../../http/reply.js';
import { legendJson, legendSvg } from '../../render/legend.js';
import { legendOptions } from '../common/drawing/legend.js';
import { legendPng } from '../common/drawing/legend-picture.js';
import { layersFreshness } from '../common/drawing/map-layers.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { readDescriptor } from './layer-descriptor.js';
import { readMediaType } from './media-type-parameter.js';
import { type LayerSource, layerOf, shelved, styleOf } from './requested-layers.js';
import { required } from './required-parameter.js';

/** The first one is that of LegendURL. */
export const LEGEND_MEDIA_TYPES = ['image/png', 'image/svg+xml', 'application/json'] as const;

/** WIDTH, HEIGHT, SCALE, RULE and FEATURETYPE ask for other kinds of legends, and are let pass. */
export async function getLegendGraphic(
  parameters: KeyValueParameters,
  { catalog, styles }: LayerSource,
  signal: AbortSignal,
): Promise<Reply> {
  const name = required(parameters, 'LAYER');
  if (name.includes(',')) throw invalidParameter('LAYER', `expected one layer, got "${name.slice(0, 120)}"`);
  const collection = await layerOf(catalog, name);
  const wanted = shelved(readDescriptor(parameters), name, parameters.get('STYLE') ?? parameters.get('STYLES') ?? '');
  const style = await styleOf(styles, collection, wanted);
  const mediaType = readMediaType(parameters, 'FORMAT', LEGEND_MEDIA_TYPES);
  const options = legendOptions(collection, style);
  const freshness = layersFreshness([{ collection, style }]);
  if (mediaType === 'application/json') return jsonReply(mediaType, legendJson(style, options), { freshness });
  const isTransparent = /^true$/i.test(parameters.get('TRANSPARENT') ?? '');
  const { svg } = legendSvg(style, { ...options, ground: isTransparent ? 'transparent' : 'panel' });
  if (mediaType === 'image/svg+xml') return textReply(mediaType, svg, { freshness });
  return bytesReply(mediaType, await legendPng(svg, signal), { freshness });
}
