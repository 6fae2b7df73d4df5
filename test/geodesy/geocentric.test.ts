import { expect, test } from 'vitest';
import { geocentric, verticalAt } from '../../src/geodesy/geocentric.js';

const radians = (degrees: number) => (degrees * Math.PI) / 180;

test('places on the axes of WGS84 are where its radii say', () => {
  expect(geocentric(0, 0, 100)).toEqual([6_378_237, 0, 0]);
  const pole = geocentric(0, Math.PI / 2, 0);
  expect(pole[0]).toBeCloseTo(0, 6);
  expect(pole[2]).toBeCloseTo(6_356_752.3142, 4);
  expect(geocentric(Math.PI / 2, 0, 0)[1]).toBeCloseTo(6_378_137, 6);
});

test('a place at 45 degrees agrees with the radii of curvature of WGS84, and heights go along the vertical', () => {
  // Prime vertical radius at 45 degrees: 6,388,838.290 m.
  const [x, y, z] = geocentric(radians(30), radians(45), 0);
  expect(Math.hypot(x, y)).toBeCloseTo(6_388_838.29 * Math.SQRT1_2, 1);
  expect(z).toBeCloseTo(6_388_838.29 * (1 - 0.00669437999014) * Math.SQRT1_2, 1);
  const high = geocentric(radians(30), radians(45), 1000);
  const up = verticalAt(radians(30), radians(45));
  for (const [axis, value] of [x, y, z].entries()) expect(high[axis] - value).toBeCloseTo(1000 * up[axis], 6);
});
