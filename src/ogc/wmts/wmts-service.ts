/** What WMTS is made from. */
import type { ServiceMetadata } from '../../http/http-config.js';
import type { WmtsDependencies } from './tile-operations.js';

export const VERSION = '1.0.0';

/** Of keys and values. */
export const WMTS_PATH = '/wmts';
/** Of resources. */
export const RESOURCES_PATH = '/wmts/1.0.0/';
export const CAPABILITIES_PATH = `${RESOURCES_PATH}WMTSCapabilities.xml`;

export interface WmtsService extends WmtsDependencies {
  /** Who offers it. */
  readonly service: ServiceMetadata;
}
