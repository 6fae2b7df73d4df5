/** Points of a pipeline as rows of EGMS: beside the true values of a simulated stack, through the file and back. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basicBatches } from '../../../../src/insar/psi/basic/basic-batch.js';
import { type BasicProduct, basicMetadata, basicProduct } from '../../../../src/insar/psi/basic/basic-product.js';
import { isSimulated, stackFingerprint } from '../../../../src/insar/psi/basic/stack-origin.js';
import { DEFAULT_PSI_PARAMETERS } from '../../../../src/insar/psi/psi-parameters.js';
import type { PointColumns } from '../../../../src/insar/psi/step-files.js';
import { openStack, type SlcStack } from '../../../../src/insar/stack/open-stack.js';
import { createAttributeModel } from '../../../../src/products/attributes.js';
import { productFileName } from '../../../../src/products/file-name.js';
import { checkPids } from '../../../../src/products/pid-check.js';
import { type AttributeName, MISSING_TENTHS, type PointBatch } from '../../../../src/products/point-batch.js';
import { describeProduct } from '../../../../src/products/product-xml.js';
import { fakePipeline, fakeVelocity } from '../../../support/fake-pipeline.js';
import { writeTinyStack } from '../../../support/tiny-stack.js';

const signal = new AbortController().signal;
const CHOICE = { redelivery: 1, producer: 9 };

let folder: string;
let stack: SlcStack;
let product: BasicProduct;
let blocks: PointColumns[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-basic-'));
  stack = await openStack(await writeTinyStack(folder, 'ascending'));
  product = await basicProduct(stack, CHOICE);
  const result = await fakePipeline()(stack, join(folder, 'work'), {
    parameters: DEFAULT_PSI_PARAMETERS,
    threads: 1,
    signal,
    onProgress: () => undefined,
    log: () => undefined,
  });
  blocks = await allOf(result.points());
});
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true });
});

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* given(columns: readonly PointColumns[]) {
  yield* columns;
}

const batchesOf = (columns: readonly PointColumns[], options: { clusters?: number; geoidHeightM?: number } = {}) =>
  allOf(basicBatches(given(columns), product, { clusters: 1, signal, ...options }));

const value = (batch: PointBatch, name: AttributeName, point: number) =>
  batch.attributes[product.header.attributes.indexOf(name)][point];

/** The first point of the first block, with changes. */
const onePoint = (changes: Partial<PointColumns>): PointColumns => {
  const [block] = blocks;
  const n = stack.description.acquisitions.length;
  const first = Object.fromEntries(
    Object.entries(block).map(([name, array]) => [name, array.slice(0, name === 'displacementMm' ? n : 1)]),
  ) as unknown as PointColumns;
  return { ...first, ...changes };
};

describe('basic products', () => {
  test('are named after the burst of the stack and the years of its dates', () => {
    expect(productFileName(product.name)).toBe('EGMS_L2a_117_0264_IW2_VV_2020_2020_1');
    expect(product.header.attributes.slice(0, 3)).toEqual(['clusterLabel', 'mpTypeM2', 'latitudeDeg']);
    expect(product.header.attributes).toHaveLength(24);
    expect(product.notices).toEqual([expect.stringMatching(/^the dates span \d+ days: velocity/)]);
    expect(product.pixel).toMatchObject({ rowM: 10, columnM: 5, areaM2: 50 });
  });

  test('say in their metadata where they come from', () => {
    const metadata = basicMetadata(stack, product, { productionDate: '2026-05-04', clusters: 3, isSynthetic: false });
    expect(describeProduct(metadata)).toMatchObject({
      level: 'L2a',
      track: 117,
      burstCycle: 264,
      swath: 2,
      facility: { code: '9' },
      productionDate: '2026-05-04',
      demVersion: 'height.tif',
    });
    const { datasetImages, referenceImages } = describeProduct(metadata);
    expect(datasetImages.map(({ productId }) => productId)).toEqual(
      stack.description.acquisitions.map(({ date }) => date),
    );
    expect(referenceImages).toHaveLength(1);
    expect(metadata.elements.find(({ name }) => name === 'clusters')?.content).toBe('3');
    const made = basicMetadata(stack, product, { productionDate: '2026-05-04', clusters: 1, isSynthetic: true });
    expect(describeProduct(made)).toMatchObject({ demVersion: 'SYNTHETIC' });
    expect(describeProduct(made).datasetImages[0].productId).toBe('SYNTHETIC_20200103');
  });

  test('have every point once, under an identifier that says its line and pixel', async () => {
    const batches = await batchesOf(blocks);
    expect(batches.map(({ firstRow, count }) => [firstRow, count])).toEqual([
      [0, 24],
      [24, 24],
    ]);
    for (const batch of batches) expect(checkPids(batch, product.header, product.name).contradictions).toBe(0);
    expect(new Set(batches.flatMap(({ pid }) => pid)).size).toBe(48);
    expect(batches[0].pid[0][0]).toBe('9');
  });

  test('hold the motion that went in, with attributes of the series as it is written', async () => {
    const batches = await batchesOf(blocks);
    const model = createAttributeModel(product.header.dates);
    const dates = product.header.dates.length;
    for (const [b, batch] of batches.entries()) {
      for (let i = 0; i < batch.count; i++) {
        const written = Float64Array.from(batch.seriesTenths!.subarray(i * dates, (i + 1) * dates), (t) => t / 10);
        const attributes = model.attributes(written);
        expect(value(batch, 'velocityMmPerYear', i)).toBeCloseTo(attributes.velocityMmPerYear, 1);
        expect(value(batch, 'temporalCoherence', i)).toBeCloseTo(attributes.temporalCoherence, 2);
        const truth = fakeVelocity(blocks[b].row[i], blocks[b].column[i]);
        // Series of a tenth of a millimetre, over a third of a year, with an annual term to be told apart.
        expect(written[dates - 1] - truth * model.timesYears[dates - 1]).toBeCloseTo(0, 0.9);
      }
    }
  });

  test('say of distributed scatterers how much ground they stand for, of persistent ones nothing', async () => {
    const [batch] = await batchesOf(blocks);
    expect([0, 1, 2].map((i) => value(batch, 'mpTypeM2', i))).toEqual([0, 0, 30 * 10 * 5]);
  });

  test('give angles of the line of sight and places in both systems', async () => {
    const [batch] = await batchesOf(blocks);
    // The plan of the simulation, for the middle of the scene.
    expect(value(batch, 'incidenceDeg', 0)).toBeCloseTo(38.9, 0);
    expect(value(batch, 'trackAngleDeg', 0)).toBeCloseTo(360 - 11.6, 0);
    expect(value(batch, 'longitudeDeg', 0)).toBeCloseTo(10.96, 1);
    expect(value(batch, 'latitudeDeg', 0)).toBeCloseTo(44.78, 1);
    expect(value(batch, 'eastingM', 0)).toBeGreaterThan(4_390_000);
    expect(value(batch, 'northingM', 0)).toBeGreaterThan(2_400_000);
  });

  test('have orthometric heights only where the geoid is known', async () => {
    const [without] = await batchesOf(blocks);
    const [given] = await batchesOf(blocks, { geoidHeightM: 40 });
    expect(value(without, 'heightM', 0)).toBeNaN();
    expect(value(given, 'heightM', 0)).toBeCloseTo(value(given, 'heightEllipsoidM', 0) - 40, 9);
  });

  test('label clusters only when there are several', async () => {
    const columns = [onePoint({ cluster: Int32Array.of(1) })];
    expect(value((await batchesOf(columns, { clusters: 2 }))[0], 'clusterLabel', 0)).toBe(2);
    expect(value((await batchesOf(blocks))[0], 'clusterLabel', 0)).toBe(0);
  });

  test('keep missing dates missing and attributes there', async () => {
    const [block] = blocks;
    const displacementMm = block.displacementMm.slice(0, product.header.dates.length);
    displacementMm[3] = Number.NaN;
    const [batch] = await batchesOf([onePoint({ displacementMm })]);
    expect([...batch.seriesTenths!].map((t) => t === MISSING_TENTHS).indexOf(true)).toBe(3);
    expect(value(batch, 'velocityMmPerYear', 0)).not.toBeNaN();
  });

  test('hold metres of motion, which tenths of a millimetre in 16 bits cannot', async () => {
    const displacementMm = new Float32Array(product.header.dates.length).map((_, i) => 400 * i);
    const [batch] = await batchesOf([onePoint({ displacementMm })]);
    expect(batch.seriesTenths).toBeUndefined();
    expect(batch.seriesMm!.at(-1)).toBe(4400);
  });

  test('a track angle that rounds to 360 is 0', async () => {
    const [batch] = await batchesOf([
      onePoint({ losEast: Float32Array.of(-0.6), losNorth: Float32Array.of(-1e-6), losUp: Float32Array.of(0.8) }),
    ]);
    expect(value(batch, 'trackAngleDeg', 0)).toBe(0);
  });

  test('refuse two points at one pixel, which would share an identifier', async () => {
    const [block] = blocks;
    const row = block.row.slice();
    const column = block.column.slice();
    [row[1], column[1]] = [row[0], column[0]];
    await expect(batchesOf([{ ...block, row, column }])).rejects.toThrow('two points at row 0, column 0');
  });

  test('stop when they are asked to', async () => {
    const stopped = AbortSignal.abort(new Error('stop'));
    const many = Array.from({ length: 4000 }, () => blocks[0]);
    const batches = basicBatches(given(many), product, { clusters: 1, signal: stopped });
    await expect(allOf(batches)).rejects.toThrow('stop');
  });
});

describe('stacks that no product can be made of', () => {
  test('have fewer than eight dates', async () => {
    const short = await openStack(await writeTinyStack(await mkdtemp(join(folder, 's-')), 'ascending', { dates: 7 }));
    await expect(basicProduct(short, CHOICE)).rejects.toMatchObject({
      detail: expect.stringMatching(/at least 8 dates.*got 7/),
    });
    await short.close();
  });

  test('say ascending with lines of sight of a descending orbit', async () => {
    const path = await writeTinyStack(await mkdtemp(join(folder, 'o-')), 'descending');
    const file = join(path, 'stack.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"descending"', '"ascending"'));
    const wrong = await openStack(path);
    await expect(basicProduct(wrong, CHOICE)).rejects.toMatchObject({
      detail: expect.stringMatching(/says ascending, but its lines of sight point east/),
    });
    await wrong.close();
  });
});

describe('where a stack comes from', () => {
  test('simulated ones have their truth in them, or a record beside them', async () => {
    expect(await isSimulated(stack)).toBe(true);
    await rm(join(stack.folder, 'truth', 'truth.json'));
    expect(await isSimulated(stack)).toBe(false);
    await writeFile(join(folder, 'simulation.json'), '{}');
    expect(await isSimulated(stack)).toBe(true);
    await rm(join(folder, 'simulation.json'));
  });

  test('the fingerprint changes with the description', async () => {
    const once = await stackFingerprint(stack);
    const other = await openStack(
      await writeTinyStack(await mkdtemp(join(folder, 'f-')), 'ascending', { baselineSigmaM: 90 }),
    );
    expect(await stackFingerprint(stack)).toBe(once);
    expect(await stackFingerprint(other)).not.toBe(once);
    await other.close();
  });
});
