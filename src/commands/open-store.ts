/** The database of a command: opened as the configuration says, brought up to date, closed by the caller. */

import type { Config } from '../config.js';
import { type Database, openDatabase } from '../db/database.js';
import { migrate } from '../db/migrations.js';

export interface StoreLog {
  info(message: string): void;
  warn(message: string): void;
}

/** Commands that work alone speak on the error channel and only of what is unusual. */
export const quietLog: StoreLog = {
  info: () => {},
  warn: (message) => process.stderr.write(`${message}\n`),
};

export async function openStore(
  config: Config,
  log: StoreLog,
  options: { readonly statementTimeoutMs?: number } = {},
): Promise<Database> {
  const database = await openDatabase({
    ...(config.database.url ? { url: config.database.url } : {}),
    dataDir: config.database.dataDir,
    log,
    ...options,
  });
  try {
    const { applied } = await migrate(database);
    if (applied.length > 0) log.info(`database: applied ${applied.join(', ')}`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
