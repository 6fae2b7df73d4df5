import { describe, expect, test } from 'vitest';
import { areaM2, circleRing, distanceM, lengthM, type Position } from '../../../explorer/src/tools/ellipsoid.js';

describe('distances on the ellipsoid', () => {
  test('are those of the quarter meridian and of the equator', () => {
    // 10,001,965.729 m: the quarter meridian of WGS 84.
    expect(distanceM([0, 0], [0, 90])).toBeCloseTo(10_001_965.729, 2);
    expect(distanceM([10, 0], [11, 0])).toBeCloseTo((Math.PI / 180) * 6_378_137, 4);
  });

  test('are that of a published line', () => {
    // Flinders Peak to Buninyong, 54,972.271 m on GRS 80 (Geoscience Australia), which differs from WGS 84 by less.
    const flinders: Position = [144 + 25 / 60 + 29.5244 / 3600, -(37 + 57 / 60 + 3.7203 / 3600)];
    const buninyong: Position = [143 + 55 / 60 + 35.3839 / 3600, -(37 + 39 / 60 + 10.1561 / 3600)];
    expect(distanceM(flinders, buninyong)).toBeCloseTo(54_972.271, 2);
  });

  test('go the short way over the antimeridian, and add up', () => {
    expect(distanceM([179, 0], [-179, 0])).toBeCloseTo(distanceM([0, 0], [2, 0]), 4);
    expect(
      lengthM([
        [0, 0],
        [1, 0],
        [1, 0],
        [2, 0],
      ]),
    ).toBeCloseTo(distanceM([0, 0], [2, 0]), 4);
    expect(lengthM([[5, 5]])).toBe(0);
  });
});

describe('areas on the ellipsoid', () => {
  test('of an octant are an eighth of the Earth', () => {
    // 510,065,621.724 km²: surface of WGS 84. Its edges run along the equator, two meridians and the pole.
    const octant: Position[] = [
      [0, 0],
      [90, 0],
      [90, 90],
      [0, 90],
    ];
    expect(areaM2(octant) / 1e6).toBeCloseTo(510_065_621.724 / 8, 1);
  });

  test('do not depend on the sense or the first corner', () => {
    const ring: Position[] = [
      [11.6, 44.6],
      [11.65, 44.61],
      [11.64, 44.66],
    ];
    expect(areaM2(ring.toReversed())).toBeCloseTo(areaM2(ring), 3);
    expect(areaM2([ring[1], ring[2], ring[0]])).toBeCloseTo(areaM2(ring), 3);
  });

  test('of a circle are those of the plane when it is small', () => {
    const ring = circleRing([11.6, 44.6], 1000, 720);
    expect(areaM2(ring) / (Math.PI * 1e6)).toBeCloseTo(1, 4);
    for (const corner of ring) expect(Math.abs(distanceM([11.6, 44.6], corner) - 1000)).toBeLessThan(1);
  });
});
