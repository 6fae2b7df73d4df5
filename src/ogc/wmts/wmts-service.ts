/** What WMTS is made from. */
import type { ServiceMetadata } from '../../http/http-config.js';
import type { WmtsDependencies } from './tile-operations.js';

export const VERSION = '1.0.0';

export interface WmtsService extends WmtsDependencies {
  /** Who offers it. */
  readonly service: ServiceMetadata;
}
