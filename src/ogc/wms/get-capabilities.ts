/** GetCapabilities: what there is to be asked for. */
import type { Context } from '../../http/context.js';
import { queryPrefix } from '../../http/links.js';
import { type Reply, textReply } from '../../http/reply.js';
import { styledCollections, updateSequence } from '../common/drawing/styled-collections.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { CAPABILITIES_1_1_1_MEDIA_TYPE, capabilities111 } from './capabilities-1-1-1.js';
import { capabilities130 } from './capabilities-1-3-0.js';
import { refuseHeldSequence } from './held-sequence.js';
import { layerDescriptions } from './layer-description.js';
import type { LayerSource } from './requested-layers.js';
import { WMS_PATH } from './wms-path.js';
import type { WmsVersion } from './wms-version.js';

/** FORMAT says nothing: there is one format in each version, which any other wish gets too (OGC 06-042, 7.2.3.1). */
export async function getCapabilities(
  { config, links }: Context,
  parameters: KeyValueParameters,
  version: WmsVersion,
  { catalog, styles }: LayerSource,
): Promise<Reply> {
  const styled = await styledCollections(catalog, styles);
  const sequence = updateSequence(styled, config.service);
  refuseHeldSequence(parameters.get('UPDATESEQUENCE'), sequence);
  const content = {
    service: config.service,
    updateSequence: sequence,
    serviceHref: links.to('/'),
    operationHref: queryPrefix(links.to(WMS_PATH)),
    layers: await layerDescriptions(styled, links),
  };
  const freshness = { version: sequence };
  return version === '1.3.0'
    ? textReply('text/xml', capabilities130(content), { freshness })
    : textReply(CAPABILITIES_1_1_1_MEDIA_TYPE, capabilities111(content), { freshness });
}
