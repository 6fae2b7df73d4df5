/**
 * The database as the rest of the program sees it: one pool of `pg` connections, to a PostgreSQL server given by URL
 * or to the embedded server of a data directory. Losing the database is an error of the moment (503), never a crash:
 * the pool finds it again when it is back.
 */
import pg from 'pg';
import { invalidConfiguration, queryTooExpensive } from '../errors.js';
import { EmbeddedServer, type Log } from './embedded-server.js';
import { isConnectionLoss, translateDatabaseError } from './translate-database-error.js';

export interface DatabaseOptions {
  /** PostgreSQL connection URL; without it the embedded server of `dataDir` is used, and started if need be. */
  url?: string;
  dataDir: string;
  log?: Log;
  /** Default 10. */
  maxConnections?: number;
  /**
   * A statement that runs longer fails with `queryTooExpensive`. Default: no limit. On PostgreSQL a transaction may
   * raise it with `set local statement_timeout`; the embedded server limits statements outside transactions only.
   */
  statementTimeoutMs?: number;
}

export interface Database {
  readonly pool: pg.Pool;
  readonly kind: 'server' | 'embedded';
  /** False where `copy ... from stdin` does not exist. */
  readonly supportsCopy: boolean;
  /** Runs `work` in a transaction: committed when it resolves, rolled back when it throws. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<R>>;
  /** Resolves when the database answers, throws `databaseUnavailable` when it does not. */
  ping(): Promise<void>;
  /** Ends the connections, and the embedded server if this database started it. */
  close(): Promise<void>;
}

const oldestServer = { number: 150000, name: '15' };
const oldestPostgis = [3, 3];
const silent: Log = { info: () => {}, warn: () => {} };

/** Throws `invalidConfiguration` for a server that cannot serve us, `dataDirectoryBusy` for a directory in other hands. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const log = options.log ?? silent;
  const embedded = options.url ? undefined : await EmbeddedServer.start(options.dataDir, log);
  const database = new PooledDatabase(createPool(options, embedded, log), options.statementTimeoutMs ?? 0, embedded);
  try {
    if (!embedded) await checkServer(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

class PooledDatabase implements Database {
  readonly kind: 'server' | 'embedded';
  readonly supportsCopy: boolean;

  constructor(
    readonly pool: pg.Pool,
    private readonly statementTimeoutMs: number,
    private readonly embedded: EmbeddedServer | undefined,
  ) {
    this.kind = embedded ? 'embedded' : 'server';
    this.supportsCopy = !embedded;
  }

  async query<R extends pg.QueryResultRow>(query: string | pg.QueryConfig, values?: unknown[]) {
    const startMs = Date.now();
    try {
      return await this.pool.query<R>(query as string, values);
    } catch (error) {
      // The embedded server cannot cancel a statement: it ends itself, and the connection is all we see of it.
      const ranOver = this.embedded && this.statementTimeoutMs > 0 && Date.now() - startMs > this.statementTimeoutMs;
      if (ranOver && isConnectionLoss(error))
        throw queryTooExpensive('the query took longer than it may; ask for less');
      throw translateDatabaseError(error);
    }
  }

  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch((error) => {
      throw translateDatabaseError(error);
    });
    let broken = false;
    try {
      await client.query('begin');
      const result = await work(client);
      const { command } = await client.query('commit');
      // A statement failed and `work` went on as if nothing had happened: the server answers COMMIT with ROLLBACK.
      if (command !== 'COMMIT')
        throw new Error('the transaction was rolled back, because a statement in it had failed');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => {
        broken = true;
      });
      throw translateDatabaseError(error);
    } finally {
      client.release(broken);
    }
  }

  async ping(): Promise<void> {
    await this.query('select 1');
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.embedded?.stop();
  }
}

function createPool(options: DatabaseOptions, embedded: EmbeddedServer | undefined, log: Log): pg.Pool {
  const pool = new pg.Pool({
    ...(embedded ? { Client: clientOf(embedded) } : { connectionString: options.url }),
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'open-egms',
    statement_timeout: options.statementTimeoutMs || undefined,
    // Our statements run for milliseconds: compiling one would take longer than running it.
    ...(embedded ? {} : { options: '-c jit=off' }),
  });
  // Without listeners, a connection that breaks while nobody waits for it would end the process.
  // All break together when the server goes away: one line says it.
  let warnedMs = 0;
  pool.on('error', (error) => {
    if (Date.now() - warnedMs > 1_000) log.warn(`a database connection broke: ${error.message}`);
    warnedMs = Date.now();
  });
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A client class that connects to wherever the embedded server is at that moment. */
function clientOf(embedded: EmbeddedServer) {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      const { host, port, password } = embedded.address;
      super({ ...config, host, port, password, user: 'postgres', database: 'postgres', ssl: false });
    }
  };
}

async function checkServer(database: Database): Promise<void> {
  const where = '--database-url';
  const version = await database
    .query<{ number: number; name: string }>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
    )
    .catch((error) => {
      // Wrong password, role, database or host: waiting does not help.
      const isRefusal = 'code' in error && /^(28|3D)/.test(String(error.code));
      throw isRefusal ? invalidConfiguration(where, error.message) : error;
    });
  const { number, name } = version.rows[0];
  if (number < oldestServer.number) {
    throw invalidConfiguration(where, `PostgreSQL ${oldestServer.name} or newer is needed, this is ${name}`);
  }
  await ensurePostgis(database, where);
}

async function ensurePostgis(database: Database, where: string): Promise<void> {
  const installed = () =>
    database.query<{ extversion: string }>(`select extversion from pg_extension where extname = 'postgis'`);
  let { rows } = await installed();
  if (rows.length === 0) {
    await database.query('create extension if not exists postgis').catch((error) => {
      if (error.code === '23505') return; // another process creates it at this moment
      throw invalidConfiguration(
        where,
        `the database has no PostGIS, and it cannot be created: ${error.message}`,
        'install the PostGIS packages of the server, then run as its superuser: create extension postgis',
      );
    });
    rows = (await installed()).rows;
  }
  const [major, minor] = rows[0].extversion.split('.').map(Number);
  if (major < oldestPostgis[0] || (major === oldestPostgis[0] && minor < oldestPostgis[1])) {
    throw invalidConfiguration(
      where,
      `PostGIS ${oldestPostgis.join('.')} or newer is needed, this is ${rows[0].extversion}`,
    );
  }
}
