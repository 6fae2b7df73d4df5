/** All tables of a configuration, one pool of connections per database they lie in. */
import type { Config } from '../../config.js';
import { type ForeignDatabase, openForeignDatabase } from '../../db/foreign-database.js';
import { openTableSource, type TableSource } from './table-source.js';

export interface OpenTables {
  readonly sources: readonly TableSource[];
  close(): Promise<void>;
}

/** Throws `invalidConfiguration` for the first table that cannot be served as configured; then nothing stays open. */
export async function openTables(
  resources: Config['tables'],
  limits: Pick<Config['server']['limits'], 'countCap' | 'statementTimeoutMs'>,
): Promise<OpenTables> {
  const databases = new Map<string, ForeignDatabase>();
  const close = async () => {
    await Promise.all([...databases.values()].map((database) => database.close()));
  };
  try {
    const sources: TableSource[] = [];
    for (const resource of resources) {
      const key = JSON.stringify(resource.connection);
      const database = databases.get(key) ?? openForeignDatabase(resource.connection, limits.statementTimeoutMs);
      databases.set(key, database);
      sources.push(await openTableSource(database, resource, { countCap: limits.countCap }));
    }
    return { sources, close };
  } catch (error) {
    await close();
    throw error;
  }
}
