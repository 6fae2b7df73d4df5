/**
 * WMTS by addresses of resources (OGC 07-057r7, clause 10):
 * `/wmts/1.0.0/{layer}/{Style}/{Time}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png`, with `/{J}/{I}.json` behind
 * the column for what lies under a pixel. The time may be left out.
 */
import type { Context } from '../../http/context.js';
import type { FixedRoute, FixedRouteParams } from '../../http/operation.js';
import type { Reply } from '../../http/reply.js';
import { capabilitiesReply } from './capabilities-reply.js';
import { invalid, missing, reporting } from './exception-report.js';
import { INFO_EXTENSIONS, TILE_EXTENSIONS } from './resource-templates.js';
import { getFeatureInfo, getTile } from './tile-operations.js';
import { CAPABILITIES_PATH, RESOURCES_PATH, type WmtsService } from './wmts-service.js';

export const resourceRoutes = (service: WmtsService): readonly FixedRoute[] => [
  {
    id: 'wmtsCapabilities',
    path: CAPABILITIES_PATH,
    mediaTypes: ['*/*'],
    handle: (context) =>
      reporting(context, true, () => capabilitiesReply(context, service, { mediaType: 'application/xml' })),
  },
  {
    id: 'wmtsResource',
    path: `${RESOURCES_PATH}*`,
    mediaTypes: ['*/*'],
    handle: (context) =>
      reporting(context, true, async () => answer(context as Context<unknown, FixedRouteParams>, service)),
  },
];

async function answer(context: Context<unknown, FixedRouteParams>, service: WmtsService): Promise<Reply> {
  const { below } = context.params;
  const [layer, style, ...rest] = below;
  // By key and value, an empty style is the default one; an address with a part left out names nothing.
  if (style === '') throw missing('style');
  const hasTime = below.length === 7 || below.length === 9;
  const time = hasTime ? rest.shift() : undefined;
  const [tileMatrixSet, tileMatrix, tileRow, ...place] = rest;
  const [name, extension] = split(place[place.length - 1] ?? '');
  if (below.length === 6 || below.length === 7) {
    const names = { layer, style, time, tileMatrixSet, tileMatrix, tileRow, tileCol: name };
    return getTile(context, service, { ...names, format: mediaTypeOf(extension, TILE_EXTENSIONS) });
  }
  if (below.length === 8 || below.length === 9) {
    const names = { layer, style, time, tileMatrixSet, tileMatrix, tileRow, tileCol: place[0] };
    const infoFormat = mediaTypeOf(extension, INFO_EXTENSIONS);
    return getFeatureInfo(context, service, { ...names, j: place[1], i: name, infoFormat });
  }
  throw invalid('layer', 'expected {layer}/{Style}/{Time}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png');
}

function split(text: string): readonly [name: string, extension: string] {
  const dot = text.lastIndexOf('.');
  return dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}

function mediaTypeOf(extension: string, extensions: ReadonlyMap<string, string>): string {
  for (const [mediaType, known] of extensions) if (known === extension) return mediaType;
  const known = [...extensions.values()].map((entry) => `.${entry}`).join(', ');
  throw invalid('format', `expected ${known} at the end, got "${extension.slice(0, 40)}"`);
}
