import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ProductName, parseProductName } from '../../src/products/file-name.js';
import { type ProductText, productZip, writeProductFile } from '../../src/products/product-archive-writer.js';
import { openProductFile } from '../../src/products/product-file.js';
import { chunked, L2B_NAME, L2B_TEXT } from './sample-rows.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'product-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const product = (csv: AsyncIterable<Buffer> = chunked(L2B_TEXT, 100)): ProductText => ({
  name: parseProductName(L2B_NAME) as ProductName,
  csv,
  xmlText: '<BURST/>',
  modified: new Date('2026-03-29T02:30:14Z'),
});

async function* failing() {
  yield Buffer.from('pid,');
  throw new Error('the source has dried up');
}

describe('writeProductFile', () => {
  test('a zip written is a product that opens', async () => {
    const paths = await writeProductFile(join(folder, 'new'), product());
    expect(paths).toEqual([join(folder, 'new', `${L2B_NAME}.zip`)]);
    const opened = await openProductFile(paths[0]);
    expect(opened).toMatchObject({ name: product().name, csv: { fileName: `${L2B_NAME}.csv` }, xmlText: '<BURST/>' });
    const chunks: Buffer[] = [];
    for await (const chunk of opened.csv.stream()) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(L2B_TEXT);
    await opened.close();
  });

  test('the bare form is CSV and XML side by side', async () => {
    const paths = await writeProductFile(folder, product(), 'csv');
    expect(paths).toEqual([join(folder, `${L2B_NAME}.csv`), join(folder, `${L2B_NAME}.xml`)]);
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual([L2B_TEXT, '<BURST/>']);
  });

  test('without XML there is none', async () => {
    await writeProductFile(folder, { ...product(), xmlText: undefined }, 'csv');
    expect(readdirSync(folder)).toEqual([`${L2B_NAME}.csv`]);
  });

  test.each(['zip', 'csv'] as const)(
    'a source that fails leaves no %s behind, and an older one as it was',
    async (form) => {
      await expect(writeProductFile(folder, product(failing()), form)).rejects.toThrow('the source has dried up');
      expect(readdirSync(folder)).toEqual([]);
      const [path] = await writeProductFile(folder, product(), form);
      const before = readFileSync(path);
      await expect(writeProductFile(folder, product(failing()), form)).rejects.toThrow('the source has dried up');
      expect(readFileSync(path).equals(before)).toBe(true);
    },
  );

  test.each(['zip', 'csv'] as const)(
    'a place that cannot be written fails the %s, and nothing is left',
    async (form) => {
      const inTheWay = join(folder, `${L2B_NAME}.${form}.partial`, 'x');
      await mkdir(inTheWay, { recursive: true });
      await expect(writeProductFile(folder, product(), form)).rejects.toThrow();
      expect(readdirSync(folder)).toEqual([`${L2B_NAME}.${form}.partial`]);
    },
  );
});

describe('productZip', () => {
  test('leaving it early closes the source', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (let i = 0; ; i++) yield Buffer.from(`${i},${L2B_TEXT}`);
      } finally {
        closed = true;
      }
    }
    let bytes = 0;
    for await (const chunk of productZip(product(endless()))) {
      bytes += chunk.length;
      if (bytes > 100_000) break;
    }
    await vi.waitFor(() => expect(closed).toBe(true));
  });

  test('the same product is the same bytes', async () => {
    const first = await buffer(productZip(product()));
    expect((await buffer(productZip(product()))).equals(first)).toBe(true);
  });

  test('the time of its files is UTC, whatever the time zone of the machine', async () => {
    const zip = await buffer(productZip(product()));
    // Local header: time at 10, date at 12, in DOS form (APPNOTE.TXT 4.4.6).
    const time = zip.readUInt16LE(10);
    const date = zip.readUInt16LE(12);
    expect([time >> 11, (time >> 5) & 63, 2 * (time & 31)]).toEqual([2, 30, 14]);
    expect([1980 + (date >> 9), (date >> 5) & 15, date & 31]).toEqual([2026, 3, 29]);
  });
});
