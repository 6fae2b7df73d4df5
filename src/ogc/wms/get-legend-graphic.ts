/** GetLegendGraphic (OGC 02-070, 12): what the colours of a layer mean, as a picture or as data. */
import { invalidParameter } from '../../errors.js';
import { bytesReply, jsonReply, type Reply, textReply } from '../../http/reply.js';
import { legendJson, legendSvg } from '../../render/legend.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { legendPng } from '../common/legend-picture.js';
import { readDescriptor } from './layer-descriptor.js';
import { legendOptions } from './layer-legend.js';
import { freshnessOf } from './map-freshness.js';
import { type LayerSource, layerOf, shelved, styleOf } from './requested-layers.js';
import { required } from './required-parameter.js';
import { wmsError } from './service-exception.js';

/** The first one is that of LegendURL. */
export const LEGEND_MEDIA_TYPES = ['image/png', 'image/svg+xml', 'application/json'] as const;

type LegendMediaType = (typeof LEGEND_MEDIA_TYPES)[number];

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
  const style = await styleOf(styles, collection, wanted, false);
  const mediaType = readFormat(parameters.get('FORMAT'));
  const options = legendOptions(collection, style);
  const freshness = freshnessOf([{ collection, style }]);
  if (mediaType === 'application/json') return jsonReply(mediaType, legendJson(style, options), { freshness });
  const isTransparent = /^true$/i.test(parameters.get('TRANSPARENT') ?? '');
  const { svg } = legendSvg(style, { ...options, ground: isTransparent ? 'transparent' : 'panel' });
  if (mediaType === 'image/svg+xml') return textReply(mediaType, svg, { freshness });
  return bytesReply(mediaType, await legendPng(svg, signal), { freshness });
}

function readFormat(text: string | undefined): LegendMediaType {
  if (!text) return LEGEND_MEDIA_TYPES[0];
  const name = text.toLowerCase().replace(/\s*;.*$/, '');
  const mediaType = LEGEND_MEDIA_TYPES.find((known) => known === name);
  if (!mediaType) {
    const known = LEGEND_MEDIA_TYPES.join(', ');
    throw wmsError('InvalidFormat', `FORMAT: expected one of ${known}, got "${text.slice(0, 80)}"`);
  }
  return mediaType;
}
