/** A job that is killed and taken up again, here or elsewhere, gives the same bytes as one that was left alone. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/decompose/index.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import type { Database } from '../../../src/db/database.js';
import { writeProductCsv } from '../../../src/products/csv-writer.js';
import { testDatabase } from '../../support/database.js';
import { runProcess } from '../../support/run-process.js';
import { syntheticCatalog } from '../../support/synthetic-catalog.js';
import { ASCENDING_ID, BURSTS, requestOf } from './request.js';

let database: Database;
let folder: string;
let untouched: Awaited<ReturnType<typeof resultOf>>;

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'open-egms-interruption-'));
  await syntheticCatalog(database, ...BURSTS);
  await finish('alone', new Map());
  untouched = await resultOf('alone');
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** Remembers as the engine does, and ends the job after some blocks. */
class Cut extends Map<string, unknown> {
  readonly controller = new AbortController();

  constructor(private readonly blocks: number) {
    super();
  }

  override set(key: string, value: unknown): this {
    super.set(key, value);
    const done = [...this.keys()].filter((name) => name.startsWith('block:')).length;
    if (done >= this.blocks) this.controller.abort(new Error('killed'));
    return this;
  }
}

async function options(name: string) {
  const own = join(folder, name);
  await mkdir(own, { recursive: true });
  return { folder: own, outputCollections: { up: `${name}-up`, east: `${name}-east` } };
}

async function killed(name: string, blocks: number): Promise<Map<string, unknown>> {
  const checkpoints = new Cut(blocks);
  const { signal } = checkpoints.controller;
  const attempt = runProcess(run, database, requestOf(), { ...(await options(name)), checkpoints, signal });
  await expect(attempt).rejects.toThrow('killed');
  return new Map(checkpoints);
}

const finish = async (name: string, checkpoints: Map<string, unknown>) =>
  runProcess(run, database, requestOf(), { ...(await options(name)), checkpoints });

/** The bytes of every product and of the quality. */
async function resultOf(name: string) {
  const files: Record<string, string> = { quality: await readFile(join(folder, name, 'quality.csv'), 'utf8') };
  for (const component of ['up', 'east']) {
    const products = (await storedProducts(database, `${name}-${component}`))!;
    for (const product of await products.list()) {
      const { name: fileName, header, dialect } = product;
      const csv = writeProductCsv(products.batches(product), { level: 'L3', header, dialect });
      let text = '';
      for await (const chunk of csv) text += chunk.toString();
      files[`${component} ${JSON.stringify(fileName)}`] = text;
    }
  }
  const { rows } = await database.query<{ name: string; source_sha256: string }>(
    'select p.name, p.source_sha256 from egms.product p join egms.collection c using (collection_no) where c.id like $1 order by 1',
    [`${name}-%`],
  );
  return { files, fingerprints: rows };
}

const blockFiles = async (name: string) => (await readdir(join(folder, name))).filter((file) => file.endsWith('.bin'));

describe('a killed job', () => {
  test('publishes nothing', async () => {
    await killed('nothing', 2);
    const catalog = new SqlCatalog(database, [], { countCap: 1 });
    expect(await catalog.collection('nothing-up')).toBeUndefined();
    expect(await catalog.collection('nothing-east')).toBeUndefined();
  });

  test('goes on after its last block, and ends as one that was left alone', async () => {
    const checkpoints = await killed('resumed', 2);
    const done = await blockFiles('resumed');
    expect(done).toHaveLength(2);
    const before = await Promise.all(done.map((file) => stat(join(folder, 'resumed', file))));
    await finish('resumed', checkpoints);
    const after = await Promise.all(done.map((file) => stat(join(folder, 'resumed', file))));
    expect(after.map(({ ino }) => ino)).toEqual(before.map(({ ino }) => ino));
    expect((await blockFiles('resumed')).length).toBeGreaterThan(2);
    expect(await resultOf('resumed')).toEqual(untouched);
  });

  test('makes blocks again whose files are gone or damaged', async () => {
    const checkpoints = await killed('moved', 3);
    const [gone, damaged] = await blockFiles('moved');
    await rm(join(folder, 'moved', gone));
    await writeFile(join(folder, 'moved', damaged), 'half of it');
    await finish('moved', checkpoints);
    expect(await resultOf('moved')).toEqual(untouched);
  });

  test('starts anew when a collection has changed since', async () => {
    const checkpoints = await killed('changed', 2);
    await database.query('update egms.collection set version = version + 1 where id = $1', [ASCENDING_ID]);
    await finish('changed', checkpoints);
    const surveys = [...checkpoints.keys()].filter((key) => key.startsWith('survey@'));
    expect(surveys).toHaveLength(2);
    const blocks = [...checkpoints.keys()].filter((key) => key.startsWith('block:'));
    expect(blocks).toHaveLength(2 + (await blockFiles('changed')).length);
    expect(await resultOf('changed')).toEqual(untouched);
  });
});

test('a collection that changes while the job runs ends it, and nothing is published', async () => {
  class Disturbed extends Map<string, unknown> {
    override set(key: string, value: unknown): this {
      // The last thing before publishing that is remembered.
      if (key === 'production-date') pending = change();
      return super.set(key, value);
    }
  }
  let pending: Promise<unknown> = Promise.resolve();
  const change = () => database.query('update egms.collection set version = version + 1 where id = $1', [ASCENDING_ID]);
  const attempt = runProcess(run, database, requestOf(), {
    ...(await options('disturbed')),
    checkpoints: new Disturbed(),
  });
  await expect(attempt).rejects.toThrow(/l2b-ascending-2020-2024 was changed/);
  await pending;
  expect(await new SqlCatalog(database, [], { countCap: 1 }).collection('disturbed-up')).toBeUndefined();
});
