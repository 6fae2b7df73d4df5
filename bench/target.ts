/** What the benches run on: the compiled program, and a PostgreSQL database that they may empty. */
import pg from 'pg';
import { compiledModule } from '../src/package-root.js';

export const mainScript = compiledModule('main.js');

/** The database of OPEN_EGMS_BENCH_DATABASE_URL. Its name must say that it may be emptied. */
export function benchDatabaseUrl(): string {
  const url = process.env.OPEN_EGMS_BENCH_DATABASE_URL;
  if (!url) throw new Error('set OPEN_EGMS_BENCH_DATABASE_URL to a PostgreSQL + PostGIS database that may be emptied');
  if (!new URL(url).pathname.includes('bench')) throw new Error('the name of the database must contain "bench"');
  return url;
}

export async function emptyDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create extension if not exists postgis');
  await client.query('drop schema if exists egms cascade');
  await client.query('drop table if exists ogr_points');
  await client.query('checkpoint');
  await client.end();
}
