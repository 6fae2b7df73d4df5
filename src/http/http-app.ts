/** The Express application: what every request passes, in order, on its way to its operation. */
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { cors } from './cors.js';
import { type Dispatched, dispatcher } from './dispatch.js';
import { errorHandler } from './error-handler.js';
import { explorerFiles } from './explorer-files.js';
import { healthRoutes, type Readiness } from './health.js';
import { requestLimit, urlLimit } from './limits.js';
import { createMetrics, type Metrics } from './metrics.js';
import { dependencyFolder, packageFile } from './package-files.js';
import { requestLog } from './request-log.js';
import { securityHeaders } from './security-headers.js';

export interface HttpApp extends Dispatched {
  readonly log: Logger;
  readonly readiness: () => Readiness | Promise<Readiness>;
  readonly metrics?: Metrics;
  /** Paths whose standard wants problems as `application/json`. */
  readonly plainJsonBelow?: readonly string[];
}

export function httpApp(application: HttpApp): Express {
  const { log, readiness, metrics = createMetrics(), plainJsonBelow, ...dispatched } = application;
  const { config, routes } = dispatched;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', [...config.trustedProxies]);
  app.use(requestLog(log));
  app.use(metrics.observe);
  app.use(securityHeaders(config));
  if (config.cors ?? true) app.use(cors);
  app.use(urlLimit(config.limits.urlBytes));
  if (config.rateLimit) app.use(requestLimit(config.rateLimit));
  if (config.compress ?? true) app.use(compressed());
  app.use('/assets', staticFiles(packageFile('src/http/assets')));
  app.use('/assets/leaflet', staticFiles(`${dependencyFolder('leaflet')}/dist`));
  app.use(explorerFiles(config));
  app.use(dispatcher({ ...dispatched, routes: [...routes, ...healthRoutes(readiness), metrics.route] }));
  app.use(errorHandler(config, plainJsonBelow));
  return app;
}

/** gzip or br at a level that costs less than the network it saves. */
const compressed = (): RequestHandler =>
  compression({
    level: 4,
    filter: (request, response) => {
      const type = String(response.getHeader('Content-Type') ?? '');
      return type.startsWith('application/geo+json-seq') || compression.filter(request, response);
    },
  });

const staticFiles = (folder: string): RequestHandler =>
  express.static(folder, { index: false, redirect: false, maxAge: '1h', dotfiles: 'ignore' });
