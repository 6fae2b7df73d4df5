/** The process with a catalog: what it publishes, what it does not replace, and whether calibration takes it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run as calibrate } from '../../../processes/calibrate/index.js';
import { run as decompose } from '../../../processes/decompose/index.js';
import { psiProcess } from '../../../processes/psi/psi-process.js';
import { selectPoints } from '../../../src/catalog/points/point-selection.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import type { Database } from '../../../src/db/database.js';
import { productFileName } from '../../../src/products/file-name.js';
import { describeProduct } from '../../../src/products/product-xml.js';
import { testDatabase } from '../../support/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { type FakeOptions, fakePipeline } from '../../support/fake-pipeline.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { writeTinyStack } from '../../support/tiny-stack.js';

let database: Database;
let stacks: string;

beforeAll(async () => {
  database = await testDatabase();
  stacks = await mkdtemp(join(tmpdir(), 'open-egms-psi-db-'));
  await writeTinyStack(join(stacks, 'stacks', 'town'), 'ascending');
  await writeTinyStack(join(stacks, 'stacks', 'town'), 'descending');
  await writeFile(join(stacks, 'stacks', 'town', 'simulation.json'), '{}');
});
afterAll(async () => {
  await database.close();
  await rm(stacks, { recursive: true });
});

const start = (stack: string, fake: FakeOptions = {}, options: TrialOptions = {}) =>
  runProcess(psiProcess(fakePipeline({ every: 4, ...fake })), database, withDefaults('psi', { stack }), {
    folder: stacks,
    ...options,
  });

describe('psi', () => {
  test('publishes the points of a stack as a collection of basic points, marked as made up', async () => {
    const { outputs, shares } = await start('town/ascending', { clusters: 2 });
    expect(outputs.points).toEqual({ kind: 'collection', collectionId: 'l2a-ascending-2020-2020' });
    const selection = await selectPoints(database, { collection: 'l2a-ascending-2020-2020' });
    expect(selection.identity).toEqual({ level: 'L2a', geometry: 'ascending', release: '2020-2020' });
    const stored = (await storedProducts(database, 'l2a-ascending-2020-2020'))!;
    const [product] = await stored.list();
    expect(productFileName(product.name)).toBe('EGMS_L2a_117_0264_IW2_VV_2020_2020_1');
    expect(product.pointCount).toBe(12 * 16);
    expect(describeProduct(product.metadata!).datasetImages).toHaveLength(12);
    expect(selection.products.every(({ isSynthetic }) => isSynthetic)).toBe(true);
    const labels = new Set<number>();
    for await (const batch of stored.batches(product)) {
      for (const label of batch.attributes[product.header.attributes.indexOf('clusterLabel')]) labels.add(label);
    }
    expect([...labels].sort()).toEqual([1, 2]);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  test('a later job of the same burst replaces it, with the next redelivery', async () => {
    await start('town/ascending', { every: 8 }, { jobId: '00000000-0000-4000-8000-000000000002' });
    const [product, ...others] = await (await storedProducts(database, 'l2a-ascending-2020-2020'))!.list();
    expect(others).toEqual([]);
    expect([productFileName(product.name), product.pointCount]).toEqual(['EGMS_L2a_117_0264_IW2_VV_2020_2020_2', 48]);
  });

  test('a job of another burst does not, and says so before it computes', async () => {
    const runs: string[] = [];
    const started = start(
      'town/descending',
      { onRun: (work) => runs.push(work) },
      {
        jobId: '00000000-0000-4000-8000-000000000003',
        outputCollections: { points: 'l2a-ascending-2020-2020' },
      },
    );
    await expect(started).rejects.toMatchObject({
      detail: expect.stringMatching(/holds EGMS_L2a_117_0264.*would be replaced by EGMS_L2a_095_0808/),
    });
    expect(runs).toEqual([]);
  });

  test('publishes nothing where nothing was found', async () => {
    const { outputs } = await start(
      'town/descending',
      { every: Number.POSITIVE_INFINITY },
      {
        outputCollections: { points: 'nothing-there' },
      },
    );
    expect(Object.keys(outputs)).toEqual(['report', 'quality']);
    expect(await storedProducts(database, 'nothing-there')).toBeUndefined();
  });

  test('leaves dates out that hold nothing, in columns, metadata and series alike', async () => {
    const outputCollections = { points: 'with-gaps' };
    await start('town/ascending', { emptyDates: [3, 7] }, { outputCollections });
    const [product] = await (await storedProducts(database, 'with-gaps'))!.list();
    expect(product.header.dates).toHaveLength(10);
    expect(describeProduct(product.metadata!).datasetImages).toHaveLength(10);
    const few = start('town/ascending', { emptyDates: [0, 1, 2, 3, 4] }, { outputCollections });
    await expect(few).rejects.toMatchObject({ detail: expect.stringMatching(/at least 8 dates.*got 7 of 12/) });
  });

  test('its points go through calibrate and decompose', async () => {
    await start('town/ascending', { every: 2 });
    await start('town/descending', { every: 2 });
    const points = ['ascending', 'descending'].map((orbit) => ({ collection: `l2a-${orbit}-2020-2020` }));
    const gnssModel = [
      'name,latitude,longitude,vn,ve,vu,sn,se,su',
      ...[44.5, 44.78, 45].flatMap((latitude) =>
        [10.6, 10.96, 11.3].map((longitude, i) => `S${latitude * 100}${i},${latitude},${longitude},1,2,-1,0.2,0.2,0.5`),
      ),
    ].join('\n');
    const calibrated = await runProcess(calibrate, database, withDefaults('calibrate', { points, gnssModel }));
    expect(calibrated.outputs).toMatchObject({
      ascending: { collectionId: 'l2b-ascending-2020-2020' },
      descending: { collectionId: 'l2b-descending-2020-2020' },
    });
    const [product] = await (await storedProducts(database, 'l2b-ascending-2020-2020'))!.list();
    expect(product.pointCount).toBe(24 * 32);
    const { outputs } = await runProcess(
      decompose,
      database,
      withDefaults('decompose', {
        ascending: [{ collection: 'l2b-ascending-2020-2020' }],
        descending: [{ collection: 'l2b-descending-2020-2020' }],
      }),
    );
    expect(outputs.up).toEqual({ kind: 'collection', collectionId: 'l3-up-2020-2020' });
    const cells = await (await storedProducts(database, 'l3-up-2020-2020'))!.list();
    expect(cells[0].pointCount).toBeGreaterThan(5);
    const { products } = await selectPoints(database, { collection: 'l3-up-2020-2020' });
    expect(products.every(({ isSynthetic }) => isSynthetic)).toBe(true);
  });
});
