/** All tables of a configuration, one pool of connections per database they lie in. */
import type { Config } from '../../config.js';
import { type ForeignDatabase, openForeignDatabase } from '../../db/foreign-database.js';
import { ServiceError } from '../../errors.js';
import { openTableSource, type TableSource } from './table-source.js';

export interface OpenTables {
  readonly sources: readonly TableSource[];
  close(): Promise<void>;
}

/**
 * Throws `invalidConfiguration` for the first table that cannot be served as configured; then nothing stays open. A
 * lenient configuration leaves such a table out and tells why by `warn`.
 */
export async function openTables(
  { tables, lenient, server: { limits } }: Config,
  warn: (message: string) => void,
): Promise<OpenTables> {
  const databases = new Map<string, ForeignDatabase>();
  const close = async () => {
    await Promise.all([...databases.values()].map((database) => database.close()));
  };
  try {
    const sources: TableSource[] = [];
    for (const resource of tables) {
      const key = JSON.stringify(resource.connection);
      const database = databases.get(key) ?? openForeignDatabase(resource.connection, limits.statementTimeoutMs);
      databases.set(key, database);
      try {
        const source = await openTableSource(database, resource, { countCap: limits.countCap });
        source.notices.forEach(warn);
        sources.push(source);
      } catch (error) {
        if (!lenient || !(error instanceof ServiceError)) throw error;
        warn(`skipped: ${error.detail}`);
      }
    }
    return { sources, close };
  } catch (error) {
    await close();
    throw error;
  }
}
