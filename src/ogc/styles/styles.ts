/** One style: in each of its languages, as metadata, as a legend; below its collection and below the service. */
import { notAcceptable } from '../../errors.js';
import { alreadyHeld } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { bytesReply, documentReply, htmlReply, jsonReply, type Reply, textReply } from '../../http/reply.js';
import { legendJson, legendSvg } from '../../render/legend.js';
import { legendOptions } from '../common/drawing/legend.js';
import { legendPng } from '../common/drawing/legend-picture.js';
import { mapLibreDocument } from '../common/drawing/maplibre-document.js';
import { isSayable, MAPLIBRE, SLD, sldText, strongTag } from './style-encodings.js';
import { styleMetadata } from './style-metadata.js';
import { stylePage } from './style-pages.js';
import { type StyleOf, type StylesSource, styleOfCollection, styleOfService } from './styled-collection.js';

type OfCollection = { readonly collectionId: string; readonly styleId: string };
type OfService = { readonly styleId: string };

export const styleOperations = (source: StylesSource): readonly Operation[] => [
  operation<NoQuery, OfCollection>('getCollectionStyle', async (context) =>
    styleReply(context, await ofCollection(source, context)),
  ),
  operation<NoQuery, OfCollection>('getCollectionStyleMetadata', async (context) =>
    metadataReply(context, await ofCollection(source, context)),
  ),
  operation<NoQuery, OfCollection>('getCollectionStyleLegend', async (context) =>
    legendReply(context, await ofCollection(source, context)),
  ),
  operation<NoQuery, OfService>('getServiceStyle', async (context) =>
    styleReply(context, await styleOfService(source, context.params.styleId)),
  ),
  operation<NoQuery, OfService>('getServiceStyleMetadata', async (context) =>
    metadataReply(context, await styleOfService(source, context.params.styleId)),
  ),
];

const ofCollection = (source: StylesSource, { params }: Pick<Context<unknown, OfCollection>, 'params'>) =>
  styleOfCollection(source, params.collectionId, params.styleId);

function styleReply(context: Context<unknown, unknown>, of: StyleOf): Reply {
  const { style, collection, list } = of;
  const { format } = context;
  const freshness = { version: list.version };
  if (format.id === 'html') {
    return htmlReply(stylePage(context, of, styleMetadata(context, of)), { freshness });
  }
  if (!isSayable(style, format)) {
    throw notAcceptable(`${format.label} cannot say a displacement between two dates; ask for f=json`);
  }
  if (format === MAPLIBRE) {
    const document = mapLibreDocument(collection, style, context.links);
    return jsonReply(format.mediaType, document, { freshness });
  }
  if (format === SLD) {
    const text = sldText(style, collection);
    return textReply(format.mediaType, text, { freshness: { ...freshness, strongTag: strongTag(format, text) } });
  }
  return jsonReply(format.mediaType, style, {
    freshness: { ...freshness, strongTag: strongTag(format, JSON.stringify(style)) },
  });
}

function metadataReply(context: Context<unknown, unknown>, of: StyleOf): Reply {
  const document = styleMetadata(context, of);
  return documentReply(context, document, () => stylePage(context, of, document), { version: of.list.version });
}

/** For screens of twice the resolution there is SVG. */
async function legendReply(context: Context<unknown, unknown>, { style, collection, list }: StyleOf): Promise<Reply> {
  const { format } = context;
  const freshness = { version: list.version };
  const unchanged = alreadyHeld(context, freshness);
  if (unchanged) return unchanged;
  const options = legendOptions(collection, style);
  if (format.id === 'json') return jsonReply(format.mediaType, legendJson(style, options), { freshness });
  const { svg } = legendSvg(style, options);
  if (format.id === 'svg') return textReply(format.mediaType, svg, { freshness });
  return bytesReply(format.mediaType, await legendPng(svg, context.signal), { freshness });
}
