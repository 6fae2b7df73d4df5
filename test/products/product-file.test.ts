import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openProductFile } from '../../src/products/product-file.js';
import { sharedData } from '../support/shared-data.js';
import { L2B_NAME, L2B_TEXT } from './sample-rows.js';
import { CENTRAL, renamed, spoilt, zipOf } from './zip-bytes.js';

const CSV = `${L2B_NAME}.csv`;
const XML = `${L2B_NAME}.xml`;
const ZIP = `${L2B_NAME}.zip`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'product-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let folders = 0;
/** A file of this name alone in a folder of its own. */
async function stored(name: string, content: string | Buffer): Promise<string> {
  const own = join(folder, String(folders++));
  await mkdir(own);
  writeFileSync(join(own, name), content);
  return join(own, name);
}

async function contentOf(path: string) {
  const product = await openProductFile(path);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of product.csv.stream()) chunks.push(chunk);
    return { ...product, text: Buffer.concat(chunks).toString() };
  } finally {
    await product.close();
  }
}

const failure = async (name: string, content: string | Buffer) => {
  const path = await stored(name, content);
  return contentOf(path).then(
    () => expect.fail(`${name} was read`),
    (error: Error) => error.message.replace(path, name),
  );
};

describe('what is opened', () => {
  test.each([
    ['deflated', {}],
    ['stored', { compress: false }],
    ['zip64', { forceZip64Format: true }],
  ])('a %s zip gives name, text, checksum and XML', async (_, options) => {
    const zip = await zipOf({ [XML]: '<BURST/>', [CSV]: L2B_TEXT }, options);
    const product = await contentOf(await stored(ZIP, zip));
    expect(product).toMatchObject({
      name: { level: 'L2b', track: 22, burstCycle: 845, redelivery: 1 },
      csv: { fileName: CSV, bytes: L2B_TEXT.length, crc32: crc32(L2B_TEXT) },
      xmlText: '<BURST/>',
      sourceBytes: zip.length,
      text: L2B_TEXT,
    });
  });

  test('a bare CSV gives the same as the zip, with the XML that lies beside it', async () => {
    const path = await stored(CSV, L2B_TEXT);
    expect((await contentOf(path)).xmlText).toBeUndefined();
    writeFileSync(path.replace('.csv', '.xml'), '<BURST/>');
    expect(await contentOf(path)).toMatchObject({
      name: { level: 'L2b', track: 22 },
      csv: { fileName: CSV, bytes: L2B_TEXT.length, crc32: crc32(L2B_TEXT) },
      xmlText: '<BURST/>',
      sourceBytes: L2B_TEXT.length,
      text: L2B_TEXT,
    });
  });

  test('the text can be read again, from the beginning', async () => {
    const product = await openProductFile(await stored(ZIP, await zipOf({ [CSV]: L2B_TEXT })));
    for (let time = 0; time < 2; time++) {
      let bytes = 0;
      for await (const chunk of product.csv.stream()) bytes += chunk.length;
      expect(bytes).toBe(L2B_TEXT.length);
    }
    await product.close();
  });

  test('folders, hidden files and what macOS adds are not part of a product', async () => {
    const files = { 'product/': '', [`product/${CSV}`]: L2B_TEXT, [`__MACOSX/product/._${CSV}`]: 'x', '.csv': 'x' };
    const { 'product/': _, ...named } = files;
    expect(await contentOf(await stored(ZIP, await zipOf(named)))).toMatchObject({
      csv: { fileName: CSV },
      text: L2B_TEXT,
    });
  });

  test("a CSV with another name takes the zip's", async () => {
    const product = await contentOf(
      await stored(ZIP, await zipOf({ 'points.csv': L2B_TEXT, 'about.xml': '<BURST/>' })),
    );
    expect(product).toMatchObject({ name: { track: 22 }, csv: { fileName: 'points.csv' }, xmlText: '<BURST/>' });
  });

  test("the CSV's name counts more than the zip's", async () => {
    const other = ZIP.replace('_022_', '_044_');
    expect((await contentOf(await stored(other, await zipOf({ [CSV]: L2B_TEXT })))).name).toMatchObject({ track: 22 });
  });
});

describe('what is refused', () => {
  const good = () => zipOf({ [CSV]: L2B_TEXT });

  test('other kinds of file', async () => {
    expect(await failure('points.gpkg', 'x')).toBe('points.gpkg: expected a file ending in .zip or .csv');
    expect(await failure(ZIP, L2B_TEXT)).toBe(`${ZIP}: not a zip file`);
    expect(await failure(ZIP, '')).toBe(`${ZIP}: not a zip file`);
  });

  test('what is not there, or is a folder', async () => {
    const path = join(folder, 'absent.zip');
    await expect(openProductFile(path)).rejects.toMatchObject({ code: 'InvalidProduct', status: 422 });
    await expect(openProductFile(path)).rejects.toThrow(/absent\.zip: cannot be opened: ENOENT/);
    await mkdir(join(folder, 'folder.csv'));
    await expect(openProductFile(join(folder, 'folder.csv'))).rejects.toThrow('expected a file, got a directory');
  });

  test('a zip cut short, wherever', async () => {
    const zip = await good();
    for (let kept = 4; kept < zip.length; kept += 7) {
      expect(await failure(ZIP, zip.subarray(0, kept))).toContain(`${ZIP}: the zip is truncated or damaged: `);
    }
  });

  test('none or two CSVs', async () => {
    expect(await failure(ZIP, await zipOf({ [XML]: '<BURST/>' }))).toBe(
      `${ZIP}: expected one CSV in the zip, got none`,
    );
    const two = await zipOf({ 'a.csv': L2B_TEXT, 'b.CSV': L2B_TEXT });
    expect(await failure(ZIP, two)).toBe(`${ZIP}: expected one CSV in the zip, got a.csv, b.CSV`);
  });

  test('more files than any product has', async () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}.txt`, '']));
    expect(await failure(ZIP, await zipOf(many))).toBe(`${ZIP}: expected a CSV and an XML, got 1001 files`);
  });

  test('an encrypted zip', async () => {
    const encrypted = spoilt(await good(), (entry) => entry.writeUInt16LE(1, CENTRAL.flags));
    expect(await failure(ZIP, encrypted)).toBe(`${ZIP} (${CSV}): encrypted; expected a zip without password`);
  });

  test('another compression than deflate', async () => {
    const zstandard = spoilt(await good(), (entry) => entry.writeUInt16LE(93, CENTRAL.method));
    expect(await failure(ZIP, zstandard)).toContain('compression method 93; expected deflate (8) or none (0)');
  });

  test.each(['../x.csv', '/abs.csv', 'a/../b.c'])('a name that leaves its folder: %s', async (name) => {
    const plain = 'abcdefgh'.slice(0, name.length);
    const zip = renamed(await zipOf({ [plain]: L2B_TEXT, [CSV]: L2B_TEXT }), plain, name);
    expect(await failure(ZIP, zip)).toContain(`${ZIP}: the zip is truncated or damaged: `);
    expect(await failure(ZIP, zip)).toContain(name);
  });

  test('a zip bomb, by its own words', async () => {
    const bomb = await zipOf({ [CSV]: Buffer.alloc(2_000_000) });
    expect(await failure(ZIP, bomb)).toMatch(/declares 2000000 bytes out of \d+; expected at most 200 to 1/);
  });

  test('a zip bomb that says it is none: reading stops at the size declared', async () => {
    const bomb = await zipOf({ [CSV]: Buffer.alloc(2_000_000) });
    const lying = spoilt(bomb, (entry) => entry.writeUInt32LE(100_000, CENTRAL.uncompressedSize));
    expect(await failure(ZIP, lying)).toBe(`${ZIP} (${CSV}): expected 100000 bytes as declared, got more`);
  });

  test('less text than declared', async () => {
    const longer = L2B_TEXT.length + 1;
    const lying = spoilt(await good(), (entry) => entry.writeUInt32LE(longer, CENTRAL.uncompressedSize));
    const expected = `expected ${longer} bytes as declared, got ${L2B_TEXT.length}`;
    expect(await failure(ZIP, lying)).toBe(`${ZIP} (${CSV}): ${expected}`);
  });

  test('text of another checksum', async () => {
    const lying = spoilt(await good(), (entry) => entry.writeUInt32LE(0xdeadbeef, CENTRAL.crc32));
    const checksum = crc32(L2B_TEXT).toString(16).padStart(8, '0');
    expect(await failure(ZIP, lying)).toContain(`expected CRC-32 deadbeef, got ${checksum}: the file is damaged`);
  });

  test('a byte changed anywhere in the compressed text', async () => {
    const zip = await good();
    const data = 30 + CSV.length;
    const end = zip.indexOf('PK\x01\x02', 'latin1');
    for (let at = data; at < end; at += 5) {
      const damaged = Buffer.from(zip);
      damaged[at] ^= 0x55;
      expect(await failure(ZIP, damaged)).toMatch(/damaged|as declared/);
    }
  });

  test('a directory that points nowhere', async () => {
    const lost = spoilt(await good(), (entry) => entry.writeUInt32LE(7, CENTRAL.localHeaderOffset));
    expect(await failure(ZIP, lost)).toContain(`${ZIP} (${CSV}): damaged: `);
  });

  test('a damaged XML', async () => {
    const zip = await zipOf({ [CSV]: L2B_TEXT, [XML]: '<BURST/>' });
    const damaged = spoilt(zip, (entry) => entry.writeUInt32LE(0, CENTRAL.crc32), 1);
    expect(await failure(ZIP, damaged)).toContain(`${ZIP} (${XML}): expected CRC-32 00000000`);
  });

  test('names that are no product, with how they should be', async () => {
    const message = /not named like an EGMS product: expected EGMS_L2b_022_0845_IW2_VV_2020_2024_1 .*; got points$/;
    expect(await failure('points.csv', L2B_TEXT)).toMatch(message);
    expect(await failure('mine.zip', await zipOf({ 'points.csv': L2B_TEXT }))).toMatch(message);
  });

  test('a bare CSV that shrinks while it is read', async () => {
    const path = await stored(CSV, L2B_TEXT);
    const product = await openProductFile(path);
    await truncate(path, 100);
    const reading = (async () => {
      for await (const _ of product.csv.stream());
    })();
    await expect(reading).rejects.toThrow('the file has become shorter while it was read: 100 bytes');
    await product.close();
  });
});

const input = sharedData('egms-ortho-product/input');
test.skipIf(!input).each([
  [L2B_NAME, 13_593_419, 100_286],
  ['EGMS_L2b_117_0227_IW2_VV_2020_2024_1', 13_260_467, 96_857],
])('the real %s opens (skipped where the shared data are absent)', async (name, csvBytes, xmlBytes) => {
  const product = await openProductFile(join(input!, `${name}.zip`));
  expect(product.csv.bytes).toBe(csvBytes);
  expect(Buffer.byteLength(product.xmlText!)).toBe(xmlBytes);
  await product.close();
});
