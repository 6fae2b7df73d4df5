/** Databases for suites named `*.db.test.ts`. */
import { inject } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/db/database.js';
import { migrate } from '../../src/db/migrations.js';

/** Those that were not closed yet: `databases-left-open.ts` looks at the end of every suite. */
export const openDatabases = new Set<Database>();

/** The database of this run, as it is. */
export async function attachedDatabase(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ ...inject('database'), ...options });
  const close = database.close.bind(database);
  database.close = async () => {
    openDatabases.delete(database);
    await close();
  };
  openDatabases.add(database);
  return database;
}

/** The database of this run, emptied and migrated. Schemas that a test makes for itself are called `test_...`. */
export async function testDatabase(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await attachedDatabase(options);
  await emptyDatabase(database);
  await migrate(database);
  return database;
}

/** Drops our schema and those of tests. */
export async function emptyDatabase(database: Database): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    `select quote_ident(nspname) as name from pg_namespace where nspname = 'egms' or nspname like 'test\\_%'`,
  );
  for (const { name } of rows) await database.query(`drop schema ${name} cascade`);
}

/** True when this run uses the embedded server; for suites about one kind of database. */
export const isEmbedded = () => inject('database').url === undefined;
