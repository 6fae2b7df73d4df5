import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Hdf5Library } from '../../src/formats/hdf5-library.js';
import { Hdf5Reader } from '../../src/formats/hdf5-reader.js';
import { writeHdf5 } from '../support/hdf5-file.js';
import { sharedData } from '../support/shared-data.js';

const HEIGHT = 37;
const WIDTH = 53;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-hdf5-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ramp = (count: number, step = 1) => Float32Array.from({ length: count }, (_, i) => step * i + 0.5);

async function written(datasets: Parameters<typeof writeHdf5>[1], attributes = {}): Promise<Hdf5Reader> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.h5`);
  await writeHdf5(path, datasets, attributes);
  return Hdf5Reader.open(path);
}

describe('datasets of HDF5', () => {
  test.each([
    ['in one piece', undefined],
    ['in deflated chunks', [8, 16]],
    ['in chunks of whole rows', [5, WIDTH]],
  ])('%s, complex, are read by any rows as they were written', async (_, chunks) => {
    const values = ramp(2 * HEIGHT * WIDTH);
    const file = await written({ '/data/VV': { shape: [HEIGHT, WIDTH], values, isComplex: true, chunks } });
    const raster = file.raster('/data/VV');
    expect([raster.heightPixels, raster.widthPixels, raster.sample.name]).toEqual([HEIGHT, WIDTH, 'complex float32']);
    expect(await raster.readRows(0, HEIGHT)).toEqual(values);
    for (const [first, rows] of [
      [0, 1],
      [6, 5],
      [HEIGHT - 1, 1],
      [3, 0],
    ]) {
      const wanted = values.subarray(2 * WIDTH * first, 2 * WIDTH * (first + rows));
      expect(await raster.readRows(first, rows)).toEqual(wanted);
    }
    await expect(raster.readRows(30, 8)).rejects.toThrow(/expected rows of 0 to 36, got 8 rows from 30/);
    await expect(raster.readRows(0, 1, new Float32Array(3))).rejects.toThrow(/out: expected 106 values, got 3/);
    await file.close();
  });

  test('larger than one piece are put together', async () => {
    const [height, width] = [67, 17_000];
    const values = new Float32Array(height * width);
    for (let i = 0; i < values.length; i++) values[i] = (i * 7919) % 10_007;
    const file = await written({ '/v': { shape: [height, width], values, chunks: [64, 64] } });
    const got = await file.raster('/v').readRows(1, 65);
    const wanted = values.subarray(width, 66 * width);
    expect(got.length).toBe(wanted.length);
    expect(got.findIndex((value, i) => value !== wanted[i])).toBe(-1);
    await file.close();
  });

  test('of three dimensions are read plane by plane', async () => {
    const values = ramp(2 * 3 * 4 * 5);
    const file = await written({ '/slc': { shape: [3, 4, 5], values, isComplex: true, chunks: [2, 3, 2] } });
    for (const plane of [0, 1, 2]) {
      const wanted = values.subarray(40 * plane + 10, 40 * plane + 30);
      expect(await file.raster('/slc', plane).readRows(1, 2)).toEqual(wanted);
    }
    expect(() => file.raster('/slc', 3)).toThrow(/\/slc: expected a plane of 0 to 2, got 3/);
    expect(() => file.raster('/slc')).toThrow(/\/slc: expected a raster of 2 dimensions, got 3 x 4 x 5/);
    await file.close();
  });

  test('of other numbers are read as what they are', async () => {
    const shape = [2, 3];
    const file = await written({
      double: { shape, values: Float64Array.of(1e-12, 2, 3, 4, 5, Math.PI) },
      byte: { shape, values: Int8Array.of(-1, 2, 3, 4, 5, 6) },
      unsigned: { shape, values: Uint16Array.of(65_535, 2, 3, 4, 5, 6) },
      complex: { shape: [1, 2], values: Float64Array.of(1 / 3, -2 / 3, 3, 4), isComplex: true },
    });
    const row = async (name: string) => [...(await file.raster(name).readRows(0, 1, new Float64Array(3)))];
    expect(await row('double')).toEqual([1e-12, 2, 3]);
    expect(await row('byte')).toEqual([-1, 2, 3]);
    expect(await row('unsigned')).toEqual([65_535, 2, 3]);
    expect([...(await file.raster('complex').readRows(0, 1, new Float64Array(4)))]).toEqual([1 / 3, -2 / 3, 3, 4]);
    await file.close();
  });

  test('of texts and single numbers, and attributes, are read whole', async () => {
    const file = await written(
      { '/identification/burst_id': 't087_185683_iw2', '/date': ['20200103', '20200109'], '/data/projection': 32605 },
      { WAVELENGTH: '0.0554', LENGTH: 37 },
    );
    expect(file.text('/identification/burst_id')).toBe('t087_185683_iw2');
    expect(file.texts('/date')).toEqual(['20200103', '20200109']);
    expect(file.number('/data/projection')).toBe(32605);
    expect([file.attribute('WAVELENGTH'), file.attribute('LENGTH'), file.attribute('X')]).toEqual([
      '0.0554',
      '37',
      undefined,
    ]);
    expect(() => file.text('/date')).toThrow(/\/date: expected one text, got 2/);
    expect(() => file.number('/date')).toThrow(/\/date: expected numbers, got text/);
    expect(() => file.text('/data/projection')).toThrow(/expected text, got float64/);
    expect(() => file.number('/data/nothing')).toThrow(/\/data\/nothing: expected a dataset, there is none/);
    expect(() => file.raster('/identification')).toThrow(/expected a dataset, there is none/);
    expect(() => file.raster('/date', 0)).toThrow(/expected a raster of 3 dimensions, got 2/);
    await file.close();
  });
});

describe('files that are not right', () => {
  test('say what they are instead', async () => {
    const path = join(folder, 'other.h5');
    await expect(Hdf5Reader.open(join(folder, 'nowhere.h5'))).rejects.toThrow(/nowhere\.h5: cannot be opened/);
    await expect(Hdf5Reader.open(folder)).rejects.toThrow(/expected a file/);
    await writeFile(path, '');
    await expect(Hdf5Reader.open(path)).rejects.toThrow(/other\.h5: expected an HDF5 file, got an empty one/);
    await writeFile(path, 'x'.repeat(5000));
    await expect(Hdf5Reader.open(path)).rejects.toThrow(/other\.h5: expected an HDF5 file, got another/);
  });

  test('that are truncated tell both sizes', async () => {
    const path = join(folder, 'short.h5');
    await writeHdf5(path, { '/v': { shape: [100, 100], values: ramp(10_000) } });
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, 30_000));
    const message = new RegExp(
      `short\\.h5: cannot be read as HDF5 \\(truncated: expected ${bytes.length} bytes, got 30000`,
    );
    await expect(Hdf5Reader.open(path)).rejects.toThrow(message);
  });

  test('whose chunks cannot be inflated tell the rows, and the others are read', async () => {
    const path = join(folder, 'broken.h5');
    const values = Float32Array.from({ length: 64 * 64 }, (_, i) => Math.sin(i * i));
    await writeHdf5(path, { '/v': { shape: [64, 64], values, chunks: [16, 64] } });
    const bytes = await readFile(path);
    // Chunks lie at the end of this file, in order.
    bytes.fill(0x55, bytes.length - 2000, bytes.length - 100);
    await writeFile(path, bytes);
    const file = await Hdf5Reader.open(path);
    expect(await file.raster('/v').readRows(0, 16)).toEqual(values.subarray(0, 16 * 64));
    await expect(file.raster('/v').readRows(32, 32)).rejects.toThrow(
      /broken\.h5: \/v: rows 48 to 63: cannot be read \(/,
    );
    expect(await file.raster('/v').readRows(16, 16)).toEqual(values.subarray(16 * 64, 32 * 64));
    await file.close();
  });
});

test('the calls of h5wasm that its documentation does not promise are there', async () => {
  await expect(Hdf5Library.load()).resolves.toBeDefined();
});

const real = sharedData('opera-cslc-layout');
test.skipIf(!real)('a real product is read (skipped where opera-cslc-layout is not there)', async () => {
  const name = 'OPERA_L2_CSLC-S1-STATIC_T087-185683-IW2_20140403_S1A_v1.0.repacked.h5';
  const file = await Hdf5Reader.open(join(real!, name));
  const east = file.raster('/data/los_east');
  // Deflated and shuffled.
  expect([east.heightPixels, east.widthPixels, east.blockRows, east.sample.name]).toEqual([
    4917,
    20622,
    128,
    'float32',
  ]);
  expect(file.text('/identification/burst_id')).toBe('t087_185683_iw2');
  const row = await east.readRows(2500, 1);
  const seen = row.filter((value) => value !== 0 && !Number.isNaN(value));
  // Descending, looking west: the satellite stands in the east.
  expect(seen.length).toBeGreaterThan(10_000);
  expect(Math.min(...seen)).toBeGreaterThan(0.4);
  expect(Math.max(...seen)).toBeLessThan(0.75);
  await file.close();
});
