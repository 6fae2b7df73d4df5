/**
 * Web Map Service 1.1.1 (OGC 01-068r3) and 1.3.0 (OGC 06-042), with GetLegendGraphic of the profile of SLD: maps for clients
 * that have never heard of OGC API. Parameters have names in any case, so that it lies outside the contract.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { invalidParameter, ServiceError } from '../../errors.js';
import type { Context } from '../../http/context.js';
import type { Links } from '../../http/links.js';
import type { Reply } from '../../http/reply.js';
import type { Maps } from '../../maps/map.js';
import type { MapStyles } from '../../maps/map-styles.js';
import { attempted } from '../common/drawing/changed-collections.js';
import { hasPoints } from '../common/drawing/point-collections.js';
import { KeyValueParameters } from '../common/key-value-parameters.js';
import type { Standard } from '../common/standard.js';
import { failureReply } from './exception-format.js';
import { getCapabilities } from './get-capabilities.js';
import { getFeatureInfo } from './get-feature-info.js';
import { getLegendGraphic } from './get-legend-graphic.js';
import { getMap } from './get-map.js';
import { required } from './required-parameter.js';
import { wmsError } from './service-exception.js';
import { WMS_PATH } from './wms-path.js';
import { negotiatedVersion, type WmsVersion } from './wms-version.js';

export interface WmsDependencies {
  readonly catalog: Catalog;
  readonly images: Maps;
  readonly styles: MapStyles;
}

export function wmsStandard(dependencies: WmsDependencies): Standard {
  return {
    conformsTo: [],
    operations: [],
    routes: [{ id: 'wms', path: WMS_PATH, mediaTypes: ['*/*'], handle: (context) => answer(context, dependencies) }],
    landingLinks: (links) => [
      { rel: 'service-meta', type: 'text/xml', title: 'WMS 1.3.0, capabilities', href: capabilitiesHref(links) },
    ],
    collectionLinks: (collection, links) =>
      hasPoints(collection)
        ? [{ rel: 'related', type: 'text/xml', title: `Layer ${collection.id} of WMS`, href: capabilitiesHref(links) }]
        : [],
    addresses: (links, collection) =>
      collection === undefined || hasPoints(collection)
        ? [
            {
              title: 'WMS 1.1.1, 1.3.0',
              programs: `QGIS, ArcGIS Pro, portals${collection ? `; the layer is ${collection.id}` : ''}`,
              href: links.to(WMS_PATH),
            },
          ]
        : [],
  };
}

const capabilitiesHref = (links: Links): string =>
  links.to(WMS_PATH, { SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetCapabilities' });

/**
 * Whatever a client got wrong is told in the way of the standard; a defect is a failure of HTTP like any other. WMTVER and
 * `capabilities` are what WMS 1.0.0 had for VERSION and `GetCapabilities`; 1.1.1 goes on to know them.
 */
async function answer(context: Context, dependencies: WmsDependencies): Promise<Reply> {
  const parameters = new KeyValueParameters(context.url.searchParams);
  const version = negotiatedVersion(parameters.get('VERSION') ?? parameters.get('WMTVER'));
  try {
    refuseNul(context.url.searchParams);
    return await attempted(dependencies.catalog, () => answerOf(context, parameters, version, dependencies));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.status >= 500) context.log.warn({ err: error }, 'a map could not be made');
    return failureReply(error, version, parameters, isRequest(parameters, 'GetMap'), context.signal);
  }
}

async function answerOf(
  context: Context,
  parameters: KeyValueParameters,
  version: WmsVersion,
  dependencies: WmsDependencies,
): Promise<Reply> {
  const service = parameters.get('SERVICE') ?? 'WMS';
  // Only GetCapabilities has to name it, because other services may live at the same address; here none does.
  if (!/^wms$/i.test(service)) throw invalidParameter('SERVICE', `expected WMS, got "${service.slice(0, 80)}"`);
  if (isRequest(parameters, 'GetCapabilities') || isRequest(parameters, 'capabilities'))
    return getCapabilities(context, parameters, version, dependencies);
  if (isRequest(parameters, 'GetLegendGraphic')) return getLegendGraphic(parameters, dependencies, context.signal);
  if (isRequest(parameters, 'GetMap')) {
    requireVersion(parameters);
    return getMap(context, parameters, version, dependencies);
  }
  if (isRequest(parameters, 'GetFeatureInfo')) {
    requireVersion(parameters);
    return getFeatureInfo(context, parameters, version, dependencies);
  }
  throw wmsError(
    'OperationNotSupported',
    `REQUEST: expected GetCapabilities, GetMap, GetFeatureInfo or GetLegendGraphic, got "${required(parameters, 'REQUEST').slice(0, 80)}"`,
  );
}

const isRequest = (parameters: KeyValueParameters, name: string): boolean =>
  parameters.get('REQUEST')?.toLowerCase() === name.toLowerCase();

/** Either name will do. */
function requireVersion(parameters: KeyValueParameters): void {
  if (parameters.get('WMTVER') === undefined) required(parameters, 'VERSION');
}

/** PostgreSQL's text cannot hold it, so no value with one can ever match. */
function refuseNul(search: URLSearchParams): void {
  for (const [name, value] of search) {
    if (value.includes('\0')) throw invalidParameter(name.replaceAll('\0', ''), 'holds a NUL character');
  }
}
