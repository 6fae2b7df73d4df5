/**
 * Global set-up of the database suites: the PostgreSQL server named by OPEN_EGMS_TEST_DATABASE_URL, or one embedded
 * server for the whole run, which every suite attaches to.
 */
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/db/database.js';
import { newDataFolder } from './data-folder.js';

export interface TestDatabaseAddress {
  /** Set when the suites run against a PostgreSQL server. */
  url?: string;
  dataDir: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    database: TestDatabaseAddress;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.OPEN_EGMS_TEST_DATABASE_URL;
  if (url && !new URL(url).pathname.includes('test')) {
    throw new Error(`OPEN_EGMS_TEST_DATABASE_URL: the tests empty the database, so its name must contain "test"`);
  }
  const dataDir = newDataFolder();
  const database = await openDatabase({ url, dataDir, log: console });
  const { rows } = await database.query<{ version: string }>('select version()');
  // .ci/run looks for this line.
  console.log(`database suites run on: ${database.kind} (${rows[0].version.split(' ').slice(0, 2).join(' ')})`);
  project.provide('database', { url, dataDir });
  return async () => {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
