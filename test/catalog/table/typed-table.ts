/** A table with a column of every type that is told apart, and rows that are full, odd and empty. */
import type { Database } from '../../../src/db/database.js';

/** Makes `test_tables.typed`; its ids are in "the id", its points in geom. */
export async function createTypedTable(database: Database): Promise<void> {
  await database.query(`create type test_tables.mood as enum ('calm', 'angry')`);
  await database.query(`create domain test_tables.positive as integer check (value > 0)`);
  await database.query(`create type test_tables.pair as (a int, b text)`);
  await database.query(`create table test_tables.typed (
    "the id" text primary key, i2 smallint, i8 bigint, r real, d double precision, n numeric(12, 4), b boolean,
    v varchar(20), c char(5), u uuid, m test_tables.mood, p test_tables.positive, day date, ts timestamp, tz timestamptz,
    j json, jb jsonb, ints int[], texts text[], pair test_tables.pair, iv interval, bin bytea,
    "select" int, "a""b" text, "O'Brien; --" text, geom geometry, outline geometry(polygon, 4326))`);
  await database.query(
    `insert into test_tables.typed values ('full', 7, 9007199254740993, 0.8, 1e-7, 1.5, true, 'é "q"', 'ab',
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'angry', 3, '2020-02-29', '2020-02-29 23:59:59.5', '2020-02-29 23:59:59+02',
      $1, '{"a": [1, null]}', '{1,null,3}', '{a,"b c"}', row(1, 'x'), '1 day', 'x', 1, 'quoted', 'mean',
      st_setsrid(st_makepoint(10, 52, 7), 4326), null)`,
    ['{"a":\n  "x"}'],
  );
  await database.query(`insert into test_tables.typed ("the id", r, d, n, day, ts, tz) values
    ('odd', 'NaN', '-Infinity', 'NaN', 'infinity', '0044-03-15 BC', 'infinity'), ('empty', null, null, null, null, null, null)`);
}
