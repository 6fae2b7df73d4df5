/** Angles beside the line of sight of the synthetic bursts, and beside rows of real files. */
import { expect, test } from 'vitest';
import { incidenceDeg, trackAngleDeg } from '../../../../src/insar/psi/basic/look-angles.js';
import { lineOfSight } from '../../../../src/products/synthetic-burst-grid.js';

test.each([
  [349.02, 38.6],
  [191.42, 33.1],
  [0, 45],
  [90, 20],
  [270, 46],
])('a heading of %d and an incidence of %d degrees come back from their line of sight', (heading, incidence) => {
  const { losEast, losNorth, losUp } = lineOfSight(incidence, heading);
  expect(incidenceDeg(losUp)).toBeCloseTo(incidence, 9);
  const difference = Math.abs(trackAngleDeg(losEast, losNorth) - heading);
  expect(Math.min(difference, 360 - difference)).toBeLessThan(1e-9);
});

test('a heading a little west of north is near 360, not negative', () => {
  const { losEast, losNorth } = lineOfSight(40, -9.62);
  expect(trackAngleDeg(losEast, losNorth)).toBeCloseTo(350.38, 9);
});

test('a line of sight that rounding made a little longer than one has an incidence', () => {
  expect(incidenceDeg(1.0000001)).toBe(0);
});
