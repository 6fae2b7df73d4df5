import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.js';
import { attachedDatabase, emptyDatabase, isEmbedded } from '../support/database.js';

const skipped = isEmbedded() ? ' (skipped: this run is on the embedded database)' : '';
const nowhere = { dataDir: 'unused' };

describe('database', () => {
  let database: Database;

  beforeAll(async () => {
    database = await attachedDatabase();
    await emptyDatabase(database);
    await database.query('create schema test_database');
    await database.query('create table test_database.counter (id integer primary key, n integer not null)');
  });

  afterAll(() => database.close());

  test('knows what it is', () => {
    expect(database.kind).toBe(isEmbedded() ? 'embedded' : 'server');
    expect(database.supportsCopy).toBe(!isEmbedded());
  });

  test('answers 50 queries at once through 10 connections, each with its own parameters', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        database.query(
          i % 2 === 0
            ? { text: 'select $1::integer as n, $2::text as t', values: [i, `text ${i}`] }
            : { name: `shape ${i % 3}`, text: 'select $2::text as t, $1::integer as n', values: [i, `text ${i}`] },
        ),
      ),
    );
    expect(answers.map(({ rows }) => rows[0])).toEqual(answers.map((_, i) => ({ n: i, t: `text ${i}` })));
  });

  test('adds up what 50 transactions at once write', async () => {
    await database.query('insert into test_database.counter values (1, 0)');
    const increment = () =>
      database.transaction(async (client) => {
        const { rows } = await client.query('select n from test_database.counter where id = 1 for update');
        await client.query('update test_database.counter set n = $1 where id = 1', [rows[0].n + 1]);
      });
    await Promise.all(Array.from({ length: 50 }, increment));
    const { rows } = await database.query('select n from test_database.counter where id = 1');
    expect(rows).toEqual([{ n: 50 }]);
  });

  test('rolls a transaction back when the work throws, and hands on what was thrown', async () => {
    const failure = new Error('on purpose');
    const work = database.transaction(async (client) => {
      await client.query('insert into test_database.counter values (2, 0)');
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect((await database.query('select from test_database.counter where id = 2')).rowCount).toBe(0);
  });

  test('does not call a transaction committed when a statement in it had failed', async () => {
    const work = database.transaction(async (client) => {
      await client.query('insert into test_database.counter values (3, 0)');
      await client.query('select 1 / 0').catch(() => {});
      return 'done';
    });
    await expect(work).rejects.toThrow('rolled back');
    expect((await database.query('select from test_database.counter where id = 3')).rowCount).toBe(0);
  });

  test('runs several statements of one text, as one transaction', async () => {
    await database.query('create table test_database.a (n integer); insert into test_database.a values (1), (2)');
    const broken = database.query('insert into test_database.a values (3); select 1 / 0');
    await expect(broken).rejects.toMatchObject({ code: '22012' });
    expect((await database.query('select from test_database.a')).rowCount).toBe(2);
  });

  test(`a limited statement that takes too long is QueryTooExpensive${skipped}`, { skip: isEmbedded() }, async () => {
    const limited = await attachedDatabase({ statementTimeoutMs: 100 });
    await expect(limited.query('select pg_sleep(60)')).rejects.toMatchObject({ code: 'QueryTooExpensive' });
    await limited.close();
  });

  test(`connections that the server ends are replaced${skipped}`, { skip: isEmbedded() }, async () => {
    const name = `test ${randomUUID()}`;
    const second = await attachedDatabase();
    await second.query(`select set_config('application_name', $1, false)`, [name]);
    const work = second.transaction(async (client) => {
      await client.query(`select set_config('application_name', $1, false)`, [name]);
      await database.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
        name,
      ]);
      await client.query('select 1');
    });
    await expect(work).rejects.toMatchObject({ status: 503, code: 'DatabaseUnavailable' });
    await vi.waitFor(() => second.ping());
    await second.close();
  });

  test(`a wrong password is a matter of configuration${skipped}`, { skip: isEmbedded() }, async () => {
    const url = new URL(inject('database').url!);
    url.password = 'guess';
    await expect(openDatabase({ ...nowhere, url: url.href })).rejects.toMatchObject({ code: 'InvalidConfiguration' });
  });

  test('a server that is not there is DatabaseUnavailable', async () => {
    await expect(openDatabase({ ...nowhere, url: 'postgres://test@127.0.0.1:1/test' })).rejects.toMatchObject({
      status: 503,
      code: 'DatabaseUnavailable',
    });
  });
});
