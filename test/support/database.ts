/** Databases for suites named `*.db.test.ts`. Importing this fails the suite that leaves one open. */
import { afterAll, inject } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/db/database.js';
import { migrate } from '../../src/db/migrations.js';

const open = new Set<Database>();

// Registered at import, so it runs after the hooks of the suite itself.
afterAll(() => {
  if (open.size > 0) throw new Error(`${open.size} database(s) left open: await database.close() in afterAll`);
});

/** The database of this run, as it is. */
export async function attachedDatabase(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ ...inject('database'), ...options });
  const close = database.close.bind(database);
  database.close = async () => {
    open.delete(database);
    await close();
  };
  open.add(database);
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
