import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import { migrate } from '../../src/db/migrations.js';
import { attachedDatabase, emptyDatabase } from '../support/database.js';

describe('migrate', () => {
  let database: Database;
  let directory: string;

  const write = (name: string, sql: string) => writeFileSync(join(directory, name), sql);

  beforeAll(async () => {
    database = await attachedDatabase();
  });

  afterAll(() => database.close());

  beforeEach(async () => {
    await emptyDatabase(database);
    directory = mkdtempSync(join(tmpdir(), 'open-egms-test-'));
    write('000001_first.sql', `create table egms.a (n integer); comment on table egms.a is 'x; y';`);
    write('000002_second.sql', 'insert into egms.a values (1);');
    return () => rmSync(directory, { recursive: true });
  });

  const rows = async () => (await database.query('select n from egms.a order by n')).rows.map(({ n }) => n);

  test('applies what is missing, in order, once', async () => {
    expect(await migrate(database, directory)).toEqual({ applied: ['000001_first.sql', '000002_second.sql'] });
    expect(await migrate(database, directory)).toEqual({ applied: [] });
    write('000003_third.sql', 'insert into egms.a values (2);');
    expect(await migrate(database, directory)).toEqual({ applied: ['000003_third.sql'] });
    expect(await rows()).toEqual([1, 2]);
  });

  test('of processes that start at once, one applies each file', async () => {
    const racers = await Promise.all(Array.from({ length: 4 }, () => attachedDatabase()));
    const results = await Promise.all(racers.map((racer) => migrate(racer, directory)));
    expect(results.flatMap(({ applied }) => applied).sort()).toEqual(['000001_first.sql', '000002_second.sql']);
    expect(await rows()).toEqual([1]);
    await Promise.all(racers.map((racer) => racer.close()));
  });

  test('a file that fails leaves nothing of itself, is named, and may be mended', async () => {
    write('000003_broken.sql', 'insert into egms.a values (3); insert into egms.b values (1);');
    await expect(migrate(database, directory)).rejects.toThrow(/000003_broken\.sql: .*egms\.b/);
    expect(await rows()).toEqual([1]);
    write('000003_broken.sql', 'insert into egms.a values (4);');
    expect(await migrate(database, directory)).toEqual({ applied: ['000003_broken.sql'] });
  });

  test('a file that was edited after it was applied is refused', async () => {
    await migrate(database, directory);
    write('000002_second.sql', 'insert into egms.a values (17);');
    await expect(migrate(database, directory)).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      detail: expect.stringContaining('000002_second.sql'),
    });
  });

  test('line ends do not count as an edit', async () => {
    await migrate(database, directory);
    write('000002_second.sql', 'insert into egms.a values (1);'.replaceAll('\n', '\r\n'));
    write('000001_first.sql', `create table egms.a (n integer); comment on table egms.a is 'x; y';`);
    expect(await migrate(database, directory)).toEqual({ applied: [] });
  });

  test('a database newer than the files is refused', async () => {
    await migrate(database, directory);
    rmSync(join(directory, '000002_second.sql'));
    await expect(migrate(database, directory)).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      detail: expect.stringContaining('newer than this program'),
    });
  });

  test('files with a gap or a name out of order are refused before anything is applied', async () => {
    write('000004_gap.sql', 'select 1');
    await expect(migrate(database, directory)).rejects.toThrow(/000004_gap\.sql: expected 000003_name\.sql/);
    expect((await database.query(`select from pg_namespace where nspname = 'egms'`)).rowCount).toBe(0);
  });

  test('the migrations of the program apply, and say what every table is and the unit of every quantity', async () => {
    await migrate(database);
    const { rows: undescribed } = await database.query(
      `select c.relname, a.attname from pg_class c join pg_namespace s on s.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
       where s.nspname = 'egms' and c.relkind in ('r', 'p') and not c.relispartition
         and (a.attnum = 1 and obj_description(c.oid, 'pg_class') is null
           or a.atttypid = 'double precision'::regtype and col_description(c.oid, a.attnum) is null)`,
    );
    expect(undescribed).toEqual([]);
  });
});
