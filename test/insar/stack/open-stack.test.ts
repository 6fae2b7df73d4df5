import { readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openStack } from '../../../src/insar/stack/open-stack.js';
import type { StackFile } from '../../../src/insar/stack/stack-description.js';
import {
  HEIGHT,
  imageOf,
  layer,
  PLACE,
  sampleOf,
  stackFile,
  WIDTH,
  writeRaster,
  writeSmallStack,
  writeStackFile,
} from './small-stack.js';

let folder: string;
afterEach(() => rm(dirname(folder), { recursive: true, force: true }));

const written = async (file: object = stackFile()) => {
  folder = await writeSmallStack(file);
  return folder;
};

describe('a stack in a folder', () => {
  test('is described, and its images and geometry read by rows', async () => {
    const stack = await openStack(await written());
    expect([stack.widthPixels, stack.heightPixels, stack.notices]).toEqual([WIDTH, HEIGHT, []]);
    expect(stack.description).toMatchObject({ epsg: 32632, referenceIndex: 0, track: 117, orbit: 'ascending' });
    expect(stack.description.acquisitions.map(({ date }) => date)).toEqual(['20200103', '20200109', '20200115']);
    const rows = await stack.readTile(1, { first: 20, count: 2 });
    expect(rows.length).toBe(2 * 2 * WIDTH);
    expect([...rows.subarray(2 * (WIDTH + 7), 2 * (WIDTH + 7) + 2)]).toEqual(sampleOf(1, 21, 7));
    expect((await stack.readGeometry('height', { first: 0, count: 1 }))[3]).toBe(120);
    expect([...(await stack.readGeometry('slantRangeM', { first: 0, count: 1 })).subarray(0, 2)]).toEqual([
      870_000, 870_000,
    ]);
    await expect(stack.readTile(3, { first: 0, count: 1 })).rejects.toThrow(/dateIndex: expected 0 to 2, got 3/);
    await stack.close();
  });

  test('whose dates are not in order is sorted, and says so', async () => {
    const file = stackFile();
    const stack = await openStack(await written({ ...file, acquisitions: [...file.acquisitions].reverse() }));
    expect(stack.notices).toEqual(['the acquisitions are not in order of their dates: sorted']);
    expect((await stack.readTile(2, { first: 0, count: 1 }))[0]).toBe(sampleOf(2, 0, 0)[0]);
    await stack.close();
  });

  test('whose baselines are relative to something else has them made relative to the reference date', async () => {
    const stack = await openStack(await written({ ...stackFile(), referenceDate: '2020-01-09' }));
    expect(stack.description.acquisitions.map((one) => one.perpendicularBaselineM)).toEqual([-31.5, 0, -43.5]);
    expect(stack.notices.join()).toMatch(/baseline of 31.5 m where 0 is expected/);
    await stack.close();
  });

  test('has zeros and half NaN samples as no data, and holes stay holes', async () => {
    const image = imageOf(0);
    image.set([0, 0, Number.NaN, 1, 3, Number.NaN, 0, 5], 0);
    await written();
    await writeRaster(join(folder, '20200103.tif'), image);
    const stack = await openStack(folder);
    const row = await stack.readTile(0, { first: 0, count: 1 });
    const none = Number.NaN;
    expect([...row.subarray(0, 8)]).toEqual([none, none, none, none, none, none, 0, 5]);
    await stack.close();
  });

  test('whose heights do not cover it says how much is missing', async () => {
    const heights = layer(80).fill(Number.NaN, 0, 500);
    await written();
    await writeRaster(join(folder, 'height.tif'), heights);
    const stack = await openStack(folder);
    expect(stack.notices).toEqual(['height.tif does not cover 25.0 % of the images: no points there']);
    await stack.close();
  });

  test('in radar geometry needs longitude and latitude, and then no place', async () => {
    const radar = { ...stackFile(), crs: null };
    await expect(openStack(await written(radar))).rejects.toThrow(/expected longitude and latitude, for crs is null/);
    await writeRaster(join(folder, 'lon.tif'), layer(11), { place: undefined });
    await writeRaster(join(folder, 'lat.tif'), layer(45), { place: undefined });
    const geometry = { ...radar.geometry, longitude: 'lon.tif', latitude: 'lat.tif' };
    await writeStackFile(folder, { ...radar, geometry });
    const stack = await openStack(folder);
    expect(stack.place).toBeUndefined();
    expect((await stack.readGeometry('longitude', { first: 0, count: 1 }))[0]).toBe(11);
    await stack.close();
  });
});

describe('a description that is not right', () => {
  const first = stackFile().acquisitions[0];
  const changed = (change: Record<string, unknown>) => ({ ...stackFile(), ...change });
  const without = (name: keyof StackFile) => {
    const { [name]: _gone, ...rest } = stackFile();
    return rest;
  };
  test.each<readonly [string, object, RegExp]>([
    ['no acquisitions', without('acquisitions'), /stack\.json: acquisitions is missing/],
    ['one date', changed({ acquisitions: [first] }), /expected at least 2 dates, got 1/],
    [
      'a date twice',
      changed({ acquisitions: [first, { ...first, slc: '20200109.tif' }] }),
      /each date once, got 20200103 twice \(20200103.tif and 20200109.tif\)/,
    ],
    [
      'a file twice',
      changed({ acquisitions: [first, { ...first, date: '2020-01-09' }] }),
      /20200103.tif stands for both 20200103 and 20200109/,
    ],
    [
      'a date that does not exist',
      changed({ acquisitions: [first, { ...first, date: '2020-02-30', slc: 'x.tif' }] }),
      /acquisitions\/1\/date: expected a date of the calendar, got 2020-02-30/,
    ],
    [
      'no baseline',
      changed({ acquisitions: [first, { date: '2020-01-09', slc: '20200109.tif' }] }),
      /acquisitions\/1: perpendicularBaselineM is missing/,
    ],
    [
      'another reference date',
      changed({ referenceDate: '2019-01-01' }),
      /one of the dates of the acquisitions, got 2019/,
    ],
    ['an unknown member', changed({ waveLengthM: 0.05 }), /waveLengthM is not expected/],
    ['another orbit', changed({ orbit: 'up' }), /orbit: must be equal to one of the allowed values \(ascending, desc/],
    ['degrees', changed({ crs: 'EPSG:4326' }), /expected a projected system in metres, got EPSG:4326/],
    ['another version', changed({ version: 2 }), /version: must be equal to constant \(1\)/],
    [
      'a way out of the folder',
      changed({ geometry: { ...stackFile().geometry, height: '../height.tif' } }),
      /\.\.\/height\.tif: leads out of the folder/,
    ],
    [
      'an absolute path',
      changed({ geometry: { ...stackFile().geometry, height: '/etc/passwd' } }),
      /\/etc\/passwd: expected a path relative to the folder/,
    ],
    [
      'a file that is not there',
      changed({ geometry: { ...stackFile().geometry, height: 'dem.tif' } }),
      /dem\.tif: there is no such file/,
    ],
  ])('(%s) is refused', async (_, file, message) => {
    await expect(openStack(await written(file))).rejects.toThrow(message);
  });

  test('(no JSON, no file, no folder) is refused', async () => {
    await written();
    await writeFile(join(folder, 'stack.json'), '{ "type": ');
    await expect(openStack(folder)).rejects.toThrow(/stack\.json: expected JSON/);
    await rm(join(folder, 'stack.json'));
    await expect(openStack(folder)).rejects.toThrow(/there is no such file/);
    await expect(openStack(join(folder, 'nowhere'))).rejects.toThrow(/expected a folder with a stack\.json/);
  });
});

describe('files that are not right', () => {
  const smaller = { widthPixels: WIDTH - 1, heightPixels: HEIGHT };
  test.each<readonly [string, string, () => Promise<void>, RegExp]>([
    [
      'an image of another size',
      '20200109.tif',
      () => writeRaster(join(folder, '20200109.tif'), imageOf(1, WIDTH - 1), smaller),
      /20200109\.tif: expected 40 x 50 pixels as 20200103\.tif has, got 39 x 50/,
    ],
    [
      'an image on another grid',
      '20200109.tif',
      () => writeRaster(join(folder, '20200109.tif'), imageOf(1), { place: { ...PLACE, westM: PLACE.westM + 2.5 } }),
      /expected a corner at 600000, 5000000 with pixels of 5 x 10 as 20200103\.tif has, got a corner at 600002\.5/,
    ],
    [
      'an image in another CRS',
      '20200115.tif',
      () => writeRaster(join(folder, '20200115.tif'), imageOf(2), { place: { ...PLACE, epsg: 32633 } }),
      /expected EPSG:32632 as stack\.json says, got EPSG:32633/,
    ],
    [
      'an image without a place',
      '20200103.tif',
      () => writeRaster(join(folder, '20200103.tif'), imageOf(0), { place: undefined }),
      /expected an image in EPSG:32632, got one without a place/,
    ],
    [
      'a real image',
      '20200109.tif',
      () => writeRaster(join(folder, '20200109.tif'), layer(1)),
      /expected complex samples, got float32/,
    ],
    [
      'a complex height',
      'height.tif',
      () => writeRaster(join(folder, 'height.tif'), imageOf(0)),
      /height: expected real samples, got complex float32/,
    ],
    ['a truncated image', '20200115.tif', () => truncate(join(folder, '20200115.tif'), 2000), /20200115\.tif: .*trunc/],
    [
      'heights without a value',
      'height.tif',
      () => writeRaster(join(folder, 'height.tif'), layer(Number.NaN)),
      /expected heights, got no data everywhere/,
    ],
    [
      'heights that are none',
      'height.tif',
      () => writeRaster(join(folder, 'height.tif'), layer(-32768)),
      /expected heights of -1000 to 10000 m, got -32768; if it stands for no data/,
    ],
    [
      'a height that stands for no data, and does not say so',
      'height.tif',
      () => writeRaster(join(folder, 'height.tif'), layer(80).fill(-9999, 0, 1)),
      /expected heights of -1000 to 10000 m, got -9999; if it stands for no data/,
    ],
    [
      'lines of sight that point down',
      'up.tif',
      () => writeRaster(join(folder, 'up.tif'), layer(-0.79)),
      /expected unit vectors from the ground up to the satellite/,
    ],
    [
      'a link that leads away',
      'height.tif',
      async () => {
        await rm(join(folder, 'height.tif'));
        await writeRaster(join(dirname(folder), 'outside.tif'), layer(1));
        await symlink('../outside.tif', join(folder, 'height.tif'));
      },
      /height\.tif: is a link that leads out of the folder/,
    ],
  ])('(%s) are refused', async (_, __, spoil, message) => {
    await written();
    await spoil();
    await expect(openStack(folder)).rejects.toThrow(message);
  });
});

test('the published schema is the one that judges', async () => {
  const { stackSchema } = await import('../../../src/insar/stack/stack-schema.js');
  const file = new URL('../../../docs/slc-stack.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(stackSchema)));
});
