import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { PostgresqlProviderContent } from '../../src/config/file-content.js';
import { tableConnection, tableSchemas } from '../../src/config/table-connection.js';

const provider = (
  data: PostgresqlProviderContent['data'],
  options?: PostgresqlProviderContent['options'],
): PostgresqlProviderContent => ({ type: 'feature', name: 'PostgreSQL', table: 't', id_field: 'id', data, options });

/** What the driver makes of it. */
const driver = (...settings: Parameters<typeof provider>) => {
  const connection = tableConnection(provider(...settings));
  const { host, port, database, user, password, ssl } = new pg.Client({ connectionString: connection?.url });
  return { host, port, database, user, password, ssl };
};

describe('the connection of a table', () => {
  test('may be given in parts, whatever characters they hold', () => {
    const data = { host: 'db.example', port: 3010, dbname: 'my/db', user: 'a@b', password: 'p:@/?#%ä w' };
    expect(driver(data)).toEqual({
      host: 'db.example',
      port: 3010,
      database: 'my/db',
      user: 'a@b',
      password: 'p:@/?#%ä w',
      ssl: false,
    });
  });

  test('has pygeoapi’s defaults, and takes numbers for names', () => {
    expect(driver({ database: 2024, user: 'postgres', password: 1234 })).toMatchObject({
      host: 'localhost',
      port: 5432,
      database: '2024',
      password: '1234',
    });
  });

  test('may go through a Unix socket, or to an IPv6 address', () => {
    expect(driver({ host: '/cloudsql/project:region:instance', dbname: 'reference', user: 'postgres' })).toMatchObject({
      host: '/cloudsql/project:region:instance',
      database: 'reference',
      user: 'postgres',
    });
    expect(driver({ host: '::1', dbname: 'x' })).toMatchObject({ host: '::1', port: 5432 });
  });

  test('may be a URL, of a Python driver too', () => {
    const expected = { host: '127.0.0.1', port: 3010, database: 'test', user: 'u', password: 'p' };
    for (const scheme of ['postgresql', 'postgres', 'postgresql+psycopg2', 'postgresql+psycopg']) {
      expect(driver(`${scheme}://u:p@127.0.0.1:3010/test`)).toMatchObject(expected);
    }
  });

  test('is encrypted when sslmode says so', () => {
    const data = { host: 'h', dbname: 'd' };
    expect(driver(data, { sslmode: 'prefer' }).ssl).toBe(false);
    expect(driver(data, { sslmode: 'disable' }).ssl).toBe(false);
    expect(driver(data, { sslmode: 'require' }).ssl).toEqual({ rejectUnauthorized: false });
    expect(driver('postgresql://h/d', { sslmode: 'verify-full' }).ssl).toEqual({});
  });

  test('that is no URL is undefined', () => {
    expect(tableConnection(provider('postgresql://h:99999999/d'))).toBeUndefined();
    expect(tableConnection(provider({ host: 'two words' }))).toBeUndefined();
  });
});

describe('the schemas of a table', () => {
  test('are those of the data, else of the options, else public', () => {
    expect(tableSchemas(provider({ search_path: ['osm', 'public'] }, { search_path: 'x' }))).toEqual(['osm', 'public']);
    expect(tableSchemas(provider({}, { search_path: 'a, b' }))).toEqual(['a', 'b']);
    expect(tableSchemas(provider('postgresql://h/d'))).toEqual(['public']);
  });
});
