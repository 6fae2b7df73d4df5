import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { acquireDataDirectoryLock, dataDirectoryHolder } from '../../src/db/data-directory-lock.js';
import { type Database, openDatabase } from '../../src/db/database.js';
import { EmbeddedServer } from '../../src/db/embedded-server.js';
import { newDataFolder } from '../support/data-folder.js';
import { runNodeProgram } from '../support/node-program.js';

// Servers of its own in folders of its own: it need not wait for the database of the run.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const log = { info: () => {}, warn: () => {} };
const again = { timeout: 30_000, interval: 20 };
let dataDir: string;

/** Opens the database, says who serves it, and stays. */
const opener = `
  const { openDatabase } = await import(compiled('db/database.js'));
  const database = await openDatabase({ dataDir: process.argv[1] });
  const { rows } = await database.query('select count(*)::int as n from kept');
  console.log(rows[0].n);
  process.stdin.resume();`;

const serverPid = () => JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8')).pid as number;

async function keptCount(database: Database): Promise<number> {
  const { rows } = await database.query<{ n: number }>('select count(*)::int as n from kept');
  return rows[0].n;
}

// As a first start leaves it that was killed while it unpacked.
beforeAll(() => {
  dataDir = newDataFolder();
  mkdirSync(join(dataDir, 'pgdata'));
  writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), '18');
  writeFileSync(join(dataDir, 'pgdata.json'), '{"state":"unpacking"}');
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

// Starting takes seconds, so the tests of a block share a server, and all share the directory in this order.
describe('embedded server', () => {
  describe('while it runs', () => {
    let database: Database;

    beforeAll(async () => {
      database = await openDatabase({ dataDir, log });
      await database.query('create table kept (n integer primary key)');
    });

    afterAll(() => database.close());

    test('has begun anew where its directory was unpacked by half, and comes with PostGIS', async () => {
      const { rows } = await database.query(
        `select st_asText(st_transform(st_setSrid(st_point(10, 52), 4326), 3035), 0) as centre`,
      );
      // EPSG:3035 has its false origin, 4321000 E 3210000 N, at 10 E 52 N.
      expect(rows).toEqual([{ centre: 'POINT(4321000 3210000)' }]);
    });

    test('a second user of the directory attaches, and leaves it running', async () => {
      const second = await openDatabase({ dataDir, log });
      await second.query('insert into kept values (1)');
      await second.close();
      expect(await keptCount(database)).toBe(1);
    });

    test('killed while it is written to, it comes back with every acknowledged row', async () => {
      const acknowledged: number[] = [];
      const victim = serverPid();
      const write = async () => {
        for (let n = 100; ; n++) {
          await database.query('insert into kept values ($1)', [n]);
          acknowledged.push(n);
          if (acknowledged.length === 200) process.kill(victim, 'SIGKILL');
        }
      };
      await expect(write()).rejects.toMatchObject({ status: 503, code: 'DatabaseUnavailable' });
      await vi.waitFor(() => database.ping(), again);
      const { rows } = await database.query<{ n: number }>('select n from kept where n >= 100 order by n');
      const survived = rows.map(({ n }) => n);
      expect(survived.slice(0, acknowledged.length)).toEqual(acknowledged);
      expect(serverPid()).not.toBe(victim);
    });

    test('a transaction that was open when it was killed has left nothing', async () => {
      const before = await keptCount(database);
      const work = database.transaction(async (client) => {
        await client.query('insert into kept values (-1)');
        process.kill(serverPid(), 'SIGKILL');
        await client.query('insert into kept values (-2)');
      });
      await expect(work).rejects.toMatchObject({ code: 'DatabaseUnavailable' });
      await vi.waitFor(() => database.ping(), again);
      expect(await keptCount(database)).toBe(before);
    });

    test('a statement over the limit fails, and the server is there again', async () => {
      const limited = await openDatabase({ dataDir, log, statementTimeoutMs: 500 });
      const endless = limited.query('select count(*) from generate_series(1, 1e12::bigint)');
      await expect(endless).rejects.toMatchObject({ status: 503, code: 'QueryTooExpensive' });
      await vi.waitFor(() => limited.ping(), again);
      await limited.close();
      await vi.waitFor(() => database.ping(), again);
    });
  });

  test('of two processes that start at once, one serves its rows, both work, and the other takes over', async () => {
    expect(dataDirectoryHolder(dataDir)).toBeUndefined();
    const [first, second] = await Promise.all([EmbeddedServer.start(dataDir, log), EmbeddedServer.start(dataDir, log)]);
    const [owner, guest] = first.isOwn ? [first, second] : [second, first];
    expect([owner.isOwn, guest.isOwn]).toEqual([true, false]);
    expect(guest.address).toEqual(owner.address);
    const database = await openDatabase({ dataDir, log });
    expect(await keptCount(database)).toBeGreaterThan(200);
    await database.close();
    await owner.stop();
    await vi.waitFor(() => expect(guest.isOwn).toBe(true), again);
    await guest.stop();
    expect(dataDirectoryHolder(dataDir)).toBeUndefined();
  });

  test('when its parent is killed it ends and frees the directory', async () => {
    const parent = runNodeProgram(opener, [dataDir]);
    expect(Number(await parent.nextLine())).toBeGreaterThan(200);
    const pid = serverPid();
    expect(dataDirectoryHolder(dataDir)).toContain(`process ${pid};`);
    await parent.kill();
    await vi.waitFor(() => expect(dataDirectoryHolder(dataDir)).toBeUndefined(), again);
  });

  test('a directory held by a process that does not serve it is refused, naming the process', async () => {
    const lock = acquireDataDirectoryLock(dataDir);
    await expect(EmbeddedServer.start(dataDir, log, 0)).rejects.toMatchObject({
      code: 'DataDirectoryBusy',
      detail: expect.stringContaining(`process ${process.pid};`),
    });
    lock.release();
  });

  test('a pgdata folder that is not ours is refused and left alone', async () => {
    const foreign = newDataFolder();
    mkdirSync(join(foreign, 'pgdata'));
    writeFileSync(join(foreign, 'pgdata', 'PG_VERSION'), '15');
    await expect(openDatabase({ dataDir: foreign, log })).rejects.toMatchObject({ code: 'InvalidConfiguration' });
    expect(readFileSync(join(foreign, 'pgdata', 'PG_VERSION'), 'utf8')).toBe('15');
    rmSync(foreign, { recursive: true });
  });

  test('a pgdata folder that has been removed is not silently replaced by an empty one', async () => {
    const emptied = newDataFolder();
    writeFileSync(join(emptied, 'pgdata.json'), '{"state":"complete"}');
    await expect(openDatabase({ dataDir: emptied, log })).rejects.toThrow(/pgdata is gone/);
    rmSync(emptied, { recursive: true });
  });
});
