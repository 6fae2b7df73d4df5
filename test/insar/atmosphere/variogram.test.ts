/** Models of variograms against those that classes and random fields were made with. */
import { describe, expect, test } from 'vitest';
import {
  type DistanceClasses,
  fitVariogram,
  type Variogram,
  VariogramSums,
  variogramAt,
} from '../../../src/insar/atmosphere/variogram.js';
import { covarianceOf, GaussianField } from './gaussian-field.js';

const FARTHEST_M = 4000;

/** One class every 160 m, exactly on the model. */
function classesOf(model: Variogram): DistanceClasses {
  const distanceM = Float64Array.from({ length: 24 }, (_, k) => 80 + 160 * k);
  return { distanceM, gamma: distanceM.map((h) => variogramAt(model, h)), pairs: distanceM.map(() => 500) };
}

/** Largest difference of two models in share of the first, within the distances of the classes. */
const worstShare = (truth: Variogram, found: Variogram) =>
  Math.max(
    ...Array.from({ length: 39 }, (_, k) => {
      const expected = variogramAt(truth, 100 * (k + 1));
      return Math.abs(variogramAt(found, 100 * (k + 1)) - expected) / expected;
    }),
  );

describe('the model', () => {
  test('is zero at no distance, nugget just beyond, and nugget and sill far away', () => {
    const model = { nugget: 0.2, sill: 0.7, rangeM: 1000, exponent: 1 };
    expect(variogramAt(model, 0)).toBe(0);
    expect(variogramAt(model, 1e-9)).toBeCloseTo(0.2, 9);
    expect(variogramAt(model, 1000)).toBeCloseTo(0.2 + 0.7 * (1 - Math.exp(-1)), 12);
    expect(variogramAt(model, 1e6)).toBeCloseTo(0.9, 12);
  });
});

describe('a fit', () => {
  test.each([
    { nugget: 0.05, sill: 0.6, rangeM: 900, exponent: 1.2 },
    { nugget: 0, sill: 1.5, rangeM: 2500, exponent: 0.67 },
    { nugget: 0.3, sill: 0.1, rangeM: 400, exponent: 1.6 },
    // Between the exponents and ranges that are tried.
    { nugget: 0.1, sill: 0.8, rangeM: 1234, exponent: 1.1 },
  ])('finds a known model again: $nugget + $sill within $rangeM m', (truth) => {
    const found = fitVariogram(classesOf(truth));
    expect(worstShare(truth, found)).toBeLessThan(0.04);
    expect(Math.abs(found.nugget - truth.nugget)).toBeLessThan(0.02 * (truth.nugget + truth.sill));
  });

  test('finds nothing but a nugget where distance does not matter', () => {
    const found = fitVariogram(classesOf({ nugget: 0.4, sill: 0, rangeM: 1, exponent: 1 }));
    expect(variogramAt(found, 50)).toBeCloseTo(0.4, 3);
    expect(variogramAt(found, 4000)).toBeCloseTo(0.4, 3);
  });

  test('never has a negative nugget or sill', () => {
    const rising = classesOf({ nugget: 0, sill: 1, rangeM: 3000, exponent: 2 });
    const falling = { ...rising, gamma: rising.gamma.toReversed() };
    for (const classes of [rising, falling]) {
      const { nugget, sill } = fitVariogram(classes);
      expect(nugget).toBeGreaterThanOrEqual(0);
      expect(sill).toBeGreaterThanOrEqual(0);
    }
  });

  test('of no pairs at all is nothing, and of too few distances their mean', () => {
    expect(fitVariogram(new VariogramSums(FARTHEST_M).classes())).toMatchObject({ nugget: 0, sill: 0 });
    const sums = new VariogramSums(FARTHEST_M);
    sums.add(500, 0.4);
    expect(fitVariogram(sums.classes())).toMatchObject({ nugget: 0.2, sill: 0 });
  });
});

describe('sums by distance', () => {
  test('take half the mean square, weighted by pairs', () => {
    const sums = new VariogramSums(FARTHEST_M);
    sums.add(1000, 2, 3);
    sums.add(1001, 6, 1);
    const { distanceM, gamma, pairs } = sums.classes();
    expect([...pairs]).toEqual([4]);
    expect(gamma[0]).toBeCloseTo(1.5, 12);
    expect(distanceM[0]).toBeCloseTo(1000.25, 12);
  });

  test('pass over what is too far, has no pairs, or no value', () => {
    const sums = new VariogramSums(FARTHEST_M);
    sums.add(FARTHEST_M, 1);
    sums.add(Number.NaN, 1);
    sums.add(100, 1, 0);
    sums.add(100, Number.NaN);
    expect(sums.classes().pairs).toHaveLength(0);
  });

  test('of random fields give back about the model they were drawn from', () => {
    const truth = { nugget: 0.1, sill: 1, rangeM: 700, exponent: 1.2 };
    const field = new GaussianField(200, FARTHEST_M, truth, 5);
    const sums = new VariogramSums(2500);
    for (let draw = 0; draw < 40; draw++) {
      const values = field.draw();
      for (let i = 0; i < values.length; i++) {
        for (let j = 0; j < i; j++) sums.add(field.distanceM(i, j), (values[i] - values[j]) ** 2);
      }
    }
    const found = fitVariogram(sums.classes());
    expect(covarianceOf(truth, 0)).toBe(1);
    for (const h of [100, 300, 700, 1500, 2400]) {
      expect(variogramAt(found, h) / variogramAt(truth, h), `${h} m`).toBeGreaterThan(0.9);
      expect(variogramAt(found, h) / variogramAt(truth, h), `${h} m`).toBeLessThan(1.1);
    }
  });
});
