import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { bowlMotion, scattererDensity, scatterTowns } from '../../src/products/synthetic-ground.js';

const bowl = { eastingM: 1000, northingM: 2000, radiusM: 800, velocityUpMmPerYear: -20 };

describe('the motion of a bowl', () => {
  test('is vertical in the centre and 14 % of that at its radius', () => {
    expect(bowlMotion([bowl], 1000, 2000)).toEqual({ eastMmPerYear: 0, northMmPerYear: 0, upMmPerYear: -20 });
    expect(bowlMotion([bowl], 1800, 2000).upMmPerYear).toBeCloseTo(-20 * Math.exp(-2), 9);
  });

  test('points inwards where it sinks, outwards where it rises, and never passes 31 % of the centre', () => {
    for (let offsetM = 50; offsetM < 1500; offsetM += 50) {
      const sinking = bowlMotion([bowl], 1000 + offsetM, 2000 - offsetM);
      expect(sinking.eastMmPerYear).toBeLessThan(0);
      expect(sinking.northMmPerYear).toBeGreaterThan(0);
      expect(Math.hypot(sinking.eastMmPerYear, sinking.northMmPerYear)).toBeLessThan(0.31 * 20);
      const rising = bowlMotion([{ ...bowl, velocityUpMmPerYear: 20 }], 1000 + offsetM, 2000);
      expect(rising.eastMmPerYear).toBeGreaterThan(0);
    }
  });

  test('adds to that of its neighbours', () => {
    const [one, two] = [bowl, { ...bowl, eastingM: 1500 }];
    const [a, b, both] = [[one], [two], [one, two]].map((bowls) => bowlMotion(bowls, 1200, 2100));
    expect(both.upMmPerYear).toBeCloseTo(a.upMmPerYear + b.upMmPerYear, 12);
    expect(both.eastMmPerYear).toBeCloseTo(a.eastMmPerYear + b.eastMmPerYear, 12);
  });
});

describe('towns', () => {
  test('lie within their area, more of them in a larger one', () => {
    const area = { centreEastingM: 0, centreNorthingM: 0, widthM: 80_000, heightM: 20_000 };
    const towns = scatterTowns(area, new SeededRandom(1));
    expect(towns.length).toBeGreaterThan(20);
    for (const town of towns) {
      expect(Math.abs(town.eastingM)).toBeLessThan(40_000);
      expect(Math.abs(town.northingM)).toBeLessThan(10_000);
    }
    expect(scatterTowns({ ...area, widthM: 1000, heightM: 1000 }, new SeededRandom(1))).toHaveLength(3);
  });

  test('are dense in the middle and thin out', () => {
    const town = { eastingM: 0, northingM: 0, radiusM: 500 };
    const density = (eastingM: number) => scattererDensity([town], eastingM, 0);
    expect(density(0)).toBeGreaterThan(1);
    expect(density(500) - density(10_000)).toBeCloseTo(Math.exp(-0.5), 9);
    expect(density(10_000)).toBeGreaterThan(0);
  });
});
