/** Collections of features that jobs publish: as any table to whoever reads, whole or not there to whoever comes by. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseCql2Text } from '../../../src/catalog/cql2/index.js';
import type { ComputedFeature, FeatureCollectionContent } from '../../../src/catalog/features/publish-features.js';
import { publishFeatures } from '../../../src/catalog/features/publish-features.js';
import { withdrawResults } from '../../../src/catalog/ingest/publish-results.js';
import type { ItemsQuery } from '../../../src/catalog/items.js';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import { openTableSource } from '../../../src/catalog/table/table-source.js';
import type { Database } from '../../../src/db/database.js';
import { ServiceError } from '../../../src/errors.js';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { JobStorage } from '../../../src/jobs/job-storage.js';
import { sweep } from '../../../src/jobs/sweep.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { testDatabase } from '../../support/database.js';
import { publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

const BURST = syntheticBurst({ ...TEST_BURST, pointCount: 100 });

let database: Database;
let catalog: SqlCatalog;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.transaction(async (client) => {
    const { rows } = await client.query('select origin_job_id from egms.feature_collection');
    for (const row of rows) await withdrawResults(client, row.origin_job_id, 'test');
  });
  catalog = new SqlCatalog(database, [], { countCap: 10_000 });
});
afterAll(() => database.close());

/** A square of a tenth of a degree with its south-west corner there. */
const square = (west: number, south: number): number[][][] => [
  [
    [west, south],
    [west + 0.1, south],
    [west + 0.1, south + 0.1],
    [west, south + 0.1],
    [west, south],
  ],
];

/** `count` squares along the parallel of 45 degrees, a degree apart, from 10 degrees east. */
const squares = (count: number): ComputedFeature[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `area-${i + 1}`,
    geometry: { type: 'Polygon', coordinates: square(10 + i, 45) },
    properties: {
      count: 100 - i,
      speed: i / 4 - 3,
      kind: i % 2 === 0 ? 'step' : null,
      begins: `20${10 + i}-01-01`,
      ends: `20${10 + i}-12-31`,
    },
  }));

const content = (id: string, features: Iterable<ComputedFeature> = squares(10)): FeatureCollectionContent => ({
  id,
  title: 'Squares',
  description: 'Made for a test',
  keywords: ['squares'],
  geometryType: 'Polygon',
  columns: [
    { name: 'count', type: 'integer', title: 'Points', unit: '1' },
    { name: 'speed', type: 'number', title: 'Speed', unit: 'mm/a', description: 'of the fastest' },
    { name: 'kind', type: 'text', title: 'Kind' },
    { name: 'begins', type: 'date', title: 'Begins', role: 'primary-interval-start' },
    { name: 'ends', type: 'date', title: 'Ends', role: 'primary-interval-end' },
  ],
  features,
});

const publish = (made: FeatureCollectionContent, jobId: string = randomUUID()) =>
  database.transaction((client) => publishFeatures(client, made, { jobId }));

async function idsOf(id: string, query: Partial<ItemsQuery> = {}): Promise<string[]> {
  const collection = (await catalog.collection(id))!;
  const asked = { limit: 100, withGeometry: true, crs: CRS84_URI, series: 'none', count: 'none', ...query } as const;
  return (await catalog.items(collection, asked)).rows.map((row) => row.id);
}

/** The table of what is published, as a configuration would name it. */
async function tableSource(options: Partial<Parameters<typeof openTableSource>[2]> = {}) {
  const { rows } = await database.query('select table_no from egms.feature_collection');
  const text = { id: 'mine', where: 'here', title: 'Of the configuration', description: '' };
  const place = { schemas: ['egms'], table: `feature_${rows[0].table_no}`, idField: 'id', geomField: 'geom' };
  const definition = { ...text, ...place, keywords: [], links: [], hidden: false, crs: [], count: true };
  return openTableSource(database, definition, { countCap: 10, ...options });
}

const tables = async () =>
  (
    await database.query(`select 1 from pg_tables where schemaname = 'egms' and tablename like 'feature\\_%'
    and tablename <> 'feature_collection'`)
  ).rows.length;

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof ServiceError ? error.code : String(error)),
  );

describe('features that a job published', () => {
  test('are a collection that says what its properties are, where, when, and which job made it', async () => {
    const jobId = randomUUID();
    expect(await publish(content('mine'), jobId)).toMatchObject({ id: 'mine', featureCount: 10 });
    const collection = (await catalog.collection('mine'))!;
    expect(collection).toMatchObject({
      kind: 'table',
      title: 'Squares',
      itemCount: 10,
      originJobId: jobId,
      interval: ['2010-01-01', '2019-12-31'],
      geometryType: 'polygon',
    });
    expect(collection.bbox!.map((degrees) => Number(degrees.toFixed(6)))).toEqual([10, 45, 19.1, 45.1]);
    expect(collection.properties).toEqual([
      { name: 'id', type: 'string', role: 'id' },
      { name: 'count', type: 'integer', title: 'Points', unit: '1' },
      { name: 'speed', type: 'number', title: 'Speed', unit: 'mm/a', description: 'of the fastest' },
      { name: 'kind', type: 'string', title: 'Kind' },
      { name: 'begins', type: 'date', title: 'Begins', role: 'primary-interval-start' },
      { name: 'ends', type: 'date', title: 'Ends', role: 'primary-interval-end' },
    ]);
    expect((await catalog.collections()).map(({ id }) => id)).toContain('mine');
  });

  test('are found by box, time, filter and order, and paged', async () => {
    await publish(content('mine'));
    const box = { minX: 11.05, minY: 45.05, maxX: 12.05, maxY: 45.06, crs: CRS84_URI };
    expect(await idsOf('mine', { bbox: box })).toEqual(['area-2', 'area-3']);
    expect(await idsOf('mine', { datetime: ['2012-06-01', '2013-06-01'] })).toEqual(['area-3', 'area-4']);
    expect(await idsOf('mine', { datetime: [null, '2010-06-01'] })).toEqual(['area-1']);
    const filter = parseCql2Text("speed < -2 and kind = 'step'", { filterCrs: CRS84_URI });
    expect(await idsOf('mine', { filter })).toEqual(['area-1', 'area-3']);
    const sortBy = [{ property: 'count', descending: false }];
    const collection = (await catalog.collection('mine'))!;
    const query = { limit: 4, withGeometry: false, crs: CRS84_URI, series: 'none', count: 'capped', sortBy } as const;
    const first = await catalog.items(collection, query);
    expect([first.numberMatched, ...first.rows.map(({ id }) => id)]).toEqual([
      10,
      'area-10',
      'area-9',
      'area-8',
      'area-7',
    ]);
    const second = await catalog.items(collection, { ...query, cursor: first.next });
    expect(second.rows.map(({ id }) => id)).toEqual(['area-6', 'area-5', 'area-4', 'area-3']);
  });

  test('are given in other systems, and one by one', async () => {
    await publish(content('mine'));
    const collection = (await catalog.collection('mine'))!;
    const { rows } = await catalog.item(collection, 'area-1', {
      crs: EPSG_3035_URI,
      withGeometry: true,
      series: 'none',
    });
    const geometry = rows[0].geometry!;
    const [[[northing, easting]]] = JSON.parse('geojson' in geometry ? geometry.geojson : '').coordinates;
    const [x, y] = transformPoint(CRS84_URI, EPSG_3035_URI)(10, 45);
    expect([easting, northing]).toEqual([expect.closeTo(x, 2), expect.closeTo(y, 2)]);
    expect(
      (await catalog.item(collection, 'nobody', { crs: CRS84_URI, withGeometry: false, series: 'none' })).rows,
    ).toEqual([]);
  });

  test('keep their version until another job replaces them as a whole', async () => {
    await publish(content('mine'));
    const before = (await catalog.collection('mine'))!;
    await publish(content('other'));
    expect((await catalog.collection('mine'))!.version).toBe(before.version);
    await publish(content('mine', squares(3)));
    const after = (await catalog.collection('mine'))!;
    expect(after.version).not.toBe(before.version);
    expect(await idsOf('mine')).toEqual(['area-1', 'area-2', 'area-3']);
    expect(await tables()).toBe(2);
  });

  test('are seen by every server at once, also by one that knew the edition before', async () => {
    const elsewhere = new SqlCatalog(database, [], { countCap: 10_000 });
    await publish(content('mine'));
    const known = (await elsewhere.collection('mine'))!;
    await publish(content('mine', squares(2)));
    const query = { limit: 100, withGeometry: false, crs: CRS84_URI, series: 'none', count: 'none' } as const;
    expect((await elsewhere.items(known, query)).rows).toHaveLength(2);
    expect((await elsewhere.collection('mine'))!.itemCount).toBe(2);
  });

  test('say with each page of which edition it is, so that no answer is half of one and half of the other', async () => {
    await publish(content('mine'));
    const collection = (await catalog.collection('mine'))!;
    const query = { limit: 4, withGeometry: false, crs: CRS84_URI, series: 'none', count: 'none' } as const;
    const [first, again] = [await catalog.items(collection, query), await catalog.items(collection, query)];
    expect([typeof first.edition, again.edition]).toEqual(['string', first.edition]);
    await publish(content('mine'));
    const second = await catalog.items(collection, { ...query, cursor: first.next });
    expect([second.rows.length, second.edition === first.edition]).toEqual([4, false]);
  });

  test('are told of without a look at their table, which may be gone by then', async () => {
    let nowMs = 0;
    await publish(content('mine'));
    const source = await tableSource({
      now: () => nowMs,
      edition: { version: '1', modified: new Date(0), originJobId: randomUUID() },
    });
    nowMs = 3_600_000;
    await publish(content('mine', squares(2)));
    expect((await source.collection()).itemCount).toBe(10);
  });

  test('give way to a table of the configuration that gets their name, and are not there twice', async () => {
    await publish(content('mine'));
    const configured = new SqlCatalog(database, [await tableSource()], { countCap: 10_000 });
    const listed = (await configured.collections()).filter(({ id }) => id === 'mine');
    expect(listed.map(({ title }) => title)).toEqual(['Of the configuration']);
    expect((await configured.collection('mine'))!.title).toBe('Of the configuration');
  });

  test('are not there when the job ends badly, nor is anything of theirs', async () => {
    await publish(content('mine', squares(2)));
    const failed = database.transaction(async (client) => {
      await publishFeatures(client, content('mine'), { jobId: randomUUID() });
      await publishFeatures(client, content('new'), { jobId: randomUUID() });
      throw new Error('the job was dismissed');
    });
    await expect(failed).rejects.toThrow('dismissed');
    expect(await idsOf('mine')).toEqual(['area-1', 'area-2']);
    expect(await catalog.collection('new')).toBeUndefined();
    expect(await tables()).toBe(1);
  });

  test('may be none, and then are an empty collection', async () => {
    await publish(content('none', []));
    expect(await catalog.collection('none')).toMatchObject({ itemCount: 0, interval: [null, null] });
    expect(await idsOf('none')).toEqual([]);
  });

  test('may be many: batches of statements take them all', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({ ...squares(1)[0], id: `many-${i}` }));
    const loaded: number[] = [];
    await database.transaction((client) =>
      publishFeatures(client, content('many', many), { jobId: randomUUID(), onLoaded: (count) => loaded.push(count) }),
    );
    expect(loaded.length).toBeGreaterThan(1);
    expect((await catalog.collection('many'))!.itemCount).toBe(3_000);
  });

  test('go with the job that made them, and only they', async () => {
    const jobId = randomUUID();
    await publish(content('mine'), jobId);
    await publish(content('other'));
    const known = (await catalog.collection('mine'))!;
    expect(await database.transaction((client) => withdrawResults(client, jobId, 'test'))).toEqual(['mine']);
    expect(await catalog.collection('mine')).toBeUndefined();
    const query = { limit: 100, withGeometry: false, crs: CRS84_URI, series: 'none', count: 'none' } as const;
    expect((await catalog.items(known, query)).rows).toEqual([]);
    expect((await catalog.collections()).map(({ id }) => id)).toEqual(['other']);
    expect(await tables()).toBe(1);
  });

  test('keep the record of their job past its time', async () => {
    const jobId = randomUUID();
    await database.query(
      `insert into egms.job (job_id, process_id, process_version, owner, status, mode, request, request_sha256, finished, expires)
       values ($1, 'active-areas', '1', 'local', 'successful', 'async', '{}', '', now(), now() - interval '1 day')`,
      [jobId],
    );
    await publish(content('mine'), jobId);
    const storage = new JobStorage('/nonexistent');
    expect((await sweep(database, storage)).jobs).toBe(0);
    await database.transaction((client) => withdrawResults(client, jobId, 'test'));
    expect((await sweep(database, storage)).jobs).toBe(1);
  });

  test('and points never share a name', async () => {
    const { collectionId } = await publishSynthetic(database, BURST);
    expect(await codeOf(publish(content(collectionId)))).toBe('CollectionExists');
    await database.query('delete from egms.collection');
    await publish(content(collectionId));
    expect(await codeOf(publishSynthetic(database, BURST))).toBe('CollectionExists');
    expect(await catalog.collection(collectionId)).toMatchObject({ kind: 'table', itemCount: 10 });
  });

  test('have columns with names of ours alone', async () => {
    const named = (name: string) => ({ ...content('mine'), columns: [{ name, type: 'text', title: '' } as const] });
    for (const name of ['id', 'geom', 'Speed', 'a"b', '']) {
      await expect(publish(named(name)), name).rejects.toThrow(RangeError);
    }
  });
});
