/** WMTS by keys and values: `/wmts?SERVICE=WMTS&REQUEST=...` (OGC 07-057r7, clause 8). */
import type { Context } from '../../http/context.js';
import type { FixedRoute } from '../../http/operation.js';
import type { Reply } from '../../http/reply.js';
import { KeyValueParameters } from '../common/key-value-parameters.js';
import { capabilitiesReply } from './capabilities-reply.js';
import { invalid, missing, OwsException, reporting } from './exception-report.js';
import { readSections } from './sections.js';
import { getFeatureInfo, getTile } from './tile-operations.js';
import type { TileNames } from './tile-request.js';
import { TIME } from './time-dimension.js';
import { VERSION, WMTS_PATH, type WmtsService } from './wmts-service.js';

export const keyValueRoute = (service: WmtsService): FixedRoute => ({
  id: 'wmts',
  path: WMTS_PATH,
  mediaTypes: ['*/*'],
  handle: (context) => reporting(context, false, async () => answer(context, service)),
});

async function answer(context: Context<unknown, unknown>, service: WmtsService): Promise<Reply> {
  const parameters = new KeyValueParameters(context.url.searchParams);
  const name = required(parameters, 'service');
  if (name !== 'WMTS') throw invalid('service', `expected WMTS, got "${name.slice(0, 80)}"`);
  const request = required(parameters, 'request');
  switch (request) {
    case 'GetCapabilities':
      return capabilities(context, parameters, service);
    case 'GetTile':
      checkVersion(parameters);
      return getTile(context, service, {
        ...tileNames(parameters),
        format: required(parameters, 'format'),
      });
    case 'GetFeatureInfo':
      checkVersion(parameters);
      // Mandatory, though the same lies under a pixel of either format.
      required(parameters, 'format');
      return getFeatureInfo(context, service, {
        ...tileNames(parameters),
        j: required(parameters, 'J'),
        i: required(parameters, 'I'),
        infoFormat: required(parameters, 'InfoFormat'),
      });
    default:
      throw invalid('request', `expected GetCapabilities, GetTile or GetFeatureInfo, got "${request.slice(0, 80)}"`);
  }
}

/** The value; the name is that of the standard, which exceptions locate it by. */
function required(parameters: KeyValueParameters, name: string): string {
  const value = parameters.get(name.toUpperCase());
  if (value === undefined || value === '') throw missing(name);
  return value;
}

function checkVersion(parameters: KeyValueParameters): void {
  const version = required(parameters, 'version');
  if (version !== VERSION) throw invalid('version', `expected ${VERSION}, got "${version.slice(0, 80)}"`);
}

function tileNames(parameters: KeyValueParameters): TileNames {
  const layer = required(parameters, 'layer');
  const style = parameters.get('STYLE');
  if (style === undefined) throw missing('style');
  return {
    layer,
    style,
    time: parameters.get(TIME.toUpperCase()),
    tileMatrixSet: required(parameters, 'TileMatrixSet'),
    tileMatrix: required(parameters, 'TileMatrix'),
    tileRow: required(parameters, 'TileRow'),
    tileCol: required(parameters, 'TileCol'),
  };
}

const XML_TYPES: readonly string[] = ['application/xml', 'text/xml'];

function capabilities(
  context: Context<unknown, unknown>,
  parameters: KeyValueParameters,
  service: WmtsService,
): Promise<Reply> {
  const versions = parameters.list('ACCEPTVERSIONS') ?? [];
  if (versions.length > 0 && !versions.includes(VERSION)) {
    throw new OwsException(
      'VersionNegotiationFailed',
      `expected ${VERSION} among the versions, got ${versions.join()}`,
    );
  }
  const mediaType = parameters.list('ACCEPTFORMATS')?.find((type) => XML_TYPES.includes(type));
  return capabilitiesReply(context, service, {
    sections: readSections(parameters.list('SECTIONS') ?? []),
    mediaType: mediaType ?? XML_TYPES[0],
    updateSequence: parameters.get('UPDATESEQUENCE'),
  });
}
