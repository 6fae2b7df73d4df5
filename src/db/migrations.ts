/**
 * Brings the schema `egms` up to date: forward-only, numbered SQL files `NNNNNN_name.sql`, each applied once, in a
 * transaction of its own, and remembered in `egms.migration` with its checksum. Any number of processes may start at
 * once. A file is one or more statements that may run inside a transaction (no VACUUM, no CREATE INDEX CONCURRENTLY).
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import { invalidConfiguration } from '../errors.js';
import { packageRoot } from '../package-root.js';
import type { Database } from './database.js';

interface Migration {
  number: number;
  /** File name. */
  name: string;
  sql: string;
  checksum: string;
}

type AppliedMigration = Pick<Migration, 'number' | 'name' | 'checksum'>;

/** Any constant will do, as long as every version of the program uses the same. */
const lockKey = 0x65676d73;

/**
 * Applies what is missing and returns the file names of that. Refuses with `invalidConfiguration` when the database
 * was made by a newer program or by files that have been edited since.
 */
export async function migrate(
  database: Database,
  directory = join(packageRoot, 'db', 'migrations'),
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(directory);
  await database.transaction(async (client) => {
    await takeTurn(client);
    await client.query(`
      create schema if not exists egms;
      create table if not exists egms.migration (
        number integer primary key,
        name text not null,
        checksum text not null,
        applied_at timestamptz not null default now()
      );
      comment on table egms.migration is 'Schema changes applied to this database';
      comment on column egms.migration.checksum is 'SHA-256 of the file, line ends as LF';`);
    verify(await appliedMigrations(client), migrations);
  });
  const applied: string[] = [];
  for (const migration of migrations) {
    if (await database.transaction((client) => apply(client, migration))) applied.push(migration.name);
  }
  return { applied };
}

/** False when it had been applied before, perhaps by another process a moment ago. */
async function apply(client: PoolClient, { number, name, sql, checksum }: Migration): Promise<boolean> {
  await takeTurn(client);
  const { rowCount } = await client.query(
    'insert into egms.migration (number, name, checksum) values ($1, $2, $3) on conflict (number) do nothing',
    [number, name, checksum],
  );
  if (rowCount === 0) return false;
  await client.query(sql).catch((error) => {
    error.message = `${name}: ${error.message}`;
    throw error;
  });
  return true;
}

/** Waits for other processes that migrate; lasts until the end of the transaction. */
async function takeTurn(client: PoolClient): Promise<void> {
  await client.query('set local statement_timeout = 0');
  await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
}

async function appliedMigrations(client: PoolClient): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    'select number, name, checksum from egms.migration order by number',
  );
  return rows;
}

/** What is applied must be the beginning of what there is, unchanged. */
function verify(applied: readonly AppliedMigration[], known: readonly Migration[]): void {
  applied.forEach(({ number, name, checksum }, i) => {
    const file = known[i];
    if (!file) {
      throw invalidConfiguration('database', `it is newer than this program: it has ${name}`, 'update Open EGMS');
    }
    if (file.number !== number || file.checksum !== checksum) {
      throw invalidConfiguration(
        'database',
        `it was made with another ${name} than the ${file.name} of this program`,
        'migrations must not be edited once they are applied; install the version that made the database',
      );
    }
  });
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, i) => {
      const number = Number(/^(\d{6})_[a-z0-9_-]+\.sql$/.exec(name)?.[1]);
      if (number !== i + 1) {
        throw new Error(`${join(directory, name)}: expected ${String(i + 1).padStart(6, '0')}_name.sql in its place`);
      }
      const sql = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n');
      return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
