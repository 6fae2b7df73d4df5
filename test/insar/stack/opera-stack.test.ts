import { cp, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GeoTiffStream } from '../../../src/formats/geotiff-stream.js';
import { geocentric } from '../../../src/geodesy/geocentric.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { DEFAULT_PLAN, ORBIT_FACTS, simulatorOf } from '../../../src/insar/simulation/simulation-plan.js';
import { writeStack } from '../../../src/insar/simulation/write-stack.js';
import { openStack, type SlcStack } from '../../../src/insar/stack/open-stack.js';
import { openCslc, openStatic } from '../../../src/insar/stack/opera-file.js';
import { lonLatOf, slantRangeRows } from '../../../src/insar/stack/opera-geometry.js';
import { cslcName } from '../../../src/insar/stack/opera-names.js';
import { egmsCycleOfEsa } from '../../../src/products/burst-cycle.js';
import { sharedData } from '../../support/shared-data.js';
import { cslcFile, STATIC_FILE, writeOpera } from './hdf5-stacks.js';

const { track, burstCycle, swath } = ORBIT_FACTS.ascending;
const ROWS = 70;
const COLUMNS = 50;
const all = { first: 0, count: ROWS };

let root: string;
let simulated: SlcStack;
let whole: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'open-egms-opera-'));
  const plan = { ...DEFAULT_PLAN, rows: ROWS, columns: COLUMNS, dates: 4 };
  const options = { compression: 'none', truth: 'compact', facts: { track, burstCycle, swath } } as const;
  await writeStack(simulatorOf(plan, 'ascending'), join(root, 'simulated'), options);
  simulated = await openStack(join(root, 'simulated'));
  whole = join(root, 'opera');
  await writeOpera(whole, simulated);
});
afterAll(async () => {
  await simulated.close();
  await rm(root, { recursive: true });
});

const dates = () => simulated.description.acquisitions.map(({ date }) => date);
let copies = 0;
async function copy(): Promise<string> {
  const folder = join(root, `copy-${copies++}`);
  await cp(whole, folder, { recursive: true });
  return folder;
}
const sidecar = (folder: string, members: object) =>
  writeFile(join(folder, 'stack.json'), JSON.stringify({ type: 'open-egms-hdf5-stack', version: 1, ...members }));

/** Heights of a plane, in a projection and with pixels of their own. */
async function writeDem(path: string, dem: { epsg: number; west: number; north: number; pixel: number; size: number }) {
  const stream = await GeoTiffStream.create(path, {
    widthPixels: dem.size,
    heightPixels: dem.size,
    sample: 'float32',
    place: {
      epsg: dem.epsg,
      westM: dem.west,
      northM: dem.north,
      pixelWidthM: dem.pixel,
      pixelHeightM: dem.pixel,
    },
  });
  await stream.writeRows(
    Float32Array.from({ length: dem.size ** 2 }, (_, i) => 100 + (i % dem.size) - 2 * Math.floor(i / dem.size)),
  );
  await stream.close();
}

describe('a folder of OPERA files', () => {
  test('holds the same stack as the GeoTIFFs it was made of', async () => {
    const stack = await openStack(whole);
    expect(stack.notices).toEqual([]);
    expect([stack.widthPixels, stack.heightPixels, stack.place]).toEqual([COLUMNS, ROWS, simulated.place]);
    const { acquisitions, geometry: _, ...facts } = stack.description;
    expect(facts).toEqual({
      wavelengthM: simulated.description.wavelengthM,
      orbit: 'ascending',
      track: 117,
      burstCycle: egmsCycleOfEsa(117, 249_430),
      swath: 2,
      polarisation: 'VV',
      epsg: 32632,
      referenceIndex: 2,
    });
    for (const index of [0, 1, 2, 3]) {
      expect(await stack.readTile(index, all)).toEqual(await simulated.readTile(index, all));
      const wanted = simulated.description.acquisitions[index];
      expect(acquisitions[index].date).toBe(wanted.date);
      // From orbits that were made for these baselines.
      expect(Math.abs(acquisitions[index].perpendicularBaselineM - wanted.perpendicularBaselineM)).toBeLessThan(0.1);
    }
    for (const layer of ['height', 'losEast', 'losNorth'] as const) {
      expect(await stack.readGeometry(layer, all)).toEqual(await simulated.readGeometry(layer, all));
    }
    const far = async (layer: 'losUp' | 'slantRangeM') => {
      const [a, b] = [await stack.readGeometry(layer, all), await simulated.readGeometry(layer, all)];
      return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
    };
    expect(await far('losUp')).toBeLessThan(1e-6);
    // The simulator's Earth is a sphere, the orbit made here goes around the ellipsoid.
    expect(await far('slantRangeM')).toBeLessThan(50);
    await stack.close();
  });

  test('takes reference, title and heights from a stack.json of its type', async () => {
    const folder = await copy();
    await rename(join(folder, 'dem.tif'), join(folder, 'heights.tif'));
    await expect(openStack(folder)).rejects.toThrow(/heights \(GeoTIFF; "dem" of stack\.json, or dem\.tif\)/);
    await sidecar(folder, { dem: 'heights.tif', referenceDate: `${simulatedIso(0)}`, title: 'Po' });
    const stack = await openStack(folder);
    expect(stack.description).toMatchObject({ title: 'Po', referenceIndex: 0 });
    const [first, second] = stack.description.acquisitions;
    const wanted = simulated.description.acquisitions;
    expect(first.perpendicularBaselineM).toBe(0);
    const apart = wanted[1].perpendicularBaselineM - wanted[0].perpendicularBaselineM;
    expect(Math.abs(second.perpendicularBaselineM - apart)).toBeLessThan(0.1);
    await stack.close();
    await sidecar(folder, { dem: 'heights.tif', referenceDate: '1999-01-01' });
    await expect(openStack(folder)).rejects.toThrow(/referenceDate: expected one of the dates of the files, got 1999/);
    await sidecar(folder, { demm: 'heights.tif' });
    await expect(openStack(folder)).rejects.toThrow(/stack\.json: demm is not expected/);
  });

  test.each([
    ['degrees', 4326, 2e-4, 1e-5],
    ['another zone', 32633, 20, 1],
  ])('takes heights in %s, bilinear between their pixels', async (_, epsg, pixel, off) => {
    const folder = await copy();
    const { west, north, pixelWidth, pixelHeight } = simulated.place!;
    const toDem = transformPoint('EPSG:32632', `EPSG:${epsg}`);
    const [x, y] = toDem(west, north);
    const dem = { epsg, west: x - 20.3 * pixel, north: y + 20.7 * pixel, pixel, size: 90 };
    await writeDem(join(folder, 'dem.tif'), dem);
    const stack = await openStack(folder);
    const heights = await stack.readGeometry('height', all);
    for (const [row, column] of [
      [0, 0],
      [33, 31],
      [69, 49],
    ]) {
      const [px, py] = toDem(west + (column + 0.5) * pixelWidth, north - (row + 0.5) * pixelHeight);
      const expected = 100 + ((px - dem.west) / pixel - 0.5) - 2 * ((dem.north - py) / pixel - 0.5);
      expect(Math.abs(heights[row * COLUMNS + column] - expected)).toBeLessThan(2e-3);
    }
    await stack.close();
    await writeDem(join(folder, 'dem.tif'), { ...dem, west: x + off * 3 });
    await expect(openStack(folder)).rejects.toThrow(
      new RegExp(`dem\\.tif: expected heights that cover the images \\(.* in EPSG:${epsg}: west, .*\\), got `),
    );
  });

  test('has zeros and NaN as no data, also a whole image of them', async () => {
    const folder = join(root, 'holes');
    await writeOpera(folder, simulated, (datasets, of) => {
      if (of !== dates()[1]) return;
      const values = new Float32Array(2 * ROWS * COLUMNS);
      values[6] = Number.NaN;
      datasets['/data/VV'] = { shape: [ROWS, COLUMNS], values, isComplex: true };
    });
    const stack = await openStack(folder);
    expect((await stack.readTile(1, all)).every(Number.isNaN)).toBe(true);
    await stack.close();
  });
});

const simulatedIso = (index: number) => {
  const date = dates()[index];
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
};

describe('OPERA files that are not right', () => {
  test.each<readonly [string, (folder: string) => Promise<unknown>, RegExp]>([
    [
      'a truncated file',
      (f) => truncate(join(f, cslcFile(dates()[2])), 9000),
      /\.h5: cannot be read as HDF5 \(truncated/,
    ],
    ['no HDF5', (f) => writeFile(join(f, cslcFile(dates()[0])), 'x'.repeat(99)), /expected an HDF5 file, got another/],
    [
      'no static file',
      (f) => rm(join(f, STATIC_FILE)),
      /expected one file OPERA_L2_CSLC-S1-STATIC_\.\.\. of burst t117_249430_iw2, there is none/,
    ],
    [
      'two static files',
      (f) => cp(join(f, STATIC_FILE), join(f, STATIC_FILE.replace('v1.0', 'v1.1'))),
      /expected one file .* got .*v1\.0\.h5, .*v1\.1\.h5/,
    ],
    [
      'one date only',
      (f) =>
        Promise.all(
          dates()
            .slice(1)
            .map((date) => rm(join(f, cslcFile(date)))),
        ),
      /expected at least 2 dates, got 1/,
    ],
    [
      'a date twice',
      (f) => cp(join(f, cslcFile(dates()[0])), join(f, cslcFile(dates()[0]).replace('20240101T', '20240202T'))),
      /expected each date once, got \d{8} twice \(OPERA.*20240101.* and OPERA.*20240202/,
    ],
    [
      'two bursts',
      (f) => rename(join(f, cslcFile(dates()[3])), join(f, cslcFile(dates()[3]).replace('249430', '249431'))),
      /expected files of one burst, got t117_249430_iw2 .* and OPERA.*249431/,
    ],
    [
      'a date that is not that of the name',
      (f) => rename(join(f, cslcFile(dates()[3])), join(f, cslcFile('20210101'))),
      /zero_doppler_start_time: expected 20210101 as the name of the file says, got 20/,
    ],
    [
      'another polarisation than is there',
      (f) => sidecar(f, { polarisation: 'HH' }),
      /expected files of polarisation HH, there are none/,
    ],
  ])('(%s) are refused', async (_, spoil, message) => {
    const folder = await copy();
    await spoil(folder);
    await expect(openStack(folder)).rejects.toThrow(message);
  });

  type Datasets = Parameters<NonNullable<Parameters<typeof writeOpera>[2]>>[0];
  const real = { shape: [ROWS, COLUMNS], values: new Float32Array(ROWS * COLUMNS).fill(1) };
  const coordinates = (count: number, first: number, step: number) => ({
    shape: [count],
    values: Float64Array.from({ length: count }, (_, i) => first + i * step),
  });
  test.each<readonly [string, 'image' | 'static', (datasets: Datasets) => void, RegExp]>([
    ['no image', 'image', (d) => delete d['/data/VV'], /\/data\/VV: expected a dataset, there is none/],
    ['a real image', 'image', (d) => (d['/data/VV'] = real), /\/data\/VV: expected complex samples, got float32/],
    [
      'an image of another size',
      'image',
      (d) => (d['/data/VV'] = { shape: [2, 3], values: new Float32Array(12), isComplex: true }),
      /\/data\/VV: expected 50 x 70 pixels as there are coordinates, got 3 x 2/,
    ],
    [
      'another grid',
      'image',
      (d) => (d['/data/x_coordinates'] = coordinates(COLUMNS, 654_000, 5)),
      /expected a corner at .* as OPERA.* has, got a corner at 653997\.5/,
    ],
    [
      'coordinates at odd steps',
      'image',
      (d) => (d['/data/y_coordinates'] = { shape: [3], values: Float64Array.of(30, 20, 11) }),
      /y_coordinates: expected at least two coordinates at even steps, got 20 at 1/,
    ],
    [
      'another CRS',
      'image',
      (d) => (d['/data/projection'] = 32633),
      /expected EPSG:32632 as OPERA.* has, got EPSG:32633/,
    ],
    [
      'an image that is not flattened',
      'image',
      (d) => (d['/metadata/processing_information/parameters/topographic_flattening_applied'] = 0),
      /topographic_flattening_applied: expected a flattened image/,
    ],
    [
      'no orbit',
      'image',
      (d) => delete d['/metadata/orbit/velocity_y'],
      /velocity_y: expected a dataset, there is none/,
    ],
    [
      'an orbit of another time',
      'image',
      (d) => {
        for (const axis of ['x', 'y', 'z']) {
          const { values } = d[`/metadata/orbit/position_${axis}`] as { values: Float64Array };
          values.fill(values[0], 0);
          for (let i = 0; i < values.length; i++) values[i] += i;
        }
      },
      /\/metadata\/orbit: expected an orbit that passes the images/,
    ],
    [
      'lines of sight of another burst',
      'static',
      (d) => (d['/identification/burst_id'] = 't117_1_iw1'),
      /burst_id: expected t117_249430_iw2/,
    ],
    ['no lines of sight', 'static', (d) => delete d['/data/los_north'], /\/data\/los_north: expected a dataset/],
    [
      'lines of sight that are angles',
      'static',
      (d) => (d['/data/los_east'] = { ...real, values: new Float32Array(ROWS * COLUMNS).fill(38) }),
      /expected unit vectors from the ground up to the satellite, got 38, /,
    ],
    [
      'a static file of another grid',
      'static',
      (d) => (d['/data/y_coordinates'] = coordinates(ROWS - 1, 4_960_000, -10)),
      /STATIC.*expected 50 x 70 pixels as OPERA.* has, got 50 x 69/,
    ],
  ])('(%s) are refused', async (_, where, spoil, message) => {
    const folder = join(root, `spoilt-${copies++}`);
    await writeOpera(folder, simulated, (datasets, of) => {
      if (of === (where === 'static' ? 'static' : dates()[1])) spoil(datasets);
    });
    await expect(openStack(folder)).rejects.toThrow(message);
  });

  test('a single file is not a stack', async () => {
    await expect(openStack(join(whole, cslcFile(dates()[0])))).rejects.toThrow(/expected the folder with the files/);
  });
});

const real = sharedData('opera-cslc-layout');
describe.skipIf(!real)('real OPERA products (skipped where opera-cslc-layout is not there)', () => {
  const image = 'OPERA_L2_CSLC-S1_T087-185683-IW2_20221228T161651Z_20240504T181714Z_S1A_VV_v1.1.h5';
  const layout = 'OPERA_L2_CSLC-S1-STATIC_T087-185683-IW2_20140403_S1A_v1.0.repacked.h5';

  test('have the layout that is read, and orbits that agree with their ranges and lines of sight', async () => {
    const name = cslcName(image)!;
    const cslc = await openCslc(join(real!, image), name);
    const statics = await openStatic(join(real!, layout), name.burst);
    expect(name).toMatchObject({
      date: '20221228',
      polarisation: 'VV',
      burst: { track: 87, esaCycle: 185_683, swath: 2 },
    });
    expect(statics.grid).toEqual(cslc.grid);
    expect(cslc.grid).toMatchObject({ widthPixels: 20_622, heightPixels: 4917, place: { epsg: 32605, pixelWidth: 5 } });
    expect([cslc.orbitDirection, cslc.wavelengthM]).toEqual(['descending', 0.05546576]);
    // 19.4 degrees north, descending: 0.446 of an orbit after the node, of 2148 bursts.
    expect(Math.abs(egmsCycleOfEsa(87, 185_683) - 957)).toBeLessThan(12);
    const samples = await cslc.reader.raster('/data/VV').readRows(4916, 1);
    expect(samples.every((value) => value === 0 || Number.isNaN(value))).toBe(true);

    const [near, spacing] = ['starting_range', 'range_pixel_spacing'].map((one) =>
      cslc.reader.number(`/metadata/processing_information/input_burst_metadata/${one}`),
    );
    const shape = cslc.reader.numbers('/metadata/processing_information/input_burst_metadata/shape');
    const [east, north] = ['los_east', 'los_north'].map((one) => statics.reader.raster(`/data/${one}`));
    const lonLat = lonLatOf(cslc.grid);
    let seen = 0;
    const row = 2458;
    const [easts, norths] = [await east.readRows(row, 1), await north.readRows(row, 1)];
    const flat = {
      path: '',
      blockRows: 1,
      readRows: async (_: number, n: number) => new Float32Array(n * 20_622) as never,
      close: async () => undefined,
    };
    const ranges = await slantRangeRows(cslc, flat).readRows(row, 1);
    for (let column = 0; column < 20_622; column += 200) {
      if (!(Math.abs(easts[column]) > 0)) continue;
      seen++;
      const [longitude, latitude] = lonLat(row, column);
      const target = geocentric(longitude, latitude, 0);
      const sighting = cslc.orbit.see(target)!;
      expect(Math.abs(ranges[column] - sighting.rangeM)).toBeLessThan(0.1);
      expect(sighting.rangeM).toBeGreaterThan(near - 5000);
      expect(sighting.rangeM).toBeLessThan(near + shape[1] * spacing + 5000);
      const line = sighting.positionM.map((value, axis) => (value - target[axis]) / sighting.rangeM);
      const lineEast = -Math.sin(longitude) * line[0] + Math.cos(longitude) * line[1];
      const lineNorth =
        -Math.sin(latitude) * (Math.cos(longitude) * line[0] + Math.sin(longitude) * line[1]) +
        Math.cos(latitude) * line[2];
      // Rounded to six bits in the file, and of mountains up to 4 km.
      expect(Math.abs(lineEast - easts[column])).toBeLessThan(0.012);
      expect(Math.abs(lineNorth - norths[column])).toBeLessThan(0.006);
    }
    expect(seen).toBeGreaterThan(50);
    await Promise.all([cslc.reader.close(), statics.reader.close()]);
  });

  test('of one date are no stack', async () => {
    const folder = await mkdtemp(join(root, 'real-'));
    for (const name of [image, layout]) await symlink(join(real!, name), join(folder, name));
    await expect(openStack(folder)).rejects.toThrow(/expected at least 2 dates, got 1/);
  });

  test('cropped by others are read where the layout has only what is needed', async () => {
    const name = {
      ...cslcName(image)!,
      date: '20221102',
      burst: { id: 't144_308011_iw2', track: 144, esaCycle: 308_011, swath: 2 },
    } as const;
    const cslc = await openCslc(join(real!, 'geomprov_ci_cslc.h5'), name);
    expect(cslc.grid.place).toMatchObject({ west: 244_590, north: 4_085_340, pixelHeight: 10 });
    expect((await cslc.reader.raster('/data/VV').readRows(0, 8)).every(Number.isNaN)).toBe(true);
    await cslc.reader.close();
  });
});
