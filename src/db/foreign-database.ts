/** A database that is not ours: tables of it are read, nothing is made or changed there. */
import pg from 'pg';
import type { Database } from './database.js';
import { translateDatabaseError } from './translate-database-error.js';

export type ForeignDatabase = Pick<Database, 'query' | 'close'>;

const MAX_CONNECTIONS = 5;
const CONNECT_TIMEOUT_MS = 30_000;

/** Connects when first asked. Losing it is an error of the moment, as for our own. */
export function openForeignDatabase(
  connection: { readonly url: string; readonly maxConnections?: number },
  statementTimeoutMs: number,
): ForeignDatabase {
  const pool = new pg.Pool({
    connectionString: connection.url,
    max: connection.maxConnections ?? MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'open-egms',
    statement_timeout: statementTimeoutMs,
    // Pages are small: compiling a statement, or gathering workers for it, takes longer than running it.
    options: '-c jit=off -c max_parallel_workers_per_gather=0',
  });
  // Without listeners, a connection that breaks while nobody waits for it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    query: async <R extends pg.QueryResultRow>(query: string | pg.QueryConfig, values?: unknown[]) => {
      try {
        return await pool.query<R>(query as string, values);
      } catch (error) {
        throw translateDatabaseError(error);
      }
    },
    close: () => pool.end(),
  };
}
