/** The answer to GetCapabilities: the whole document, some of its sections, or the word that nothing has changed. */
import { createHash } from 'node:crypto';
import type { Context } from '../../http/context.js';
import { type Reply, textReply } from '../../http/reply.js';
import { hasPoints } from '../common/point-collections.js';
import { capabilitiesDocument, unchangedDocument } from './capabilities.js';
import type { LayerDescription } from './capabilities-layer.js';
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
  const collections = (await catalog.collections()).filter(hasPoints);
  const layers = await Promise.all(
    collections.map(async (collection) => ({ collection, styles: await maps.styles.stylesOf(collection) })),
  );
  const updateSequence = updateSequenceOf(layers, service);
  const freshness = { version: updateSequence };
  if (known === updateSequence) return textReply(mediaType, unchangedDocument(updateSequence), { freshness });
  if (known !== undefined && known > updateSequence) {
    const detail = `updateSequence: expected at most ${updateSequence}, got "${known.slice(0, 80)}"`;
    // Without a locator: the standard has none for it.
    throw new OwsException('InvalidUpdateSequence', detail);
  }
  const document = capabilitiesDocument({ layers, service, updateSequence, links }, sections);
  return textReply(mediaType, document, { freshness });
}

/** The moment of the last change, which grows, and what it was made from, since styles and removals have no moment. */
function updateSequenceOf(layers: readonly LayerDescription[], service: WmtsService['service']): string {
  const changed = Math.max(0, ...layers.map(({ collection }) => collection.modified.getTime()));
  const facts = layers.map(({ collection: { id, version, modified }, styles }) => [id, version, modified, styles]);
  const digest = createHash('sha256')
    .update(JSON.stringify([facts, service]))
    .digest('hex');
  return `${new Date(changed).toISOString()}.${digest.slice(0, 12)}`;
}
