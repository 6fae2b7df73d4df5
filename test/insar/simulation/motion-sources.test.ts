import { describe, expect, test } from 'vitest';
import { planAcquisitions } from '../../../src/insar/simulation/acquisitions.js';
import { MotionModel, type MotionSource } from '../../../src/insar/simulation/motion-sources.js';

const acquisitions = planAcquisitions({
  firstDate: '20200103',
  dates: 150,
  intervalDays: 6,
  missingShare: 0,
  baselineSigmaM: 60,
  seed: 4,
});
const at = { eastM: 500, northM: -200 };
const modelOf = (source: MotionSource) => new MotionModel([source], acquisitions);

/** Coefficients of a function at a place: east, north, up. */
function coefficients(source: MotionSource, name: string, eastM: number, northM: number): number[] {
  const model = modelOf(source);
  const all = model.at(eastM, northM, new Float64Array(3 * model.functions.length));
  const k = model.functions.findIndex((one) => one.name === name);
  return [...all.subarray(3 * k, 3 * k + 3)];
}

describe('motion', () => {
  test('of a swelling reservoir is that of Mogi', () => {
    const mogi = { type: 'mogi', ...at, depthM: 2000, volumeM3PerYear: 1e5 } as const;
    // u_z = (1 - nu) dV / (pi z^2) above it.
    const [east, north, up] = coefficients(mogi, 'linear', 500, -200);
    expect([east, north]).toEqual([0, 0]);
    expect(up).toBeCloseTo((1000 * 0.75 * 1e5) / (Math.PI * 2000 ** 2), 9);
    // At a distance of its depth: u_z / 2^1.5, and as much outwards.
    const aside = coefficients(mogi, 'linear', 2500, -200);
    expect(aside[2]).toBeCloseTo(up / 2 ** 1.5, 9);
    expect(aside[0]).toBeCloseTo(aside[2], 9);
    expect(aside[1]).toBe(0);
  });

  test('of a bowl is Gaussian, its ground drawn inwards', () => {
    const bowl = { type: 'bowl', ...at, radiusM: 400, velocityMmPerYear: -20 } as const;
    expect(coefficients(bowl, 'linear', 500, -200)).toEqual([0, 0, -20]);
    const [east, , up] = coefficients(bowl, 'linear', 900, -200);
    expect(up).toBeCloseTo(-20 * Math.exp(-2), 9);
    expect(east).toBeLessThan(0);
    expect(coefficients(bowl, 'linear', 1500, -200)).toEqual([0, 0, 0]);
  });

  test('of a landslide is the same all over its patch, along the slope', () => {
    const slide = {
      type: 'landslide',
      ...at,
      lengthM: 400,
      widthM: 100,
      azimuthDeg: 90,
      slopeDeg: 30,
      velocityMmPerYear: 10,
    } as const;
    const [east, north, up] = coefficients(slide, 'linear', 680, -200);
    expect(east).toBeCloseTo(10 * Math.cos(Math.PI / 6), 9);
    expect(north).toBeCloseTo(0, 9);
    expect(up).toBeCloseTo(-5, 9);
    expect(coefficients(slide, 'linear', 500, -130)).toEqual([0, 0, 0]);
  });

  test('jumps at the date of a step, accelerates, and comes back every year', () => {
    const step = { type: 'step', ...at, radiusM: 300, date: '20210101', upMm: -14, eastMm: 3 } as const;
    expect(coefficients(step, 'step-20210101', 500, -200)).toEqual([3, 0, -14]);
    const { values } = modelOf(step).functions.find(({ name }) => name === 'step-20210101')!;
    const before = acquisitions.dates.filter((date) => date < '20210101').length;
    expect(values[before] - values[before - 1]).toBe(1);
    expect(values[0] - values[before - 1]).toBe(0);

    const faster = { type: 'acceleration', ...at, radiusM: 300, accelerationMmPerYear2: -6 } as const;
    expect(coefficients(faster, 'quadratic', 500, -200)).toEqual([0, 0, -6]);
    const quadratic = modelOf(faster).functions.find(({ name }) => name === 'quadratic')!.values;
    // 60 steps of 6 days: t^2 / 2 in years of 365 days.
    expect(quadratic[60] - quadratic[0]).toBeCloseTo((360 / 365) ** 2 / 2, 12);

    const annual = { type: 'annual', ...at, radiusM: 300, amplitudeMm: 5, highestDay: 100 } as const;
    const [, , cosine] = coefficients(annual, 'annual-cosine', 500, -200);
    const [, , sine] = coefficients(annual, 'annual-sine', 500, -200);
    expect(Math.hypot(cosine, sine)).toBeCloseTo(5, 9);
    const { functions } = modelOf(annual);
    const series = acquisitions.dates.map((_, i) => cosine * functions[2].values[i] + sine * functions[3].values[i]);
    const highest = acquisitions.dates[series.indexOf(Math.max(...series))];
    // Day 100 is 10 April.
    expect(['04', '10']).toContainEqual(highest.slice(4, 6));
    expect(highest.slice(4, 6)).toBe('04');
  });

  test('has the mean velocity that EGMS would fit: one of lines, none of yearly waves', () => {
    const slopes = modelOf({ type: 'bowl', ...at, radiusM: 1, velocityMmPerYear: 1 }).slopes();
    expect(slopes[0]).toBeCloseTo(1, 9);
    // The middle of the series times two halves: t^2/2 rises by t.
    expect(slopes[1]).toBeCloseTo(acquisitions.years[149] / 2, 1);
    // Years of 365 days against the calendar's: nearly nothing.
    expect(Math.abs(slopes[2])).toBeLessThan(0.01);
  });
});

describe('acquisitions', () => {
  test('keep to the days of Sentinel-1, miss a few, and are relative to the date in the middle', () => {
    const plan = planAcquisitions({
      firstDate: '20160801',
      dates: 300,
      missingShare: 0.05,
      baselineSigmaM: 60,
      seed: 2,
    });
    const gaps = Array.from(plan.days)
      .slice(1)
      .map((day, i) => day - plan.days[i]);
    expect(gaps[0] % 12).toBe(0);
    const count = (days: number) => gaps.filter((gap) => gap === days).length;
    expect(count(6)).toBeGreaterThan(200);
    expect(gaps.filter((gap) => gap === 12 || gap === 18).length).toBeGreaterThan(8);
    expect(plan.perpendicularBaselinesM[plan.referenceIndex]).toBe(0);
    const mean = plan.perpendicularBaselinesM.reduce((sum, b) => sum + b, 0) / 300;
    const spread = Math.sqrt(plan.perpendicularBaselinesM.reduce((sum, b) => sum + (b - mean) ** 2, 0) / 300);
    expect(spread).toBeGreaterThan(52);
    expect(spread).toBeLessThan(68);
    expect(Math.max(...plan.temperaturesC)).toBeGreaterThan(20);
  });
});
