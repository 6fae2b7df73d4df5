import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GeoTiffReader } from '../../src/formats/geotiff-reader.js';
import { writeGeoTiff } from '../../src/formats/geotiff-writer.js';
import { complexIntegerZstd, complexLzw, complexZstd, GDAL_HEIGHT, GDAL_WIDTH, realDeflate } from './gdal-rasters.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-tiff-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function opened(bytes: Uint8Array, name = 'image.tif'): Promise<GeoTiffReader> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return GeoTiffReader.open(path);
}

const complexRow = (row: number): number[] =>
  Array.from({ length: GDAL_WIDTH }, (_, column) => [10 * row + column, column - 3 * row]).flat();

describe('a complex GeoTIFF that GDAL wrote', () => {
  test.each([
    ['LZW, predictor 2, big-endian, tiles', complexLzw, 'complex float32'],
    ['ZSTD, predictor 2, integers, BigTIFF', complexIntegerZstd, 'complex int16'],
    ['ZSTD, strips', complexZstd, 'complex float32'],
  ])('(%s) is read by rows', async (_, bytes, sample) => {
    const image = await opened(bytes);
    expect(image.facts).toMatchObject({ widthPixels: GDAL_WIDTH, heightPixels: GDAL_HEIGHT, place: undefined });
    expect(image.facts.sample.name).toBe(sample);
    expect([...(await image.readRows(0, 1))]).toEqual(complexRow(0));
    // Across the edges of strips, and to the last row.
    expect([...(await image.readRows(2, 8))]).toEqual(Array.from({ length: 8 }, (_, i) => complexRow(i + 2)).flat());
    await image.close();
  });
});

describe('a real GeoTIFF', () => {
  test('of GDAL is read with its place, and no data as NaN', async () => {
    const raster = await opened(realDeflate);
    expect(raster.facts.place).toEqual({ epsg: 32632, west: 600000, north: 5000100, pixelWidth: 5, pixelHeight: 10 });
    const values = await raster.readRows(3, 3);
    expect([...values.subarray(0, 3)]).toEqual([100.75, 100.625, 100.5]);
    expect([...values.subarray(GDAL_WIDTH, 2 * GDAL_WIDTH)]).toEqual(new Array(GDAL_WIDTH).fill(Number.NaN));
    expect(values[3 * GDAL_WIDTH - 1]).toBe(100 + 5 / 4 - 23 / 8);
    await raster.close();
  });

  test('of our own writer is read in single and double precision', async () => {
    const values = Float32Array.from({ length: 70 * 45 }, (_, i) => Math.fround(Math.sin(i)));
    const place = { westM: 4_500_000, northM: 1_800_000, pixelSizeM: 100, epsg: 3035 };
    const bytes = writeGeoTiff(
      { widthPixels: 70, heightPixels: 45, values, noData: -9999, ...place },
      { blocks: { tilePixels: 32 } },
    );
    const raster = await opened(bytes);
    expect(await raster.readRows(0, 45)).toEqual(values);
    expect(await raster.readRows(40, 5, new Float64Array(5 * 70))).toEqual(Float64Array.from(values.subarray(40 * 70)));
    await raster.close();
  });
});

/** The directory of a plain little-endian TIFF of one strip, with tags changed. */
function plainTiff(changed: Readonly<Record<number, number>>, strip: Uint8Array, width = 4, height = 2): Buffer {
  const tags: Record<number, number> = {
    256: width,
    257: height,
    258: 64,
    259: 1,
    273: 0,
    277: 1,
    278: height,
    339: 6,
  };
  const all = Object.entries({ ...tags, 279: strip.length, ...changed }).map(([tag, value]) => [Number(tag), value]);
  const bytes = Buffer.alloc(8 + 2 + 12 * all.length + 4);
  bytes.write('II*\0');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(all.length, 8);
  all.forEach(([tag, value], i) => {
    bytes.writeUInt16LE(tag, 10 + 12 * i);
    bytes.writeUInt16LE(4, 12 + 12 * i);
    bytes.writeUInt32LE(1, 14 + 12 * i);
    bytes.writeUInt32LE(tag === 273 && value === 0 ? bytes.length : value, 18 + 12 * i);
  });
  return Buffer.concat([bytes, strip]);
}

describe('what cannot be read', () => {
  const strip = new Uint8Array(4 * 2 * 8);
  test.each([
    ['no TIFF', Buffer.from('PNG and nothing else'), /begins with II or MM, got "PN"/],
    ['nothing', Buffer.alloc(0), /expected a TIFF file, got 0 bytes/],
    ['a file that was cut', complexLzw.subarray(0, 700), /block 1: expected bytes up to \d+, the file ends at 700/],
    ['a directory that was cut', realDeflate.subarray(0, 60), /image directory: expected \d+ bytes.*truncated/],
    ['two bands', plainTiff({ 277: 2 }, strip), /expected one band, got 2/],
    ['half precision', plainTiff({ 258: 16, 339: 3 }, strip), /got sample format 3 of 16 bits/],
    ['JPEG', plainTiff({ 259: 7 }, strip), /compressions none, LZW, DEFLATE, PackBits, ZSTD, got number 7/],
    ['too small a strip', plainTiff({}, strip.subarray(0, 40)), /block 0 at byte \d+: expected 64 bytes, got 40/],
    ['an unknown predictor', plainTiff({ 259: 8, 317: 3 }, strip), /predictor 3 is not known for samples of complex/],
  ])('%s is refused with what was expected and what came', async (_, bytes, message) => {
    await expect(opened(bytes)).rejects.toThrow(message);
  });

  test('a missing file is named', async () => {
    await expect(GeoTiffReader.open(join(folder, 'absent.tif'))).rejects.toThrow(/absent\.tif: cannot be opened/);
  });

  test('a damaged block shows when it is read, with its place', async () => {
    const damaged = await opened(plainTiff({ 259: 8 }, Buffer.from('this is not deflated at all')));
    await expect(damaged.readRows(0, 1)).rejects.toThrow(/DEFLATE block 0 at byte \d+: cannot be decompressed/);
    await damaged.close();
    const short = await opened(plainTiff({ 259: 8 }, deflateSync(new Uint8Array(40))));
    await expect(short.readRows(0, 2)).rejects.toThrow(/block 0 at byte \d+: expected 64 bytes of samples, got 40/);
    await short.close();
    const cut = await opened(plainTiff({ 259: 5 }, Buffer.from([0x80, 0x00])));
    await expect(cut.readRows(0, 2)).rejects.toThrow(/expected 64 bytes of samples, got 0/);
    await cut.close();
  });

  test('rows that are not there are refused', async () => {
    const image = await opened(complexZstd);
    await expect(image.readRows(8, 3)).rejects.toThrow(/expected rows of 0 to 9, got 3 rows from 8/);
    await image.close();
  });
});
