import { describe, expect, test } from 'vitest';
import { checkCoordinates } from '../../src/products/coordinate-check.js';
import type { PointBatch, ProductHeader } from '../../src/products/point-batch.js';

const LEVEL_2: ProductHeader = {
  generation: 'from-2020-2024',
  attributes: ['latitudeDeg', 'longitudeDeg', 'eastingM', 'northingM'],
  dates: [],
};
const LEVEL_3: ProductHeader = { ...LEVEL_2, attributes: ['eastingM', 'northingM'] };

function check(header: ProductHeader, ...points: number[][]) {
  const batch: PointBatch = {
    count: points.length,
    firstRow: 10,
    pid: points.map(() => '166ax5Ofja'),
    attributes: header.attributes.map((_, column) => Float64Array.from(points, (point) => point[column])),
  };
  return () => checkCoordinates(batch, header, 'FILE.csv');
}

/** A point of a real file. */
const REAL = [38.690708, 13.171103, 4598603.43, 1739722.18];

describe('checkCoordinates', () => {
  test('a real point passes, and one 15 m beside itself', () => {
    expect(check(LEVEL_2, REAL, [38.690708, 13.171103, 4598618.43, 1739722.18])).not.toThrow();
  });

  test.each([
    ['easting and northing swapped', [38.690708, 13.171103, 1739722.18, 4598603.43]],
    ['latitude and longitude swapped', [13.171103, 38.690708, 4598603.43, 1739722.18]],
    ['degrees for metres', [38.690708, 13.171103, 13.171103, 38.690708]],
    ['metres for degrees', [1739722.18, 4598603.43, 4598603.43, 1739722.18]],
    ['UTM zone 33', [38.690708, 13.171103, 340983.6, 4284052.3]],
    ['web Mercator', [38.690708, 13.171103, 1466200.5, 4678800.1]],
    ['a point 30 m away', [38.690708, 13.171103, 4598603.43, 1739752.18]],
  ])('level 2 with %s is refused at its line', (_, point) => {
    expect(check(LEVEL_2, REAL, point)).toThrow(
      /^FILE\.csv:13 \(column (easting|latitude)\): wrong CRS: expected .*EPSG:3035/,
    );
  });

  test('the message gives what was expected and what came', () => {
    expect(check(LEVEL_2, [38.690708, 13.171103, 4598603.43, 1739752.18])).toThrow(
      'got easting 4598603.43, northing 1739752.18 where latitude 38.690708, longitude 13.171103 is easting 4598603.',
    );
  });

  test.each([
    ['degrees', [13.05, 38.65]],
    ['UTM', [340950, 4284050]],
    ['beyond Europe', [4598650, 9739750]],
  ])('level 3 in %s is refused', (_, point) => {
    expect(check(LEVEL_3, [4416250, 2775450], point)).toThrow('FILE.csv:13 (column easting): wrong CRS');
  });

  test.each([
    ['the Azores', [39.5, -31.25, 954_000, 2_780_000]],
    ['El Hierro', [27.7, -18.2, 1_543_000, 1_031_000]],
    ['Cyprus', [35.6, 34.6, 6_527_000, 1_750_000]],
    ['the North Cape', [71.2, 25.8, 4_880_000, 5_360_000]],
  ])('level 3 of %s is within the bounds', (_, [, , eastingM, northingM]) => {
    expect(check(LEVEL_3, [eastingM, northingM])).not.toThrow();
  });
});
