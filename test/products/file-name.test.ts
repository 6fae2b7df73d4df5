import { describe, expect, test } from 'vitest';
import {
  type BurstName,
  collectionIdOf,
  orbitDirection,
  parseProductName,
  productFileName,
  productKey,
  releaseId,
} from '../../src/products/file-name.js';

const published = [
  'EGMS_L2a_088_0282_IW2_VV',
  'EGMS_L2b_146_0296_IW2_VV_2019_2023_1',
  'EGMS_L2b_044_0240_IW2_VV_2020_2024_1',
  'EGMS_L3_E32N34_100km_U',
  'EGMS_L3_E40N28_100km_E_2018_2022_1',
  'EGMS_L3_E47N19_100km_U_2020_2025_1',
  'EGMS_L3_E09N27_100km_U_2019_2023_12',
];

const parsed = (name: string) => {
  const result = parseProductName(name);
  if (!result) throw new Error(`${name} was not understood`);
  return result;
};

describe('names of EGMS products', () => {
  test('a burst name is read part by part', () => {
    expect(parseProductName('EGMS_L2b_044_0240_IW2_VV_2020_2024_1.zip')).toEqual({
      level: 'L2b',
      track: 44,
      burstCycle: 240,
      swath: 2,
      polarisation: 'VV',
      release: { firstYear: 2020, lastYear: 2024 },
      redelivery: 1,
      suffixed: true,
    });
  });

  test('a tile name is read part by part', () => {
    expect(parseProductName('EGMS_L3_E09N27_100km_E_2018_2022_3.tiff')).toEqual({
      level: 'L3',
      tileEasting100Km: 9,
      tileNorthing100Km: 27,
      component: 'E',
      release: { firstYear: 2018, lastYear: 2022 },
      redelivery: 3,
      suffixed: true,
    });
  });

  test('no suffix means the release 2015-2021', () => {
    const name = parsed('EGMS_L2a_088_0282_IW2_VV.csv');
    expect(name).toMatchObject({ release: { firstYear: 2015, lastYear: 2021 }, redelivery: 0, suffixed: false });
  });

  test('published names survive the round trip with every extension', () => {
    for (const name of published) {
      for (const extension of ['', '.zip', '.csv', '.xml', '.tif', '.tiff']) {
        expect(productFileName(parsed(name + extension))).toBe(name);
      }
    }
  });

  test('other names are not taken for products', () => {
    for (const name of [
      'EGMS_L2b_000_0240_IW2_VV_2020_2024_1',
      'EGMS_L2b_176_0240_IW2_VV_2020_2024_1',
      'EGMS_L2b_044_0000_IW2_VV_2020_2024_1',
      'EGMS_L2b_044_4096_IW2_VV_2020_2024_1',
      'EGMS_L2b_044_0240_IW4_VV_2020_2024_1',
      'EGMS_L2b_044_0240_IW2_VV_2024_2020_1',
      'EGMS_L2b_044_0240_IW2_VV_2020_2024_0',
      'EGMS_L2b_044_0240_IW2_VV_2020_2024_01',
      'EGMS_L2b_044_0240_IW2_VV_2020_2024',
      'EGMS_L2c_044_0240_IW2_VV',
      'EGMS_L3_E40N28_100km_N_2018_2022_1',
      'EGMS_L3_E40N28_50km_U',
      'EGMS_L3_E40N28_100km_U.zip.part',
      'folder/EGMS_L3_E40N28_100km_U.zip',
      'EGMS_L3_E40N28_100km_U\n',
      'egms_l3_E40N28_100km_U',
      '',
    ]) {
      expect(parseProductName(name), name).toBeUndefined();
    }
  });

  test('editions of one product share a key, whether the release is written out or not', () => {
    const key = (name: string) => productKey(parsed(name));
    expect(key('EGMS_L2b_044_0240_IW2_VV_2020_2024_2')).toBe(key('EGMS_L2b_044_0240_IW2_VV_2020_2024_1'));
    expect(key('EGMS_L3_E32N34_100km_U')).toBe(key('EGMS_L3_E32N34_100km_U_2015_2021_1'));
    expect(key('EGMS_L3_E32N34_100km_U')).not.toBe(key('EGMS_L3_E32N34_100km_E'));
    expect(key('EGMS_L2b_044_0240_IW2_VV_2020_2024_1')).not.toBe(key('EGMS_L2b_044_0240_IW2_VV_2019_2023_1'));
  });
});

describe('collections', () => {
  test('carry level, geometry and release', () => {
    expect(collectionIdOf(parsed(published[2]), 'descending')).toBe('l2b-descending-2020-2024');
    expect(collectionIdOf(parsed(published[0]), 'ascending')).toBe('l2a-ascending-2015-2021');
    expect(collectionIdOf(parsed(published[3]), 'up')).toBe('l3-up-2015-2021');
    expect(collectionIdOf(parsed(published[4]), 'east')).toBe('l3-east-2018-2022');
  });

  test('a geometry of the other level, or of the other component, is refused', () => {
    expect(() => collectionIdOf(parsed(published[2]), 'up')).toThrow(/up does not fit EGMS_L2b_044/);
    expect(() => collectionIdOf(parsed(published[3]), 'east')).toThrow(RangeError);
    expect(() => collectionIdOf(parsed(published[3]), 'ascending')).toThrow(RangeError);
  });

  test('releases are named by their years, whatever their length', () => {
    expect(releaseId({ firstYear: 2020, lastYear: 2025 })).toBe('2020-2025');
  });

  test('the satellite stands west of the point when it ascends', () => {
    expect(orbitDirection(-0.621)).toBe('ascending');
    expect(orbitDirection(0.594)).toBe('descending');
    expect(orbitDirection(0)).toBeUndefined();
    expect(orbitDirection(Number.NaN)).toBeUndefined();
  });
});

test('a name of ours always carries its edition', () => {
  const ours: BurstName = { ...(parsed(published[0]) as BurstName), suffixed: true, redelivery: 1 };
  expect(productFileName(ours)).toBe('EGMS_L2a_088_0282_IW2_VV_2015_2021_1');
});
