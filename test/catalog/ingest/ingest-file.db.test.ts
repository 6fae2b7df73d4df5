import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ingestFile } from '../../../src/catalog/ingest/ingest-file.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { createProductCsvWriter, writeProductCsv } from '../../../src/products/csv-writer.js';
import { productFileName } from '../../../src/products/file-name.js';
import { writeProductFile } from '../../../src/products/product-archive-writer.js';
import { openProductFile } from '../../../src/products/product-file.js';
import { parseProductXml, writeProductXml } from '../../../src/products/product-xml.js';
import { type SyntheticBurstSpec, syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { testDatabase } from '../../support/database.js';
import { sharedData } from '../../support/shared-data.js';
import { TEST_BURST } from '../../support/synthetic-catalog.js';

const OPTIONS = { softwareVersion: 'test' };
const COLLECTION = 'l2b-ascending-2020-2024';

let database: Database;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-ingest-'));
});
beforeEach(async () => {
  await database?.close();
  database = await testDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const SMALL: SyntheticBurstSpec = { ...TEST_BURST, pointCount: 120 };

/** CSV text of a synthetic burst and the path of a file that holds it. */
async function burstFile(
  spec: Partial<SyntheticBurstSpec> = {},
  edit: (lines: string[]) => string[] = (lines) => lines,
) {
  const burst = syntheticBurst({ ...SMALL, ...spec });
  const writer = createProductCsvWriter({ level: burst.name.level, header: burst.header });
  const rows = [...burst.batches()].map((batch) => writer.rows(batch));
  const text = Buffer.concat([writer.begin(), ...rows, writer.end()]).toString();
  const path = join(folder, `${productFileName(burst.name)}.csv`);
  await writeFile(path, `${edit(text.trimEnd().split('\n')).join('\n')}\n`);
  return path;
}

const replaceCell = (row: number, column: string, value: string) => (lines: string[]) => {
  const at = lines[0].split(',').indexOf(column);
  const cells = lines[row].split(',');
  cells[at] = value;
  return lines.with(row, cells.join(','));
};

async function count(table: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(`select count(*)::int as n from egms.${table}`);
  return rows[0].n;
}

/** Everything a failed ingest must leave as it was. */
const state = async () => [
  await count('product'),
  await count('product_cell'),
  await count('point'),
  await count('series'),
];

describe('ingesting a file', () => {
  test('publishes all of its points with their series and what is known of the file', async () => {
    const path = await burstFile();
    const result = await ingestFile(database, path, OPTIONS);
    expect(result).toMatchObject({ action: 'published', pointCount: 120, epochCount: 15, collectionId: COLLECTION });
    expect(await state()).toEqual([1, expect.any(Number), 120, 120]);
    const { rows } = await database.query('select * from egms.product');
    expect(rows[0]).toMatchObject({
      source_name: basename(path),
      track: 44,
      burst_cycle: 240,
      swath: 2,
      redelivery: 1,
    });
    expect(rows[0].source_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a second time changes nothing', async () => {
    const path = await burstFile();
    await ingestFile(database, path, OPTIONS);
    const before = await database.query('select version from egms.collection');
    expect(await ingestFile(database, path, OPTIONS)).toMatchObject({ action: 'unchanged', pointCount: 120 });
    expect((await database.query('select version from egms.collection')).rows).toEqual(before.rows);
    expect(await count('point')).toBe(120);
  });

  test('with a higher redelivery number replaces the product, with a lower one leaves it', async () => {
    const first = await burstFile({ seed: 1 });
    const second = await burstFile({ seed: 2, redelivery: 2, pointCount: 90 });
    await ingestFile(database, first, OPTIONS);
    expect(await ingestFile(database, second, OPTIONS)).toMatchObject({ action: 'replaced', pointCount: 90 });
    expect((await state()).slice(2)).toEqual([90, 90]);
    expect(await ingestFile(database, first, OPTIONS)).toMatchObject({ action: 'superseded' });
    expect(await count('point')).toBe(90);
    const { rows } = await database.query('select action, product_name from egms.ingest_event order by event_no');
    expect(rows.map((row) => row.action)).toEqual(['published', 'replaced', 'published']);
  });

  test('as a dry run reads everything and writes nothing', async () => {
    const path = await burstFile();
    expect(await ingestFile(database, path, { ...OPTIONS, dryRun: true })).toMatchObject({
      action: 'checked',
      pointCount: 120,
    });
    expect(await state()).toEqual([0, 0, 0, 0]);
  });

  test('two at once of the same file leave one product', async () => {
    const path = await burstFile();
    await Promise.all([ingestFile(database, path, OPTIONS), ingestFile(database, path, OPTIONS)]);
    expect((await state()).slice(2)).toEqual([120, 120]);
    expect(await count('product')).toBe(1);
  });

  test('puts products of one release and geometry into one collection', async () => {
    for (const track of [44, 117]) await ingestFile(database, await burstFile({ track }), OPTIONS);
    await ingestFile(database, await burstFile({ headingDeg: 191, track: 22 }), OPTIONS);
    const catalog = new SqlCatalog(database, [], { countCap: 10 });
    expect((await catalog.collections()).map(({ id, itemCount }) => [id, itemCount])).toEqual([
      ['l2b-ascending-2020-2024', 240],
      ['l2b-descending-2020-2024', 120],
    ]);
  });

  test('of an older release serves the names of that release', async () => {
    const path = await burstFile({
      generation: 'to-2019-2023',
      level: 'L2a',
      release: { firstYear: 2015, lastYear: 2021 },
      redelivery: 0,
    });
    expect(basename(path)).toBe('EGMS_L2a_044_0240_IW2_VV.csv');
    await ingestFile(database, path, OPTIONS);
    const catalog = new SqlCatalog(database, [], { countCap: 10 });
    const collection = await catalog.collection('l2a-ascending-2015-2021');
    const names = collection!.properties.map((p) => p.name);
    expect(names).toEqual(expect.arrayContaining(['cluster_label', 'height', 'height_wgs84', 'rmse']));
  });
});

describe('a file that is wrong leaves nothing behind and says where', () => {
  test.each<[string, (lines: string[]) => string[], RegExp]>([
    ['text in a number', replaceCell(100, 'mean_velocity', 'fast'), /:101 .*mean_velocity.*fast/],
    ['a fraction in an integer column', replaceCell(100, 'mp_type', '1.5'), /:101 .*mp_type.*whole number.*1\.5/],
    ['an integer out of range', replaceCell(100, 'line', '99999999999'), /:101 .*line.*whole number.*99999999999/],
    [
      'no direction of the orbit in any row',
      (lines) => lines.map((line, i) => (i === 0 ? line : replaceCell(1, 'los_east', '0.0')([lines[0], line])[1])),
      /:2 \(column los_east\).*got 0/,
    ],
    ['a row too short', (lines) => lines.with(90, lines[90].slice(0, 60)), /:91/],
    ['a row too long', (lines) => lines.with(90, `${lines[90]},1.0`), /:91/],
    ['a missing column', (lines) => lines.map((line, i) => (i === 0 ? line.replace('los_up,', '') : line)), /los_up/],
    ['a column twice', (lines) => lines.with(0, lines[0].replace('los_up', 'los_east')), /los_east/],
    ['dates out of order', (lines) => lines.with(0, lines[0].replace('20200109', '20200102')), /20200102/],
    ['an empty coordinate', replaceCell(100, 'easting', ''), /:101 .*easting/],
    ['coordinates of another CRS', replaceCell(1, 'easting', '500000.00'), /easting/],
    ['no rows', (lines) => lines.slice(0, 1), /no rows/],
    ['a pid twice', (lines) => [...lines, lines[5]], /stands in two rows/],
  ])('%s', async (_, edit, message) => {
    const path = await burstFile({}, edit);
    await expect(ingestFile(database, path, OPTIONS)).rejects.toMatchObject({
      status: 422,
      detail: expect.stringMatching(message),
    });
    expect(await state()).toEqual([0, 0, 0, 0]);
    expect(await new SqlCatalog(database, [], { countCap: 1 }).collections()).toEqual([]);
  });

  test('a truncated zip, and a file that is no zip at all', async () => {
    const burst = syntheticBurst(SMALL);
    const [path] = await writeProductFile(folder, {
      name: burst.name,
      csv: writeProductCsv(
        (async function* () {
          yield* burst.batches();
        })(),
        { level: 'L2b', header: burst.header },
      ),
      xmlText: writeProductXml(burst.metadata),
      modified: new Date(0),
    });
    await ingestFile(database, path, { ...OPTIONS, dryRun: true });
    await truncate(path, 5_000);
    await expect(ingestFile(database, path, OPTIONS)).rejects.toMatchObject({ status: 422 });
    await copyFile(await burstFile(), path);
    await expect(ingestFile(database, path, OPTIONS)).rejects.toMatchObject({ status: 422 });
    expect(await state()).toEqual([0, 0, 0, 0]);
  });

  test('a pid twice, in two cells', async () => {
    const path = await burstFile({}, (lines) => {
      const cellOf = (line: string) =>
        line
          .split(',')
          .slice(4, 6)
          .map((metres) => Math.floor(Number(metres) / 100_000))
          .join();
      const other = lines.findIndex((line, i) => i > 1 && cellOf(line) !== cellOf(lines[1]));
      return replaceCell(other, 'pid', lines[1].split(',')[0])(lines);
    });
    await expect(ingestFile(database, path, OPTIONS)).rejects.toThrow(/stands in two rows/);
    expect(await state()).toEqual([0, 0, 0, 0]);
  });

  test('a broken XML header, told by a dry run too', async () => {
    const path = await burstFile();
    const xml = path.replace(/csv$/, 'xml');
    await writeFile(xml, '<BURST><track>044</BURST>');
    for (const dryRun of [true, false]) {
      await expect(ingestFile(database, path, { ...OPTIONS, dryRun })).rejects.toMatchObject({ status: 422 });
    }
    await rm(xml);
    expect(await state()).toEqual([0, 0, 0, 0]);
  });

  test('a failure does not settle the names of a collection that is still empty', async () => {
    await expect(ingestFile(database, await burstFile({}, (lines) => lines.slice(0, 1)), OPTIONS)).rejects.toThrow();
    const broken = await burstFile({}, replaceCell(100, 'rmse_ts', 'x'));
    await expect(ingestFile(database, broken, OPTIONS)).rejects.toThrow();
    await ingestFile(database, await burstFile({ generation: 'to-2019-2023' }), OPTIONS);
    const { properties } = (await new SqlCatalog(database, [], { countCap: 1 }).collection(COLLECTION))!;
    const names = properties.map(({ name }) => name);
    expect(names).toContain('rmse');
    expect(names).not.toContain('gnss_velocity'); // no file of the collection has it
  });

  test('a failure after a good edition keeps the good edition', async () => {
    await ingestFile(database, await burstFile(), OPTIONS);
    const broken = await burstFile({ redelivery: 2 }, replaceCell(110, 'rmse_ts', 'x'));
    await expect(ingestFile(database, broken, OPTIONS)).rejects.toMatchObject({ status: 422 });
    expect((await state()).slice(2)).toEqual([120, 120]);
    const { rows } = await database.query('select name from egms.product');
    expect(rows[0].name).toMatch(/_1$/);
  });
});

describe('what is unusual but readable', () => {
  test('a pid that contradicts its line is counted and told, and the point is kept', async () => {
    const path = await burstFile({}, replaceCell(7, 'line', '3'));
    const { warnings, pointCount } = await ingestFile(database, path, OPTIONS);
    expect(pointCount).toBe(120);
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'pid-contradicts-row', count: 1, examples: [expect.stringMatching(/^line 8/)] }),
    );
  });

  test.each(['', '0.0'])('the direction of the orbit stands in any row when the first says "%s"', async (cell) => {
    const path = await burstFile({}, replaceCell(1, 'los_east', cell));
    expect(await ingestFile(database, path, OPTIONS)).toMatchObject({ pointCount: 120, collectionId: COLLECTION });
  });

  test('missing values come out as null, and negative zero as it was', async () => {
    const path = await burstFile({}, (lines) =>
      replaceCell(2, 'seasonality', '')(replaceCell(1, '20200109', '')(replaceCell(1, '20200115', '-0.0')(lines))),
    );
    const { warnings } = await ingestFile(database, path, OPTIONS);
    expect(warnings).toContainEqual({ code: 'missing-values', count: 2 });
    const catalog = new SqlCatalog(database, [], { countCap: 10 });
    const pid = (await readFile(path, 'utf8')).split('\n')[1].split(',')[0];
    const page = await catalog.item((await catalog.collection(COLLECTION))!, pid, {
      crs: CRS84_URI,
      series: 'series',
      withGeometry: false,
    });
    expect(page.rows[0].series?.displacementMm.slice(1, 3)).toEqual([null, -0]);
  });
});

describe('what comes out is what went in', () => {
  async function exported(
    collectionId: string,
    names: (name: string) => boolean = () => true,
  ): Promise<Map<string, Buffer>> {
    const stored = (await storedProducts(database, collectionId))!;
    const files = new Map<string, Buffer>();
    for (const product of await stored.list()) {
      const name = productFileName(product.name);
      if (!names(name)) continue;
      const csv = writeProductCsv(stored.batches(product), {
        level: product.name.level,
        header: product.header,
        dialect: product.dialect,
      });
      files.set(name, await buffer(csv));
    }
    return files;
  }

  test('for a synthetic file with gaps, two-decimal series and Windows line ends', async () => {
    const path = await burstFile({}, (lines) =>
      replaceCell(3, '20200109', '')(replaceCell(4, '20200115', '-12.25')(lines)).map((line) => `${line}\r`),
    );
    await ingestFile(database, path, OPTIONS);
    const [[, bytes]] = await exported(COLLECTION);
    expect(bytes.equals(await readFile(path))).toBe(true);
  });

  const real = sharedData('egms-ortho-product');
  test.skipIf(!real)(`for the two real bursts${real ? '' : ' (skipped: the shared data are not here)'}`, async () => {
    for (const [name, collection] of [
      ['EGMS_L2b_022_0845_IW2_VV_2020_2024_1', 'l2b-descending-2020-2024'],
      ['EGMS_L2b_117_0227_IW2_VV_2020_2024_1', 'l2b-ascending-2020-2024'],
    ]) {
      const path = join(real!, 'input', `${name}.zip`);
      const result = await ingestFile(database, path, OPTIONS);
      expect(result).toMatchObject({ action: 'published', collectionId: collection, warnings: [] });
      const original = await openProductFile(path);
      const bytes = (await exported(collection)).get(name)!;
      expect(bytes.equals(await buffer(original.csv.stream()))).toBe(true);
      const [product] = await (await storedProducts(database, collection))!.list();
      expect(parseProductXml(writeProductXml(product.metadata!))).toEqual(parseProductXml(original.xmlText!));
      await original.close();
    }
  });
});
