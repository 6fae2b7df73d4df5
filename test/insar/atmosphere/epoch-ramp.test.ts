/** Planes and stratified delays that values were made with, found again beside what moves. */
import { describe, expect, test } from 'vitest';
import { type EpochRamp, RampFit, rampAt } from '../../../src/insar/atmosphere/epoch-ramp.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const TRUTH: EpochRamp = { constant: 0.7, perMEast: 4e-5, perMNorth: -7e-5, perMHeight: 0.004 };

function placesOf(count: number, seed: number, heightSpreadM = 60) {
  const random = new SeededRandom(seed);
  const centred = (spread: number) => {
    const values = Float64Array.from({ length: count }, () => random.between(-spread, spread));
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    return values.map((value) => value - mean);
  };
  return { eastM: centred(5000), northM: centred(4000), heightM: centred(heightSpreadM) };
}

const rampOf = (places: ReturnType<typeof placesOf>, ramp = TRUTH) =>
  places.eastM.map((east, p) => rampAt(ramp, east, places.northM[p], places.heightM[p]));

const ones = (count: number) => new Float64Array(count).fill(1);

function expectRamp(found: EpochRamp, truth: EpochRamp, shareOfScene: number): void {
  expect(Math.abs(found.constant - truth.constant)).toBeLessThan(shareOfScene);
  expect(Math.abs(found.perMEast - truth.perMEast) * 5000).toBeLessThan(shareOfScene);
  expect(Math.abs(found.perMNorth - truth.perMNorth) * 4000).toBeLessThan(shareOfScene);
  expect(Math.abs(found.perMHeight - truth.perMHeight) * 60).toBeLessThan(shareOfScene);
}

describe('the fit of a date', () => {
  test('is exact where nothing else is', () => {
    const places = placesOf(200, 1);
    expectRamp(new RampFit(places).fit(rampOf(places), ones(200)), TRUTH, 1e-9);
  });

  test('is hardly moved by a sixth of the points that move', () => {
    const places = placesOf(300, 2);
    const random = new SeededRandom(3);
    const values = rampOf(places).map((value, p) => value + 0.1 * random.gaussian() + (p % 6 === 0 ? 6 : 0));
    const found = new RampFit(places).fit(values, ones(300));
    // Least squares alone would be off by 1 in the constant.
    expectRamp(found, TRUTH, 0.1);
  });

  test('believes weights: values of no weight do not count', () => {
    const places = placesOf(100, 4);
    const weights = Float64Array.from({ length: 100 }, (_, p) => (p < 40 ? 0 : 2));
    const values = rampOf(places).map((value, p) => (p < 40 ? value + 3 : value));
    expectRamp(new RampFit(places).fit(values, weights), TRUTH, 1e-6);
  });

  test('passes over points without a value', () => {
    const places = placesOf(100, 5);
    const values = rampOf(places).map((value, p) => (p % 3 === 0 ? Number.NaN : value));
    expectRamp(new RampFit(places).fit(values, ones(100)), TRUTH, 1e-9);
  });

  test('says nothing of heights that do not differ', () => {
    const places = placesOf(100, 6, 5);
    const found = new RampFit(places).fit(rampOf(places, { ...TRUTH, perMHeight: 0 }), ones(100));
    expectRamp(found, { ...TRUTH, perMHeight: 0 }, 1e-9);
    expect(found.perMHeight).toBe(0);
  });

  test('of fewer than a dozen points is a constant alone', () => {
    const places = placesOf(11, 7);
    const found = new RampFit(places).fit(new Float64Array(11).fill(2.5), ones(11));
    expect(found).toEqual({ constant: 2.5, perMEast: 0, perMNorth: 0, perMHeight: 0 });
  });

  test('is a constant alone at a date that fewer than a dozen of many points have', () => {
    const places = placesOf(100, 8);
    const values = rampOf(places).map((value, p) => (p < 6 ? value : Number.NaN));
    const found = new RampFit(places).fit(values, ones(100));
    expect(found).toMatchObject({ perMEast: 0, perMNorth: 0, perMHeight: 0 });
    const six = [...values.subarray(0, 6)];
    expect(found.constant).toBeGreaterThan(Math.min(...six));
    expect(found.constant).toBeLessThan(Math.max(...six));
  });

  test('is a constant alone where all points lie on a line', () => {
    const eastM = Float64Array.from({ length: 21 }, (_, p) => 100 * (p - 10));
    const places = { eastM, northM: eastM.map((east) => 2 * east), heightM: new Float64Array(21) };
    const found = new RampFit(places).fit(new Float64Array(21).fill(-1.5), ones(21));
    expect(found).toMatchObject({ perMEast: 0, perMNorth: 0, perMHeight: 0 });
    expect(found.constant).toBeCloseTo(-1.5, 12);
  });

  test('of no values is nothing', () => {
    const places = placesOf(50, 9);
    const nothing = { constant: 0, perMEast: 0, perMNorth: 0, perMHeight: 0 };
    expect(new RampFit(places).fit(new Float64Array(50).fill(Number.NaN), ones(50))).toEqual(nothing);
    expect(new RampFit(placesOf(0, 1)).fit(new Float64Array(0), ones(0))).toEqual(nothing);
  });
});
