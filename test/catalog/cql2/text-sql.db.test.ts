import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { attachedDatabase } from '../../support/database.js';
import { FilterTable } from './filter-table.js';

let database: Database;
let table: FilterTable;

const TEXTS = ['Straße', 'STRASSE', 'ΟΔΟΣ', 'οδος', 'KØBENHAVN', 'Łódź', '100%', '100 km', 'a_b', 'a\\b', '', null];

beforeAll(async () => {
  database = await attachedDatabase();
  table = await FilterTable.create(database, {
    name: 'cql2_text',
    columns: { text: { type: 'string', sqlType: 'text' } },
    rows: TEXTS.map((text) => [text]),
  });
});
afterAll(() => database.close());

const matching = async (filter: string) => (await table.matching(filter)).map((row) => TEXTS[row]);

describe('CASEI', () => {
  test('folds case fully: ß is ss, both small sigmas are one', async () => {
    expect(await matching("CASEI(text) = CASEI('strasse')")).toEqual(['Straße', 'STRASSE']);
    expect(await matching("CASEI(text) = CASEI('STRAẞE')")).toEqual(['Straße', 'STRASSE']);
    expect(await matching("CASEI(text) IN (CASEI('Οδος'), CASEI('x'))")).toEqual(['ΟΔΟΣ', 'οδος']);
  });

  test('goes beyond ASCII whatever the database is set to', async () => {
    expect(await matching("CASEI(text) LIKE CASEI('køb%')")).toEqual(['KØBENHAVN']);
  });
});

describe('ACCENTI', () => {
  test('leaves accents and strokes out', async () => {
    expect(await matching("ACCENTI(text) = ACCENTI('Lodz')")).toEqual(['Łódź']);
    expect(await matching("ACCENTI(text) = ACCENTI('Ło\u0301dz\u0301')")).toEqual(['Łódź']);
    expect(await matching("ACCENTI(CASEI(text)) LIKE ACCENTI(CASEI('kob%'))")).toEqual(['KØBENHAVN']);
  });

  test('leaves the voicing marks of Japanese where they are', async () => {
    expect(await matching("ACCENTI('はじめ') = ACCENTI('はしめ')")).toEqual([]);
  });
});

describe('LIKE', () => {
  test('% is any text, _ one character', async () => {
    expect(await matching("text LIKE '1__%'")).toEqual(['100%', '100 km']);
    expect(await matching("text LIKE 'K_BENHAVN'")).toEqual(['KØBENHAVN']);
    expect(await matching("text LIKE ''")).toEqual(['']);
  });

  test('a backslash takes the next character literally', async () => {
    expect(await matching(String.raw`text LIKE '100\%'`)).toEqual(['100%']);
    expect(await matching(String.raw`text LIKE 'a\_b'`)).toEqual(['a_b']);
    expect(await matching(String.raw`text LIKE 'a\\\\b'`)).toEqual(['a\\b']);
  });

  test('NOT LIKE leaves out what is unknown', async () => {
    expect(await matching("text NOT LIKE '%'")).toEqual([]);
    expect((await matching("text NOT LIKE '1%'")).includes(null)).toBe(false);
  });
});

test('strings are ordered by code point on every installation', async () => {
  expect(await matching("text > 'a'")).toEqual(['ΟΔΟΣ', 'οδος', 'Łódź', 'a_b', 'a\\b']);
  expect(await matching("text BETWEEN 'S' AND 'T'")).toEqual(['Straße', 'STRASSE']);
});

test('foldings and orders go together', async () => {
  await expect(
    matching("CASEI(text) < ACCENTI(text) AND text <= CASEI(text) AND ACCENTI('a') = text"),
  ).resolves.toBeDefined();
});
