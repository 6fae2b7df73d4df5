/** Points by distance, and even shares of them, against distances computed by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../../src/catalog/collection.js';
import type { ItemsQuery } from '../../../src/catalog/items.js';
import { boxAround } from '../../../src/catalog/points/nearness-sql.js';
import type { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { testDatabase } from '../../support/database.js';
import { syntheticCatalog, type TestPoint } from '../../support/synthetic-catalog.js';

let database: Database;
let catalog: SqlCatalog;
let collection: Collection;
let points: readonly TestPoint[];

beforeAll(async () => {
  database = await testDatabase();
  ({ catalog, points } = await syntheticCatalog(database));
  collection = (await catalog.collection('l2b-ascending-2020-2024'))!;
});
afterAll(() => database.close());

const QUERY: ItemsQuery = { limit: 1000, withGeometry: false, crs: CRS84_URI, series: 'none', count: 'none' };
const ask = (changes: Partial<ItemsQuery>) => catalog.items(collection, { ...QUERY, ...changes });

/** Metres along the ellipsoid to first order in the distance: good to a centimetre over a few kilometres. */
function distanceM(point: TestPoint, longitudeDeg: number, latitudeDeg: number): number {
  const radians = Math.PI / 180;
  const [a, e2] = [6_378_137, 0.006_694_379_990_14];
  const middle = ((point.value('latitudeDeg') + latitudeDeg) / 2) * radians;
  const w = 1 - e2 * Math.sin(middle) ** 2;
  const north = (point.value('latitudeDeg') - latitudeDeg) * radians * ((a * (1 - e2)) / w ** 1.5);
  const east = (point.value('longitudeDeg') - longitudeDeg) * radians * (a / Math.sqrt(w)) * Math.cos(middle);
  return Math.hypot(north, east);
}

describe('points near a place', () => {
  test('are those within the distance, and the nearest comes first', async () => {
    const [longitudeDeg, latitudeDeg] = [points[7].value('longitudeDeg') + 0.001, points[7].value('latitudeDeg')];
    const radiusM = 1500;
    const wanted = points
      .map((point) => ({ pid: point.pid, distanceM: distanceM(point, longitudeDeg, latitudeDeg) }))
      .filter((each) => each.distanceM <= radiusM)
      .sort((a, b) => a.distanceM - b.distanceM)
      .map(({ pid }) => pid);
    expect(wanted.length).toBeGreaterThan(10);
    const near = { longitudeDeg, latitudeDeg, radiusM };
    const { rows } = await ask({ near, nearestFirst: true });
    expect(rows.map(({ id }) => id)).toEqual(wanted);
    const unsorted = await ask({ near });
    expect(unsorted.rows.map(({ id }) => id).sort()).toEqual(wanted.toSorted());
    expect((await ask({ near, count: 'exact' })).numberMatched).toBe(wanted.length);
  });

  test('come in pages in that order', async () => {
    const near = {
      longitudeDeg: points[0].value('longitudeDeg'),
      latitudeDeg: points[0].value('latitudeDeg'),
      radiusM: 2000,
    };
    const whole = await ask({ near, nearestFirst: true });
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await ask({ near, nearestFirst: true, limit: 7, cursor });
      seen.push(...page.rows.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual(whole.rows.map(({ id }) => id));
  });

  test.each([
    ['at the equator', 10, 0],
    ['in the north', 20, 70],
  ])('%s lie in the box around them', (_, longitudeDeg, latitudeDeg) => {
    const { minX, minY, maxX, maxY } = boxAround({ longitudeDeg, latitudeDeg, radiusM: 100_000 });
    expect((maxY - minY) / 2).toBeGreaterThan(100_000 / 110_574);
    expect((maxX - minX) / 2).toBeGreaterThan(100_000 / (111_320 * Math.cos((latitudeDeg * Math.PI) / 180)));
  });

  test('at the antimeridian and at the pole the box holds all longitudes', () => {
    expect(boxAround({ longitudeDeg: 179.9, latitudeDeg: 10, radiusM: 50_000 })).toMatchObject({
      minX: -180,
      maxX: 180,
    });
    expect(boxAround({ longitudeDeg: 0, latitudeDeg: 89.9, radiusM: 50_000 })).toMatchObject({ minX: -180, maxY: 90 });
  });
});

describe('a share of the points', () => {
  test('holds about so many, the same ones every time, and those of a smaller share', async () => {
    const ids = async (share: number) => (await ask({ share })).rows.map(({ id }) => id);
    const [tenth, again, half] = await Promise.all([ids(0.1), ids(0.1), ids(0.5)]);
    expect(again).toEqual(tenth);
    expect(half).toEqual(expect.arrayContaining(tenth));
    // Five standard deviations of drawing lots.
    expect(Math.abs(tenth.length - 60)).toBeLessThan(5 * Math.sqrt(600 * 0.1 * 0.9));
    expect(Math.abs(half.length - 300)).toBeLessThan(5 * Math.sqrt(600 * 0.25));
  });
});
