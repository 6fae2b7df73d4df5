import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_PLAN, ORBIT_FACTS, simulatorOf } from '../../../src/insar/simulation/simulation-plan.js';
import { writeStack } from '../../../src/insar/simulation/write-stack.js';
import { fillTileStore } from '../../../src/insar/stack/fill-tile-store.js';
import { type GeometryLayer, openStack, type SlcStack } from '../../../src/insar/stack/open-stack.js';
import { type MiaplpyFiles, writeMiaplpy } from './hdf5-stacks.js';

const ROWS = 40;
const COLUMNS = 50;
const all = { first: 0, count: ROWS };

let root: string;
let simulated: SlcStack;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'open-egms-miaplpy-'));
  const plan = { ...DEFAULT_PLAN, rows: ROWS, columns: COLUMNS, dates: 5, grid: 'radar' } as const;
  const { track, burstCycle, swath } = ORBIT_FACTS.descending;
  const options = { compression: 'none', truth: 'compact', facts: { track, burstCycle, swath } } as const;
  await writeStack(simulatorOf(plan, 'descending'), join(root, 'simulated'), options);
  simulated = await openStack(join(root, 'simulated'));
});
afterAll(async () => {
  await simulated.close();
  await rm(root, { recursive: true });
});

let folders = 0;
async function written(spoil?: (files: MiaplpyFiles) => void): Promise<string> {
  const folder = join(root, `stack-${folders++}`);
  await writeMiaplpy(folder, simulated, spoil);
  return folder;
}
const sidecar = (folder: string, members: object) =>
  writeFile(join(folder, 'stack.json'), JSON.stringify({ type: 'open-egms-hdf5-stack', version: 1, ...members }));

describe('an slcStack.h5', () => {
  test('holds the same stack as the GeoTIFFs it was made of', async () => {
    const folder = await written();
    const stack = await openStack(join(folder, 'slcStack.h5'));
    expect(stack.notices).toEqual(['the file says no burst (got none): 1 is taken; stack.json beside it may say it']);
    const { acquisitions, geometry: _, ...facts } = stack.description;
    const { acquisitions: wanted, geometry: __, title: ___, ...same } = simulated.description;
    expect(facts).toEqual({ ...same, burstCycle: 1 });
    expect([stack.widthPixels, stack.heightPixels, stack.place]).toEqual([COLUMNS, ROWS, undefined]);
    for (const index of wanted.keys()) {
      expect(await stack.readTile(index, all)).toEqual(await simulated.readTile(index, all));
      expect(acquisitions[index].date).toBe(wanted[index].date);
      expect(acquisitions[index].perpendicularBaselineM).toBeCloseTo(wanted[index].perpendicularBaselineM, 4);
    }
    const exact: readonly GeometryLayer[] = ['height', 'slantRangeM', 'longitude', 'latitude'];
    const doubles = () => new Float64Array(ROWS * COLUMNS);
    for (const layer of exact) {
      expect(await stack.readGeometry(layer, all, doubles())).toEqual(
        await simulated.readGeometry(layer, all, doubles()),
      );
    }
    for (const layer of ['losEast', 'losNorth', 'losUp'] as const) {
      const [a, b] = [await stack.readGeometry(layer, all), await simulated.readGeometry(layer, all)];
      expect(Math.max(...a.map((value, i) => Math.abs(value - b[i])))).toBeLessThan(1e-6);
    }
    await stack.close();
  });

  test('fills a tiled store like any other', async () => {
    const stack = await openStack(await written());
    const [ours, theirs] = await Promise.all(
      [stack, simulated].map((one, i) => fillTileStore(one, join(root, `tiles-${i}`), { tilePixels: 32 })),
    );
    const [a, b] = [await ours.readTile(1, 1), await theirs.readTile(1, 1)];
    expect(a).toEqual(b);
    await Promise.all([ours.close(), theirs.close(), stack.close()]);
  });

  test('whose dates are not in order is sorted, images and baselines with them', async () => {
    const folder = await written(({ slc }) => {
      slc.date = [...(slc.date as string[])].reverse();
    });
    const stack = await openStack(folder);
    expect(stack.notices[0]).toBe('the acquisitions are not in order of their dates: sorted');
    expect(await stack.readTile(0, all)).toEqual(await simulated.readTile(4, all));
    const wanted = simulated.description.acquisitions[4].perpendicularBaselineM;
    expect(stack.description.acquisitions[0].perpendicularBaselineM).toBeCloseTo(wanted, 4);
    await stack.close();
  });

  test('says what it leaves open, and stack.json beside it may say it', async () => {
    const folder = await written(({ attributes, geometry }) => {
      for (const name of ['ORBIT_DIRECTION', 'trackNumber', 'swathNumber', 'POLARIZATION']) delete attributes[name];
      delete geometry.azimuthAngle;
      delete geometry.slantRangeDistance;
    });
    const stack = await openStack(folder);
    expect(stack.notices.map((text) => text.slice(0, 34))).toEqual([
      'there is no azimuthAngle: lines of',
      'the file says no polarisation: VV ',
      'the file says no track (got none):',
      'the file says no burst (got none):',
      'the file says no swath (got none):',
    ]);
    expect(stack.description).toMatchObject({ orbit: 'descending', track: 1, swath: 1 });
    // The simulator's heading, seen through the convergence of nothing: exact.
    const [east] = await stack.readGeometry('losEast', all);
    expect(east).toBeCloseTo((await simulated.readGeometry('losEast', all))[0], 4);
    const range = await stack.readGeometry('slantRangeM', { first: 3, count: 1 });
    expect([range[0], range[49]]).toEqual([800_000, Math.fround(800_000 + 49 * 2.329562)]);
    await stack.close();
    const [first] = simulated.description.acquisitions;
    const referenceDate = `${first.date.slice(0, 4)}-${first.date.slice(4, 6)}-${first.date.slice(6)}`;
    await sidecar(folder, { track: 95, burstCycle: 808, swath: 2, referenceDate });
    const told = await openStack(folder);
    expect(told.description).toMatchObject({ track: 95, burstCycle: 808, swath: 2, referenceIndex: 0 });
    expect(told.description.acquisitions[0].perpendicularBaselineM).toBe(0);
    await told.close();
  });

  test.each<readonly [string, (files: MiaplpyFiles) => unknown, RegExp]>([
    ['no images', ({ slc }) => delete slc.slc, /expected a dataset \/slc as MiaplPy writes it, there is none/],
    ['no dates', ({ slc }) => delete slc.date, /expected a dataset \/date/],
    ['no baselines', ({ slc }) => delete slc.bperp, /expected a dataset \/bperp/],
    [
      'a baseline that is none',
      ({ slc }) => (slc.bperp as { values: Float32Array }).values.fill(Number.NaN, 3, 4),
      /\/bperp 3 \(\d{8}\): expected metres, got NaN/,
    ],
    [
      'fewer dates than images',
      ({ slc }) => (slc.date = (slc.date as string[]).slice(1)),
      /expected a date and a baseline for each of 5 images, got 4 dates and 5 baselines/,
    ],
    [
      'a date twice',
      ({ slc }) => (slc.date = (slc.date as string[]).map((date, i, all) => (i === 1 ? all[0] : date))),
      /each date once, got \d{8} twice \(slcStack\.h5\/slc\/0 and slcStack\.h5\/slc\/1\)/,
    ],
    [
      'a date that does not exist',
      ({ slc }) => (slc.date = ['20200230', ...(slc.date as string[]).slice(1)]),
      /\/date 0: expected a date of the calendar, YYYYMMDD, got 20200230/,
    ],
    [
      'one date',
      ({ slc }) =>
        Object.assign(slc, {
          date: (slc.date as string[]).slice(0, 1),
          bperp: { shape: [1], values: new Float32Array(1) },
          slc: { shape: [1, ROWS, COLUMNS], values: new Float32Array(2 * ROWS * COLUMNS), isComplex: true },
        }),
      /expected at least 2 dates, got 1/,
    ],
    [
      'real images',
      ({ slc }) => (slc.slc = { shape: [5, ROWS, COLUMNS], values: new Float32Array(5 * ROWS * COLUMNS) }),
      /\/slc: expected complex samples, got float32/,
    ],
    [
      'one image without a dimension for dates',
      ({ slc }) => (slc.slc = { shape: [5, 4], values: new Float32Array(40), isComplex: true }),
      /\/slc: expected a raster of 3 dimensions, got 5 x 4/,
    ],
    [
      'no wavelength',
      ({ attributes }) => delete attributes.WAVELENGTH,
      /attribute WAVELENGTH: expected metres, got none/,
    ],
    [
      'another reference date',
      ({ attributes }) => (attributes.REF_DATE = '19990101'),
      /reference date: expected one of the dates of the images, got 19990101/,
    ],
    [
      'geocoded images',
      ({ attributes }) => (attributes.Y_FIRST = '45.0'),
      /expected images in radar geometry, got geocoded ones/,
    ],
    ['no heights', ({ geometry }) => delete geometry.height, /geometryRadar\.h5: \/height: expected a dataset/],
    ['no latitudes', ({ geometry }) => delete geometry.latitude, /\/latitude: expected a dataset/],
    [
      'neither azimuth nor heading',
      ({ geometry, attributes }) => delete geometry.azimuthAngle && delete attributes.HEADING,
      /expected \/azimuthAngle in the geometry or an attribute HEADING, got neither/,
    ],
    [
      'neither ranges nor a first range',
      ({ geometry, attributes }) => delete geometry.slantRangeDistance && delete attributes.STARTING_RANGE,
      /expected \/slantRangeDistance in the geometry, or attributes STARTING_RANGE/,
    ],
    [
      'geometry of another size',
      ({ geometry }) => (geometry.longitude = { shape: [4, 5], values: new Float32Array(20) }),
      /geometryRadar\.h5 \/longitude: expected 50 x 40 pixels as slcStack\.h5 has, got 5 x 4/,
    ],
    [
      'heights that are none',
      ({ geometry }) => (geometry.height as { values: Float32Array }).values.fill(-32768),
      /expected heights of -1000 to 10000 m, got -32768/,
    ],
  ])('with %s is refused', async (_, spoil, message) => {
    const folder = await written(spoil);
    await expect(openStack(folder)).rejects.toThrow(message);
  });

  test('without its geometry, truncated, or described as something else is refused', async () => {
    const folder = await written();
    await sidecar(folder, { version: 2 });
    await expect(openStack(folder)).rejects.toThrow(/stack\.json: version: must be equal to constant \(1\)/);
    await rm(join(folder, 'stack.json'));
    await rm(join(folder, 'geometryRadar.h5'));
    await expect(openStack(folder)).rejects.toThrow(/geometryRadar\.h5: cannot be opened/);
    await truncate(join(folder, 'slcStack.h5'), 5000);
    await expect(openStack(folder)).rejects.toThrow(/slcStack\.h5: cannot be read as HDF5 \(truncated: expected/);
    await rm(join(folder, 'slcStack.h5'));
    await expect(openStack(folder)).rejects.toThrow(/there is no such file; nor slcStack\.h5, nor files of OPERA/);
    await sidecar(folder, {});
    await expect(openStack(folder)).rejects.toThrow(/there is no slcStack\.h5, nor files of OPERA CSLC-S1 in /);
  });
});
