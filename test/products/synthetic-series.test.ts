import { describe, expect, test } from 'vitest';
import { createAttributeModel } from '../../src/products/attributes.js';
import { regularEpochs } from '../../src/products/epochs.js';
import { NEGATIVE_ZERO_TENTHS } from '../../src/products/point-batch.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { createSeriesPainter, type PointMotion } from '../../src/products/synthetic-series.js';
import { LARGEST_TENTHS, mmOfTenths } from '../../src/products/tenths.js';

const dates = regularEpochs('20200303', '20241225', 6);
const still: PointMotion = { velocityMmPerYear: 0, seasonalAmplitudeMm: 0, noiseMm: 0 };

function paint(motion: Partial<PointMotion>, seed = 1) {
  const tenths = new Int16Array(dates.length);
  const attributes = createSeriesPainter(dates, new SeededRandom(seed)).paint({ ...still, ...motion }, tenths);
  return { tenths, attributes };
}

describe('a synthetic series', () => {
  test('has the velocity, annual swing and noise it was asked for', () => {
    const { attributes } = paint({ velocityMmPerYear: -12, seasonalAmplitudeMm: 4, noiseMm: 2.5 });
    expect(Math.abs(attributes.velocityMmPerYear + 12)).toBeLessThan(0.5);
    expect(Math.abs(attributes.seasonalityMm - 4)).toBeLessThan(0.8);
    expect(Math.abs(attributes.rmseMm - 2.5)).toBeLessThan(0.4);
  });

  test('has the attributes of the tenths that were written, not of the numbers before rounding', () => {
    const { tenths, attributes } = paint({ velocityMmPerYear: 3, noiseMm: 2 });
    expect(createAttributeModel(dates).attributes(Float64Array.from(tenths, mmOfTenths))).toEqual(attributes);
  });

  test('swings highest in summer, whatever the day it starts on', () => {
    const { tenths } = paint({ seasonalAmplitudeMm: 10 });
    const highest = dates[tenths.indexOf(Math.max(...tenths.subarray(0, 60)))];
    expect(Number(highest.slice(4, 6))).toBeGreaterThanOrEqual(5);
    expect(Number(highest.slice(4, 6))).toBeLessThanOrEqual(10);
  });

  test('keeps the sign of a small negative number, as real files do', () => {
    const { tenths } = paint({ noiseMm: 0.05 });
    expect(tenths).toContain(NEGATIVE_ZERO_TENTHS);
  });

  test('stops at the largest number a series can hold', () => {
    expect(Math.max(...paint({ velocityMmPerYear: 2000 }).tenths)).toBe(LARGEST_TENTHS);
    expect(paint({ velocityMmPerYear: -2000 }).tenths.at(-1)).toBe(-LARGEST_TENTHS);
  });
});
