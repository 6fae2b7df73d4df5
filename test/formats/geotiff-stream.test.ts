import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromArrayBuffer } from 'geotiff';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GeoTiffReader } from '../../src/formats/geotiff-reader.js';
import { GeoTiffStream, type StreamedRaster } from '../../src/formats/geotiff-stream.js';
import type { GeoTiffLayout } from '../../src/formats/geotiff-writer.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-stream-'));
});
afterAll(() => rm(folder, { recursive: true }));

const place = { epsg: 32632, westM: 600_000, northM: 5_000_000, pixelWidthM: 5, pixelHeightM: 10 };
const image: StreamedRaster = { widthPixels: 50, heightPixels: 37, sample: 'complex-float32', place };
const values = Float32Array.from({ length: 50 * 37 * 2 }, (_, i) => Math.fround(Math.cos(i) * 10));
const row = (index: number) => values.subarray(index * 100, (index + 1) * 100);

const layouts: readonly (readonly [string, GeoTiffLayout])[] = [
  ['plain strips', { compression: 'none', blocks: { stripRows: 8 } }],
  ['deflated strips', { blocks: { stripRows: 1 } }],
  ['plain tiles', { compression: 'none', blocks: { tilePixels: 16 } }],
  ['deflated tiles', { blocks: { tilePixels: 32 } }],
];

describe('a raster written row by row', () => {
  test.each(layouts)('(complex, %s) is read back as it was', async (name, layout) => {
    const path = join(folder, `${name}.tif`);
    const stream = await GeoTiffStream.create(path, image, layout);
    await stream.writeRows(values.subarray(0, 5 * 100));
    await stream.writeRows(values.subarray(5 * 100, 30 * 100));
    await stream.writeRows(values.subarray(30 * 100));
    await stream.close();
    const reader = await GeoTiffReader.open(path);
    expect(reader.facts).toMatchObject({
      widthPixels: 50,
      heightPixels: 37,
      place: { epsg: 32632, west: 600_000, north: 5_000_000, pixelWidth: 5, pixelHeight: 10 },
    });
    expect(await reader.readRows(0, 37)).toEqual(values);
    expect(await reader.readRows(7, 2)).toEqual(values.subarray(700, 900));
    await reader.close();
  });

  test('of float64 is read by an independent reader, place and no-data value included', async () => {
    const path = join(folder, 'real.tif');
    const real: StreamedRaster = { widthPixels: 20, heightPixels: 9, sample: 'float64', place, noData: Number.NaN };
    const numbers = Float64Array.from({ length: 180 }, (_, i) => 10.96 + i / 1e7);
    const stream = await GeoTiffStream.create(path, real, { blocks: { tilePixels: 16 } });
    await stream.writeRows(numbers);
    await stream.close();
    const tiff = await fromArrayBuffer(new Uint8Array(await readFile(path)).buffer);
    const read = await tiff.getImage();
    expect((await read.readRasters())[0]).toEqual(numbers);
    expect(read.getOrigin()).toEqual([600_000, 5_000_000, 0]);
    expect(read.getResolution()).toEqual([5, -10, 0]);
    expect(read.getGDALNoData()).toBeNaN();
  });

  test.each(layouts)('(%s) that was left and taken up again has the same bytes', async (name, layout) => {
    const whole = join(folder, `whole-${name}.tif`);
    const first = await GeoTiffStream.create(whole, image, layout);
    await first.writeRows(values);
    await first.close();
    const path = join(folder, `resumed-${name}.tif`);
    const left = await GeoTiffStream.create(path, image, layout);
    await left.writeRows(values.subarray(0, 32 * 100));
    const { state } = left;
    await left.writeRows(row(32));
    await left.abandon();
    const again = await GeoTiffStream.resume(path, image, layout, JSON.parse(JSON.stringify(state)));
    expect(again.rowsWritten).toBe(32);
    await again.writeRows(values.subarray(32 * 100));
    await again.close();
    expect((await readFile(path)).equals(await readFile(whole))).toBe(true);
  });

  test('is no TIFF before it is closed, and cannot be closed before it is whole', async () => {
    const path = join(folder, 'half.tif');
    const stream = await GeoTiffStream.create(path, image, { blocks: { stripRows: 8 } });
    await stream.writeRows(row(0));
    expect(() => stream.state).toThrow(/1 rows wait/);
    await expect(stream.writeRows(values)).rejects.toThrow(/expected up to 36 rows of 100 values/);
    await expect(stream.writeRows(values.subarray(0, 99))).rejects.toThrow(/got 99 values/);
    await expect(stream.close()).rejects.toThrow(/expected 37 rows, 37 are missing/);
    await expect(GeoTiffReader.open(path)).rejects.toThrow(/expected a TIFF file/);
    const short = { blockBytes: [1_000_000] };
    await expect(GeoTiffStream.resume(path, image, {}, short)).rejects.toThrow(/expected at least 1000008 bytes/);
  });
});
