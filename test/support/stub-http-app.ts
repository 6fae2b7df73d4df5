/** The HTTP layer alone, over the real contract and whatever operations a test makes up. */
import type { Express } from 'express';
import { type DestinationStream, pino } from 'pino';
import { loadContract, offered } from '../../src/http/contract.js';
import type { Readiness } from '../../src/http/health.js';
import { httpApp } from '../../src/http/http-app.js';
import type { HttpConfig } from '../../src/http/http-config.js';
import type { FixedRoute, Operation } from '../../src/http/operation.js';
import { testConfig } from './test-app.js';

export interface StubOptions {
  readonly config?: Partial<HttpConfig>;
  readonly routes?: readonly FixedRoute[];
  readonly readiness?: () => Readiness;
  /** Gets the log lines. */
  readonly log?: (line: string) => void;
}

export function stubHttpApp(operations: readonly Operation[], options: StubOptions = {}): Express {
  const config = { ...testConfig, ...options.config };
  const ids = operations.map(({ id }) => id);
  const destination: DestinationStream | undefined = options.log && { write: options.log };
  return httpApp({
    contract: offered(loadContract(['common.yaml', 'features.yaml'], config.limits), ids),
    operations,
    routes: options.routes ?? [],
    config,
    log: destination ? pino({}, destination) : pino({ level: 'silent' }),
    readiness: options.readiness ?? (() => ({ isReady: true, activity: 'serving' })),
  });
}
