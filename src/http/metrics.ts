/** Prometheus metrics at `/metrics`. */
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { FixedRoute } from './operation.js';
import { textReply } from './reply.js';

export interface Metrics {
  readonly observe: RequestHandler;
  readonly route: FixedRoute;
  /** For others to add theirs. */
  readonly registry: Registry;
}

export function createMetrics(registry = new Registry()): Metrics {
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request line to the last byte of the answer',
    labelNames: ['operation', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests being answered',
    registers: [registry],
  });
  return {
    registry,
    observe: (request, response, next) => {
      inFlight.inc();
      const stop = duration.startTimer();
      response.once('close', () => {
        inFlight.dec();
        // Labels must stay few: operations of the contract, not paths; made-up methods count as one.
        const operation = String(response.locals.operationId ?? 'none');
        const method = operation === 'none' && request.method !== 'OPTIONS' ? 'any' : request.method;
        stop({ operation, method, status: String(response.statusCode) });
      });
      next();
    },
    route: {
      id: 'getMetrics',
      path: '/metrics',
      mediaTypes: ['text/plain'],
      handle: async () => textReply(registry.contentType, await registry.metrics()),
    },
  };
}
