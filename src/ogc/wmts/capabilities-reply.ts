/** The answer to GetCapabilities: the whole document, some of its sections, or the word that nothing has changed. */
import type { Context } from '../../http/context.js';
import { type Reply, textReply } from '../../http/reply.js';
import { styledCollections, updateSequence } from '../common/drawing/styled-collections.js';
import { capabilitiesDocument, unchangedDocument } from './capabilities.js';
import { OwsException } from './exception-report.js';
import type { Section } from './sections.js';
import type { WmtsService } from './wmts-service.js';

export interface CapabilitiesWishes {
  /** Absent: all. */
  readonly sections?: ReadonlySet<Section>;
  readonly mediaType: string;
  readonly updateSequence?: string;
}

export async function capabilitiesReply(
  { links }: Context<unknown, unknown>,
  { catalog, maps, service }: WmtsService,
  { sections, mediaType, updateSequence: known }: CapabilitiesWishes,
): Promise<Reply> {
  const layers = await styledCollections(catalog, maps.styles);
  const current = updateSequence(layers, service);
  const freshness = { version: current };
  if (known === current) return textReply(mediaType, unchangedDocument(current), { freshness });
  if (known !== undefined && known > current) {
    const detail = `updateSequence: expected at most ${current}, got "${known.slice(0, 80)}"`;
    // Without a locator: the standard has none for it.
    throw new OwsException('InvalidUpdateSequence', detail);
  }
  const document = await capabilitiesDocument({ layers, service, updateSequence: current, links }, sections);
  return textReply(mediaType, document, { freshness });
}
