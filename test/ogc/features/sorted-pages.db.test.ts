/** Sorted pages of a real table over HTTP: what a client sees that follows `next` to the end. */
import type { Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import { openTableSource } from '../../../src/catalog/table/table-source.js';
import type { Database } from '../../../src/db/database.js';
import { testDatabase } from '../../support/database.js';
import { testApp } from '../../support/test-app.js';

interface Page {
  readonly features: readonly { readonly id: number; readonly properties: { readonly depth_m: number | null } }[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

const ITEMS = '/collections/wells/items';
const IDS = Array.from({ length: 20 }, (_, i) => i + 1);
/** Every third well has no depth; the others share four depths. */
const depthOf = (id: number) => (id % 3 === 0 ? null : 10.5 * (id % 4));
/** Of the notes of the first wells; the others have one letter. */
const NOTE_LENGTHS = [2000, 5000, 7000];

let database: Database;
let app: Express;

beforeAll(async () => {
  database = await testDatabase();
  await database.query('create schema test_sorted');
  await database.query(
    'create table test_sorted.wells (id int primary key, depth_m float8, note text, geom geometry(point, 4326))',
  );
  for (const id of IDS) {
    await database.query(
      `insert into test_sorted.wells values ($1, $2, repeat(chr(96 + $1::int), $3::int), st_point(11, 41, 4326))`,
      [id, depthOf(id), NOTE_LENGTHS[id - 1] ?? 1],
    );
  }
  const wells = await openTableSource(
    database,
    {
      id: 'wells',
      where: 'test',
      title: 'Wells',
      description: 'Wells, some of unknown depth',
      keywords: [],
      links: [],
      hidden: false,
      schemas: ['test_sorted'],
      table: 'wells',
      idField: 'id',
      crs: [],
      count: true,
    },
    { countCap: 100 },
  );
  app = testApp({ catalog: new SqlCatalog(database, [wells], { countCap: 100 }) });
});
afterAll(() => database.close());

const nextOf = ({ links }: Page): string | undefined => {
  const next = links.find(({ rel }) => rel === 'next');
  return next && new URL(next.href).pathname + new URL(next.href).search;
};

async function walk(query: string): Promise<Page['features']> {
  const seen: Page['features'][number][] = [];
  for (let url: string | undefined = `${ITEMS}?${query}`; url !== undefined; ) {
    const { body }: { body: Page } = await request(app).get(url).expect(200);
    expect(body.features.length).toBeGreaterThan(0);
    seen.push(...body.features);
    url = nextOf(body);
  }
  return seen;
}

describe('Features 8, features-sorting: next links under sortby', () => {
  test.each([
    ['depth_m', 1],
    ['-depth_m', -1],
  ])('sortby=%s leads through every feature once, those without a value last', async (sortby, sign) => {
    const inOrder = IDS.toSorted((a, b) => {
      const [left, right] = [depthOf(a), depthOf(b)];
      if (left === right) return a - b;
      return left === null || right === null ? Number(left === null) - Number(right === null) : sign * (left - right);
    });
    // Two at a time, so that pages end within ties, before the first null and among the nulls.
    const seen = await walk(`sortby=${sortby}&limit=2`);
    expect(seen.map(({ id }) => id)).toEqual(inOrder);
    expect(seen.map(({ properties }) => properties.depth_m)).toEqual(inOrder.map(depthOf));
  });

  test('a page may end at a long text', async () => {
    const { body }: { body: Page } = await request(app).get(`${ITEMS}?sortby=note&limit=1`).expect(200);
    const next = nextOf(body);
    expect(next!.length).toBeGreaterThan(NOTE_LENGTHS[0]);
    const following = await request(app).get(next!).expect(200);
    expect(following.body.features[0].id).toBe(2);
  });

  test('but not at one that no link could carry: that is a 400 that says so', async () => {
    const { body } = await request(app).get(`${ITEMS}?sortby=note&limit=3`).expect(400);
    expect(body.detail).toMatch(/^sortby: values are too long/);
  });
});
