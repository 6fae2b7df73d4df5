import { describe, expect, test } from 'vitest';
import { cellRing } from '../../../explorer/src/map/grid-cell.js';
import { fromLaea, toLaea } from '../../../explorer/src/search/laea.js';

describe('places in EPSG:3035', () => {
  test('are those of the guidance note of IOGP (7-2, method 9820)', () => {
    const [easting, northing] = toLaea(5, 50);
    expect(easting).toBeCloseTo(3_962_799.45, 1);
    expect(northing).toBeCloseTo(2_999_718.85, 1);
  });

  test('come back from Iceland to Cyprus to the micrometre', () => {
    for (const [longitude, latitude] of [
      [-24, 66],
      [34, 34.6],
      [10, 52],
      [-9.5, 36],
      [28, 71],
    ]) {
      const [back, up] = fromLaea(...toLaea(longitude, latitude));
      expect(back).toBeCloseTo(longitude, 10);
      expect(up).toBeCloseTo(latitude, 10);
    }
  });
});

describe('a cell of level 3', () => {
  const ring = cellRing(...fromLaea(4_450_050, 2_050_050));
  const metres = ring.map(([longitude, latitude]) =>
    toLaea(longitude, latitude).map((each) => Math.round(each * 1e3) / 1e3),
  );

  test('is the square of 100 m around its point', () => {
    expect(metres).toEqual([
      [4_450_000, 2_050_000],
      [4_450_100, 2_050_000],
      [4_450_100, 2_050_100],
      [4_450_000, 2_050_100],
      [4_450_000, 2_050_000],
    ]);
  });

  test('is the same from anywhere in it, as tiles round places', () => {
    expect(cellRing(...fromLaea(4_450_003, 2_050_098))).toEqual(ring);
  });
});
