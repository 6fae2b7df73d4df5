/** The application over a catalog in memory, as the tests of HTTP and of the standards want it. */
import type { Express } from 'express';
import { pino } from 'pino';
import { type AppDependencies, createApp } from '../../src/app.js';
import type { HttpConfig } from '../../src/http/http-config.js';
import { memoryCatalog } from './memory-catalog.js';

export const testConfig: HttpConfig = {
  host: '127.0.0.1',
  service: {
    title: 'Ground motion of Ustica',
    description: 'Displacement series of an island.',
    keywords: ['EGMS'],
    license: { name: 'Copernicus data terms', url: 'https://example.org/license' },
    provider: { name: 'A survey', url: 'https://example.org' },
  },
  apiKeys: [],
  requireKeyForReads: false,
  unknownParameters: 'reject',
  limits: {
    defaultItems: 100,
    maxItems: 10_000,
    maxSeriesItems: 500,
    maxOffset: 100_000,
    urlBytes: 8192,
    bodyBytes: 1_000_000,
  },
  trustedProxies: ['loopback'],
  cacheSeconds: 0,
  legacyConformance: true,
};

export interface TestAppOptions extends Partial<Omit<AppDependencies, 'config'>> {
  readonly config?: Partial<HttpConfig>;
}

export function testApp({ config, ...dependencies }: TestAppOptions = {}): Express {
  return createApp({
    catalog: memoryCatalog(),
    log: pino({ level: 'silent' }),
    readiness: () => ({ isReady: true, activity: 'serving' }),
    ...dependencies,
    config: { ...testConfig, ...config },
  });
}
