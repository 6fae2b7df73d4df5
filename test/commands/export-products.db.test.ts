import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ingestFile } from '../../src/catalog/ingest/ingest-file.js';
import { storedProducts } from '../../src/catalog/points/stored-products.js';
import { exportProducts } from '../../src/commands/export-products.js';
import type { Database } from '../../src/db/database.js';
import { writeProductCsv } from '../../src/products/csv-writer.js';
import { regularEpochs } from '../../src/products/epochs.js';
import { writeProductFile } from '../../src/products/product-archive-writer.js';
import { type SyntheticTileSpec, syntheticTile } from '../../src/products/synthetic-tile.js';
import { testDatabase } from '../support/database.js';

const WHERE = { tileEasting100Km: 45, tileNorthing100Km: 17 };
const NEXT = { tileEasting100Km: 46, tileNorthing100Km: 17 };

let database: Database;
let folder: string;
let told: string;

beforeEach(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'open-egms-export-products-'));
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await database.close();
  await rm(folder, { recursive: true });
});

/** Ingests the points of one tile under the name of another; returns the path of the file they came in. */
async function ingestTile(pointsOf: typeof WHERE, named = pointsOf): Promise<string> {
  const specOf = (corner: typeof WHERE): SyntheticTileSpec => ({
    ...corner,
    component: 'U',
    generation: 'from-2020-2024',
    release: { firstYear: 2020, lastYear: 2024 },
    redelivery: 1,
    pointCount: 40,
    dates: regularEpochs('20200103', '20200401', 6),
    seed: 1,
    bowls: [],
  });
  const tile = syntheticTile(specOf(pointsOf));
  async function* batches() {
    yield* tile.batches();
  }
  const csv = writeProductCsv(batches(), { level: 'L3', header: tile.header });
  const { name } = syntheticTile(specOf(named));
  const [path] = await writeProductFile(join(folder, 'in'), { name, csv, modified: new Date(0) }, 'csv');
  await ingestFile(database, path, { softwareVersion: 'test' });
  return path;
}

async function exported(): Promise<readonly string[]> {
  const products = (await storedProducts(database, 'l3-up-2020-2024'))!;
  const out = join(folder, 'out');
  await exportProducts(products, {}, { folder: out, bare: true, signal: new AbortController().signal });
  return (await readdir(out)).sort();
}

describe('level 3 as EGMS delivers it', () => {
  test('has a GeoTIFF beside every tile', async () => {
    await ingestTile(WHERE);
    expect(await exported()).toEqual([
      'EGMS_L3_E45N17_100km_U_2020_2024_1.csv',
      'EGMS_L3_E45N17_100km_U_2020_2024_1.tiff',
    ]);
  });

  test('leaves out the GeoTIFF of a tile whose points lie elsewhere, says so, and writes the rest', async () => {
    const misnamed = await ingestTile(WHERE, { ...WHERE, tileEasting100Km: 44 });
    await ingestTile(NEXT);
    expect(await exported()).toEqual([
      'EGMS_L3_E44N17_100km_U_2020_2024_1.csv',
      'EGMS_L3_E46N17_100km_U_2020_2024_1.csv',
      'EGMS_L3_E46N17_100km_U_2020_2024_1.tiff',
    ]);
    expect(told).toMatch(
      /left out {3}the GeoTIFF of EGMS_L3_E44N17_100km_U_2020_2024_1: .*expected points within 4400000/,
    );
    const name = 'EGMS_L3_E44N17_100km_U_2020_2024_1.csv';
    expect(await readFile(join(folder, 'out', name))).toEqual(await readFile(misnamed));
  });
});
