/** Summaries of more points than may be read, of bursts with different epochs, and of a collection that changes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../../src/catalog/collection.js';
import { type AreaQuestion, SqlAreas, summarisable } from '../../../src/catalog/points/area-summary.js';
import type { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import type { Database } from '../../../src/db/database.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { testDatabase } from '../../support/database.js';
import { syntheticCatalog, TEST_BURST, type TestPoint } from '../../support/synthetic-catalog.js';

let database: Database;
let catalog: SqlCatalog;
let collection: Collection;
let points: readonly TestPoint[];
const LATER = { burstCycle: 241, seed: 4, pointCount: 40, dates: regularEpochs('20200109', '20200513', 12) };
const signal = new AbortController().signal;

beforeAll(async () => {
  database = await testDatabase();
  ({ catalog, points } = await syntheticCatalog(database, {}, LATER));
  collection = (await catalog.collection('l2b-ascending-2020-2024'))!;
});
afterAll(() => database.close());

const QUESTION: AreaQuestion = {
  points: {},
  attributes: ['mean_velocity'],
  withSeries: true,
  percentiles: [50],
  maxPoints: 10_000,
};
const ask = (changes: Partial<AreaQuestion> = {}) =>
  new SqlAreas(database).summarise(collection, { ...QUESTION, ...changes }, signal);

describe('the summary of an area', () => {
  test('counts on each date the points of the bursts that were observed then', async () => {
    const { dates, displacementMm, matched, used } = await ask();
    expect([matched, used]).toEqual([640, 640]);
    expect(dates).toEqual(collection.dates);
    const wanted = dates.map(
      (date) => (TEST_BURST.dates.includes(date) ? 600 : 0) + (LATER.dates.includes(date) ? 40 : 0),
    );
    expect(displacementMm.map(({ count }) => count)).toEqual(wanted);
  });

  test('of more points than may be read is made from an even share, the same every time', async () => {
    const some = await ask({ maxPoints: 200 });
    expect(some.matched).toBe(640);
    expect(some.used).toBeGreaterThan(130);
    expect(some.used).toBeLessThan(260);
    expect(await ask({ maxPoints: 200 })).toEqual(some);
    const velocities = points.map(({ value }) => value('velocityMmPerYear'));
    const mean = velocities.reduce((a, b) => a + b, 0) / velocities.length;
    const [{ std, mean: ofSome }] = some.attributes;
    // Five standard errors.
    expect(Math.abs(ofSome - mean)).toBeLessThan((5 * std) / Math.sqrt(some.used));
  });

  test('reads no series where none are asked for', async () => {
    const { dates, displacementMm, attributes } = await ask({ withSeries: false });
    expect([dates, displacementMm, attributes[0].count]).toEqual([[], [], 640]);
  });

  test('is of the edition at hand, and says which, whatever the caller held', async () => {
    await database.query('update egms.collection set version = version + 1');
    const stale = { ...collection };
    const summary = await new SqlAreas(database).summarise(stale, QUESTION, signal);
    expect(summary.version).not.toBe(collection.version);
  });

  test('ends when nobody waits for it', async () => {
    const gone = AbortSignal.abort();
    await expect(new SqlAreas(database).summarise(collection, QUESTION, gone)).rejects.toThrow('aborted');
  });
});

test('numbers of the points themselves can be summed up, names and dates cannot', () => {
  const names = summarisable(collection);
  expect(names).toEqual(expect.arrayContaining(['mean_velocity', 'height_ortho', 'mp_type']));
  for (const name of ['pid', 'product', 'first_date', 'date_count']) expect(names).not.toContain(name);
});
