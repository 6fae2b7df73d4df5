/** `open-egms serve [FILE...]`: answers from the first second, is ready when everything it was given is served. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createApp } from '../app.js';
import { SqlMapCatalog } from '../catalog/maps/map-source.js';
import { SqlAreas } from '../catalog/points/area-summary.js';
import { SqlDeliveredProducts } from '../catalog/points/delivered-products.js';
import { SqlCatalog } from '../catalog/sql-catalog.js';
import { SqlStyleStore } from '../catalog/styles/style-store.js';
import { openTables } from '../catalog/table/open-tables.js';
import { buildMissingTiles } from '../catalog/tiles/missing-tiles.js';
import { SqlTileCatalog } from '../catalog/tiles/tile-source.js';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { invalidConfiguration, ServiceError } from '../errors.js';
import type { Readiness } from '../http/health.js';
import { softwareVersion } from '../http/package-files.js';
import { MapServer } from '../maps/map-server.js';
import { StoredStyles } from '../maps/styles.js';
import { TileServer } from '../ogc/tiles/tile-server.js';
import { computeDemonstration } from './compute-demonstration.js';
import { createLog } from './create-log.js';
import { publishDemonstration } from './demonstration.js';
import { httpConfigOf } from './http-config-of.js';
import { ingestFiles } from './ingest-files.js';
import { openStacks } from './open-stacks.js';
import { openStore } from './open-store.js';
import { Processing } from './processing.js';
import { productPaths } from './product-paths.js';

export interface ServeOptions {
  readonly files: readonly string[];
  /** Make a demonstration area when the catalog is empty. */
  readonly demonstration: boolean;
  /** Compute a simulated town as well, once the server is ready. */
  readonly demonstrationProcessing: boolean;
  /** Aborted when the server shall stop. */
  readonly signal: AbortSignal;
}

/** Silence on a connection after which it is closed. */
const IDLE_SOCKET_MS = 60_000;
/** For a client to send the head of its request; how long a body may take, each operation knows. */
const HEAD_MS = 30_000;
/** Time for answers under way to end after a stop was asked for. */
const DRAIN_MS = 10_000;

export async function serve(config: Config, options: ServeOptions): Promise<number> {
  const { signal } = options;
  const log = createLog(config);
  for (const { level, text } of config.notices) log[level](text);
  let readiness: Readiness = { isReady: false, activity: 'opening the database' };
  let answer: RequestListener = notReadyYet;
  // Node's own limit on the head of a request (16 KiB) would answer before ours on URLs, and with less help.
  const maxHeaderSize = 2 * config.server.limits.maxUrlBytes;
  const server = createServer({ maxHeaderSize }, (request, response) => answer(request, response));
  // A client that reads nothing must not hold a stream, and the pages behind it, for ever.
  server.timeout = IDLE_SOCKET_MS;
  server.headersTimeout = HEAD_MS;
  server.requestTimeout = 0;
  // Bound before anything slow: a port in use is told at once.
  const url = await listen(server, config);
  let database: Database | undefined;
  let processing: Processing | undefined;
  let tiles: TileServer | undefined;
  let images: MapServer | undefined;
  let demonstration: Promise<void> | undefined;
  try {
    database = await openStore(config, log, { statementTimeoutMs: config.server.limits.statementTimeoutMs });
    const tables = await openTables(config, (message) => log.warn(message));
    try {
      const catalog = new SqlCatalog(database, tables.sources, { countCap: config.server.limits.countCap });
      processing = await Processing.open(config, database, catalog, log);
      const { dataDir } = config.database;
      tiles = new TileServer(new SqlTileCatalog(database), { cacheFolder: join(dataDir, 'tiles') });
      images = openImages(database, dataDir);
      const store = new SqlStyleStore(database);
      const styles = new StoredStyles(store, (text) => log.warn(text));
      answer = createApp({
        catalog,
        config: httpConfigOf(config),
        log,
        readiness: () => currentReadiness(readiness, database!),
        areas: new SqlAreas(database),
        products: new SqlDeliveredProducts(database),
        tiles,
        maps: { images, styles },
        styles: { styles, store },
        stacks: openStacks(config, database),
        ...processing.dependencies,
      });
      const onActivity = (activity: string, progress: number) => {
        readiness = { isReady: false, activity, progress };
      };
      const failures = await fill(config, database, options, onActivity);
      // Published by a program that did not make tiles yet: nothing is left to do after the first start.
      await buildMissingTiles(database, {
        signal,
        onProduct: (name, done, count) => onActivity(`making the tiles of ${name}`, done / count),
      });
      await processing.start();
      readiness = { isReady: true, activity: 'serving' };
      await announce(catalog, url, failures);
      if (isDemonstration(config, options) && options.demonstrationProcessing) {
        const queue = { ...processing.dependencies.processes, catalog, database, signal };
        demonstration = computeDemonstration(queue, { url, log });
      }
      await untilAborted(signal);
    } finally {
      await stop(server);
      await demonstration;
      await processing?.stop();
      await tiles?.close();
      await images?.close();
      await tables.close();
    }
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    throw error;
  } finally {
    server.close();
    await database?.close();
  }
}

const openImages = (database: Database, dataDir: string): MapServer =>
  new MapServer(new SqlMapCatalog(database), { softwareVersion, cacheFolder: join(dataDir, 'maps') });

/** Returns how many files could not be ingested; they are told as they fail, and the rest is served. */
async function fill(
  config: Config,
  database: Database,
  options: ServeOptions,
  onActivity: (activity: string, share: number) => void,
): Promise<number> {
  const { files, signal } = options;
  if (files.length > 0) {
    const downloads = join(config.database.dataDir, 'downloads');
    const { paths, failures: missing } = await productPaths(files, downloads, (url) =>
      onActivity(`fetching ${url}`, 0),
    );
    for (const { reason } of missing) process.stderr.write(`failed     ${reason}\n`);
    const { failures } = await ingestFiles(database, paths, { signal, onActivity });
    return failures.length + missing.length;
  }
  if (isDemonstration(config, options)) await publishDemonstration(database, onActivity);
  return 0;
}

/** Where there is something of the user's to show, nothing is made up. */
const isDemonstration = ({ tables }: Config, { demonstration, files }: ServeOptions): boolean =>
  demonstration && files.length === 0 && tables.length === 0;

async function currentReadiness(readiness: Readiness, database: Database): Promise<Readiness> {
  if (!readiness.isReady) return readiness;
  try {
    await database.ping();
    return readiness;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { isReady: false, activity: 'waiting for the database' };
  }
}

const notReadyYet: RequestListener = (request, response) => {
  const alive = request.url === '/health';
  response.writeHead(alive ? 200 : 503, { 'Content-Type': 'application/json', 'Retry-After': '5' });
  response.end(JSON.stringify(alive ? { status: 'alive' } : { status: 'starting', activity: 'opening the database' }));
};

async function listen(server: Server, config: Config): Promise<string> {
  const { host, port } = config.server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken =
        error.code === 'EADDRINUSE' ? 'another program listens there; choose another with --port' : undefined;
      reject(invalidConfiguration(`--host ${host} --port ${port}`, error.message, taken));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return config.server.url ?? `http://${name}:${address.port}`;
}

async function announce(catalog: SqlCatalog, url: string, failures: number): Promise<void> {
  const collections = await catalog.collections();
  const lines = collections.map(({ id, itemCount }) => `  ${id}  ${itemCount?.toLocaleString('en') ?? '?'} features`);
  if (failures > 0) lines.push(`  ${failures} files could not be ingested: see above`);
  process.stdout.write(`\nOpen EGMS is ready at ${url}\n${lines.join('\n')}\n`);
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(force);
}
