/** The test data of the standard's CQL2 test suite as tables, with the filter sources that describe them. */
import { readFileSync } from 'node:fs';
import type { PropertyType } from '../../src/catalog/collection.js';
import type { FilterProperty, FilterSource } from '../../src/catalog/cql2/index.js';
import type { Database } from '../../src/db/database.js';

export type NaturalEarthTable = 'places' | 'countries' | 'rivers';

const SCHEMA = 'test_natural_earth';

/** Properties by the suite's names; every column has its property's name. */
const properties: Readonly<Record<NaturalEarthTable, Readonly<Record<string, PropertyType>>>> = {
  places: {
    name: 'string',
    nameascii: 'string',
    pop_min: 'integer',
    pop_max: 'integer',
    pop_other: 'integer',
    date: 'date',
    start: 'date-time',
    end: 'date-time',
    boolean: 'boolean',
  },
  countries: { NAME: 'string', POP_EST: 'number' },
  rivers: { name: 'string' },
};

/** What the suite adds to Natural Earth. */
const dated: Readonly<Record<string, readonly [date: string, start: string, end: string, boolean: boolean]>> = {
  København: ['2021-04-16', '2021-04-16T10:15:59Z', '2022-04-16T10:16:06Z', true],
  Berlin: ['2023-04-16', '2022-04-16T10:13:19Z', '2024-02-22T09:37:52Z', true],
  Athens: ['2022-04-16', '2022-04-16T10:15:10Z', '2022-12-16T10:14:53Z', false],
};

export const naturalEarthTableName = (table: NaturalEarthTable): string => `${SCHEMA}.${table}`;

export function naturalEarthSource(table: NaturalEarthTable): FilterSource {
  const types = properties[table];
  return {
    property: (name): FilterProperty | undefined =>
      Object.hasOwn(types, name) ? { sql: `"${name}"`, type: types[name] } : undefined,
    propertyNames: Object.keys(types),
    geometryNames: ['geom'],
    geometry: () => ({ sql: 'geom', srid: 4326 }),
  };
}

/** Makes and fills the three tables. */
export async function createNaturalEarth(database: Database): Promise<void> {
  await database.query(`drop schema if exists ${SCHEMA} cascade`);
  await database.query(`create schema ${SCHEMA}`);
  await database.query(`create table ${SCHEMA}.places (name text, nameascii text, pop_min integer, pop_max integer,
    pop_other integer, date date, start timestamptz, "end" timestamptz, boolean boolean, geom geometry(point, 4326))`);
  await database.query(
    `create table ${SCHEMA}.countries ("NAME" text, "POP_EST" float8, geom geometry(multipolygon, 4326))`,
  );
  await database.query(`create table ${SCHEMA}.rivers (name text, geom geometry(linestring, 4326))`);
  const places = readTable('places').map((place) => {
    const [date, start, end, boolean] = dated[place.name] ?? [];
    return { ...place, nameascii: place.nameascii || place.name, date, start, end, boolean };
  });
  await database.query(
    `insert into ${SCHEMA}.places select name, nameascii, pop_min, pop_max, pop_other, date, start, "end", boolean,
        st_setsrid(st_makepoint(longitude, latitude), 4326)
      from json_to_recordset($1::json) as place (name text, nameascii text, pop_min integer, pop_max integer,
        pop_other integer, date date, start timestamptz, "end" timestamptz, boolean boolean, longitude float8, latitude float8)`,
    [JSON.stringify(places)],
  );
  await database.query(
    `insert into ${SCHEMA}.countries select name, population, st_geomfromtext(geometry, 4326)
      from json_to_recordset($1::json) as country (name text, population float8, geometry text)`,
    [JSON.stringify(readTable('countries'))],
  );
  await database.query(
    `insert into ${SCHEMA}.rivers select name, st_geomfromtext(geometry, 4326)
      from json_to_recordset($1::json) as river (name text, geometry text)`,
    [JSON.stringify(readTable('rivers'))],
  );
}

function readTable(table: NaturalEarthTable): Record<string, string>[] {
  const text = readFileSync(new URL(`./natural-earth/${table}.tsv`, import.meta.url), 'utf8');
  const [header, ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return rows.map((cells) => Object.fromEntries(header.map((name, column) => [name, cells[column]])));
}
