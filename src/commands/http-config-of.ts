/** The part of the configuration that the HTTP layer needs, in its words. */
import type { Config } from '../config.js';
import type { HttpConfig } from '../http/http-config.js';

const RATE_WINDOW_S = 60;

export function httpConfigOf({ server, metadata, explorer }: Config): HttpConfig {
  const { limits, map } = server;
  return {
    host: server.host,
    ...(server.url ? { url: server.url } : {}),
    service: metadata,
    apiKeys: server.apiKeys,
    requireKeyForReads: false,
    unknownParameters: server.unknownParameters,
    limits: {
      defaultItems: limits.defaultItems,
      maxItems: limits.maxItems,
      maxSeriesItems: limits.maxSeriesItems,
      maxOffset: limits.maxOffset,
      urlBytes: limits.maxUrlBytes,
      bodyBytes: limits.maxBodyBytes,
    },
    ...(limits.requestsPerMinute
      ? { rateLimit: { requests: limits.requestsPerMinute, windowSeconds: RATE_WINDOW_S } }
      : {}),
    trustedProxies: server.trustProxy ? ['loopback', 'linklocal', 'uniquelocal'] : [],
    cors: server.cors,
    compress: server.gzip,
    indentJson: server.prettyPrint,
    cacheSeconds: 0,
    ...(map.url ? { map: { url: map.url, attribution: map.attribution ?? '' } } : {}),
    explorer,
    legacyConformance: server.legacyConformance,
  };
}
