import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import { connectOptions, type EmbeddedAddress } from '../../src/db/embedded-address.js';
import { attachedDatabase, emptyDatabase, isEmbedded } from '../support/database.js';

const skipped = isEmbedded() ? '' : ' (skipped: this run is on PostgreSQL, the run on the embedded database has it)';

describe.skipIf(skipped)(`embedded wire: many connections on one session${skipped}`, () => {
  let database: Database;
  let address: EmbeddedAddress;

  beforeAll(async () => {
    database = await attachedDatabase();
    await emptyDatabase(database);
    await database.query('create schema test_wire');
    await database.query('create table test_wire.t (n integer)');
    address = JSON.parse(readFileSync(join(inject('database').dataDir, 'server.json'), 'utf8'));
  });

  afterAll(() => database.close());

  const newClient = async (password = address.password) => {
    const client = new pg.Client({ host: address.host, port: address.port, user: 'postgres', password });
    client.on('error', () => {});
    await client.connect();
    return client;
  };

  const rowCount = async () => (await database.query('select from test_wire.t')).rowCount;

  test('a wrong password is refused', async () => {
    await expect(newClient('guess')).rejects.toMatchObject({ code: '28P01' });
  });

  test('something that is not PostgreSQL is told so and closed', async () => {
    const socket = connect(connectOptions(address));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toContain('08P01');
  });

  test('connections use the same statement name for different statements', async () => {
    const clients = await Promise.all([newClient(), newClient()]);
    const texts = [`select 'first ' || $1::text as answer`, `select $1::integer + 1 as answer`];
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(
        clients.map((client, i) => client.query({ name: 'same', text: texts[i], values: [round] })),
      );
      expect(answers.map(({ rows }) => rows[0].answer)).toEqual([`first ${round}`, round + 1]);
    }
    await Promise.all(clients.map((client) => client.end()));
    await expect
      .poll(
        async () => (await database.query('select from pg_prepared_statements where name like $1', ['%same'])).rowCount,
      )
      .toBe(0);
  });

  test('a parameter that arrives in pieces is bound to its own statement', async () => {
    const large = 'x'.repeat(400_000);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        i % 2 === 0
          ? database.query('select length($1::text) as n', [large])
          : database.query('select $1::integer as n', [i]),
      ),
    );
    expect(answers.map(({ rows }) => rows[0].n)).toEqual(answers.map((_, i) => (i % 2 === 0 ? large.length : i)));
  });

  test('others wait while a transaction is open, and see nothing of it', async () => {
    const client = await newClient();
    await client.query('begin');
    await client.query('insert into test_wire.t values (1)');
    let hasAnswered = false;
    const other = rowCount().then((count) => {
      hasAnswered = true;
      return count;
    });
    await client.query('insert into test_wire.t values (2)');
    expect(hasAnswered).toBe(false);
    await client.query('rollback');
    expect(await other).toBe(0);
    await client.end();
  });

  test('a connection lost inside a transaction is rolled back, and the others go on', async () => {
    const client = await newClient();
    await client.query('begin');
    await client.query('insert into test_wire.t values (1)');
    const other = rowCount();
    // The socket goes away without a word, as when the client's process is killed.
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect(await other).toBe(0);
  });

  test('a connection lost in a failed transaction, or between Parse and Sync, holds nobody up', async () => {
    const failed = await newClient();
    await failed.query('begin');
    await failed.query('select 1 / 0').catch(() => {});
    const flushed = await newClient();
    const { connection } = flushed as unknown as {
      connection: { parse(query: object): void; flush(): void; stream: { destroy(): void } };
    };
    const other = rowCount();
    (failed as unknown as { connection: typeof connection }).connection.stream.destroy();
    expect(await other).toBe(0);
    connection.parse({ name: 'unfinished', text: 'select broken from nowhere' });
    connection.flush();
    const next = rowCount();
    connection.stream.destroy();
    expect(await next).toBe(0);
  });

  test('COPY FROM STDIN is refused, and the connection and the server go on', async () => {
    const client = await newClient();
    await expect(client.query('copy test_wire.t from stdin')).rejects.toMatchObject({ code: '0A000' });
    await expect(client.query('select 1 as n')).resolves.toMatchObject({ rows: [{ n: 1 }] });
    await client.end();
  });

  test('answers larger than any buffer arrive whole', async () => {
    const { rows } = await database.query(`select i, repeat('y', 1000) as text from generate_series(1, 20000) i`);
    expect(rows.length).toBe(20_000);
    expect(rows.every(({ i, text }, at) => i === at + 1 && text.length === 1000)).toBe(true);
  });
});
