/** What the Explorer asks of its server beside the standards: a search for places, and documents of other servers. */
import { isLoopback } from '../http/access.js';
import type { HttpConfig } from '../http/http-config.js';
import type { FixedRoute } from '../http/operation.js';
import { placesRoute } from './gazetteer/places-route.js';
import { publicRules } from './proxy/fetch-rules.js';
import { proxyRoute } from './proxy/proxy-route.js';

/** Servers that others can reach fetch for them only when their operators say so. */
export function explorerRoutes({ host, explorer = {} }: Pick<HttpConfig, 'host' | 'explorer'>): readonly FixedRoute[] {
  const hasProxy = explorer.proxy ?? isLoopback(host);
  const rules = publicRules(explorer.proxyHttp ?? false, explorer.proxyHosts);
  return [placesRoute(), ...(hasProxy ? [proxyRoute({ rules })] : [])];
}
