/** Products over HTTP: which there are in an area, and each as the file that was handed in. */
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestFile } from '../../../src/catalog/ingest/ingest-file.js';
import { SqlDeliveredProducts } from '../../../src/catalog/points/delivered-products.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import type { Database } from '../../../src/db/database.js';
import { writeProductCsv } from '../../../src/products/csv-writer.js';
import { productFileName } from '../../../src/products/file-name.js';
import { writeProductFile } from '../../../src/products/product-archive-writer.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { openZip } from '../../../src/products/zip-content.js';
import { answersOfContract } from '../../support/answers-of-contract.js';
import { testDatabase } from '../../support/database.js';
import { TEST_BURST } from '../../support/synthetic-catalog.js';
import { testApp } from '../../support/test-app.js';
import { rawBody } from '../features/raw-body.js';

const LIST = '/collections/l2b-ascending-2020-2024/products';
const contract = answersOfContract('products.yaml');
/** More rows than one statement reads; the second lies 20 km east of the first. */
const BURSTS = [240, 241, 242].map((burstCycle, i) =>
  syntheticBurst({
    ...TEST_BURST,
    burstCycle,
    pointCount: 1_200,
    centreEastingM: TEST_BURST.centreEastingM + 20_000 * i,
    seed: burstCycle,
  }),
);
const NAMES = BURSTS.map(({ name }) => productFileName(name));

let database: Database;
let app: Express;
let folder: string;
let originals: string[];

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'open-egms-products-'));
  originals = [];
  for (const burst of BURSTS) {
    async function* batches() {
      yield* burst.batches();
    }
    const csv = writeProductCsv(batches(), { level: 'L2b', header: burst.header });
    const [path] = await writeProductFile(folder, { name: burst.name, csv, modified: new Date(0) });
    await ingestFile(database, path, { softwareVersion: 'test' });
    originals.push(path);
  }
  const catalog = new SqlCatalog(database, [], { countCap: 10_000 });
  app = testApp({ catalog, products: new SqlDeliveredProducts(database) });
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const get = (path: string) => request(app).get(path).set('Host', 'egms.example.org');
const namesOf = (body: { features: { id: string }[] }) => body.features.map(({ id }) => id);

async function csvOf(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const file = (await openZip(path, handle)).find(({ fileName }) => fileName.endsWith('.csv'))!;
    const chunks: Buffer[] = [];
    for await (const chunk of file.stream()) chunks.push(chunk);
    return Buffer.concat(chunks).toString('latin1');
  } finally {
    await handle.close();
  }
}

describe('the list of products', () => {
  test('names each file, says where its points lie, and links to the zip', async () => {
    const { body } = await get(LIST).expect(200);
    expect(contract.faultsOf('getProducts', body, 'application/geo+json')).toEqual([]);
    expect(namesOf(body)).toEqual(NAMES);
    const [{ properties, links, bbox }] = body.features;
    const { dates } = BURSTS[0].header;
    expect(properties).toMatchObject({ file_name: `${NAMES[0]}.zip`, points: 1_200, epochs: dates.length });
    expect(properties.csv_bytes).toBe((await csvOf(originals[0])).length);
    expect(properties.source_bytes).toBe((await readFile(originals[0])).length);
    expect(links).toEqual([
      expect.objectContaining({
        rel: 'enclosure',
        type: 'application/zip',
        href: `http://egms.example.org${LIST}/${NAMES[0]}.zip`,
      }),
    ]);
    expect(bbox[0]).toBeLessThan(bbox[2]);
  });

  test('is that of a box, also of one across the antimeridian', async () => {
    const { body: all } = await get(LIST);
    const [west, south, east, north] = all.features[1].bbox;
    const inside = [west + 0.001, south + 0.001, east - 0.001, north - 0.001].join(',');
    expect(namesOf((await get(`${LIST}?bbox=${inside}`)).body)).toEqual([NAMES[1]]);
    expect(namesOf((await get(`${LIST}?bbox=${east - 0.001},-90,-170,90`)).body)).toEqual(NAMES.slice(1));
    expect(namesOf((await get(`${LIST}?bbox=-20,-20,-10,-10`)).body)).toEqual([]);
    await get(`${LIST}?bbox=1,2,3`).expect(400);
  });

  test('comes in pages', async () => {
    const { body: first } = await get(`${LIST}?limit=2`);
    expect(namesOf(first)).toEqual(NAMES.slice(0, 2));
    const next = first.links.find(({ rel }: { rel: string }) => rel === 'next').href;
    const { body: second } = await get(new URL(next).pathname + new URL(next).search);
    expect(namesOf(second)).toEqual(NAMES.slice(2));
    expect(second.links.map(({ rel }: { rel: string }) => rel)).not.toContain('next');
  });

  test('is a page for people, and linked from the collection', async () => {
    const { text } = await get(`${LIST}?f=html`).expect(200);
    expect(text).toContain(`${LIST}/${NAMES[2]}.zip`);
    const { body } = await get('/collections/l2b-ascending-2020-2024?f=json');
    expect(body.links).toContainEqual(
      expect.objectContaining({ rel: 'related', href: `http://egms.example.org${LIST}` }),
    );
    expect((await get('/collections/l2b-ascending-2020-2024?f=html')).text).toMatch(/products\?f=html">Products</);
  });
});

describe('a product', () => {
  test('is the CSV that was handed in, byte for byte, and gives the same points again', async () => {
    const { body, headers } = await rawBody(get(`${LIST}/${NAMES[1]}.zip`).expect(200));
    expect(headers['content-type']).toBe('application/zip');
    expect(headers['content-disposition']).toBe(`attachment; filename="${NAMES[1]}.zip"`);
    const original = await csvOf(originals[1]);
    await writeFile(originals[1], body);
    expect(await csvOf(originals[1])).toBe(original);
    await ingestFile(database, originals[1], { softwareVersion: 'test' });
    expect((await get(LIST)).body.features[1].properties.points).toBe(1_200);
  });

  test('that is not there, or is no name of a product, is not found; nor are products of no collection', async () => {
    await get(`${LIST}/EGMS_L2b_088_0999_IW2_VV_2020_2024_1.zip`).expect(404);
    await get(`${LIST}/..%2Fsecrets.zip`).expect(404);
    await get('/collections/nobody/products').expect(404);
    const { body } = await get(`${LIST}/${'a'.repeat(256)}`).expect(400);
    expect(body.detail).toMatch(/^productName: must NOT have more than 255/);
  });

  test('is looked up by its name among all', async () => {
    const products = (await storedProducts(database, 'l2b-ascending-2020-2024'))!;
    const all = await products.list();
    expect(all.length).toBeGreaterThan(1);
    for (const product of all) expect(await products.find(productFileName(product.name))).toEqual(product);
    expect(await products.find('EGMS_L2b_088_0999_IW2_VV_2020_2024_1')).toBeUndefined();
  });

  test('breaks off when another edition takes its place while it is read', async () => {
    const content = (await new SqlDeliveredProducts(database).content(
      'l2b-ascending-2020-2024',
      NAMES[0],
      new AbortController().signal,
    ))!;
    const reading = content.csv[Symbol.asyncIterator]();
    await reading.next();
    await database.query('update egms.product set published = now() where name = $1', [NAMES[0]]);
    const rest = async () => {
      while (!(await reading.next()).done);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'CollectionChanged' });
  });
});
