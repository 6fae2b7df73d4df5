import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../src/errors.js';
import { crsByUri } from '../../../src/geodesy/crs.js';
import { readBox } from '../../../src/ogc/common/bounding-box.js';

const crs84 = crsByUri('CRS84')!;
const laea = crsByUri('EPSG:3035')!;

describe('a box', () => {
  test('has x first whatever the axis order of its system', () => {
    expect(readBox([13, 38, 14, 39], crs84)).toEqual({
      minX: 13,
      minY: 38,
      maxX: 14,
      maxY: 39,
    });
    expect(readBox([1_700_000, 4_500_000, 1_800_000, 4_600_000], laea)).toEqual({
      minX: 4_500_000,
      minY: 1_700_000,
      maxX: 4_600_000,
      maxY: 1_800_000,
    });
  });

  test('of six numbers loses its heights', () => {
    expect(readBox([13, 38, -100, 14, 39, 900], crs84)).toMatchObject({
      minX: 13,
      minY: 38,
      maxX: 14,
      maxY: 39,
    });
  });

  test('may be a point, and may cross the antimeridian', () => {
    expect(readBox([13, 38, 13, 38], crs84)).toMatchObject({ minX: 13, maxX: 13 });
    expect(readBox([177, 65, -177, 70], crs84)).toMatchObject({ minX: 177, maxX: -177 });
  });

  test.each([
    [[13, 38, 14], crs84, 'got 3'],
    [[13, 38, 0, 14, 39], crs84, 'got 5'],
    [[13, 39, 14, 38], crs84, 'southern edge first'],
    [[13, 38, Number.POSITIVE_INFINITY, 39], crs84, 'finite'],
    [[13, Number.NaN, 14, 39], crs84, 'finite'],
    [[1_800_000, 4_500_000, 1_700_000, 4_600_000], laea, 'southern edge first'],
    [[1_700_000, 4_600_000, 1_800_000, 4_500_000], laea, 'western edge first'],
  ])('%j is none: %s', (numbers, crs, message) => {
    expect(() => readBox(numbers, crs)).toThrow(ServiceError);
    expect(() => readBox(numbers, crs)).toThrow(message);
  });
});
